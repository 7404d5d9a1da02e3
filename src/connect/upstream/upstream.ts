import type { Credentials } from '../account/remote-account.js'
import type { Challenge } from '../oauth/oauth.js'
import type { Message } from './message.js'

/** Why a message did not reach the server or has no answer; `heal.ts` knows which may be repeated. */
export type UpstreamFailure =
  | { readonly kind: 'unauthorized'; readonly challenge: Challenge }
  | { readonly kind: 'scope'; readonly challenge: Challenge }
  /** 404 with a session: the server has forgotten it. */
  | { readonly kind: 'session lost' }
  /** 429 or 503. */
  | {
      readonly kind: 'busy'
      readonly status: 429 | 503
      readonly retryAfterMs: number | undefined
    }
  /** The connection was lost; `isSent` where the server may have begun the work. */
  | { readonly kind: 'lost'; readonly isSent: boolean }
  /** 400, 404 or 405 without a JSON-RPC error: perhaps a server that has HTTP with SSE only. */
  | { readonly kind: 'no endpoint'; readonly status: number }

export class UpstreamError extends Error {
  override readonly name = 'UpstreamError'
  readonly failure: UpstreamFailure

  constructor(failure: UpstreamFailure, options?: ErrorOptions) {
    super(failure.kind, options)
    this.failure = failure
  }
}

/**
 * Where messages of the server go, in the order in which they came. While it has not taken one, no
 * more of that stream is read.
 */
export type Receive = (message: Message) => Promise<void> | void

export interface SendOptions {
  readonly credentials: Credentials | undefined
  /** Aborted where the host cancels: closes the request. */
  readonly signal: AbortSignal
  /** Most milliseconds until the status line, where it is not the usual. */
  readonly limitMs?: number
  /** Takes the answer in place of `receive`, for requests that the host did not send. */
  readonly onAnswer?: Receive
}

/** One way to a server: Streamable HTTP or HTTP with SSE. */
export interface Transport {
  readonly kind: 'http' | 'sse'
  /**
   * Sends one message. For a request it resolves when its answer has gone to `receive`.
   * @throws UpstreamError; JheError as `RemoteFetch` and SERVER_FAILED for an answer that is not MCP
   */
  send(message: Message, options: SendOptions): Promise<void>
  /** Whether a stream for the server's own messages is open, or was and is opened again. */
  isListening(): boolean
  /** Opens that stream anew, where it may be dead without anybody having said so. */
  renewStreams(): void
  /** Ends streams and, where there is one, the session. */
  close(): Promise<void>
}

/** A server, healed: signs requests, renews, repeats what may be repeated. */
export interface Upstream {
  /**
   * Sends one message of the host. For a request it resolves when exactly one answer has gone to
   * `receive`.
   * @throws JheError where there is no answer
   */
  send(message: Message, signal: AbortSignal): Promise<void>
  close(): Promise<void>
}
