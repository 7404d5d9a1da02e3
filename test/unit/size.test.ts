import { describe, expect, it } from 'vitest'

import { readSource, sourceFiles } from '../support/source-files.js'

const linesOf = (path: string): number => readSource(path).split('\n').length - 1

describe('source files', () => {
  it('are never longer than 300 lines', () => {
    const long = [...sourceFiles('src'), ...sourceFiles('test')].filter(
      (path) => linesOf(path) > 300,
    )
    expect(long).toEqual([])
  })

  it('have a median of about 90 lines', () => {
    const lengths = sourceFiles('src')
      .map(linesOf)
      .toSorted((a, b) => a - b)
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThanOrEqual(110)
  })
})
