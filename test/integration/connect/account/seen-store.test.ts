import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import type { Seen } from '../../../../src/connect/seen/seen-store.js'
import { createSealedSeenStore } from '../../../../src/connect/seen/sealed-seen-store.js'
import { parseServerUrl } from '../../../../src/connect/server-url.js'
import { keepingIn, type AccountChange } from '../../../support/connect/open-account.js'
import { createTestFolder, ScriptedKeychain } from '../../../support/worlds/stores.js'

const seen: Seen = {
  results: { 'tools/list': { tools: [{ name: 'canary_tool', description: 'Ünïcode “x”' }] } },
  fingerprint: 'abc',
}

const open = (dir: string, change: AccountChange = {}, url = 'https://mcp.example.org/mcp') =>
  createSealedSeenStore(parseServerUrl(url), keepingIn(dir, change), () => new Date())

/** The one file of a store. */
const fileIn = async (dir: string): Promise<string> =>
  join(dir, (await readdir(dir)).find((name) => name.startsWith('seen-')) ?? 'none')

describe('what was seen of a server', () => {
  it.each([
    ['sealed', { mode: 'auto' }],
    ['in a file', { mode: 'file' }],
  ] as const)('is kept %s and read by the next process', async (_how, how) => {
    await using folder = await createTestFolder()
    const change = { ...how, keychain: new ScriptedKeychain() }
    expect(await open(folder.path, change).read()).toBeUndefined()
    await open(folder.path, change).write(seen)
    expect(await open(folder.path, change).read()).toEqual(seen)
    const path = await fileIn(folder.path)
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect((await readFile(path, 'utf8')).includes('canary')).toBe(how.mode === 'file')
    await open(folder.path, change).forget()
    expect(await open(folder.path, change).read()).toBeUndefined()
    expect(await readdir(folder.path)).toEqual([])
    expect(change.keychain.values.size).toBe(0)
  })

  it('is kept without a fingerprint, and replaced', async () => {
    await using folder = await createTestFolder()
    const store = open(folder.path)
    await store.write({ results: {}, fingerprint: undefined })
    expect(await store.read()).toEqual({ results: {}, fingerprint: undefined })
    await store.write(seen)
    expect(await open(folder.path).read()).toEqual(seen)
  })

  it('of one server is not read for another, even where the file is moved', async () => {
    await using folder = await createTestFolder()
    const change = { mode: 'auto', keychain: new ScriptedKeychain() } as const
    await open(folder.path, change).write(seen)
    const first = await readFile(await fileIn(folder.path), 'utf8')
    await using other = await createTestFolder()
    const store = open(other.path, change, 'https://other.example.org/mcp')
    await store.write({ results: {}, fingerprint: 'other' })
    await writeFile(
      await fileIn(other.path),
      first.replace('seen https://mcp.example.org/mcp', 'seen https://other.example.org/mcp'),
    )
    expect(await open(other.path, change, 'https://other.example.org/mcp').read()).toBeUndefined()
  })

  it('that was sealed with another key is not read, and is replaced', async () => {
    await using folder = await createTestFolder()
    await open(folder.path, { mode: 'auto' }).write(seen)
    const other = { mode: 'auto', keychain: new ScriptedKeychain() } as const
    expect(await open(folder.path, other).read()).toBeUndefined()
    await open(folder.path, other).write(seen)
    expect(await open(folder.path, other).read()).toEqual(seen)
  })

  it.each([
    ['empty', ''],
    ['no JSON', '{"schemaVersion":1,'],
    [
      'another layout',
      '{"schemaVersion":1,"sessions":{"seen https://mcp.example.org/mcp":{"a":1}}}',
    ],
    [
      'other types',
      '{"schemaVersion":1,"sessions":{"seen https://mcp.example.org/mcp":{"store":"file","session":{"server":"https://mcp.example.org/mcp","results":[1]}}}}',
    ],
    [
      'a foreign server within',
      '{"schemaVersion":1,"sessions":{"seen https://mcp.example.org/mcp":{"store":"file","session":{"server":"https://evil.example.org/mcp","results":{}}}}}',
    ],
    ['too long', `{"schemaVersion":1,"sessions":{},"x":"${'y'.repeat(600_000)}"}`],
  ])('in a damaged file (%s) is not read, and is replaced', async (_what, text) => {
    await using folder = await createTestFolder()
    await open(folder.path).write(seen)
    await writeFile(await fileIn(folder.path), text)
    expect(await open(folder.path).read()).toBeUndefined()
    await open(folder.path).write(seen)
    expect(await open(folder.path).read()).toEqual(seen)
  })

  it('is not kept where it is longer than 256 kB, and what was kept stays', async () => {
    await using folder = await createTestFolder()
    const store = open(folder.path)
    await store.write(seen)
    await store.write({ results: { 'tools/list': { a: 'ä'.repeat(140_000) } }, fingerprint: 'new' })
    expect(await open(folder.path).read()).toEqual(seen)
    const nearly = { results: { 'tools/list': { a: 'x'.repeat(260_000) } }, fingerprint: 'near' }
    await store.write(nearly)
    expect(await open(folder.path).read()).toEqual(nearly)
  })

  it('never throws, wherever it cannot be kept', async () => {
    await using folder = await createTestFolder()
    const file = join(folder.path, 'file')
    await writeFile(file, '')
    const store = open(join(file, 'below'))
    await store.write(seen)
    expect(await store.read()).toBeUndefined()
    await store.forget()
    const keychain = new ScriptedKeychain()
    const change = { mode: 'keychain', keychain } as const
    await open(folder.path, change).write(seen)
    keychain.state = 'locked'
    expect(await open(folder.path, change).read()).toBeUndefined()
    await open(folder.path, change).write(seen)
    await open(folder.path, change).forget()
  })

  it('is not written where a link leads', async () => {
    await using folder = await createTestFolder()
    await open(folder.path).write(seen)
    const path = await fileIn(folder.path)
    await open(folder.path).forget()
    const target = join(folder.path, 'target')
    await mkdir(join(folder.path, 'other'))
    await writeFile(target, 'untouched')
    await symlink(target, path)
    await open(folder.path).write(seen)
    expect(await readFile(target, 'utf8')).toBe('untouched')
  })
})
