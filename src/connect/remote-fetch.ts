/** One request to a server or to an issuer that it names. */
export interface RemoteRequest {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly signal: AbortSignal
  /** Most milliseconds until the status line; the body may take as long as `signal` allows. */
  readonly limitMs?: number
}

/**
 * Sends requests through the proxy that the environment sets, and never follows a redirect. The body
 * of the answer is a stream, not yet read.
 * @throws JheError SERVER_UNREACHABLE (name, refused, TLS, proxy, timed out), SERVER_CHANGED for a
 * redirect, for plain http to another computer and for a private address behind a public server's
 * name, SERVER_FAILED for a page where an answer of a program was due
 */
export type RemoteFetch = (url: string, request: RemoteRequest) => Promise<Response>
