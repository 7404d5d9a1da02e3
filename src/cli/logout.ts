import type { IssuerClient } from '../auth/issuer/issuer-client.js'
import { type Revocation, revokeSession } from '../auth/issuer/revoke.js'
import { signOut } from '../auth/session/sign-out.js'
import type { StoreResolver } from '../auth/store/session-store.js'

export interface LogoutIo {
  readonly issuerClient: IssuerClient
  readonly stores: StoreResolver
  readonly stdout: (line: string) => void
}

const messages: Readonly<Record<Revocation | 'nobody', (issuer: string) => string>> = {
  nobody: () => 'Nobody was signed in.',
  revoked: (issuer) => `Signed out: revoked at ${issuer} and removed from this computer.`,
  'local only': (issuer) =>
    `Signed out: local only. ${issuer} did not confirm, so the session may stay good there until its administrator ends it.`,
}

/** What `logout` says of a sign-out. @param issuer the configured issuer, or the address of a server */
export const signedOutLine = (outcome: Revocation | 'nobody', issuer: string): string =>
  messages[outcome](issuer)

/**
 * `jhe-mcp logout`: revokes the session at JHE, then removes it here even if JHE failed. Idempotent.
 * @returns exit code 0
 * @throws JheError CREDENTIALS_LOCKED when the store cannot be cleared.
 */
export async function logout({ issuerClient, stores, stdout }: LogoutIo): Promise<number> {
  const store = await stores.current()
  const outcome = await signOut(store, {
    tokenOf: (session) => session.access_token,
    revoke: async (session) => await revokeSession(issuerClient, session),
  })
  stdout(signedOutLine(outcome, issuerClient.issuer))
  if (outcome !== 'nobody') stdout(`store: ${store.describe()}`)
  return 0
}
