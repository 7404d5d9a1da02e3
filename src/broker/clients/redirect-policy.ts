/** Where a code may be sent. */
export interface RedirectRules {
  /** Hosts of https addresses, with a port where it is not 443; undefined: any. */
  readonly hosts: ReadonlySet<string> | undefined
  /** Private-use schemes with their colon. */
  readonly schemes: ReadonlySet<string>
}

const loopbackHosts = ['localhost', '127.0.0.1', '[::1]']

/**
 * Characters that no address holds, or that browsers read otherwise than servers; `https:host`, which
 * is a path to a browser that comes from https.
 */
const odd = /[\p{Cc}\s\\<>"]|^https?:(?!\/\/[^/])/iu

const isWeb = ({ protocol }: URL): boolean => protocol === 'https:' || protocol === 'http:'

/** Whether an address is one of the person's own computer. */
export const isLoopback = (url: URL): boolean =>
  url.protocol === 'http:' && loopbackHosts.includes(url.hostname)

/** A reverse domain name as a scheme, which nobody else can claim (RFC 8252 section 7.1). */
const reverseDomain = /^[a-z][\da-z+-]*(\.[\da-z+-]+)+:$/

const webProblem = (url: URL, { hosts }: RedirectRules): string | undefined => {
  if (url.protocol === 'http:') {
    return isLoopback(url) ? undefined : 'http is only for localhost, 127.0.0.1 and [::1]'
  }
  if (loopbackHosts.includes(url.hostname)) return 'https is not for this computer'
  if (hosts === undefined || hosts.has(url.host)) return undefined
  return 'its host is not one of those that this server allows'
}

/**
 * Why a code may not be sent to an address; undefined where it may (RFC 8252 sections 7 and 8.4,
 * RFC 9700 section 4.1).
 */
export function redirectProblem(text: string, rules: RedirectRules): string | undefined {
  if (odd.test(text) || !URL.canParse(text)) return 'it is not an address'
  const url = new URL(text)
  if (text.includes('#')) return 'it has a fragment'
  if (url.username !== '' || url.password !== '') return 'it names a user'
  if (isWeb(url)) return webProblem(url, rules)
  if (rules.schemes.has(url.protocol)) return undefined
  if (rules.hosts === undefined && reverseDomain.test(url.protocol)) return undefined
  return 'its scheme is not one of those that this server allows'
}
