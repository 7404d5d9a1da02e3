import { describe, expect, it } from 'vitest'

import { readSource, sourceFiles } from '../../../support/source-files.js'

const filesWith = (folder: string, pattern: RegExp): readonly string[] =>
  sourceFiles(folder).filter((file) => pattern.test(readSource(file)))

describe('the doors of the sign-in', () => {
  it('T-P12: only one file listens, on the two loopback addresses that its types allow', () => {
    expect(filesWith('src/auth', /\.listen\(/)).toEqual([
      'src/auth/sign-in/callback/bind-loopback.ts',
    ])
    expect(filesWith('src/auth', /'(0\.0\.0\.0|::)'/)).toEqual([])
  })

  it('T-B3: only one file opens browsers, and loads what opens them when it does', () => {
    expect(filesWith('src', /from 'open'/)).toEqual([])
    expect(filesWith('src', /import\('open'\)/)).toEqual(['src/auth/sign-in/browser.ts'])
  })

  it('T-B5: nothing of the sign-in goes through a shell', () => {
    expect(filesWith('src/auth', /shell: true|\bexec(Sync|File)?\(\s*`/)).toEqual([])
  })

  it('8252-5: no client secret is asked for or sent but by the served half and to a server elsewhere', () => {
    const sending = filesWith('src', /client_secret|ClientSecret/).filter(
      // the demo's JHE takes one; the issuer of a server elsewhere may give one
      (file) => !/^src\/(demo\/issuer\/|(cli\/)?connect\b)/.test(file),
    )
    expect(sending).toEqual(['src/auth/issuer/issuer-client.ts'])
    const giving = filesWith('src', /clientSecret/).filter(
      (file) => !file.startsWith('src/broker/'),
    )
    const local = /^src\/(auth\/(session|sign-in|store|tokens)|mcp|calls|doctor|setup)\//
    const served = 'src/doctor/checks/serve/'
    expect(giving.filter((file) => local.test(file) && !file.startsWith(served))).toEqual([])
    expect(giving).not.toContain('src/app/account.ts')
  })
})
