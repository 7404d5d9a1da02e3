import { IncomingMessage } from 'node:http'

import type { Addresses } from '../addresses.js'

/** What a copy has instead of the request's own. */
export interface RequestChange {
  /** Path and query below the public address; as sent unless given. */
  readonly target?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Absent: no body. */
  readonly body?: string
}

/** Whatever could tell oidc-provider another address than the configured one, or another client. */
const dropped = ['forwarded', 'x-forwarded-for', 'x-forwarded-port', 'origin', 'content-length']

/**
 * Path and query of a request below the public address, also of one in absolute form (RFC 9112
 * section 3.2.2).
 */
export const targetOf = (
  request: IncomingMessage,
  { basePath }: Addresses,
): { readonly path: string; readonly query: string } => {
  const sent = request.url ?? '/'
  const url = /^https?:/i.test(sent) && URL.canParse(sent) ? new URL(sent) : undefined
  const { pathname, search } = url ?? new URL(`http://own${sent.replace(/^\/*/, '/')}`)
  const isBelow = basePath !== '' && pathname.startsWith(`${basePath}/`)
  const path = isBelow ? pathname.slice(basePath.length) : pathname
  return { path: path.length > 1 ? path.replace(/\/+$/, '') : path, query: search }
}

/**
 * A request for oidc-provider: its addresses follow from the configuration alone, and its body may
 * be another than the one sent.
 */
export function copyRequest(
  request: IncomingMessage,
  addresses: Addresses,
  change: RequestChange = {},
): IncomingMessage {
  const { path, query } = targetOf(request, addresses)
  const target = change.target ?? `${path}${query}`
  const headers = { ...request.headers }
  for (const name of dropped) Reflect.deleteProperty(headers, name)
  const copy = new IncomingMessage(request.socket)
  copy.method = request.method ?? 'GET'
  copy.url = target
  copy.headers = {
    ...headers,
    host: addresses.host,
    'x-forwarded-host': addresses.host,
    'x-forwarded-proto': addresses.protocol,
    ...change.headers,
    ...(change.body === undefined
      ? {}
      : { 'content-length': String(Buffer.byteLength(change.body)) }),
  }
  if (change.body === undefined) Reflect.deleteProperty(copy.headers, 'transfer-encoding')
  // its own addresses are built from this one, as below a mount
  Object.assign(copy, { originalUrl: `${addresses.basePath}${target}` })
  copy.complete = true
  if (change.body !== undefined && change.body !== '') copy.push(change.body)
  copy.push(null)
  return copy
}
