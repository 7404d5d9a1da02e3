import { describe, expect } from 'vitest'
import { z } from 'zod'

import { createTestApp } from '../../support/clients/app.js'
import { connectSse, sseClientKinds, type SseClient } from '../../support/clients/sse-clients.js'
import { it } from '../../support/fixtures.js'
import { pingOf, useReplicas, eventually } from '../../support/http/fixtures.js'
import { postTo } from '../../support/http/raw-stream.js'
import { createTestBroker, type TestToken } from '../../support/http/test-broker.js'
import type { ToolCaller } from '../../support/clients/tool-caller.js'
import { studies } from '../../support/worlds/jhe/ids.js'
import { people, type PersonName } from '../../support/worlds/jhe/people.js'

const replicas = useReplicas()

const numbered = z.looseObject({ id: z.number() })
const answer = z.object({
  id: z.number(),
  result: z.looseObject({ structuredContent: z.unknown() }),
})

const tokenOf = (name: PersonName, rest: Partial<TestToken> = {}): TestToken => ({
  subject: people[name].userId,
  clientId: 'a-host',
  grantId: `grant-of-${name}`,
  ...rest,
})

describe('several replicas behind a balancer without stickiness', () => {
  let caller: ToolCaller

  it.beforeAll(async ({ open }) => {
    ;({ caller } = await open('jhe_0045'))
  })

  /** What a person sees of the studies, asked without any transport. */
  const studiesOf = async (name: PersonName, claim: readonly number[] | null = null) => {
    const outcome = await caller.call(people[name].userId, 'list_studies', {}, { claim })
    if (outcome.code !== undefined) throw new Error(outcome.code)
    return JSON.stringify(outcome.value)
  }

  const startAll = async (count: number, opening = Promise.resolve()) => {
    const broker = createTestBroker()
    let asked = 0
    const app = {
      ...createTestApp({}),
      database: async () => {
        asked += 1
        await opening
        return caller.database
      },
    }
    const all = []
    for (let at = 0; at < count; at += 1) all.push(await replicas.start({ broker, app }))
    const balancer = await replicas.balance(all)
    return { broker, all, balancer, url: balancer.url, asked: () => asked }
  }

  it.for(sseClientKinds)('F2: 300 calls of an SDK %s client, none failed', async (kind) => {
    const { broker, all, url } = await startAll(3)
    const client = await connectSse(kind, url, broker.issue(tokenOf('coordinator')))
    const expected = await studiesOf('coordinator')
    for (let round = 0; round < 30; round += 1) {
      const answers = await Promise.all(
        Array.from({ length: 10 }, async () => await client.call('list_studies')),
      )
      expect(new Set(answers)).toEqual(new Set([expected]))
    }
    const passedOn = all.flatMap(({ forwarded }) => forwarded)
    expect(passedOn.length).toBeGreaterThan(150)
    expect(new Set(passedOn)).toEqual(new Set(['ok']))
    await client.close()
    await expect.poll(() => all.reduce((sum, { sse }) => sum + sse.open(), 0), eventually).toBe(0)
  })

  it.for(sseClientKinds)('F3: an SDK %s client goes on after its owner is gone', async (kind) => {
    const { broker, all, balancer, url } = await startAll(3)
    const authorization = broker.issue(tokenOf('coordinator'))
    const client = await connectSse(kind, url, authorization)
    const expected = await studiesOf('coordinator')
    const owner = all.find(({ sse }) => sse.open() === 1)
    const others = all.filter((replica) => replica !== owner)
    balancer.use(others.map((replica) => replica.url))
    await owner?.kill()
    await expect.poll(() => others.some(({ sse }) => sse.open() === 1), eventually).toBe(true)
    // the new stream says where to send messages; nothing else is needed, and no initialize
    await expect
      .poll(async () => await client.call('list_studies').catch(() => 'not yet'), eventually)
      .toBe(expected)
    await client.close()
  })

  it('F3: a message for a dead owner is answered 404, and a new stream works at once', async () => {
    const { broker, all } = await startAll(2)
    const [first, second] = all
    if (first === undefined || second === undefined) throw new Error('two were started')
    const authorization = broker.issue(tokenOf('coordinator'))
    const stream = await replicas.openStream(first.url, authorization)
    const endpoint = await stream.next('endpoint')
    await first.kill()
    await stream.closed
    const posted = { authorization, body: pingOf(1) }
    expect((await postTo(second.url, endpoint, posted)).status).toBe(404)
    expect(second.forwarded).toEqual(['failed'])
    const next = await replicas.openStream(second.url, authorization)
    await postTo(second.url, await next.next('endpoint'), posted)
    expect(await next.next('message')).toContain('"id":1')
  })

  it.for(sseClientKinds)(
    'F1: an SDK %s client loses no call when its owner drains',
    async (kind) => {
      let letOpen: () => void = () => undefined
      const opening = new Promise<void>((resolve) => {
        letOpen = resolve
      })
      const { broker, all, balancer, url, asked } = await startAll(2, opening)
      const authorization = broker.issue(tokenOf('coordinator'))
      const client = await connectSse(kind, url, authorization)
      const expected = await studiesOf('coordinator')
      const owner = all.find(({ sse }) => sse.open() === 1)
      const other = all.find((replica) => replica !== owner)
      if (owner === undefined || other === undefined) throw new Error('two were started')
      const underWay = Array.from({ length: 10 }, async () => await client.call('list_studies'))
      await expect.poll(asked, eventually).toBe(10)
      const idle = await replicas.openStream(owner.url, authorization)
      const endpoint = await idle.next('endpoint')
      balancer.use([other.url])
      const drained = owner.sse.close()
      await idle.closed
      const posted = { authorization, body: pingOf(1) }
      expect((await postTo(other.url, endpoint, posted)).status).toBe(404)
      expect(owner.sse.open()).toBe(1)
      letOpen()
      expect(new Set(await Promise.all(underWay))).toEqual(new Set([expected]))
      await drained
      expect(owner.sse.open()).toBe(0)
      await expect(replicas.openStream(owner.url, authorization)).rejects.toThrow(/hang up/)
      await expect.poll(() => other.sse.open(), eventually).toBe(1)
      await expect
        .poll(async () => await client.call('list_studies').catch(() => 'not yet'), eventually)
        .toBe(expected)
      await client.close()
    },
  )

  it('F34: people and sessions interleaved never see what is another’s', async () => {
    const { broker, url } = await startAll(3)
    const names = ['coordinator', 'member', 'director', 'loner'] as const
    const clients: (readonly [PersonName, SseClient, string])[] = []
    for (const name of [...names, ...names]) {
      const kind = sseClientKinds[clients.length % 2] ?? 'v1'
      const client = await connectSse(kind, url, broker.issue(tokenOf(name)))
      clients.push([name, client, await studiesOf(name)])
    }
    expect(new Set(clients.map(([, , expected]) => expected)).size).toBeGreaterThan(2)
    for (let round = 0; round < 40; round += 1) {
      const answers = await Promise.all(
        clients.map(async ([, client]) => await client.call('list_studies')),
      )
      expect(answers).toEqual(clients.map(([, , expected]) => expected))
    }
    for (const [, client] of clients) await client.close()
  })

  it('F34: on one stream, every message is answered by its own token', async () => {
    const { broker, all } = await startAll(2)
    const claims = [[studies.pressure], [studies.devices], [studies.sugar], []]
    const tokens = claims.map((claim, at) =>
      broker.issue(tokenOf('coordinator', { grantId: `grant ${at}`, studies: claim })),
    )
    const expected = await Promise.all(
      claims.map(async (claim) => await studiesOf('coordinator', claim)),
    )
    expect(new Set(expected).size).toBe(claims.length)
    const [first] = all
    const stream = await replicas.openStream(first?.url ?? '', tokens[0] ?? '')
    const endpoint = await stream.next('endpoint')
    const params = { name: 'list_studies', arguments: {} }
    const ids = Array.from({ length: 80 }, (_, id) => id)
    await Promise.all(
      ids.map(async (id) => {
        const body = { jsonrpc: '2.0', id, method: 'tools/call', params }
        const authorization = tokens[id % tokens.length] ?? ''
        const to = all[(id >> 2) % all.length]?.url ?? ''
        expect((await postTo(to, endpoint, { authorization, body })).status).toBe(202)
      }),
    )
    const seen = new Map<number, string>()
    while (seen.size < ids.length) {
      const { id, result } = answer.parse(JSON.parse(await stream.next('message')))
      seen.set(id, JSON.stringify(result.structuredContent))
    }
    expect(ids.map((id) => seen.get(id))).toEqual(ids.map((id) => expected[id % claims.length]))
  })

  it('F34: completions and lists of resources are of the message’s own token too', async () => {
    const { broker, all } = await startAll(1)
    const claims = [[studies.pressure], [studies.sugar]]
    const stream = await replicas.openStream(
      all[0]?.url ?? '',
      broker.issue(tokenOf('coordinator')),
    )
    const endpoint = await stream.next('endpoint')
    const params = {
      ref: { type: 'ref/resource', uri: 'jhe://studies/{study_id}' },
      argument: { name: 'study_id', value: '' },
    }
    await Promise.all(
      Array.from({ length: 20 }, async (_, id) => {
        const authorization = broker.issue(
          tokenOf('coordinator', { studies: claims[id % 2] ?? null }),
        )
        const method = id % 4 < 2 ? 'completion/complete' : 'resources/list'
        const body = { jsonrpc: '2.0', id, method, params: id % 4 < 2 ? params : {} }
        await postTo(all[0]?.url ?? '', endpoint, { authorization, body })
      }),
    )
    for (let count = 0; count < 20; count += 1) {
      const text = await stream.next('message')
      const own = numbered.parse(JSON.parse(text)).id % 2
      expect(text).toContain(String(claims[own]?.[0]))
      expect(text).not.toContain(String(claims[1 - own]?.[0]))
    }
  })
})
