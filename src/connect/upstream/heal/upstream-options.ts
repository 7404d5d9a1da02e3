import type { Clock } from '../../../auth/session/session.js'
import type { Log } from '../../../log.js'
import type { Credentials, RemoteAccount } from '../../account/remote-account.js'
import type { Challenge } from '../../oauth/oauth.js'
import type { RemoteFetch } from '../../remote-fetch.js'
import type { TransportKind } from '../choose-transport.js'
import type { Limits } from '../limits.js'
import type { Message } from '../message.js'
import type { Receive } from '../upstream.js'
import type { Wait } from '../wire/wait.js'

/** A request that the server takes only from somebody who signs in, or allows more. */
export interface SignInNeed {
  /** Its `error` is `insufficient_scope` where more scopes are wanted. */
  readonly challenge: Challenge
  /** What the host asked. */
  readonly message: Message
  readonly signal: AbortSignal
}

/**
 * Signs the person in.
 * @returns what the request is repeated with
 * @throws JheError SIGN_IN_REQUIRED with the address when it takes longer; what it failed with
 */
export type SignIn = (need: SignInNeed) => Promise<Credentials>

export interface UpstreamOptions {
  readonly account: RemoteAccount
  readonly fetch: RemoteFetch
  readonly transport: TransportKind
  /** Takes the messages of the server: each answer once. */
  readonly receive: Receive
  /** Whether a `tools/call` may be done twice: its tool has `readOnlyHint` or `idempotentHint`. */
  readonly isRepeatable: (call: Message) => boolean
  /** The input schema of a tool, for the headers that it asks for; undefined where it is not known. */
  readonly inputSchemaOf?: (tool: string) => unknown
  /** `account.signIn` unless given. */
  readonly onSignIn?: SignIn
  readonly log: Log
  readonly now: Clock
  readonly limits?: Partial<Limits>
  readonly wait?: Wait
  /** From 0 to 1; `Math.random` unless given. */
  readonly random?: () => number
}
