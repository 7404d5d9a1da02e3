import { describe, expect, it } from 'vitest'

import { closureOf } from '../../support/module-imports.js'
import { sourceFiles } from '../../support/source-files.js'

describe('the served half', () => {
  const isServed = (path: string): boolean => /^src\/(?:http|broker|state)\//.test(path)

  it('F35: reaches no identity that an earlier request left behind', () => {
    const remembered = /^src\/auth\/session\/(?:cached-identity|identity-source)\.ts$/
    const reaching = sourceFiles('src/http').filter((path) =>
      [...closureOf(path)].some((target) => remembered.test(target)),
    )
    expect(reaching).toEqual([])
  })

  it('is loaded by nothing that a host starts on this computer', () => {
    expect([...closureOf('src/main.ts'), ...closureOf('src/cli/start-server.ts')]).not.toSatisfy(
      (loaded: readonly string[]) => loaded.some(isServed),
    )
  })
})
