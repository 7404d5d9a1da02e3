import { execFileSync } from 'node:child_process'
import { chmod, link, mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inspect } from 'node:util'

import { describe, expect, it } from 'vitest'

import { createHeaderAccount } from '../../../../src/connect/account/header-account.js'
import { parseHeaders, readHeaderFile } from '../../../../src/connect/account/header-file.js'
import { parseServerUrl } from '../../../../src/connect/server-url.js'
import { JheError } from '../../../../src/errors.js'
import { rejected } from '../../../support/caught.js'
import { createTestFolder, testMachine } from '../../../support/worlds/stores.js'

const secret = 'Bearer sk-canary-4711'
const server = parseServerUrl('https://mcp.example.org/mcp')
const never = new AbortController().signal

const thrownBy = (text: string): JheError => {
  try {
    parseHeaders(text)
  } catch (thrown) {
    if (thrown instanceof JheError) return thrown
  }
  throw new Error('nothing was thrown')
}

describe('the header file', () => {
  it('is read with its comments and blank lines, in any line ends', () => {
    const text = `\uFEFF# for the test\r\n\r\nAuthorization: ${secret}\r\n  # more\nX-Api-Key:\tab c\t \n`
    expect(parseHeaders(text)).toEqual({ authorization: secret, 'x-api-key': 'ab c' })
  })

  it.each([
    ['no header', '# nothing\n'],
    ['nothing', ''],
    ['a key alone', 'sk-canary-4711'],
    ['no name', `: ${secret}`],
    ['no value', 'Authorization:'],
    ['a blank before the colon', `Authorization : ${secret}`],
    ['a folded line', `Authorization: a\n ${secret}`],
    ['a control character', `Authorization: ${secret}\u0007`],
    ['a null', `Authorization: ${secret}\u0000`],
    ['a carriage return within', `Authorization: ${secret}\rX-Other: y`],
    ['other letters', `Authorization: ${secret}ä`],
    ['a bidi sign', `Authorization: ${secret}\u202E`],
    ['a name of other letters', `Authorizätion: ${secret}`],
    ['a header twice', `Authorization: ${secret}\nauthorization: ${secret}`],
    ['21 headers', Array.from({ length: 21 }, (_, n) => `X-${n}: sk-canary-4711`).join('\n')],
    ...[
      'Host',
      'Content-Length',
      'content-type',
      'Mcp-Session-Id',
      'MCP-Protocol-Version',
      'Connection',
      'Keep-Alive',
      'Proxy-Authorization',
      'Proxy-Connection',
      'TE',
      'Trailer',
      'Transfer-Encoding',
      'Upgrade',
      'Accept',
      'Last-Event-ID',
      'Origin',
    ].map((name) => [name, `${name}: sk-canary-4711`]),
  ])('with %s is refused, and the error holds nothing of it', (_what, text) => {
    const error = thrownBy(text)
    expect(error.code).toBe('CONFIG_INVALID')
    expect(inspect(error, { depth: 5 })).not.toContain('canary')
  })

  it('of 20 headers is taken', () => {
    const text = Array.from({ length: 20 }, (_, n) => `X-${n}: v`).join('\n')
    expect(Object.keys(parseHeaders(text))).toHaveLength(20)
  })

  const attacks: readonly (readonly [string, (path: string, dir: string) => Promise<void>])[] = [
    ['that is missing', () => Promise.resolve()],
    [
      'that others may read',
      async (path) => {
        await writeFile(path, `Authorization: ${secret}`)
        await chmod(path, 0o644)
      },
    ],
    [
      'that the group may read',
      async (path) => {
        await writeFile(path, `Authorization: ${secret}`)
        await chmod(path, 0o640)
      },
    ],
    [
      'that is a link',
      async (path, dir) => {
        await writeFile(join(dir, 'real'), `Authorization: ${secret}`, { mode: 0o600 })
        await symlink(join(dir, 'real'), path)
      },
    ],
    [
      'that has a second name',
      async (path, dir) => {
        await writeFile(join(dir, 'real'), `Authorization: ${secret}`, { mode: 0o600 })
        await link(join(dir, 'real'), path)
      },
    ],
    [
      'that is a folder',
      async (path) => {
        await mkdir(path)
      },
    ],
    [
      'that is a pipe',
      async (path) => {
        execFileSync('mkfifo', ['-m', '600', path])
        await Promise.resolve()
      },
    ],
    [
      'that is too long',
      async (path) => {
        await writeFile(path, `X-Long: ${'canary'.repeat(20_000)}`, { mode: 0o600 })
      },
    ],
  ]

  it.each(attacks)('%s is refused', async (_what, make) => {
    await using folder = await createTestFolder()
    const path = join(folder.path, 'headers')
    await make(path, folder.path)
    const error = await rejected(readHeaderFile(path, testMachine))
    expect(error.code).toBe('CONFIG_INVALID')
    expect(error.message).toContain(path)
    expect(inspect(error, { depth: 5 })).not.toContain('canary')
  })

  it('of another user is refused', async () => {
    await using folder = await createTestFolder()
    const path = join(folder.path, 'headers')
    await writeFile(path, `Authorization: ${secret}`, { mode: 0o600 })
    const error = await rejected(readHeaderFile(path, { ...testMachine, uid: 4242 }))
    expect(error.message).toContain('another user')
  })
})

describe('an account with a header file', () => {
  it('carries its headers, reads it anew after a 401, and asks for a valid key', async () => {
    await using folder = await createTestFolder()
    const path = join(folder.path, 'headers')
    await writeFile(path, `X-Api-Key: one`, { mode: 0o600 })
    const account = createHeaderAccount(server, async () => await readHeaderFile(path, testMachine))
    expect(await account.isSignedIn()).toBe(true)
    const first = await account.credentials(never)
    expect(first).toEqual({ headers: { 'x-api-key': 'one' } })
    expect(await account.renew(first, {}, never)).toBeUndefined()
    await writeFile(path, `X-Api-Key: two`)
    expect(await account.credentials(never)).toEqual(first)
    expect(await account.renew(first, {}, never)).toEqual({ headers: { 'x-api-key': 'two' } })
    const error = await rejected(account.signIn({}, never))
    expect(error.code).toBe('SIGN_IN_REQUIRED')
    expect(error.message).toContain('https://mcp.example.org')
    expect(inspect(error)).not.toContain('two')
  })
})
