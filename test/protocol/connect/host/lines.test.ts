import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'

import {
  callMessage,
  discover,
  initialize,
  parseLine,
  startRawHost,
  type RawHost,
} from '../../../support/clients/raw-host.js'
import { startSample, type SampleServer } from '../../../support/connect/host/sample-servers.js'
import { ownHome } from '../../../support/own-home.js'

const listTools = { jsonrpc: '2.0', method: 'tools/list' } as const
const initialized = { jsonrpc: '2.0', method: 'notifications/initialized' } as const

/** Two requests on one pipe, each under an id of its own. */
const orders = [
  ['server/discover, then initialize', discover, initialize],
  ['initialize, then server/discover', initialize, discover],
  ['server/discover twice', discover, discover],
  ['initialize twice', initialize, initialize],
] as const

describe('the pipe of a bridge', () => {
  let server: SampleServer
  const hosts: RawHost[] = []
  beforeAll(async () => {
    server = await startSample('SDK 2, both eras')
  })
  afterEach(async () => {
    for (const host of hosts.splice(0)) await host.end()
  })
  afterAll(async () => {
    await server.close()
  })
  const start = (): RawHost => {
    const host = startRawHost({
      args: ['connect', server.url],
      env: { HOME: ownHome(), JHE_TOKEN_STORE: 'file' },
    })
    hosts.push(host)
    return host
  }
  const introduced = async (): Promise<RawHost> => {
    const host = start()
    host.send(initialize)
    await host.answerTo(0)
    host.send(initialized)
    return host
  }

  it.each(orders)('takes %s, answered in turn', async (_name, first, second) => {
    const host = start()
    host.send({ ...first, id: 10 })
    expect((await host.answerTo(10)).error).toBeUndefined()
    host.send({ ...second, id: 11 })
    expect((await host.answerTo(11)).error).toBeUndefined()
    host.send({ ...listTools, id: 12, params: second.method === 'initialize' ? {} : second.params })
    expect(JSON.stringify((await host.answerTo(12)).result)).toContain('echo')
    expect(await host.end()).toBe(0)
  })

  it.each(orders)('takes %s, sent without waiting', async (_name, first, second) => {
    const host = start()
    host.send({ ...first, id: 10 })
    host.send({ ...second, id: 11 })
    host.send({ ...listTools, id: 12, params: second.method === 'initialize' ? {} : second.params })
    for (const id of [10, 11]) expect((await host.answerTo(id)).error).toBeUndefined()
    expect(JSON.stringify((await host.answerTo(12)).result)).toContain('echo')
    expect(await host.end()).toBe(0)
  })

  it('drops lines that are no messages, as the local server does', async () => {
    const host = await introduced()
    for (const text of ['', 'x', '{', '[]', 'null', '"initialize"', '\u0000', '{"jsonrpc":"2.0"}'])
      host.process.stdin.write(`${text}\n`)
    host.process.stdin.write('[{"jsonrpc":"2.0","id":5,"method":"ping"}]\n')
    host.send(callMessage(1, 'echo', { text: 'x'.repeat(5 * 1_048_576) }))
    host.send(callMessage(2, 'echo', { text: 'after' }))
    expect(JSON.stringify((await host.answerTo(2)).result)).toContain('after')
    expect(host.lines.map((line) => parseLine(line).id)).toEqual([0, 2])
    await expect.poll(host.stderr).toContain('more than 4 MB')
  })

  it('keeps every character, and breaks lines at line feeds alone', async () => {
    const host = await introduced()
    const text = '\u2028\u2029\u0085\r\n\t"\\\uFEFFé😀\ud800'
    host.send(callMessage(1, 'echo', { text }))
    expect((await host.answerTo(1)).result).toHaveProperty('content.0.text', text)
  })

  it('keeps ids of both kinds, and answers two requests with one id one after the other', async () => {
    const host = await introduced()
    host.send({ ...callMessage(0, 'echo', { text: 'text id' }), id: 'a-1' })
    host.send(callMessage(1, 'echo', { text: 'first' }))
    host.send(callMessage(1, 'echo', { text: 'second' }))
    host.send(callMessage(2, 'echo', { text: 'last' }))
    await host.answerTo(2)
    await expect.poll(() => host.lines.map(parseLine).filter(({ id }) => id === 1)).toHaveLength(2)
    const answers = host.lines.map(parseLine)
    expect(answers.filter(({ id }) => id === 'a-1')).toHaveLength(1)
    expect(JSON.stringify(answers.filter(({ id }) => id === 1))).toMatch(/first.*second/)
  })

  it('passes progress on before the answer, in order', async () => {
    const host = await introduced()
    host.send({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'count', arguments: { to: 20 }, _meta: { progressToken: 'p' } },
    })
    await host.answerTo(1)
    const told = host.lines.slice(1).map((line): unknown => JSON.parse(line))
    expect(told).toMatchObject([
      ...Array.from({ length: 20 }, (_, at) => ({
        method: 'notifications/progress',
        params: { progressToken: 'p', progress: at + 1, total: 20 },
      })),
      { id: 1 },
    ])
  })

  it('answers pings itself, whatever the server does', async () => {
    const host = await introduced()
    const before = server.requests.length
    host.send({ jsonrpc: '2.0', id: 1, method: 'ping' })
    expect((await host.answerTo(1)).result).toEqual({})
    expect(server.requests.slice(before).filter((line) => line.startsWith('POST'))).toHaveLength(0)
  })

  it('passes what the server refuses', async () => {
    const host = await introduced()
    host.send({ jsonrpc: '2.0', id: 1, method: 'no/such' })
    host.send(callMessage(2, 'no_such_tool'))
    expect((await host.answerTo(1)).error).toMatchObject({ code: -32_601 })
    expect((await host.answerTo(2)).error).toMatchObject({ code: -32_602 })
  })
})
