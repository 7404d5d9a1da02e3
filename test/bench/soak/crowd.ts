import { setTimeout as delay } from 'node:timers/promises'

import { refresh } from '../../support/broker/oauth-client.js'
import type { Replica, ServedWorld } from '../../support/serve/served-world.js'
import {
  openLegacyStream,
  openListenStream,
  type OpenStream,
} from '../../support/serve/idle-streams.js'
import { signInServed } from '../../support/serve/sign-in.js'
import { openHttpCaller, type HttpCaller, type HttpQuestion } from '../http/party.js'

/** What happened to everybody so far. */
export interface Tally {
  calls: number
  refreshes: number
  /** Streams that were opened again, because they ended. */
  reopened: number
  /** Answers with which a host asks its person to sign in again. */
  signInsAsked: number
  /** What went wrong, the first of each kind in words. */
  readonly errors: Map<string, number>
}

export const emptyTally = (): Tally => ({
  calls: 0,
  refreshes: 0,
  reopened: 0,
  signInsAsked: 0,
  errors: new Map(),
})

/** How each person behaves. */
export interface Habits {
  readonly streams: number
  /** Milliseconds between two calls of one person. */
  readonly callEvery: number
  /** Milliseconds between two refreshes of one person. */
  readonly refreshEvery: number
}

const questions: readonly HttpQuestion[] = [
  { tool: 'list_studies', args: {}, era: '2025' },
  { tool: 'get_study_count', args: {}, era: '2026-07-28' },
  { tool: 'list_studies', args: {}, era: '2026-07-28' },
  { tool: 'describe_schema', args: {}, era: '2025' },
]

const countError = ({ errors }: Tally, thrown: unknown): void => {
  const text = thrown instanceof Error ? thrown.message.slice(0, 120) : 'unknown'
  errors.set(text, (errors.get(text) ?? 0) + 1)
}

/** Everything of one person, until `stopped`. */
const livePerson = async (
  { world, replica, caller, tally, stopped }: Crowd,
  subject: number,
  habits: Habits,
): Promise<void> => {
  const signedIn = await signInServed(world, subject)
  const { clientId } = signedIn
  let { access, refresh: next } = signedIn

  const refreshing = async (): Promise<void> => {
    const { status, body } = await refresh(world.publicUrl, clientId, next)
    tally.refreshes += 1
    if (status === 200) {
      access = String(body['access_token'])
      next = String(body['refresh_token'])
    } else if (status === 400 || status === 401) tally.signInsAsked += 1
    else throw new Error(`refresh: ${status}`)
  }
  const calling = async (): Promise<void> => {
    const question = questions[tally.calls % questions.length]
    tally.calls += 1
    if (question !== undefined) await caller.call(question, access)
  }
  const every = async (ms: number, work: () => Promise<void>): Promise<void> => {
    await delay(Math.random() * ms, undefined, { signal: stopped }).catch(() => undefined)
    while (!stopped.aborted) {
      const from = performance.now()
      await work().catch((thrown: unknown) => {
        countError(tally, thrown)
        if (String(thrown).includes(' 401 ')) tally.signInsAsked += 1
      })
      const rest = Math.max(0, ms - (performance.now() - from))
      await delay(rest, undefined, { signal: stopped }).catch(() => undefined)
    }
  }
  const streaming = async (at: number): Promise<void> => {
    const open = at % 2 === 0 ? openLegacyStream : openListenStream
    let isFirst = true
    while (!stopped.aborted) {
      try {
        const stream: OpenStream = await open(replica.port, access)
        if (!isFirst) tally.reopened += 1
        isFirst = false
        const cut = (): void => void stream.abandon()
        stopped.addEventListener('abort', cut, { once: true })
        await stream.closed
        stopped.removeEventListener('abort', cut)
      } catch (thrown) {
        countError(tally, thrown)
        await delay(1_000)
      }
    }
  }
  await Promise.all([
    every(habits.callEvery, calling),
    every(habits.refreshEvery, refreshing),
    ...Array.from({ length: habits.streams }, async (_, at) => {
      await streaming(at)
    }),
  ])
}

export interface Crowd {
  readonly world: ServedWorld
  readonly replica: Replica
  readonly caller: HttpCaller
  readonly tally: Tally
  readonly stopped: AbortSignal
}

/** Lets everybody live until `stopped`. */
export async function live(
  world: ServedWorld,
  replica: Replica,
  people: readonly number[],
  habits: Habits & { readonly tally: Tally; readonly stopped: AbortSignal },
): Promise<void> {
  const { tally, stopped } = habits
  const pid = replica.child.pid ?? 0
  const caller = openHttpCaller({ address: `${world.publicUrl}/mcp`, pid })
  const crowd = { world, replica, caller, tally, stopped }
  await Promise.all(
    people.map(async (subject) => {
      await livePerson(crowd, subject, habits)
    }),
  )
  await caller.close()
}
