import type { Clock } from '../../../auth/session/session.js'
import type { Log } from '../../../log.js'
import type { Credentials } from '../../account/remote-account.js'
import type { RemoteFetch } from '../../remote-fetch.js'
import type { ServerUrl } from '../../server-url.js'
import type { Limits } from '../limits.js'
import type { Receive } from '../upstream.js'
import type { Wait } from './wait.js'

/** What every way to a server needs. */
export interface TransportContext {
  readonly server: ServerUrl
  readonly fetch: RemoteFetch
  /** Takes the messages of the server. */
  readonly receive: Receive
  /** For requests that the transport makes by itself: streams and the end of a session. */
  readonly credentials: (signal: AbortSignal) => Promise<Credentials | undefined>
  /** The input schema of a tool, as far as the host has seen it. */
  readonly inputSchemaOf: (tool: string) => unknown
  readonly log: Log
  readonly now: Clock
  readonly limits: Limits
  readonly wait: Wait
  /** From 0 to 1. */
  readonly random: () => number
}
