import { format } from 'prettier'
import { describe, expect, it } from 'vitest'

import { errorCodes } from '../../src/errors.js'
import { renderReadme } from '../support/readme.js'
import { readSource } from '../support/source-files.js'

const readme = readSource('README.md')

describe('README.md', () => {
  it('has the generated tables of this version (`npm run docs` makes them)', async () => {
    const rendered = await format(renderReadme(readme), { parser: 'markdown', printWidth: 100 })
    await expect(rendered).toMatchFileSnapshot('../../README.md')
  })

  it('explains every error code', () => {
    expect(errorCodes.filter((code) => !readme.includes(`| \`${code}\``))).toEqual([])
  })

  it('names the version of this package where it tells how to install it', () => {
    const version = /"version": "([^"]+)"/.exec(readSource('package.json'))?.[1] ?? ''
    const named = [...readme.matchAll(/jhe-mcp[@-](\d+\.\d+\.\d+)/g)].map(([, found]) => found)
    expect(named.length).toBeGreaterThan(0)
    expect(new Set(named)).toEqual(new Set([version]))
  })

  it('T-S2: tells nobody to run @latest', () => {
    expect(readme).not.toContain('@latest')
  })
})
