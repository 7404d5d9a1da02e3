import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'

import { createQueryExecutor, type QueryExecutor } from '../../../src/query/query-executor.js'
import { connectTo } from '../../support/clients/tool-caller.js'
import type { Dialect } from '../../support/console/fake-model.js'
import { key, openChat, type Line, type OpenedChat } from '../../support/console/opened-chat.js'
import { lockTable, waitingBackends } from '../../support/database/backends.js'
import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { studies } from '../../support/worlds/jhe/ids.js'

let database: TestDatabase
let asker: QueryExecutor
beforeAll(async () => {
  database = await createDatabase('jhe_0045')
  asker = createQueryExecutor(connectTo(database.url), {
    requireSafeRole: false,
    warn: () => undefined,
  })
})
afterAll(async () => {
  await asker.close()
  await database.drop()
})

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  await Promise.all(
    closing.splice(0).map(async (close) => {
      await close()
    }),
  )
})

const open = async (dialect: Dialect, isElsewhere = true): Promise<OpenedChat> => {
  const opened = await openChat(asker, dialect, isElsewhere)
  closing.push(opened.close)
  return opened
}

const textsOf = (lines: readonly Line[]): string => lines.map(({ text = '' }) => text).join('')

describe.each(['anthropic', 'openai'] as const)('a chat in the dialect of %s', (dialect) => {
  it('answers with what the tools say', async () => {
    const { model, choose, consent, say } = await open(dialect)
    await choose()
    await consent('facts')
    model.say(
      { text: 'I look.', calls: [{ name: 'get_study_count', args: {} }] },
      { text: 'You see them.' },
    )
    const lines = await say('How many studies?')
    expect(textsOf(lines)).toBe('I look.You see them.')
    expect(lines.find(({ call }) => call !== undefined)?.call).toMatchObject({
      tool: 'get_study_count',
      holds: 'facts',
    })
    expect(lines.at(-1)).toEqual({ end: 'done' })
    const [first = '', second = ''] = model.asked
    expect(first).toContain('get_study_count')
    expect(first).toContain('How many studies?')
    expect(second).toMatch(/study_count|studies/i)
    expect(second.length).toBeGreaterThan(first.length)
  })

  it('row 48: sends nothing before the person has allowed it', async () => {
    const { model, choose, api } = await open(dialect)
    await choose()
    const asked = await api('/api/chat', { text: 'How many studies?' })
    expect(asked.status).toBe(400)
    expect(asked.text).toContain('model.example')
    expect(model.asked).toEqual([])
  })

  it('row 48: runs no call whose answer is of a class that was not allowed', async () => {
    const { model, messages, choose, consent, say } = await open(dialect)
    await choose()
    await consent('summaries')
    const args = { patient_id: 40001 }
    model.say({ calls: [{ name: 'get_patient_demographics', args }] })
    const lines = await say('Who is 40001?')
    expect(lines.some((line) => 'declined' in line)).toBe(true)
    expect(lines.some((line) => 'answer' in line)).toBe(false)
    expect(messages.after(0).some(({ method }) => method === 'tools/call')).toBe(false)
    expect(model.asked[1]).toContain('not allowed')
  })

  it('row 48: asks for each call about single people, and does what the person says', async () => {
    const opened = await open(dialect)
    const { model, choose, consent, say, api } = opened
    await choose()
    await consent('persons')
    model.say({ text: 'Hello.' })
    const [begun] = await say('Hello')
    const chat = begun?.chat ?? ''
    const args = { patient_id: 40001 }
    for (const allow of [false, true]) {
      model.say({ calls: [{ name: 'get_patient_demographics', args }] })
      const answering = say('Who is 40001?', { chat })
      const call = dialect === 'anthropic' ? 'toolu_0' : 'call_0'
      await expect
        .poll(async () => (await api(`/api/chat/${chat}/allow`, { call, allow })).status)
        .toBe(200)
      const lines = await answering
      expect(lines.find(({ ask }) => ask !== undefined)?.ask?.call).toBe(call)
      expect(lines.some((line) => 'answer' in line)).toBe(allow)
    }
  })

  it('row 47: the key is in no answer, no message and no error, and goes to its own host only', async () => {
    const opened = await open(dialect)
    const { model, messages, choose, consent, say, api } = opened
    const described = JSON.stringify(await choose())
    expect(described).toContain('"has_key":true')
    await consent('facts')
    model.say({ status: 401 })
    const failed = await say('How many?')
    const seen = [described, JSON.stringify(failed), (await api('/api/llm')).text]
    for (const { number } of messages.after(0)) seen.push(JSON.stringify(messages.bodyOf(number)))
    for (const text of seen) expect(text).not.toContain('sk-')
    expect(JSON.stringify(model.headers)).toContain(key)
    const other = await choose({ base_url: 'https://other.example', key: undefined })
    expect(other).toMatchObject({ has_key: false, consent: null })
  })

  it.each([
    [401, 'CONFIG_INVALID'],
    [404, 'CONFIG_INVALID'],
    [413, 'SERVER_FAILED'],
    [429, 'RATE_LIMITED'],
    [500, 'SERVER_FAILED'],
    [302, 'SERVER_FAILED'],
  ])('row 52: HTTP %i of the provider is a sentence without its words', async (status, code) => {
    const { model, choose, consent, say } = await open(dialect)
    await choose()
    await consent('facts')
    model.say({ status })
    const lines = await say('A question with words')
    expect(lines.find(({ error }) => error !== undefined)?.error).toMatchObject({ code })
    expect(lines.at(-1)).toEqual({ end: 'failed' })
    expect(JSON.stringify(lines)).not.toContain('A question with words')
  })

  it('row 52: an answer that breaks off says so, and the chat goes on', async () => {
    const { model, choose, consent, say } = await open(dialect)
    await choose()
    await consent('facts')
    model.say({ text: 'Half of', cut: true })
    const lines = await say('Well?')
    expect(lines.at(-1)).toEqual({ end: 'failed' })
    const next = await say('Again?', { chat: lines[0]?.chat })
    expect(textsOf(next)).toBe('Done.')
  })

  it('row 52: a model that calls for ever is stopped after 12 calls', async () => {
    const { model, choose, consent, say } = await open(dialect)
    await choose()
    await consent('facts')
    const loop = { calls: [{ name: 'get_study_count', args: {} }] }
    model.say(...Array.from({ length: 13 }, () => loop))
    const lines = await say('Loop')
    expect(lines.filter((line) => 'answer' in line)).toHaveLength(12)
    expect(lines.at(-1)).toEqual({ end: 'too many calls' })
    const next = await say('And now?', { chat: lines[0]?.chat })
    expect(textsOf(next)).toBe('Done.')
  })

  it('row 52: the stop button ends what waits', async () => {
    const { model, choose, consent, say, api } = await open(dialect)
    await choose()
    await consent('persons')
    const [begun] = await say('Hello')
    const chat = begun?.chat ?? ''
    model.say({ calls: [{ name: 'get_patient_demographics', args: { patient_id: 40001 } }] })
    const answering = say('Who?', { chat })
    const isAsked = async (): Promise<boolean> =>
      model.asked.length > 1 && (await api(`/api/chat/${chat}/stop`, {})).status === 200
    await expect.poll(isAsked).toBe(true)
    expect((await answering).at(-1)).toEqual({ end: 'stopped' })
    expect(textsOf(await say('Go on', { chat }))).toBe('Done.')
  })

  it('row 52: the stop button ends the work of the database too', async () => {
    const { model, choose, consent, say, api } = await open(dialect)
    await choose()
    await consent('summaries')
    const [begun] = await say('Hello')
    const chat = begun?.chat ?? ''
    const release = await lockTable(database.url, 'core_observation')
    const args = { study_id: studies.pressure }
    model.say({ calls: [{ name: 'summarize_observations', args }] })
    const answering = say('How is it?', { chat })
    await waitingBackends(database, 1)
    await api(`/api/chat/${chat}/stop`, {})
    expect((await answering).at(-1)).toEqual({ end: 'stopped' })
    await waitingBackends(database, 0)
    await release()
  })

  it('says so where a model writes a call as text, and does not loop', async () => {
    const { model, choose, consent, say } = await open(dialect)
    await choose()
    await consent('facts')
    model.say({ text: '{"name": "get_study_count", "arguments": {}}' })
    const lines = await say('How many?')
    expect(lines.some((line) => 'note' in line)).toBe(true)
    expect(model.asked).toHaveLength(1)
  })

  it('arguments that are no JSON, and tools that are none, are told to the model', async () => {
    const { model, choose, consent, say } = await open(dialect)
    await choose()
    await consent('facts')
    model.say({
      calls: [
        { name: 'list_studies', args: '{"limit":' },
        { name: 'drop_everything', args: {} },
      ],
    })
    await say('Try')
    expect(model.asked[1]).toContain('no JSON object')
    expect(model.asked[1]).toContain('no such tool')
  })
})

