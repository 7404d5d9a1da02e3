import { resourcePaths } from './broker.js'

/** The addresses of the server, all from `JHE_PUBLIC_URL` and never from a request. */
export interface Addresses {
  /** Also the issuer; without a slash at its end. */
  readonly publicUrl: string
  readonly host: string
  readonly protocol: 'http' | 'https'
  /** Path of the public address, without a slash at its end: mostly empty. */
  readonly basePath: string
  /** The audience of every token. */
  readonly resource: string
  readonly urlOf: (path: string) => string
  /** Whether a resource indicator (RFC 8707) names this server: one of its endpoints, or its origin. */
  readonly isResource: (indicator: string) => boolean
}

const withoutSlash = (text: string): string => text.replace(/\/+$/, '')

/** @param publicUrl as configured: https, or http on this computer */
export function addressesOf(publicUrl: string): Addresses {
  const url = new URL(publicUrl)
  const own = withoutSlash(url.href)
  const urlOf = (path: string): string => `${own}${path}`
  const aliases = new Set([own, url.origin, ...resourcePaths.map(urlOf)])
  return {
    publicUrl: own,
    host: url.host,
    protocol: url.protocol === 'https:' ? 'https' : 'http',
    basePath: withoutSlash(url.pathname),
    resource: urlOf(resourcePaths[0]),
    urlOf,
    isResource: (indicator) =>
      URL.canParse(indicator) &&
      !/[#?]/.test(indicator) &&
      aliases.has(withoutSlash(new URL(indicator).href)),
  }
}
