import type { SignInProgress } from '../../auth/sign-in/background-sign-in.js'
import type { JheError } from '../../errors.js'
import type { Challenge } from '../oauth/oauth.js'
import type { ServerUrl } from '../server-url.js'

/** What the next request carries. */
export interface Credentials {
  /** `Authorization`, or what `--header-file` holds. */
  readonly headers: Readonly<Record<string, string>>
}

/** The person's account at one server: one sign-in for all processes of this computer. */
export interface RemoteAccount {
  readonly server: ServerUrl
  /**
   * What a request carries now, renewed first where that is due.
   * @returns undefined where nobody is signed in, as at servers that want nobody to
   * @throws JheError CREDENTIALS_LOCKED; ISSUER_* where a renewal that is due fails and the token is over
   */
  credentials(signal: AbortSignal): Promise<Credentials | undefined>
  /**
   * After a 401: renews once under the lease of all processes, or adopts what another has stored.
   * @param refused what the request carried
   * @returns what to repeat the request with; undefined where a person must sign in
   * @throws JheError ISSUER_UNREACHABLE, ISSUER_FAILED: the session then stays stored
   */
  renew(
    refused: Credentials | undefined,
    challenge: Challenge,
    signal: AbortSignal,
  ): Promise<Credentials | undefined>
  /**
   * Signs the person in: opens the browser and waits 25 s; after `insufficient_scope` for the scopes
   * of both. All who ask share one sign-in.
   * @throws JheError SIGN_IN_REQUIRED with the address when it takes longer; what it failed with
   */
  signIn(challenge: Challenge, signal: AbortSignal, progress?: SignInProgress): Promise<Credentials>
  /**
   * For hosts that show an address themselves (URL elicitation); as `BackgroundSignIn`.
   * @returns null also where somebody has signed in meanwhile, which `signIn` then finds
   */
  offer(challenge: Challenge): Promise<string | null>
  accepted(signal: AbortSignal, progress?: SignInProgress): Promise<Credentials>
  declined(): Promise<JheError>
  /** Whether tokens or a header file are stored, without the network. */
  isSignedIn(): Promise<boolean>
  /** Ends a sign-in that waits, within 100 ms. */
  stop(): Promise<void>
}