describe('where a chat goes', () => {
  it('row 51: a model on this computer needs no consent, one that only looks so does', async () => {
    const here = await open('openai', false)
    expect(await here.choose({ key: undefined })).toMatchObject({ leaves: false })
    expect(textsOf(await here.say('Hello'))).toBe('Done.')
    expect(await here.choose({ model: 'gpt-oss:120b-cloud' })).toMatchObject({
      leaves: true,
      consent: null,
    })
    expect((await here.api('/api/chat', { text: 'Hello' })).status).toBe(400)
  })

  it('a chat stays with its model: nothing said there goes on to another', async () => {
    const { model, choose, consent, say, api } = await open('openai')
    await choose()
    await consent('facts')
    const [begun] = await say('Hello')
    await choose({ base_url: 'https://model.example:8443' })
    await consent('facts')
    const moved = await api('/api/chat', { text: 'Go on', chat: begun?.chat })
    expect(moved.status).toBe(400)
    expect(model.asked).toHaveLength(1)
  })

  it('an address that is neither https nor on this computer is refused', async () => {
    const { api } = await open('openai')
    for (const base_url of ['http://model.example', 'ftp://x', 'model', 'https://a:b@x.example']) {
      const chosen = { kind: 'openai', base_url, model: 'm' }
      expect((await api('/api/llm', chosen, 'PUT')).status, base_url).toBe(409)
    }
  })
})
