import { createHash } from 'node:crypto'
import { join } from 'node:path'

import { JheError } from '../../errors.js'
import { withLease, type Lease } from '../../files/lease.js'
import type { Machine } from '../../files/machine.js'
import { lockedUnlessUsable } from '../store/credential-errors.js'
import type { SessionStore, StoreResolver } from '../store/session-store.js'
import type { Clock } from './session.js'

/** What the answer to a refresh request brought. */
export interface Renewed<T> {
  readonly next: T
  /** Why the session is stored but does not serve. */
  readonly error?: JheError
}

/** How one kind of session is renewed. */
export interface RefreshKind<T> {
  /** Name of the session's record, from which the name of the lease is made. */
  readonly name: string
  readonly login: string
  /**
   * Sends one request with the refresh token.
   * @returns `spent` where the refresh token is refused
   * @throws JheError where nothing is to be stored
   */
  readonly request: (session: T) => Promise<Renewed<T> | 'spent'>
  /** Revokes tokens that are not needed, as another process has stored others. */
  readonly revoke: (unused: T) => Promise<unknown>
  /** Nobody is signed in. */
  readonly required: () => JheError
  /** The session has ended. */
  readonly expired: () => JheError
}

export interface LeasedRefreshOptions<T> {
  readonly stores: StoreResolver<T>
  readonly kind: RefreshKind<T>
  /** `JHE_TOKEN_DIR`, where the lease lies beside the session. */
  readonly dir: string
  readonly machine: Machine
  readonly now: Clock
}

/** Longer than the three requests of a refresh may take together. */
const leaseWaitMs = 50_000

const leasePath = (dir: string, name: string): string =>
  join(dir, `refresh-${createHash('sha256').update(name).digest('hex').slice(0, 16)}.lease`)

const busy = (): JheError =>
  new JheError(
    'ISSUER_UNREACHABLE',
    'Another jhe-mcp process is renewing the session and has not finished.',
    'Try again in a minute.',
  )

interface Attempt<T> {
  readonly kind: RefreshKind<T>
  readonly lease: Lease
  readonly store: SessionStore<T>
  readonly isDue: (session: T) => boolean
}

/** Another process stored a session during the request: revokes the tokens of this one, which are not needed. */
const adoptStored = async <T>({ store, kind }: Attempt<T>, unused: T): Promise<T> => {
  await kind.revoke(unused)
  const stored = await store.read()
  if (stored === undefined) throw kind.required()
  return stored
}

const storeRenewed = async <T>(
  attempt: Attempt<T>,
  before: T,
  { next, error }: Renewed<T>,
): Promise<T> => {
  const isStored = await attempt.store.swap(before, next)
  if (error !== undefined) throw error
  return isStored ? next : await adoptStored(attempt, next)
}

/**
 * Reads the store once and, if the session is due, sends one request.
 * @returns undefined when another process has used the refresh token: read the store again
 */
const tryRefresh = async <T>(attempt: Attempt<T>): Promise<T | undefined> => {
  const { kind, lease, store, isDue } = attempt
  const session = await store.read()
  if (session === undefined) throw kind.required()
  if (!isDue(session)) return session
  const renewed = await kind.request(session)
  if (renewed !== 'spent') return await storeRenewed(attempt, session, renewed)
  if ((await lease.isHeld()) && (await store.swap(session, undefined))) throw kind.expired()
  return undefined
}

/**
 * Renews the stored session under a lease between processes, if it is due: one request, however many
 * processes ask. Each time another process has used the refresh token, the store is read again.
 * @returns the stored session; a renewed one is stored before it is returned
 * @throws JheError what the kind makes for no session and for an ended one; what its request throws;
 * ISSUER_UNREACHABLE where another process does not finish
 */
export async function refreshUnderLease<T>(
  { stores, kind, dir, machine, now }: LeasedRefreshOptions<T>,
  isDue: (session: T) => boolean,
): Promise<T> {
  const path = leasePath(dir, kind.name)
  const leaseOptions = { path, machine, now, waitMs: leaseWaitMs, busy }
  for (let tries = 0; tries < 3; tries += 1) {
    const session = await lockedUnlessUsable(
      path,
      kind.login,
      async () =>
        await withLease(
          leaseOptions,
          async (lease) => await tryRefresh({ kind, lease, isDue, store: await stores.current() }),
        ),
    )
    if (session !== undefined) return session
  }
  throw busy()
}
