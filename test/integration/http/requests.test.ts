import { Agent } from 'node:http'

import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'

import { JheError } from '../../../src/errors.js'
import type { Metrics } from '../../../src/metrics.js'
import {
  askHttpServer,
  legacyMessage,
  messagesIn,
  modernMessage,
} from '../../support/clients/http-request.js'
import { callMessage, initialize } from '../../support/clients/raw-host.js'
import { lockTable, waitingBackends } from '../../support/database/backends.js'
import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { people } from '../../support/worlds/jhe/people.js'
import {
  openServedWorld,
  type ServedOptions,
  type ServedWorld,
} from '../../support/worlds/served-world.js'

let database: TestDatabase
let world: ServedWorld
const { member } = people

beforeAll(async () => {
  database = await createDatabase('jhe_0045')
})
afterAll(async () => {
  await database.drop()
})
const open = async (options: ServedOptions = {}): Promise<ServedWorld> => {
  world = await openServedWorld({ databaseUrl: database.url, ...options })
  return world
}
afterEach(async () => {
  await world.close()
})

const studies = z.object({ studies: z.array(z.looseObject({ id: z.int() })) })
const idsIn = (value: unknown): readonly number[] =>
  studies.parse(value).studies.map(({ id }) => id)

const result = z.object({
  id: z.int(),
  result: z.looseObject({
    isError: z.boolean().optional(),
    content: z.array(z.looseObject({ text: z.string() })),
    structuredContent: z.record(z.string(), z.unknown()).optional(),
    _meta: z.looseObject({}).optional(),
  }),
})

