import { JheError, toJheError } from '../../errors.js'
import {
  inTime,
  orTimeout,
  type SignInAttempt,
  type SignInAtSettings,
  type PendingSignIn,
} from './attempt.js'
import type { AuthorizationRequest } from './authorization-request.js'
import { type CallbackListener, openCallbackListener } from './callback/callback-listener.js'
import { followLeader, newSession } from './callback/follow-peer.js'
import { peerIdentityOf } from './callback/peer-process.js'
import { pastedCodeRefused, portBusy, upgradedToHttps } from './sign-in-errors.js'

/** Exchanges the code of the answer; a pasted one that is not taken may be pasted again. */
const redeemAnswer = async <T>(
  request: AuthorizationRequest<T>,
  listener: CallbackListener,
  pending: PendingSignIn<T>,
): Promise<T> => {
  const { attempt, settings } = pending
  const { isSpentCode, place } = settings.kind
  for (;;) {
    const answer = await orTimeout(listener.answer, pending, listener.ignored)
    if (answer.kind === 'refused') throw answer.error
    try {
      return await request.redeem(answer.parameters, attempt.signal)
    } catch (thrown) {
      if (answer.isPasted !== true || !isSpentCode(thrown)) throw thrown
      attempt.notice(pastedCodeRefused(place))
      listener.reopen()
    }
  }
}

/** Signs in as the process that holds the callback port. */
const signInAsLeader = async <T>(
  listener: CallbackListener,
  pending: PendingSignIn<T>,
): Promise<T> => {
  const { settings, attempt } = pending
  const { store, notice } = await inTime(settings.stores.choose(), pending)
  for (const line of [listener.warning, notice]) if (line !== undefined) attempt.notice(line)
  const how = { fresh: attempt.fresh === true, keptIn: store.kind }
  const request = await inTime(settings.kind.prepare(how), pending)
  listener.expect(request.expected)
  await inTime(attempt.present(request.address, listener), pending)
  const session = await redeemAnswer(request, listener, pending)
  await inTime(store.write(session), pending)
  return session
}

/** What another process has stored, and freed the port, since this sign-in began. */
const storedMeanwhile = async <T>(pending: PendingSignIn<T>): Promise<T | undefined> =>
  pending.attempt.fresh === true
    ? undefined
    : await inTime(
        newSession(pending).catch(() => undefined),
        pending,
      )

const signInUnlessDone = async <T>(
  listener: CallbackListener,
  pending: PendingSignIn<T>,
): Promise<T> => {
  const stored = await storedMeanwhile(pending)
  if (stored !== undefined) {
    await listener.end({ kind: 'stopped' })
    return stored
  }
  const session = await signInAsLeader(listener, pending)
  const { attempt, settings } = pending
  const isAwaited = attempt.isAwaited?.() ?? true
  const person = settings.kind.personOf(session)
  await listener.end({ kind: 'done', isAwaited, ...(person !== undefined && { person }) })
  return session
}

/** Ends with the port free, whatever happens. */
const runAsLeader = async <T>(
  listener: CallbackListener,
  pending: PendingSignIn<T>,
): Promise<T> => {
  try {
    return await signInUnlessDone(listener, pending)
  } catch (thrown) {
    const isStopped = pending.attempt.signal.aborted && !(thrown instanceof JheError)
    await listener.end(
      isStopped ? { kind: 'stopped' } : { kind: 'failed', error: toJheError(thrown) },
    )
    throw thrown
  }
}

/** The stored session; undefined also where it cannot be read, which does not prevent a sign-in. */
const readQuietly = async <T>({ stores }: SignInAtSettings<T>): Promise<T | undefined> => {
  try {
    return await (await stores.current()).read()
  } catch {
    return undefined
  }
}

/** The longest delay of a Node timer, in milliseconds. */
const maxTimerMs = 2 ** 31 - 1

/** How many times a port that is taken but does not answer is tried before the sign-in fails. */
const maxAttempts = 20

/** Takes the port, or waits for who has it, until there is a session. */
const signInUntil = async <T>(pending: PendingSignIn<T>): Promise<T> => {
  const { settings, attempt, identity } = pending
  const { redirect, words, kind } = settings
  const { place } = kind
  const upgraded = (): void => {
    attempt.notice(upgradedToHttps)
    attempt.upgraded?.()
  }
  for (let attempts = 0; attempts < maxAttempts; attempts += 1) {
    attempt.signal.throwIfAborted()
    const outcome = await openCallbackListener({ redirect, identity, upgraded, place, words })
    if (outcome.kind === 'listening') return await runAsLeader(outcome.listener, pending)
    const session = await followLeader(outcome.address, pending)
    if (session !== undefined) return session
  }
  throw portBusy(redirect.port, 'stranger', place)
}

/**
 * Signs the person in at a place in their browser and stores the session, or waits for another process
 * that is doing so and takes over if that one dies. The port of the redirect address is the lock.
 * @throws JheError SIGN_IN_DENIED, SIGN_IN_TIMEOUT, CALLBACK_PORT_BUSY, CALLBACK_REJECTED,
 * TOKEN_INVALID, ISSUER_UNREACHABLE, ISSUER_FAILED, CREDENTIALS_LOCKED or CONFIG_INVALID; the reason
 * of the signal when the attempt is ended early.
 */
export async function signInAt<T>(
  settings: SignInAtSettings<T>,
  attempt: SignInAttempt,
): Promise<T> {
  const { kind, pid, now } = settings
  const identity = peerIdentityOf(kind.owner, pid, now(), attempt.fresh)
  const limit = new AbortController()
  const timer = setTimeout(
    () => {
      limit.abort()
    },
    Math.min(attempt.timeout * 1000, maxTimerMs),
  )
  const stop = AbortSignal.any([attempt.signal, limit.signal])
  try {
    const pending = {
      settings,
      attempt,
      identity,
      before: undefined,
      told: new Set<number>(),
      stop,
    }
    const before = await inTime(readQuietly(settings), pending)
    return await signInUntil({ ...pending, before })
  } finally {
    clearTimeout(timer)
  }
}
