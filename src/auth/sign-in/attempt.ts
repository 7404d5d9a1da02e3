import type { JheError } from '../../errors.js'
import type { Place } from '../place.js'
import type { StoreKind, StoreResolver } from '../store/session-store.js'
import type { SessionOwner } from '../session/session.js'
import type { AuthorizationRequest } from './authorization-request.js'
import type { CallbackListener } from './callback/callback-listener.js'
import { orAbort } from '../../or-abort.js'
import type { RedirectUri } from './callback/redirect-uri.js'
import type { PeerIdentity } from './callback/peer-process.js'
import { timedOut, timedOutForClient } from './sign-in-errors.js'

/** How people sign in at one place. */
export interface SignInKind<T> {
  readonly place: Place
  /** What processes compare by its hash to tell whether they sign in to the same. */
  readonly owner: SessionOwner
  /**
   * Asks how to sign in and makes an authorization request of the answer.
   * @param how `fresh` as in the attempt; `keptIn`, where the session will go
   * @throws JheError before any browser is involved
   */
  readonly prepare: (how: {
    readonly fresh: boolean
    readonly keptIn: StoreKind
  }) => Promise<AuthorizationRequest<T>>
  /** Whether a failure means that the code was not taken, so that another one may be pasted. */
  readonly isSpentCode: (thrown: unknown) => boolean
  /** Whether the session that another process has stored is the result of a sign-in, and good. */
  readonly isNew: (stored: T, before: T | undefined) => Promise<boolean>
  /** Who signed in, where the session tells. */
  readonly personOf: (session: T) => string | undefined
  /** Why no sign-in could have ended in time; undefined where nothing is known. */
  readonly lateTrouble: () => Promise<JheError | undefined>
}

/** What every sign-in of this process has in common. */
export interface SignInAtSettings<T> {
  readonly kind: SignInKind<T>
  readonly stores: StoreResolver<T>
  readonly redirect: RedirectUri
  /** Process id, told to other processes that want to sign in meanwhile. */
  readonly pid: number
  readonly now: () => Date
  /** Makes the commands that pages name those of this installation. */
  readonly words?: ((text: string) => string) | undefined
}

/** One sign-in: its time limit, its signal and its callbacks. */
export interface SignInAttempt {
  /** Seconds until it gives up. */
  readonly timeout: number
  /** Ends it early: everything is closed and the reason of the signal is thrown. */
  readonly signal: AbortSignal
  /** Whether the place is to ask who it is, although the browser may be signed in there. */
  readonly fresh?: boolean
  /**
   * Shows the address to the person. Called once this process holds the callback port.
   * @param listener takes a pasted redirect address with the checks of a callback
   */
  readonly present: (
    address: string,
    listener: Pick<CallbackListener, 'offer' | 'offerCode'>,
  ) => Promise<void>
  /** Another jhe-mcp is signing in; this one waits for it. */
  readonly follow: (pid: number) => void
  /** One line that the person should know. */
  readonly notice: (line: string) => void
  /** The browser came back with https, where nothing answers; the waiting goes on. Told once. */
  readonly upgraded?: () => void
  /** Whether a call waits for the result, so that the person need not ask again; true unless given. */
  readonly isAwaited?: () => boolean
}

/** A sign-in under way. */
export interface PendingSignIn<T> {
  readonly settings: SignInAtSettings<T>
  readonly attempt: SignInAttempt
  readonly identity: PeerIdentity
  /** The session that was stored before the sign-in began; a new one must differ from it. */
  readonly before: T | undefined
  /** Processes that the person was told of. */
  readonly told: Set<number>
  /** Aborted by the person and by the time limit. */
  readonly stop: AbortSignal
}

/** The error of a sign-in that timed out: an unknown client has an error of its own, as the person sees a page without a way on. */
const lateError = async <T>(
  { settings, attempt }: PendingSignIn<T>,
  ignored: number,
): Promise<JheError> => {
  const { place, lateTrouble } = settings.kind
  const trouble = await lateTrouble()
  return trouble === undefined
    ? timedOut(attempt.timeout, ignored, place)
    : timedOutForClient(attempt.timeout, trouble)
}

/** What a promise gives, unless the person or the time limit ends the waiting for it. */
export async function orTimeout<T, S>(
  promise: Promise<T>,
  pending: PendingSignIn<S>,
  ignored: () => number,
): Promise<T> {
  const { attempt, stop } = pending
  try {
    return await orAbort(promise, stop)
  } catch (thrown) {
    attempt.signal.throwIfAborted()
    throw stop.aborted ? await lateError(pending, ignored()) : thrown
  }
}

/** As `orTimeout`, for what happens before or without a callback: a store or a place may hang. */
export const inTime = async <T, S>(promise: Promise<T>, pending: PendingSignIn<S>): Promise<T> =>
  await orTimeout(promise, pending, () => 0)
