import { JheError } from '../../../errors.js'
import type { Credentials, RemoteAccount } from '../../account/remote-account.js'
import type { Challenge } from '../../oauth/oauth.js'
import type { Limits } from '../limits.js'
import { isRequest, methodOf, type Message } from '../message.js'
import {
  refusesScope,
  refusesSignIn,
  serverBusy,
  serverFailed,
  serverUnreachable,
} from '../server-errors.js'
import { UpstreamError, type UpstreamFailure } from '../upstream.js'
import { backoffMs } from '../wire/backoff.js'
import type { Wait } from '../wire/wait.js'
import type { SignIn } from './upstream-options.js'

/** A message on its way, and what was tried for it. */
export interface Delivery {
  readonly message: Message
  readonly signal: AbortSignal
  /** Whether it may be sent again though the server may have acted on it. */
  readonly mayRepeat: boolean
  /** Whether a person may be asked to sign in for it. */
  readonly mayAsk: boolean
  /** What the last try carried; what the next carries, where that is known. */
  credentials: Credentials | undefined
  next: Credentials | undefined
  /** Which session it was sent in. */
  generation: number
  renewals: number
  signIns: number
  scopes: number
  sessions: number
  busyTries: number
  busyMs: number
  repeats: number
  refusals: number
}

export interface RecoveryContext {
  readonly account: RemoteAccount
  readonly signIn: SignIn
  readonly limits: Limits
  readonly wait: Wait
  readonly random: () => number
  /** Whether the server has ever answered, so that it is worth waiting for. */
  readonly wasReached: () => boolean
  /** Begins a new session unless another has done so since `generation`. */
  readonly renewSession: (generation: number, signal: AbortSignal) => Promise<void>
}

const most = { scopes: 2, busyTries: 5, repeats: 1, refusals: 5 } as const

type Failure<Kind extends UpstreamFailure['kind']> = Extract<
  UpstreamFailure,
  { readonly kind: Kind }
>

/** Makes a message that failed ready to be sent again. */
export type Recover = (delivery: Delivery, failed: UpstreamError) => Promise<void>

/**
 * What is done about each failure: `Recover` resolves when the message may be sent again.
 * @throws by `Recover`: JheError where it may not
 */
export function createRecovery(context: RecoveryContext): Recover {
  const { account, limits, random, wait } = context
  const { server } = account

  const askPerson = async (delivery: Delivery, challenge: Challenge): Promise<void> => {
    const { message, signal, mayAsk } = delivery
    if (!mayAsk) throw refusesSignIn(server)
    delivery.next = await context.signIn({ challenge, message, signal })
  }

  const authorize = async (delivery: Delivery, { challenge }: Failure<'unauthorized'>) => {
    if (delivery.renewals === 0) {
      delivery.renewals += 1
      delivery.next = await account.renew(delivery.credentials, challenge, delivery.signal)
      if (delivery.next !== undefined) return
    }
    if (delivery.signIns > 0) throw refusesSignIn(server)
    delivery.signIns += 1
    await askPerson(delivery, challenge)
  }

  const widen = async (delivery: Delivery, { challenge }: Failure<'scope'>): Promise<void> => {
    if (delivery.scopes >= most.scopes) throw refusesScope(server)
    delivery.scopes += 1
    await askPerson(delivery, challenge)
  }

  const beginSession = async (delivery: Delivery): Promise<void> => {
    if (delivery.sessions > 0) throw serverFailed.refusesSession(server)
    delivery.sessions += 1
    await context.renewSession(delivery.generation, delivery.signal)
    if (!delivery.mayRepeat) throw serverFailed.sessionLost(server)
  }

  const waitTurn = async (delivery: Delivery, failure: Failure<'busy'>): Promise<void> => {
    const { status, retryAfterMs } = failure
    const ms = Math.max(retryAfterMs ?? 0, backoffMs(delivery.busyTries, random()))
    delivery.busyTries += 1
    delivery.busyMs += ms
    if (delivery.busyMs > limits.busyMs || delivery.busyTries > most.busyTries)
      throw serverBusy(server, status, Math.ceil(ms / 1_000))
    await wait(ms, delivery.signal)
  }

  /** A stream that is meant to stay open is opened again as long as the host wants it. */
  const isStanding = ({ message }: Delivery): boolean =>
    methodOf(message) === 'subscriptions/listen'

  const reachAgain = async (delivery: Delivery, cause: unknown): Promise<void> => {
    const mayWait = context.wasReached() && delivery.refusals < most.refusals
    if (!mayWait && !isStanding(delivery))
      throw cause instanceof JheError ? cause : serverUnreachable.network(server, cause)
    await wait(backoffMs(delivery.refusals, random()), delivery.signal)
    delivery.refusals += 1
  }

  const repeat = async (delivery: Delivery, cause: unknown): Promise<void> => {
    if (!delivery.mayRepeat)
      throw isRequest(delivery.message)
        ? serverUnreachable.lostCall(server, cause)
        : serverUnreachable.lost(server, cause)
    if (delivery.repeats >= most.repeats && !isStanding(delivery))
      throw serverUnreachable.lost(server, cause)
    await wait(backoffMs(delivery.repeats, random()), delivery.signal)
    delivery.repeats += 1
  }

  return async (delivery, failed) => {
    const { failure, cause } = failed
    switch (failure.kind) {
      case 'unauthorized':
        await authorize(delivery, failure)
        return
      case 'scope':
        await widen(delivery, failure)
        return
      case 'session lost':
        await beginSession(delivery)
        return
      case 'busy':
        await waitTurn(delivery, failure)
        return
      case 'lost':
        await (failure.isSent ? repeat(delivery, cause) : reachAgain(delivery, cause))
        return
      case 'no endpoint':
        throw serverFailed.status(server, String(failure.status), failed)
    }
  }
}
