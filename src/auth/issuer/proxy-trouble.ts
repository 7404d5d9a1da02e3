import { JheError, type ErrorCode } from '../../errors.js'
import type { Proxy } from './proxy.js'

/** An error of the proxy, not of JHE. */
export class ProxyTrouble extends JheError {}

type ReasonAndHint = readonly [why: string, hint: string]

const tunnelStatus = /Proxy response \((\d{3})\)/

const messageOfStatus = (
  status: string,
  { variable, url, place }: Proxy,
  name: string,
): ReasonAndHint => {
  if (status !== '407')
    return [
      `answered with status ${status} in place of a connection to ${name}`,
      `Ask the administrator of the proxy to let jhe-mcp through to ${name}.`,
    ]
  const form = `${variable}=${url.protocol}//<user>:<password>@${place}`
  return [
    url.username === ''
      ? 'asks for a user name and a password (status 407)'
      : 'does not take the user name and the password in it (status 407)',
    `Write ${form} where the host starts jhe-mcp, signs such as @ : / percent-encoded.`,
  ]
}

const messagesOfCode = (name: string): readonly (readonly [RegExp, string])[] => [
  [/^(ENOTFOUND|EAI_AGAIN)$/, 'has a host name that is not known'],
  [/^ECONNREFUSED$/, 'refused the connection'],
  [/^(EHOSTUNREACH|ENETUNREACH)$/, 'cannot be reached'],
  [/TIMEOUT|^ETIMEDOUT$/, `did not answer in time, or ${name} behind it`],
  [
    /^(ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_PACKET_LENGTH_TOO_LONG|EPROTO)$/,
    'answered with something that is not TLS, as the sign-in page of a network does',
  ],
  [/^HPE_|^HTTPParserError$/, 'does not speak HTTP'],
  [/^(ECONNRESET|EPIPE|UND_ERR_SOCKET|UND_ERR_ABORTED)$/, 'broke the connection'],
]

export const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`

/** Who could not be reached through the proxy. */
export interface Behind {
  readonly origin: string
  readonly peer: { readonly code: ErrorCode; readonly name: string }
}

/** What failed on the way through it. */
export interface Broken {
  readonly thrown: unknown
  readonly codes: readonly string[]
  readonly texts: readonly string[]
}

/**
 * The error of a proxy; undefined where who is behind it fails, as with a certificate that is not trusted.
 * @param thrown the error, kept as its cause; `codes` and `texts`: of it and its causes
 */
export function proxyTrouble(
  { origin, peer }: Behind,
  proxy: Proxy,
  { thrown, codes, texts }: Broken,
): ProxyTrouble | undefined {
  const status = texts.map((text) => tunnelStatus.exec(text)?.[1]).find((found) => found)
  const [why, hint] =
    status === undefined
      ? [messagesOfCode(peer.name).find(([form]) => codes.some((code) => form.test(code)))?.[1], '']
      : messageOfStatus(status, proxy, peer.name)
  if (why === undefined) return undefined
  const own = hint === '' ? `Check ${proxy.variable} where the host starts jhe-mcp.` : hint
  return new ProxyTrouble(
    peer.code,
    `${capital(peer.name)} cannot be reached at ${origin}: the proxy ${proxy.place} of ${proxy.variable} ${why}.`,
    `${own} If ${peer.name} is reached without it, add its host to NO_PROXY.`,
    { cause: thrown },
  )
}
