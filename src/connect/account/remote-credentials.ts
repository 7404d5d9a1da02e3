import type { StoreResolver } from '../../auth/store/session-store.js'
import { toJheError } from '../../errors.js'
import { orAbort } from '../../or-abort.js'
import { orLate } from '../../or-late.js'
import type { Credentials, RemoteAccount } from './remote-account.js'
import type { RemoteRefresher } from './remote-refresh.js'
import type { RemoteSession } from './remote-session.js'

const marginMs = 60_000
/** How long a request waits for a renewal while the access token still serves. */
const renewalTimeoutMs = 5_000
/** How long a failed renewal is not tried again while the access token still serves. */
const retryAfterMs = 30_000

/** What a request carries for a session (RFC 6750, section 2.1). */
export const credentialsOf = ({ access_token }: RemoteSession): Credentials => ({
  headers: { authorization: `Bearer ${access_token}` },
})

const isRefused = (session: RemoteSession, refused: Credentials | undefined): boolean =>
  credentialsOf(session).headers['authorization'] === refused?.headers['authorization']

const endsWithin = (session: RemoteSession, ms: number, now: Date): boolean =>
  session.expires_at !== null && session.expires_at * 1000 - now.getTime() <= ms

export interface RemoteCredentialsOptions {
  readonly stores: StoreResolver<RemoteSession>
  readonly refresher: RemoteRefresher
  readonly now: () => Date
}

export interface RemoteCredentials extends Pick<RemoteAccount, 'credentials' | 'renew'> {
  /**
   * What the sign-in of another process has brought since this one sent its last request.
   * @returns undefined where there was none
   */
  signedInSince(): Promise<Credentials | undefined>
}

/** What requests carry: the tokens that are stored, renewed 60 s before they end. */
export function createRemoteCredentials({
  stores,
  refresher,
  now,
}: RemoteCredentialsOptions): RemoteCredentials {
  /** The sign-in whose tokens the last request carried. */
  let used: RemoteSession['sign_in'] | undefined
  let renewing: Promise<RemoteSession | undefined> | undefined
  let failedUntil = 0

  const isDue = (session: RemoteSession): boolean => endsWithin(session, marginMs, now())

  const renewDue = async (): Promise<RemoteSession | undefined> => {
    renewing ??= refresher.refresh(isDue).finally(() => {
      renewing = undefined
    })
    return await renewing
  }

  /** The session goes on where a renewal takes long or fails before it has ended. */
  const renewOr = async (good: RemoteSession): Promise<RemoteSession | undefined> => {
    if (now().getTime() < failedUntil) return good
    const work = renewDue().catch((thrown: unknown) => {
      if (toJheError(thrown).code === 'SERVER_CHANGED') throw thrown
      failedUntil = now().getTime() + retryAfterMs
      return good
    })
    return await orLate(work, renewalTimeoutMs, good)
  }

  const current = async (): Promise<RemoteSession | undefined> => {
    const session = (await stores.cached()) ?? (await stores.read()).session
    if (session === undefined || !isDue(session)) return session
    const hasEnded = endsWithin(session, 0, now())
    if (session.refresh_token === null) return hasEnded ? undefined : session
    return await (hasEnded ? renewDue() : renewOr(session))
  }

  const renewRefused = async (
    refused: Credentials | undefined,
  ): Promise<RemoteSession | undefined> => {
    const { session } = await stores.read()
    if (session === undefined || !isRefused(session, refused)) return session
    if (session.refresh_token === null) return undefined
    return await refresher.refresh((stored) => isRefused(stored, refused))
  }

  const toCredentials = (session: RemoteSession | undefined): Credentials | undefined => {
    // one that is refused for good may stay stored: it is no new sign-in
    if (session !== undefined) used = session.sign_in
    return session && credentialsOf(session)
  }

  // the work is shared: it goes on for others when this request is aborted
  return {
    credentials: async (signal) => {
      signal.throwIfAborted()
      return toCredentials(await orAbort(current(), signal))
    },
    renew: async (refused, _challenge, signal) => {
      signal.throwIfAborted()
      return toCredentials(await orAbort(renewRefused(refused), signal))
    },
    signedInSince: async () => {
      const { session } = await stores.read()
      const isNew = session !== undefined && session.sign_in !== used
      return isNew && !endsWithin(session, 0, now()) ? credentialsOf(session) : undefined
    },
  }
}
