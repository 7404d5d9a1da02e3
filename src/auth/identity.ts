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

/** Where the rest of the program asks who is signed in. */
export interface IdentitySource {
  /**
   * The person signed in now, from a token verified in this call.
   * @throws JheError SIGN_IN_REQUIRED, SESSION_EXPIRED, TOKEN_INVALID, CREDENTIALS_LOCKED,
   * ISSUER_UNREACHABLE or ISSUER_FAILED.
   */
  current(signal: AbortSignal): Promise<Identity>
}
