import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { noMetrics } from '../../../src/metrics.js'
import { heartbeatMs } from '../../../src/http/mcp.js'
import { closed, modernMessage, openRequest } from '../../support/clients/http-request.js'
import { people } from '../../support/worlds/jhe/people.js'
import { openServedWorld, type ServedWorld } from '../../support/worlds/served-world.js'

const { coordinator, member } = people
const notifications = { toolsListChanged: true }

/** This machine may be busy. */
const patient = { timeout: 30_000, interval: 5 }

let world: ServedWorld
let open = 0
const serve = async (streams: string): Promise<void> => {
  const metrics = {
    ...noMetrics,
    streams: (_kind: unknown, now: number) => {
      open = now
    },
  }
  world = await openServedWorld({ metrics, env: { JHE_STREAMS: streams } })
}
afterEach(async () => {
  await world.close()
})

const listen = async (subject: number, id: number): Promise<IncomingMessage> =>
  await openRequest(
    `${world.url}/mcp`,
    modernMessage(subject, id, 'subscriptions/listen', { notifications }),
  )

/** Sends the headers of a request. @returns what sends its body and waits for its answer */
const beginListen = (subject: number, id: number): (() => Promise<IncomingMessage>) => {
  const message = modernMessage(subject, id, 'subscriptions/listen', { notifications })
  const { method = 'POST', headers, body = '' } = message
  const sent = request(`${world.url}/mcp`, {
    method,
    agent: false,
    headers: { ...headers, Host: 'localhost:8001', 'Content-Length': Buffer.byteLength(body) },
  })
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    sent.once('response', resolve)
    sent.once('error', reject)
  })
  // it may be cut before the caller waits for it
  answered.catch(() => undefined)
  sent.flushHeaders()
  return async () => {
    sent.end(body)
    return await answered
  }
}

/** What a stream begins with. */
const beginning = async (response: IncomingMessage): Promise<string> => {
  const part: unknown = (await once(response, 'data'))[0]
  return `${response.statusCode} ${String(part)}`
}

const acknowledged = /^200 event: message\ndata: .*notifications\/subscriptions\/acknowledged/

const abandonAll = async (responses: readonly IncomingMessage[]): Promise<void> => {
  for (const response of responses) response.destroy()
  await Promise.all(responses.map(closed))
}

/** Once the server knows of every connection that was cut. */
const allGone = async (): Promise<void> => {
  await expect.poll(() => open, patient).toBe(0)
}

describe('a stream whose grant ends before its body is there', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('F4: is cut, answers nothing, and takes no place from the next one', async () => {
    await serve('1/1')
    const finish = beginListen(member.userId, 1)
    await expect.poll(() => open, patient).toBe(1)
    world.broker.ended.add(member.userId)
    await vi.advanceTimersByTimeAsync(heartbeatMs)
    await expect(finish()).rejects.toThrow(/hang up|ECONNRESET|EPIPE/)
    await allGone()
    const next = await listen(coordinator.userId, 2)
    expect(await beginning(next)).toMatch(acknowledged)
    await abandonAll([next])
    await allGone()
  })
})

describe('JHE_STREAMS', () => {
  it('F4: is the only limit, also above what the protocol’s library allows by itself', async () => {
    await serve('1100/1100')
    const streams: IncomingMessage[] = []
    while (streams.length < 1_100) {
      const more = Array.from({ length: 50 }, async (_, id) => await listen(member.userId, id))
      streams.push(...(await Promise.all(more)))
    }
    expect(await Promise.all(streams.map(beginning))).toSatisfy((begun: readonly string[]) =>
      begun.every((text) => acknowledged.test(text)),
    )
    expect((await listen(coordinator.userId, 1)).statusCode).toBe(429)
    await abandonAll(streams)
    await allGone()
  })

  it.each([
    ['of one person', '8/2000', [member]],
    ['of the process', '40/8', [member, coordinator]],
  ])('F4: %s holds for streams that are opened at once', async (_, streams, who) => {
    await serve(streams)
    const opened = Array.from({ length: 40 }, (_one, at) =>
      beginListen(who[at % who.length]?.userId ?? 0, at),
    )
    // nobody's body is sent before everybody's headers were looked at
    await expect.poll(() => world.broker.asked.length, patient).toBe(40)
    const responses = await Promise.all(
      opened.map(async (finish) => {
        return await finish()
      }),
    )
    const statuses = responses.map(({ statusCode }) => statusCode)
    expect(statuses.filter((status) => status === 200)).toHaveLength(8)
    expect(statuses.filter((status) => status === 429)).toHaveLength(32)
    await abandonAll(responses)
    await allGone()
  })
})
