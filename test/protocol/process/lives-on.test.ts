import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'

import {
  callMessage,
  discover,
  initialize,
  startRawHost,
  type RawHost,
} from '../../support/clients/raw-host.js'

const listTools = { jsonrpc: '2.0', method: 'tools/list' } as const
const listSchema = z.looseObject({ tools: z.array(z.looseObject({ name: z.string() })).min(10) })

/** Two requests on one pipe, each under an id of its own, and what comes after them. */
const orders = [
  ['server/discover, then initialize', discover, initialize],
  ['initialize, then server/discover', initialize, discover],
  ['server/discover twice', discover, discover],
  ['initialize twice', initialize, initialize],
] as const

describe('only the end of stdin ends a server', () => {
  const hosts: RawHost[] = []
  afterEach(async () => {
    for (const host of hosts.splice(0)) await host.end()
  })
  const start = (args: readonly string[] = []): RawHost => {
    const host = startRawHost({ args })
    hosts.push(host)
    return host
  }

  describe.each([['real', []] as const, ['demo', ['demo', '--stdio']] as const])(
    'the %s one',
    (_kind, args) => {
      it.each(orders)('and not %s, answered in turn', async (_name, first, second) => {
        const host = start(args)
        host.send({ ...first, id: 10 })
        await host.answerTo(10)
        host.send({ ...second, id: 11 })
        await host.answerTo(11)
        host.send({ ...listTools, id: 12, params: first === second ? first.params : {} })
        const { result } = await host.answerTo(12)
        if (first !== discover || second !== discover) listSchema.parse(result)
        expect(host.process.exitCode).toBeNull()
        expect(await host.end()).toBe(0)
      })

      it.each(orders)('and not %s, sent without waiting', async (_name, first, second) => {
        const host = start(args)
        host.send({ ...first, id: 10 })
        host.send({ ...second, id: 11 })
        host.send({ ...listTools, id: 12, params: first === second ? first.params : {} })
        for (const id of [10, 11, 12]) await host.answerTo(id)
        expect(host.process.exitCode).toBeNull()
        expect(await host.end()).toBe(0)
      })
    },
  )

  it('and not a line that is too long for a message', async () => {
    const host = start()
    host.send(initialize)
    await host.answerTo(0)
    for (const megabytes of [5, 12]) {
      host.send(callMessage(1, 'describe_schema', { name: 'x'.repeat(megabytes * 1_048_576) }))
    }
    host.send(callMessage(2, 'describe_schema', { name: 'heart-rate' }))
    expect((await host.answerTo(2)).result).toHaveProperty('structuredContent.entries')
    expect(host.lines).toHaveLength(2)
    await expect.poll(host.stderr).toContain('more than 4 MB')
    expect(await host.end()).toBe(0)
  })

  it('and not lines that are no messages', async () => {
    const host = start()
    host.send(initialize)
    await host.answerTo(0)
    for (const text of ['', 'x', '{', '[]', 'null', '"initialize"', '\u0000', '{"jsonrpc":"2.0"}'])
      host.process.stdin.write(`${text}\n`)
    host.send({ ...listTools, id: 1 })
    listSchema.parse((await host.answerTo(1)).result)
    expect(await host.end()).toBe(0)
  })
})
