import { ProxyTrouble } from '../../../auth/issuer/proxy-trouble.js'
import { JheError } from '../../../errors.js'
import type { RemoteAccount } from '../../account/remote-account.js'
import type { Challenge } from '../../oauth/oauth.js'
import type { Limits } from '../limits.js'
import { isRequest, methodOf } from '../message.js'
import {
  refusesScope,
  refusesSignIn,
  serverBusy,
  serverFailed,
  serverUnreachable,
} from '../server-errors.js'
import type { UpstreamError, UpstreamFailure } from '../upstream.js'
import { backoffMs } from '../wire/backoff.js'
import type { Wait } from '../wire/wait.js'
import type { Delivery } from './delivery.js'
import type { SignIn } from './upstream-options.js'

/** What putting a failure right needs. */
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

type Step = (context: RecoveryContext, delivery: Delivery, cause: unknown) => Promise<void>

const askPerson = async (
  context: RecoveryContext,
  delivery: Delivery,
  challenge: Challenge,
): Promise<void> => {
  const { message, signal, mayAsk } = delivery
  if (!mayAsk) throw refusesSignIn(context.account.server)
  delivery.next = await context.signIn({ challenge, message, signal })
}

const authorize = async (
  context: RecoveryContext,
  delivery: Delivery,
  { challenge }: Failure<'unauthorized'>,
): Promise<void> => {
  const { account } = context
  if (delivery.renewals === 0) {
    delivery.renewals += 1
    delivery.next = await account.renew(delivery.credentials, challenge, delivery.signal)
    if (delivery.next !== undefined) return
  }
  if (delivery.signIns > 0) throw refusesSignIn(account.server)
  delivery.signIns += 1
  await askPerson(context, delivery, challenge)
}

const widen = async (
  context: RecoveryContext,
  delivery: Delivery,
  { challenge }: Failure<'scope'>,
): Promise<void> => {
  if (delivery.scopes >= most.scopes) throw refusesScope(context.account.server)
  delivery.scopes += 1
  await askPerson(context, delivery, challenge)
}

const beginSession: Step = async ({ account, renewSession }, delivery) => {
  if (delivery.sessions > 0) throw serverFailed.refusesSession(account.server)
  delivery.sessions += 1
  await renewSession(delivery.generation, delivery.signal)
  if (!delivery.mayRepeat) throw serverFailed.sessionLost(account.server)
}

const waitTurn = async (
  { account, limits, random, wait }: RecoveryContext,
  delivery: Delivery,
  { status, retryAfterMs }: Failure<'busy'>,
): Promise<void> => {
  const ms = Math.max(retryAfterMs ?? 0, backoffMs(delivery.busyTries, random()))
  delivery.busyTries += 1
  delivery.busyMs += ms
  if (delivery.busyMs > limits.busyMs || delivery.busyTries > most.busyTries)
    throw serverBusy(account.server, status, Math.ceil(ms / 1_000))
  await wait(ms, delivery.signal)
}

/** A stream that is meant to stay open is opened again as long as the host wants it. */
const isStanding = ({ message }: Delivery): boolean => methodOf(message) === 'subscriptions/listen'

const reachAgain: Step = async (context, delivery, cause) => {
  const mayWait = context.wasReached() && delivery.refusals < most.refusals
  if (!mayWait && !isStanding(delivery))
    throw cause instanceof JheError
      ? cause
      : serverUnreachable.network(context.account.server, cause)
  await context.wait(backoffMs(delivery.refusals, context.random()), delivery.signal)
  delivery.refusals += 1
}

const repeat: Step = async (context, delivery, cause) => {
  const { server } = context.account
  if (!delivery.mayRepeat && isRequest(delivery.message))
    throw serverUnreachable.lostCall(server, cause)
  const isTried = delivery.repeats >= most.repeats && !isStanding(delivery)
  if (!delivery.mayRepeat || isTried)
    throw cause instanceof ProxyTrouble ? cause : serverUnreachable.lost(server, cause)
  await context.wait(backoffMs(delivery.repeats, context.random()), delivery.signal)
  delivery.repeats += 1
}

/**
 * Does what can be done about a failure; resolves when the message may be sent again.
 * @throws JheError where it may not
 */
export async function recover(
  context: RecoveryContext,
  delivery: Delivery,
  failed: UpstreamError,
): Promise<void> {
  const { failure, cause } = failed
  switch (failure.kind) {
    case 'unauthorized':
      await authorize(context, delivery, failure)
      return
    case 'scope':
      await widen(context, delivery, failure)
      return
    case 'session lost':
      await beginSession(context, delivery, cause)
      return
    case 'busy':
      await waitTurn(context, delivery, failure)
      return
    case 'lost':
      await (failure.isSent ? repeat : reachAgain)(context, delivery, cause)
      return
    case 'no endpoint':
      throw serverFailed.status(context.account.server, String(failure.status), failed)
  }
}
