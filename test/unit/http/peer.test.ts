import { createHmac } from 'node:crypto'

import { describe, expect, it } from 'vitest'

import { createPeers } from '../../../src/http/sse/peer.js'
import { createLog } from '../../../src/log.js'
import type { ServeKeys } from '../../../src/state/store.js'
import { anna, boris, pingOf, useReplicas } from '../../support/http/fixtures.js'
import { listenLocally } from '../../support/http/http-listener.js'
import { postTo } from '../../support/http/raw-stream.js'
import { createTestBroker } from '../../support/http/test-broker.js'
import { testKeys } from '../../support/http/test-keys.js'

const { start, openStream } = useReplicas()
const noon = Date.parse('2026-11-30T12:00:00Z')
const keys = testKeys('the key')

/** What one replica sends to another, caught on its way. */
interface Caught {
  readonly headers: Record<string, string>
  readonly body: string
}

/** Lets a replica pass a message on to an address that only listens. */
const caught = async (message: Parameters<ReturnType<typeof createPeers>['forward']>[1]) => {
  const seen: Caught[] = []
  const listener = await listenLocally((request, response) => {
    let body = ''
    request.on('data', (part: Buffer) => (body += part.toString()))
    request.once('end', () => {
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      )
      seen.push({ headers, body })
      response.writeHead(202).end()
    })
  })
  const log = createLog('error', () => undefined)
  const peers = createPeers({ keys, self: 'http://other:1', log, now: () => new Date(noon) })
  expect(await peers.forward(listener.url, message)).toBe('accepted')
  await listener.close()
  const [first] = seen
  if (first === undefined) throw new Error('nothing was sent')
  return first
}

/** Signs a body as a replica with these keys does. */
const signed = (owner: string, body: string, { by = keys, at = noon } = {}): Caught => {
  const [secret] = by.secrets('peers')
  const mac = createHmac('sha256', secret).update(`${owner}/peer/messages\n${at}\n${body}`)
  return {
    headers: { 'jhe-peer-time': String(at), 'jhe-peer-mac': mac.digest('base64url') },
    body,
  }
}

const sealed = (message: object, by: ServeKeys = keys): string =>
  by.seal(JSON.stringify(message), 'peer message')

const send = async (peerUrl: string, { headers, body }: Caught): Promise<number> =>
  (await fetch(`${peerUrl}/peer/messages`, { method: 'POST', headers, body })).status

/** An owner with an open session of Anna, at noon. */
const owner = async () => {
  let time = noon
  const replica = await start({ keys, now: () => new Date(time) })
  const authorization = replica.broker.issue(anna)
  const stream = await openStream(replica.url, authorization)
  const endpoint = await stream.next('endpoint')
  const session = new URLSearchParams(endpoint.split('?')[1]).get('sessionId') ?? ''
  const message = { session, authorization, body: JSON.stringify(pingOf(1)) }
  return {
    ...replica,
    stream,
    message,
    /** Sets the clock of the owner to so many milliseconds after noon. */
    wait: (ms: number) => {
      time = noon + ms
    },
  }
}

