import { auditedSession, type AuditTarget } from '../../app/audit/audited-session.js'
import type { Revocation } from '../../auth/issuer/revoke.js'
import { signOut } from '../../auth/session/sign-out.js'
import type { RemoteParts } from './remote-parts.js'
import { revokeRemote } from './remote-refresh.js'

/**
 * Revokes the session and removes it from this computer, even if it could not be revoked.
 * @param how `forget`: also what is known of the server, its pin and the client that was registered
 * @returns `nobody` where none was stored
 * @throws JheError CREDENTIALS_LOCKED when the store cannot be cleared
 */
export type RemoteSignOut = (how: { readonly forget: boolean }) => Promise<Revocation | 'nobody'>

/** As `RemoteSignOut`, with an audit line where a session was stored. */
export async function signOutRemote(
  { stores, issuer, known }: RemoteParts,
  target: Omit<AuditTarget, 'issuer'>,
  { forget }: { readonly forget: boolean },
): Promise<Revocation | 'nobody'> {
  const store = await stores.current()
  const before = await store.read().catch(() => null)
  const leave = async (): Promise<Revocation | 'nobody'> => {
    const outcome = await signOut(store, {
      tokenOf: (session) => session.access_token,
      revoke: async (session) => await revokeRemote(issuer, session),
    })
    if (forget) await known.forget()
    return outcome
  }
  if (before === undefined) return await leave()
  const writing = { ...target, issuer: before?.issuer ?? issuer.name() }
  return await auditedSession('sign_out', writing, leave, () => null)
}
