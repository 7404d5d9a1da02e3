import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'

import { createQueryExecutor, type QueryExecutor } from '../../../src/query/query-executor.js'
import { connectTo } from '../../support/clients/tool-caller.js'
import type { Dialect } from '../../support/console/fake-model.js'
import { key, openChat, type OpenedChat } from '../../support/console/opened-chat.js'
import { createDatabase, type TestDatabase } from '../../support/database/database.js'

let database: TestDatabase
let asker: QueryExecutor
let opened: OpenedChat | undefined
beforeAll(async () => {
  database = await createDatabase('jhe_0045')
  asker = createQueryExecutor(connectTo(database.url), {
    requireSafeRole: false,
    warn: () => undefined,
  })
})
afterEach(async () => {
  await opened?.close()
  opened = undefined
})
afterAll(async () => {
  await asker.close()
  await database.drop()
})

const open = async (dialect: Dialect): Promise<OpenedChat> => {
  opened = await openChat(asker, dialect)
  return opened
}

describe('a key', () => {
  it('row 47: is kept in the keychain only where that was asked for, and can be forgotten', async () => {
    const { keychain, choose } = await open('openai')
    expect(await choose()).toMatchObject({ has_key: true, key_kept: false })
    expect([...keychain]).toEqual([])
    expect(await choose({ keep_key: true })).toMatchObject({ has_key: true, key_kept: true })
    expect([...keychain.values()]).toEqual([key])
    // one of another place is not looked for under this name
    const other = { base_url: 'https://other.example', key: undefined }
    expect(await choose(other)).toMatchObject({ has_key: false, key_kept: false })
    expect(await choose({ key: '' })).toMatchObject({ has_key: false, key_kept: false })
    expect([...keychain]).toEqual([])
  })

  it('row 47: that was typed before is kept, and no longer, without being typed again', async () => {
    const { keychain, choose } = await open('openai')
    await choose()
    const kept = { has_key: true, key_kept: true }
    const untyped = { key: undefined }
    expect(await choose({ ...untyped, keep_key: true })).toMatchObject(kept)
    expect([...keychain.values()]).toEqual([key])
    // without a word on keeping, what holds goes on, also for another key
    expect(await choose(untyped)).toMatchObject(kept)
    expect(await choose({ key: 'sk-another' })).toMatchObject(kept)
    expect([...keychain.values()]).toEqual(['sk-another'])
    const inMemory = { has_key: true, key_kept: false }
    expect(await choose({ ...untyped, keep_key: false })).toMatchObject(inMemory)
    expect([...keychain]).toEqual([])
  })

  it('row 47: of the environment is not copied into the keychain', async () => {
    const { keychain, choose } = await open('anthropic')
    const place = { base_url: 'https://api.anthropic.com', key: undefined }
    expect(await choose({ ...place, keep_key: true })).toMatchObject({
      has_key: true,
      key_kept: false,
    })
    expect([...keychain]).toEqual([])
  })

  it('that the keychain does not take is in memory, and this is said', async () => {
    const { keychain, choose } = await open('openai')
    const chosen = await choose({ key: 'sk-locked', keep_key: true })
    expect(chosen).toMatchObject({ has_key: true, key_kept: false })
    expect(JSON.stringify(chosen)).toContain('did not take the key')
    expect([...keychain]).toEqual([])
  })
})