describe('a message of another replica', () => {
  it('is taken when it is signed, just sent and new', async () => {
    const { peerUrl, stream, message } = await owner()
    expect(await send(peerUrl, signed(peerUrl, sealed(message)))).toBe(202)
    expect(await stream.next('message')).toContain('"id":1')
  })

  it('can be read by nobody on its way', async () => {
    const { headers, body } = await caught({
      session: 'the-session',
      authorization: 'Bearer the-token',
      body: JSON.stringify({ patient: 'the-patient' }),
    })
    expect(JSON.stringify({ headers, body })).not.toMatch(/the-session|the-token|the-patient/)
  })

  it.each([0, 29_000, -29_000])('is taken %s ms apart, and once', async (ms) => {
    const { peerUrl, message, wait } = await owner()
    const sent = signed(peerUrl, sealed(message))
    wait(ms)
    expect(await send(peerUrl, sent)).toBe(202)
    expect(await send(peerUrl, sent)).toBe(404)
    wait(ms + 1)
    expect(await send(peerUrl, sent)).toBe(404)
  })

  it.each([31_000, -31_000])('is refused %s ms apart', async (ms) => {
    const { peerUrl, message, wait, logged } = await owner()
    wait(ms)
    expect(await send(peerUrl, signed(peerUrl, sealed(message)))).toBe(404)
    expect(logged.join()).toContain('clocks of the replicas differ')
  })

  it('is refused when anything about it is forged', async () => {
    const { peerUrl, message, stream, logged } = await owner()
    const foreign = testKeys('foreign')
    const good = signed(peerUrl, sealed(message))
    const other = sealed({ ...message, body: JSON.stringify(pingOf('forged')) })
    const forgeries: readonly Caught[] = [
      { ...good, headers: {} },
      { ...good, headers: { ...good.headers, 'jhe-peer-mac': '' } },
      { ...good, headers: { ...good.headers, 'jhe-peer-mac': 'A'.repeat(43) } },
      { ...good, headers: { ...good.headers, 'jhe-peer-time': String(noon + 1) } },
      { ...good, headers: { ...good.headers, 'jhe-peer-time': 'now' } },
      { ...good, body: other },
      { ...good, body: '' },
      signed(peerUrl, sealed(message, foreign)),
      signed(peerUrl, sealed(message, foreign), { by: foreign }),
      signed(peerUrl, JSON.stringify(message)),
      signed(peerUrl, keys.seal(JSON.stringify(message), 'sse session')),
      signed('http://another-replica:8002', sealed(message)),
      signed(peerUrl, sealed(message), { at: Number.NaN }),
      signed(peerUrl, 'x'.repeat(1_048_577)),
    ]
    for (const forgery of forgeries) expect(await send(peerUrl, forgery)).toBe(404)
    expect(await send(peerUrl, good)).toBe(202)
    expect(await stream.next('message')).toContain('"id":1')
    expect(logged.join()).not.toContain(message.authorization)
  })

  it('F33: is for the person and the program of its own token alone', async () => {
    const { peerUrl, message, broker } = await owner()
    for (const token of [boris, { ...anna, clientId: 'another-host' }]) {
      const authorization = broker.issue(token)
      expect(await send(peerUrl, signed(peerUrl, sealed({ ...message, authorization })))).toBe(404)
    }
    const bad = sealed({ ...message, authorization: 'Bearer bad' })
    expect(await send(peerUrl, signed(peerUrl, bad))).toBe(404)
    const noMessage = sealed({ ...message, body: '[]' })
    expect(await send(peerUrl, signed(peerUrl, noMessage))).toBe(404)
    broker.breakDown()
    expect(await send(peerUrl, signed(peerUrl, sealed(message)))).toBe(503)
  })

  it('is answered 503 when the owner fails', async () => {
    const { peerUrl, message } = await owner()
    const strange = sealed({ ...message, body: null })
    expect(await send(peerUrl, signed(peerUrl, strange))).toBe(503)
    expect(await send(peerUrl, signed(peerUrl, sealed(message)))).toBe(202)
  })

  it('is never passed on a second time', async () => {
    const broker = createTestBroker()
    const [first, second] = [await start({ broker, keys }), await start({ broker, keys })]
    const authorization = broker.issue(anna)
    const stream = await openStream(first.url, authorization)
    const endpoint = await stream.next('endpoint')
    const session = new URLSearchParams(endpoint.split('?')[1]).get('sessionId') ?? ''
    const message = { session, authorization, body: JSON.stringify(pingOf(1)) }
    const sent = signed(second.peerUrl, sealed(message), { at: Date.now() })
    expect(await send(second.peerUrl, sent)).toBe(404)
    expect(second.forwarded).toEqual([])
  })

  it('is refused where no other replica is known, and none is sent from there', async () => {
    const broker = createTestBroker()
    const alone = await start({ broker, keys, isAlone: true })
    const other = await start({ broker, keys })
    const authorization = broker.issue(anna)
    const stream = await openStream(other.url, authorization)
    const endpoint = await stream.next('endpoint')
    const posted = { authorization, body: pingOf(1) }
    expect((await postTo(alone.url, endpoint, posted)).status).toBe(404)
    expect(alone.forwarded).toEqual([])
    const own = await openStream(alone.url, authorization)
    expect((await postTo(alone.url, await own.next('endpoint'), posted)).status).toBe(202)
    const ownEndpoint = await (await openStream(alone.url, authorization)).next('endpoint')
    expect((await postTo(other.url, ownEndpoint, posted)).status).toBe(404)
    expect(other.forwarded).toEqual([])
  })
})
