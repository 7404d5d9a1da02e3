import { createHmac, timingSafeEqual } from 'node:crypto'
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http'

import { z } from 'zod'

import type { Log } from '../../log.js'
import type { ServeKeys } from '../../state/store.js'
import { readBody } from '../wire/read-body.js'

/** A client's message on its way to the replica that has its stream. */
export interface PeerMessage {
  /** The sealed id of the session. */
  readonly session: string
  /** The header of the client's request, which the owner verifies again. */
  readonly authorization: string
  /** As the client sent it. */
  readonly body: string
}

/** Accepted by the owner; not known there; or the owner cannot tell now. */
export type PeerOutcome = 'accepted' | 'gone' | 'unavailable' | 'unreachable'

export interface Peers {
  /** Sends a message to its owner once; never fails, and takes 5 seconds at most. */
  forward(owner: string, message: PeerMessage): Promise<PeerOutcome>
  /** @returns undefined for a request that no replica with our keys sent to us, just now and once */
  read(request: IncomingMessage): Promise<PeerMessage | undefined>
}

export interface PeerOptions {
  readonly keys: ServeKeys
  /** Our own address for peers; null where there are none. */
  readonly self: string | null
  readonly log: Log
  readonly now: () => Date
}

/** Path of the listener that only replicas reach. */
const peerPath = '/peer/messages'

/** Milliseconds that the clocks of two replicas, and the way between them, may take. */
const windowMs = 30_000
const timeoutMs = 5_000
const maxBody = 1_048_576
const context = 'peer message'
const timeHeader = 'jhe-peer-time'
const macHeader = 'jhe-peer-mac'

const fields = z.object({ session: z.string(), authorization: z.string(), body: z.string() })

interface Signed {
  /** Address of the owner. */
  readonly owner: string
  /** Milliseconds since the epoch. */
  readonly time: string
  readonly body: string
}

const macOf = (secret: Buffer, { owner, time, body }: Signed): Buffer =>
  createHmac('sha256', secret).update(`${owner}${peerPath}\n${time}\n${body}`).digest()

/** Whether one of the secrets made the code; takes the same time for each. */
const isSigned = (secrets: readonly Buffer[], signed: Signed, mac: Buffer): boolean =>
  secrets
    .map((secret) => macOf(secret, signed))
    .map((right) => right.length === mac.length && timingSafeEqual(right, mac))
    .includes(true)

/** Codes that came within the window: bodies are sealed anew each time, so no two are the same. */
const createSeen = (now: () => Date) => {
  const times = new Map<string, number>()
  return {
    isNew: (mac: string): boolean => {
      const at = now().getTime()
      for (const [old, time] of times) {
        if (at - time <= 2 * windowMs) break
        times.delete(old)
      }
      if (times.has(mac)) return false
      times.set(mac, at)
      return true
    },
  }
}

const outcomeOf = (status: number | undefined): PeerOutcome =>
  status === 202 ? 'accepted' : status === 503 ? 'unavailable' : 'gone'

const headerOf = (request: IncomingMessage, name: string): string => {
  const value = request.headers[name]
  return typeof value === 'string' ? value : ''
}

/**
 * How replicas hand messages to each other: sealed, since the way between them may be plain HTTP, and
 * with an HMAC-SHA-256 over address, path, time and body, good for 30 seconds and once.
 */
export function createPeers({ keys, self, log, now }: PeerOptions): Peers {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const seen = createSeen(now)
  const secrets = keys.secrets('peers')

  const post = async (owner: string, headers: Record<string, string>, body: string) =>
    await new Promise<number | undefined>((resolve, reject) => {
      const sent = httpRequest(`${owner}${peerPath}`, {
        method: 'POST',
        agent,
        headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
        signal: AbortSignal.timeout(timeoutMs),
      })
      sent.once('error', reject)
      sent.once('response', (response) => {
        response.resume()
        response.on('error', () => undefined)
        resolve(response.statusCode)
      })
      sent.end(body)
    })

  const problemOf = (signed: Signed, mac: string): string | undefined => {
    if (!isSigned(secrets, signed, Buffer.from(mac, 'base64url')))
      return 'it is not signed by one of the keys of this replica, or not meant for it'
    if (!(Math.abs(now().getTime() - Number(signed.time)) <= windowMs))
      return 'it is older than 30 s, or the clocks of the replicas differ'
    return seen.isNew(mac) ? undefined : 'it came before'
  }

  return {
    forward: async (owner, message) => {
      const body = keys.seal(JSON.stringify(message), context)
      const time = String(now().getTime())
      const [secret] = secrets
      const mac = macOf(secret, { owner, time, body }).toString('base64url')
      try {
        return outcomeOf(await post(owner, { [timeHeader]: time, [macHeader]: mac }, body))
      } catch (thrown) {
        log.failure(thrown)
        return 'unreachable'
      }
    },
    read: async (request) => {
      const body = await readBody(request, maxBody)
      if (self === null || body === undefined) return undefined
      const signed = { owner: self, time: headerOf(request, timeHeader), body }
      const problem = problemOf(signed, headerOf(request, macHeader))
      const text = problem === undefined ? keys.open(body, context) : undefined
      if (text !== undefined) return fields.parse(JSON.parse(text))
      log.warn('A message of another replica was refused.', {
        why: problem ?? 'it is not sealed by one of the keys of this replica',
      })
      return undefined
    },
  }
}
