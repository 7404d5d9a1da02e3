import { shareNext } from '../../../share-next.js'
import { ownId } from '../../own-id.js'
import type { ServerUrl } from '../../server-url.js'
import { methodOf, type Message } from '../message.js'
import { serverFailed } from '../server-errors.js'
import type { Receive } from '../upstream.js'

/** How the host began the session, so that it can be begun again (MCP 2025, lifecycle). */
export interface Handshake {
  /** Notes what the host sends of it. */
  note(message: Message): void
  /** Counts the sessions. */
  generation(): number
  /** Whether the host has begun a session. */
  isDone(): boolean
  /** Begins a new session, unless that was done since `generation`; one for all who ask. */
  renew(generation: number): Promise<void>
}

/** @param send delivers a message, and its answer to `onAnswer` */
export function createHandshake(
  server: ServerUrl,
  send: (message: Message, onAnswer?: Receive) => Promise<void>,
): Handshake {
  let hello: Message | undefined
  let initialized: Message | undefined
  let generation = 0
  let seen = 0

  const begin = shareNext(async () => {
    if (generation > seen) return
    if (hello === undefined) throw serverFailed.refusesSession(server)
    let answer: Message | undefined
    await send({ ...hello, id: ownId() }, (message) => {
      answer = message
    })
    if (answer === undefined || 'error' in answer) throw serverFailed.refusesSession(server)
    if (initialized !== undefined) await send(initialized)
    generation += 1
  })

  return {
    note: (message) => {
      if (methodOf(message) === 'initialize') hello = message
      if (methodOf(message) === 'notifications/initialized') initialized = message
    },
    generation: () => generation,
    isDone: () => initialized !== undefined,
    renew: async (since) => {
      if (generation > since) return
      seen = since
      await begin()
    },
  }
}
