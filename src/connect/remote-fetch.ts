import { isLoopback, selectWay, toStreamedResponse } from '../auth/issuer/http.js'
import { causesOf, unreachable } from '../auth/issuer/issuer-errors.js'
import { serverChanged, serverFailed, serverPeer } from './connect-errors.js'
import { createDirectFetch } from './remote-fetch-direct.js'
import {
  createAddressGuard,
  InnerAddressError,
  readHosts,
  systemResolve,
  type Resolve,
} from './remote-fetch-guard.js'
import type { ServerUrl } from './server-url.js'

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
 * of the answer is a stream, not yet read. Answers of every other status are handed on, 4xx and 5xx too.
 * @throws JheError SERVER_UNREACHABLE (name, refused, TLS, proxy, timed out), SERVER_CHANGED for a
 * redirect, for plain http to another computer and for a private address behind a public server's
 * name, SERVER_FAILED for a page where an answer of a program was due; the reason of `signal`
 */
export type RemoteFetch = (url: string, request: RemoteRequest) => Promise<Response>

export interface RemoteFetchOptions {
  /** Whose requests they are, to it and to the issuer that it names. */
  readonly server: ServerUrl
  /** Proxy variables: `HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`, in either case. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** The system's name service unless given. */
  readonly resolve?: Resolve
  /** Text of the hosts file; that of this computer unless given. */
  readonly hosts?: string
  /** Certificate authorities in place of the platform's, PEM. */
  readonly authorities?: string
}

const isPage = (response: Response): boolean =>
  // RFC 6585, section 6: what a network answers before one has signed in to it
  response.status === 511 ||
  (response.ok &&
    /^(text\/html|application\/xhtml\+xml)\b/i.test(response.headers.get('content-type') ?? ''))

const isTimeout = (reason: unknown): boolean =>
  reason instanceof DOMException && reason.name === 'TimeoutError'

/** A signal that is also aborted when the status line takes too long. */
const untilStatus = (signal: AbortSignal, limitMs: number | undefined) => {
  if (limitMs === undefined) return { signal, arrived: () => undefined }
  const late = new AbortController()
  const timer = setTimeout(() => {
    late.abort(new DOMException('no status line in time', 'TimeoutError'))
  }, limitMs)
  return {
    signal: AbortSignal.any([signal, late.signal]),
    arrived: () => {
      clearTimeout(timer)
    },
  }
}

/**
 * Requests for one server. Nothing that belongs to it may be at an address nearer to this computer
 * than the server itself: for a public server no private, loopback, link-local or metadata address;
 * judged by the address that the connection is made to, so that no second answer of the name service
 * can change it. A server whose own address says that it is inside (numbers, a name that the public DNS
 * does not have, the hosts file) may be there, and its issuer too. Behind a proxy it is the proxy that
 * resolves names and connects: there only addresses in numbers are judged.
 */
export function createRemoteFetch(options: RemoteFetchOptions): RemoteFetch {
  const { env, resolve = systemResolve, hosts, authorities } = options
  const server = new URL(options.server.href)
  const guard = createAddressGuard({
    hostname: server.hostname,
    resolve,
    hosts: () => hosts ?? readHosts(env),
  })
  const direct = createDirectFetch({ guard, authorities })
  const wayTo = selectWay({ env, fetch: direct }, { toResponse: toStreamedResponse, authorities })

  const ask = async (url: URL, request: RemoteRequest): Promise<Response> => {
    const { fetch, proxy } = wayTo(url)
    const { method, headers, body = null, limitMs } = request
    const limit = untilStatus(request.signal, limitMs)
    const init = { method, headers: { ...headers }, body, redirect: 'manual' } as const
    try {
      guard.checkHost(url.hostname)
      return await fetch(url.href, { ...init, signal: limit.signal })
    } catch (thrown) {
      if (!isTimeout(request.signal.reason)) request.signal.throwIfAborted()
      if (causesOf(thrown).some((cause) => cause instanceof InnerAddressError))
        throw serverChanged.innerAddress(url, server)
      throw unreachable(url, thrown, { env, proxy, peer: serverPeer })
    } finally {
      limit.arrived()
    }
  }

  return async (address, request) => {
    const url = new URL(address)
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url)))
      throw serverChanged.plainHttp(url)
    const response = await ask(url, request)
    const isRedirect = response.status >= 300 && response.status < 400
    if (!isRedirect && !isPage(response)) return response
    await response.body?.cancel()
    throw isRedirect
      ? serverChanged.redirect(url, response.headers.get('location'))
      : serverFailed.page(url, response)
  }
}
