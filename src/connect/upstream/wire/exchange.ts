import { causesOf, codesOf } from '../../../auth/issuer/issuer-errors.js'
import { ProxyTrouble } from '../../../auth/issuer/proxy-trouble.js'
import { JheError } from '../../../errors.js'
import type { RemoteRequest } from '../../remote-fetch.js'
import { serverFailed, serverUnreachable } from '../server-errors.js'
import { UpstreamError } from '../upstream.js'
import type { TransportContext } from './context.js'

/** The server was not reached, and may be in a moment. */
const notSent =
  /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT)$/

/** The connection was there, so that the server may have begun. */
const perhapsSent =
  /^(ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|UND_ERR_SOCKET|UND_ERR_HEADERS_TIMEOUT|UND_ERR_BODY_TIMEOUT|UND_ERR_CLOSED|UND_ERR_DESTROYED)$/

const notHttp = /^(HPE_|HTTPParserError$|UND_ERR_HEADERS_OVERFLOW$)/

const isTimeout = (error: unknown): boolean =>
  error instanceof DOMException && error.name === 'TimeoutError'

const failureOf = ({ server }: TransportContext, thrown: unknown): Error => {
  const codes = codesOf(thrown)
  const has = (pattern: RegExp): boolean => codes.some((code) => pattern.test(code))
  if (has(notHttp))
    return thrown instanceof ProxyTrouble ? thrown : serverFailed.notHttp(server, '', thrown)
  if (has(notSent)) return new UpstreamError({ kind: 'lost', isSent: false }, { cause: thrown })
  if (has(perhapsSent) || causesOf(thrown).some(isTimeout))
    return new UpstreamError({ kind: 'lost', isSent: true }, { cause: thrown })
  return thrown instanceof JheError ? thrown : serverUnreachable.network(server, thrown)
}

/**
 * Sends one request to the server.
 * @throws the signal's reason; UpstreamError `lost`; JheError as `RemoteFetch`, SERVER_CHANGED for a redirect
 */
export async function exchange(
  context: TransportContext,
  url: string,
  request: RemoteRequest,
): Promise<Response> {
  try {
    return await context.fetch(url, { limitMs: context.limits.headersMs, ...request })
  } catch (thrown) {
    if (request.signal.aborted) throw request.signal.reason
    throw failureOf(context, thrown)
  }
}
