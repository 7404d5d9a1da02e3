import type { JheError } from '../errors.js'

/**
 * Who a verified ID token speaks of. `subject` is OpenID Connect's `sub`, which JHE sets to
 * `core_jheuser.id`; `studies` is `jhe_permissions.studies`, or null where the token carries no
 * such claim (no JHE release emits it yet).
 */
export interface Identity {
  readonly subject: number
  readonly issuer: string
  readonly studies: readonly number[] | null
}

/** Who is signed in and how their session is. */
export interface SessionState {
  readonly identity: Identity
  /** Seconds since the epoch; absent for a session that has no token. */
  readonly issuedAt?: number
  readonly endsAt?: number
  /** Why the session could not be renewed although it still serves. */
  readonly trouble?: JheError | undefined
}

/** Where the rest of the program asks who is signed in. */
export interface IdentitySource {
  /**
   * The person signed in now, from a token verified in this call; the same object as long as the
   * session is the same.
   * @throws JheError SIGN_IN_REQUIRED, SESSION_EXPIRED, TOKEN_INVALID, CREDENTIALS_LOCKED,
   * ISSUER_UNREACHABLE or ISSUER_FAILED.
   */
  current(signal: AbortSignal): Promise<Identity>
}

/** An identity source that also tells how the session is, for `get_server_status`. */
export interface CallerIdentity extends IdentitySource {
  /** @throws JheError when no session is stored, or it cannot be read */
  state(signal: AbortSignal): Promise<SessionState>
}
