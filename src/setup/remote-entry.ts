import { z } from 'zod'

import type { RemoteForm, RemoteShape } from './hosts/host.js'
import { valueAt } from './value-at.js'

/** The two transports of MCP over HTTP. */
export type HttpTransport = 'http' | 'sse'

/** An entry of a host's configuration for a server that the host reaches over HTTP by itself. */
export interface RemoteEntry {
  readonly name: string
  /** As written. */
  readonly url: string
  readonly transport: HttpTransport
  /** Headers that the host sends with each request; they may hold a token. */
  readonly headers: Readonly<Record<string, string>>
}

const headersSchema = z.record(z.string(), z.coerce.string())

const textAt = (value: unknown, form: RemoteForm | undefined): string | undefined => {
  const text = form === undefined ? undefined : valueAt(value, form.url)
  return typeof text === 'string' && text !== '' ? text : undefined
}

/** The word by which an entry names its transport, wherever hosts write it. */
const transportWord = (value: unknown): string =>
  [['type'], ['transport'], ['transport', 'type']]
    .map((path) => valueAt(value, path))
    .filter((word) => typeof word === 'string')
    .join(' ')
    .toLowerCase()

const transportIn = (value: unknown, { http, sse }: RemoteShape): HttpTransport => {
  const word = transportWord(value)
  if (word.includes('sse')) return 'sse'
  if (word.includes('http')) return 'http'
  return sse !== undefined && textAt(value, http) === undefined ? 'sse' : 'http'
}

/** Reads an entry. @returns nothing where it has no address */
export function remoteOf(
  { name, value }: { readonly name: string; readonly value: unknown },
  shape: RemoteShape,
): readonly RemoteEntry[] {
  const url = textAt(value, shape.http) ?? textAt(value, shape.sse)
  if (url === undefined) return []
  const headers = headersSchema.safeParse(valueAt(value, shape.headers)).data ?? {}
  return [{ name, url, transport: transportIn(value, shape), headers }]
}

const canonical = (url: string): string => {
  if (!URL.canParse(url)) return url
  const parsed = new URL(url)
  parsed.hash = ''
  return parsed.href
}

/** Whether two addresses are of one server. */
export const isSameServer = (one: string | undefined, other: string | undefined): boolean =>
  one !== undefined && other !== undefined && canonical(one) === canonical(other)

const ours = /(?:^|[^a-z])jhe(?:[^a-z]|$)|jupyterhealth/i

/**
 * Whether an entry is of a server of JHE, as far as its name and its address tell: nothing else in
 * a host's file does.
 */
export function namesJhe({ name, url }: RemoteEntry): boolean {
  const host = URL.canParse(url) ? new URL(url).hostname : ''
  return ours.test(name) || ours.test(host)
}

/** Names of headers that hold what a server knows a person by. */
const secretHeader = /^(?:proxy-)?authorization$|token|secret|cookie|api[-_]?key|^x-auth/i

/** A value that the host fills in from elsewhere. */
const filledIn = /\$\{[^}]+\}|\{env:[^}]+\}|(?:^|\s)\$\w+$|\{\{[^}]+\}\}/

/** Names of parameters of an address that hold such a thing. */
const secretParameter = /token|secret|passw|api[-_]?key|^key$|^code$|^auth/i

const isInClear = (value: string): boolean => value !== '' && !filledIn.test(value)

const parametersOf = (url: string): readonly (readonly [string, string])[] =>
  URL.canParse(url) ? [...new URL(url).searchParams] : []

/** The headers of an entry, and the parameters of its address, that hold a secret in clear. */
export const secretsIn = ({ headers, url }: RemoteEntry): readonly string[] =>
  [
    ...Object.entries(headers).filter(([name]) => secretHeader.test(name)),
    ...parametersOf(url).filter(([name]) => secretParameter.test(name)),
  ]
    .filter(([, value]) => isInClear(value))
    .map(([name]) => name)

/** An address as it may be shown: without what may be a key in it. */
export const shownUrl = (url: string): string => {
  if (!URL.canParse(url)) return 'an address that is not a URL'
  const { origin, pathname } = new URL(url)
  return `${origin}${pathname}`
}
