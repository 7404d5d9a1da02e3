import type { Revocation } from '../issuer/revoke.js'
import type { SessionStore } from '../store/session-store.js'

/** How often a session that another process renews before it is removed is revoked again. */
const maxRenewals = 3

/** How the tokens of one kind of session are revoked. */
export interface SignOutKind<T> {
  /** What differs after a renewal. */
  readonly tokenOf: (session: T) => string
  /** Never throws: signing out must work without a network. */
  readonly revoke: (session: T) => Promise<Revocation>
}

/** The session, or `unreadable` where it is locked: it can still be removed. */
const read = async <T>(store: SessionStore<T>): Promise<T | 'unreadable' | undefined> => {
  try {
    return await store.read()
  } catch {
    return 'unreadable'
  }
}

const revokeAll = async <T>(
  store: SessionStore<T>,
  { tokenOf, revoke }: SignOutKind<T>,
): Promise<Revocation | 'nobody'> => {
  let outcome: Revocation | 'nobody' = 'nobody'
  let revoked: string | undefined
  for (let times = 0; times < maxRenewals; times += 1) {
    const session = await read(store)
    if (session === 'unreadable') return 'local only'
    if (session === undefined || tokenOf(session) === revoked) return outcome
    outcome = await revoke(session)
    revoked = tokenOf(session)
  }
  return outcome
}

/**
 * Revokes the session and removes it from this computer, even if it could not be revoked. Idempotent.
 * @returns `nobody` where none was stored
 * @throws JheError CREDENTIALS_LOCKED when the store cannot be cleared
 */
export async function signOut<T>(
  store: SessionStore<T>,
  kind: SignOutKind<T>,
): Promise<Revocation | 'nobody'> {
  const outcome = await revokeAll(store, kind)
  await store.clear()
  return outcome
}