describe('requests by hand', () => {
  it('F48: only headers say that /sse is of another time', async () => {
    const { url } = await open()
    const message = legacyMessage(member.userId, initialize)
    const old = await askHttpServer(`${url}/sse`, message)
    expect(old.headers).toMatchObject({
      deprecation: '@1742947200',
      link: '<http://localhost:8001/mcp>; rel="successor-version"',
    })
    const recent = await askHttpServer(`${url}/mcp`, message)
    expect(recent.headers['deprecation']).toBeUndefined()
    expect(messagesIn(old)).toEqual(messagesIn(recent))
  })

  it.each([
    ['2025', legacyMessage(member.userId, callMessage(1, 'list_studies'))],
    [
      '2026-07-28',
      modernMessage(member.userId, 1, 'tools/call', { name: 'list_studies', arguments: {} }),
    ],
  ])('F1, F14: an Mcp-Session-Id of %s is ignored, known or not', async (_era, message) => {
    const { url } = await open()
    const told = await askHttpServer(`${url}/mcp`, {
      ...message,
      headers: { ...message.headers, 'Mcp-Session-Id': 'of-a-server-that-is-gone' },
    })
    expect(told.status).toBe(200)
    expect(told.headers['mcp-session-id']).toBeUndefined()
    const [answer] = messagesIn(told)
    expect(idsIn(result.parse(answer).result.structuredContent)).toEqual([30001, 30002])
  })

  it('F1: nobody needs an initialize of this process', async () => {
    const { url } = await open()
    const told = await askHttpServer(
      `${url}/mcp`,
      legacyMessage(member.userId, callMessage(7, 'list_studies')),
    )
    expect(messagesIn(told)).toMatchObject([{ id: 7, result: {} }])
  })

  it('F7: event streams tell proxies to pass them on at once, and nobody to keep them', async () => {
    const { url } = await open()
    const told = await askHttpServer(
      `${url}/mcp`,
      legacyMessage(member.userId, callMessage(1, 'list_studies')),
    )
    expect(told.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-transform, no-store',
      'x-accel-buffering': 'no',
    })
    expect(told.headers['content-encoding']).toBeUndefined()
  })

  it('answers with patients’ data are kept by nobody', async () => {
    const { url } = await open()
    const message = modernMessage(member.userId, 1, 'tools/call', {
      name: 'list_studies',
      arguments: {},
    })
    const told = await askHttpServer(`${url}/mcp`, message)
    expect(told.headers['content-type']).toContain('application/json')
    expect(told.headers['cache-control']).toBe('no-store')
  })

  it('what cannot be a request: 413, 415, 400', async () => {
    const { url } = await open()
    const ask = async (body: string, headers: Readonly<Record<string, string>> = {}) => {
      const message = legacyMessage(member.userId, body)
      const told = await askHttpServer(`${url}/mcp`, {
        ...message,
        headers: { ...message.headers, ...headers },
      })
      return [told.status, messagesIn(told)]
    }
    const large = JSON.stringify(callMessage(1, 'list_studies', { text: 'x'.repeat(270_000) }))
    expect(await ask(large)).toMatchObject([413, [{ error: {} }]])
    expect(await ask('{}', { 'Content-Type': 'text/plain' })).toMatchObject([415, [{ error: {} }]])
    expect(await ask('{"jsonrpc": ')).toMatchObject([400, [{ error: { code: -32_700 } }]])
    expect(await ask('')).toMatchObject([400, [{ error: { code: -32_700 } }]])
  })

  it('an error names no command of a terminal, but the next step here', async () => {
    const { url, broker } = await open()
    const refuse = broker.authenticate.bind(broker)
    broker.authenticate = async (authorization, signal) => {
      const authentication = await refuse(authorization, signal)
      if (!authentication.ok) return authentication
      const ended = new JheError('SESSION_EXPIRED', 'It ended.', 'Sign in with `jhe-mcp login`.')
      const identity = {
        current: async () => await Promise.reject(ended),
        state: async () => await Promise.reject(ended),
      }
      return { ok: true, caller: { ...authentication.caller, identity } }
    }
    const ask = async (tool: string) =>
      (await askHttpServer(`${url}/mcp`, legacyMessage(member.userId, callMessage(1, tool)))).body
    for (const tool of ['list_studies', 'get_server_status']) {
      expect(await ask(tool)).toContain('Reconnect jhe in your host')
      expect(await ask(tool)).not.toContain('jhe-mcp login')
    }
  })

  it('a question ends in the database when the host that asked is gone', async () => {
    const { url } = await open()
    const release = await lockTable(database.url, 'core_study')
    const gone = new Agent({ keepAlive: true })
    const asked = askHttpServer(`${url}/mcp`, {
      ...legacyMessage(member.userId, callMessage(1, 'list_studies')),
      agent: gone,
    }).catch(() => 'gone')
    await waitingBackends(database, 1)
    gone.destroy()
    expect(await asked).toBe('gone')
    await waitingBackends(database, 0)
    await release()
  })

  it('is counted by route, status and era, without a person', async () => {
    const counted: unknown[][] = []
    const note =
      (name: string) =>
      (...values: readonly unknown[]): void => {
        counted.push([name, ...values])
      }
    const ignore = (): void => undefined
    const metrics: Metrics = {
      request: (route, status, era) => {
        note('request')(route, status, era)
      },
      auth: ignore,
      tool: ignore,
      queued: ignore,
      queueDepth: ignore,
      streams: ignore,
      tokenCache: ignore,
      upstream: ignore,
      state: ignore,
      rateLimited: ignore,
      peerForward: ignore,
      databaseLag: ignore,
      databasePool: ignore,
    }
    const { url } = await open({ metrics })
    const modern = modernMessage(member.userId, 1, 'tools/call', { name: 'list_studies' })
    await askHttpServer(`${url}/mcp?x=y`, modern)
    await askHttpServer(`${url}/sse`, legacyMessage(member.userId, initialize))
    await askHttpServer(`${url}/mcp`, { method: 'POST' })
    await askHttpServer(`${url}/secret`)
    await vi.waitFor(() => {
      expect(counted).toEqual([
        ['request', '/mcp', 200, 'modern'],
        ['request', '/sse', 200, 'legacy'],
        ['request', '/mcp', 401, 'none'],
        ['request', 'other', 404, 'none'],
      ])
    }, 20_000)
  })

  it('F8: one connection serves many requests with pauses, and is not ended by the server', async () => {
    const { url } = await open()
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const ask = async () =>
      await askHttpServer(`${url}/mcp`, {
        ...legacyMessage(member.userId, callMessage(1, 'list_studies')),
        agent,
      })
    const first = await ask()
    expect(first.headers.connection).toBe('keep-alive')
    expect(first.headers['keep-alive']).toBe('timeout=620')
    for (let at = 0; at < 20; at += 1) expect((await ask()).status).toBe(200)
    agent.destroy()
  })
})
