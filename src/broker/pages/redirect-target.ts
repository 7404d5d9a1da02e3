import { clean } from '../../text/clean.js'

/** Where an authorization code goes, in words for a person. */
export type RedirectTarget =
  | { readonly kind: 'site'; readonly place: string }
  /** A program that listens on the person's own computer. */
  | { readonly kind: 'loopback'; readonly place: string }
  /** An app that the person's computer opens for a scheme. */
  | { readonly kind: 'app'; readonly place: string }

const longestPlace = 260
const loopbackHosts = ['localhost', '127.0.0.1', '[::1]']

/** Names the host (in ASCII) with its port, or the scheme with its colon, of a checked redirect address. */
export function redirectTargetOf(redirectUri: string): RedirectTarget {
  const url = new URL(redirectUri)
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return { kind: 'app', place: clean(url.protocol, longestPlace) }
  return loopbackHosts.includes(url.hostname)
    ? { kind: 'loopback', place: clean(url.host, longestPlace) }
    : { kind: 'site', place: clean(url.host, longestPlace) }
}

/** The host without its port, or the scheme with its colon: what is kept of a grant. */
export const redirectHostOf = (redirectUri: string): string => {
  const { protocol, hostname } = new URL(redirectUri)
  return clean(hostname === '' ? protocol : hostname, longestPlace)
}
