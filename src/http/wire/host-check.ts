import type { IncomingMessage } from 'node:http'

import { validateHostHeader, validateOriginHeader } from '@modelcontextprotocol/server'

const loopback = ['localhost', '127.0.0.1', '[::1]']

/** The names that stand for the host of an address: every name of this machine for one of them. */
const namesOf = (hostname: string): readonly string[] =>
  loopback.includes(hostname) ? loopback : [hostname]

/** An entry of `JHE_ALLOWED_ORIGINS`: an origin, a host name, or `<scheme>://*`. */
const originNameOf = (entry: string): string =>
  !entry.endsWith('://*') && URL.canParse(entry) && entry.includes('://')
    ? new URL(entry).hostname
    : entry.toLowerCase()

/** Why a request is refused with 403. */
export type HostProblem = 'host' | 'origin'

/** What the check needs to know of the request's path. */
export interface CheckedRoute {
  /** A page of ours: its forms carry a secret of their own, and browsers that keep the referrer to themselves send `Origin: null`. */
  readonly isPage: boolean
}

/** Checks the `Host` and the `Origin` of a request. */
export type HostCheck = (request: IncomingMessage, route: CheckedRoute) => HostProblem | undefined

const isReading = ({ method }: IncomingMessage): boolean =>
  method === 'GET' || method === 'HEAD' || method === 'OPTIONS'

/**
 * The defence against DNS rebinding and foreign web pages: `Host` must be that of the public
 * address (any port), `Origin`, which only browsers send, its own or an allowed one. Pages may be
 * read from anywhere, as a redirect or a link does.
 * @param allowedOrigins entries of `JHE_ALLOWED_ORIGINS`
 */
export function createHostCheck(publicUrl: string, allowedOrigins: readonly string[]): HostCheck {
  const hosts = [...namesOf(new URL(publicUrl).hostname)]
  const origins = [...hosts, ...allowedOrigins.map(originNameOf)]
  return (request, { isPage }) => {
    if (!validateHostHeader(request.headers.host, hosts).ok) return 'host'
    const { origin } = request.headers
    if (isPage && (isReading(request) || origin === 'null')) return undefined
    return validateOriginHeader(origin, origins).ok ? undefined : 'origin'
  }
}
