import { z } from 'zod'

import { JheError } from '../../errors.js'
import { readExtraAuthorities } from './extra-authorities.js'
import type { Environment, Proxy } from './proxy.js'
import { capital, proxyTrouble } from './proxy-trouble.js'

const coded = z.object({ code: z.string() })
const parserError = z.object({ name: z.literal('HTTPParserError') })
const worded = z.object({ message: z.string() })
const caused = z.object({ cause: z.unknown() })

/** The error itself and what caused it, outermost first. */
export function causesOf(thrown: unknown): unknown[] {
  const chain: unknown[] = []
  for (let at = thrown; at !== undefined && at !== null && chain.length < 8;) {
    chain.push(at)
    at = caused.safeParse(at).data?.cause
  }
  return chain
}

/** The codes of an error and of what caused it, outermost first. */
export const codesOf = (thrown: unknown): string[] =>
  causesOf(thrown).flatMap(
    (error) => coded.safeParse(error).data?.code ?? parserError.safeParse(error).data?.name ?? [],
  )

const isTimeout = (error: unknown): boolean =>
  error instanceof DOMException && (error.name === 'TimeoutError' || error.name === 'AbortError')

const tlsCode =
  /CERT|^ERR_TLS_|^ERR_SSL_|^UNABLE_TO_|^DEPTH_ZERO_|^SELF_SIGNED|^HOSTNAME_MISMATCH$|^EPROTO$/

type Words = readonly [why: string, hint: string]

/** Who was asked, in the words of messages. */
export interface Peer {
  readonly code: 'ISSUER_UNREACHABLE' | 'SERVER_UNREACHABLE'
  /** As in the middle of a sentence: `JHE`, `the server`. */
  readonly name: string
  /** Where people write its address. */
  readonly setting: string
}

export const jhe: Peer = { code: 'ISSUER_UNREACHABLE', name: 'JHE', setting: 'JHE_BASE_URL' }

const checkAddress = (setting: string): string => `Check ${setting}, the network and the VPN.`

const untrusted = 'its TLS certificate is not trusted'
const systemAuthorities = 'on Node 22.15 and newer, NODE_OPTIONS=--use-system-ca'

/** A certificate that is not trusted, by what NODE_EXTRA_CA_CERTS has to do with it. */
const tlsWords = (env: Environment): Words => {
  const extra = readExtraAuthorities(env)
  switch (extra.state) {
    case 'unset':
      return [
        untrusted,
        `Set NODE_EXTRA_CA_CERTS to the file of your organization’s certificate authority (or, ${systemAuthorities}) and start again.`,
      ]
    case 'used':
      return [
        `${untrusted}, nor is it signed by the authority in NODE_EXTRA_CA_CERTS`,
        `Put the certificate of the authority that signed it into ${extra.path} (PEM, several may follow each other; or, ${systemAuthorities}) and start again.`,
      ]
    case 'unreadable':
      return [
        `${untrusted}, and the file in NODE_EXTRA_CA_CERTS cannot be read (${extra.code})`,
        `Correct NODE_EXTRA_CA_CERTS, which names ${extra.path}, where the host starts jhe-mcp, and start again: Node passes over a file that it cannot read.`,
      ]
    case 'no-certificate':
      return [
        `${untrusted}, and the file in NODE_EXTRA_CA_CERTS holds no certificate`,
        `Put the certificate of your organization’s authority into ${extra.path} (PEM), and start again.`,
      ]
  }
}

const behindProxy = 'Behind a proxy, set HTTPS_PROXY where the host starts jhe-mcp.'

const networkWords = ({ name, setting }: Peer): readonly (readonly [RegExp, Words])[] => [
  [
    /^(ENOTFOUND|EAI_AGAIN)$/,
    ['its host name is not known', `${checkAddress(setting)} ${behindProxy}`],
  ],
  [
    /^ECONNREFUSED$/,
    ['the connection was refused', `${checkAddress(setting)} Is ${name} running?`],
  ],
  [/TIMEOUT|^ETIMEDOUT$/, ['it did not answer in time', `${checkAddress(setting)} ${behindProxy}`]],
  [
    /^CERT_HAS_EXPIRED$/,
    [
      'its TLS certificate has expired',
      `Ask ${name}'s administrator to renew it; if it is good, this computer's clock is wrong.`,
    ],
  ],
  [
    /ALTNAME_INVALID$|^HOSTNAME_MISMATCH$/,
    [
      'its TLS certificate is made for another name',
      `Write in ${setting} the name that the certificate is made for.`,
    ],
  ],
  [
    /^(ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_PACKET_LENGTH_TOO_LONG|EPROTO)$/,
    [
      'what answers there does not speak TLS',
      `Check the port and the https:// in ${setting}. The sign-in page of a network answers so too.`,
    ],
  ],
]

/** How the request went. */
export interface Route {
  readonly env: Environment
  /** The proxy that it went through. */
  readonly proxy?: Proxy | undefined
  /** JHE unless given. */
  readonly peer?: Peer
}

const wordsFor = (codes: readonly string[], env: Environment, peer: Peer): Words => {
  const known = networkWords(peer).find(([pattern]) =>
    codes.some((code) => pattern.test(code)),
  )?.[1]
  if (known !== undefined) return known
  return codes.some((code) => tlsCode.test(code))
    ? tlsWords(env)
    : ['the connection broke', checkAddress(peer.setting)]
}

/**
 * ISSUER_UNREACHABLE or SERVER_UNREACHABLE that says which: name, refused, timed out, TLS or a broken
 * connection; of JHE (or another that was asked), or of the proxy in front of it.
 */
export function unreachable(
  url: URL,
  thrown: unknown,
  { env, proxy, peer = jhe }: Route,
): JheError {
  const causes = causesOf(thrown)
  const codes = causes.some(isTimeout) ? ['TIMEOUT'] : codesOf(thrown)
  if (proxy !== undefined) {
    const texts = causes.flatMap((error) => worded.safeParse(error).data?.message ?? [])
    const broken = { thrown, codes, texts }
    const found = proxyTrouble({ origin: url.origin, peer }, proxy, broken)
    if (found !== undefined) return found
  }
  const [why, hint] = wordsFor(codes, env, peer)
  const through =
    proxy === undefined ? '' : ` The proxy of ${proxy.variable} may put its own in its place.`
  return new JheError(
    peer.code,
    `${capital(peer.name)} cannot be reached at ${url.origin}: ${why}.`,
    `${hint}${through}`,
    { cause: thrown },
  )
}

/** The issuer takes longer than a question waits. @param issuer the configured issuer */
export const slowIssuer = (issuer: string): JheError =>
  new JheError(
    'ISSUER_UNREACHABLE',
    `${issuer} is slow to answer, so the session could not be confirmed or renewed yet.`,
    'Answers go on with the ID token at hand until it ends.',
  )

const placeOf = (url: URL): string => `${url.origin}${url.pathname}`

const mediaType = (response: Response): string =>
  /^[\w.+-]{1,40}\/[\w.+-]{1,40}/.exec(response.headers.get('content-type') ?? '')?.[0] ??
  'no content type'

const hintFor = (status: number): string => {
  if (status === 429) return 'JHE asks for fewer requests; wait a minute and try again.'
  if (status >= 500)
    return 'JHE has a problem of its own; try again later, or tell its administrator.'
  if (status >= 300 && status < 400)
    return 'JHE_BASE_URL may need https:// or another host name: use the address that JHE redirects to.'
  return 'Check JHE_BASE_URL: it is the address of JHE without a path, and the issuer is <JHE_BASE_URL>/o unless JHE_ISSUER says otherwise.'
}

const differsOnlyBy = (expected: string, actual: string): string | undefined => {
  const unify: readonly (readonly [string, (text: string) => string])[] = [
    ['a slash at the end', (text) => text.replace(/\/+$/, '')],
    ['http versus https', (text) => text.replace(/^https:/, 'http:')],
    [
      '`localhost` versus `127.0.0.1`',
      (text) => text.replace(/^(https?:\/\/)(localhost|127\.0\.0\.1|\[::1\])(?=[:/]|$)/, '$1local'),
    ],
  ]
  return unify.find(([, of]) => of(expected) === of(actual))?.[0]
}

/** The issuer answered with something that is not OpenID Connect. */
export class IssuerAnswer extends JheError {
  /** HTTP status. */
  readonly status: number
  /** Whether it asks for another bearer token (RFC 6750, section 3). */
  readonly refusesBearer: boolean

  constructor(url: URL, response: Response, proxy?: Proxy) {
    super(
      'ISSUER_FAILED',
      `${placeOf(url)} answered with status ${response.status} (${mediaType(response)}) instead of an OpenID Connect answer.`,
      proxy === undefined
        ? hintFor(response.status)
        : `${hintFor(response.status)} Or the proxy ${proxy.place} of ${proxy.variable} answers in its place.`,
    )
    this.status = response.status
    this.refusesBearer =
      response.status === 401 && /^bearer\b/i.test(response.headers.get('www-authenticate') ?? '')
  }
}

/** ISSUER_FAILED in its kinds: the issuer answered, but not as an OpenID provider should. */
export const issuerFailed = {
  answer: (url: URL, response: Response, proxy?: Proxy): JheError =>
    new IssuerAnswer(url, response, proxy),
  plainHttp: (url: URL): JheError =>
    new JheError(
      'ISSUER_FAILED',
      `JHE names an address without TLS: ${placeOf(url)}.`,
      'Tokens are sent over https only, but for this machine. Tell the JHE administrator: behind a TLS proxy JHE needs X-Forwarded-Proto.',
    ),
  mismatch: (expected: string, actual: string): JheError => {
    const only = differsOnlyBy(expected, actual)
    const how = only === undefined ? '' : `; they differ only by ${only}`
    return new JheError(
      'ISSUER_FAILED',
      `The OpenID provider at ${expected} says that it is another issuer${how}.`,
      'Write JHE_BASE_URL (or JHE_ISSUER) exactly as JHE calls itself, with the same scheme, host and port.',
    )
  },
  nonConform: (issuer: string, cause: unknown): JheError =>
    new JheError(
      'ISSUER_FAILED',
      `${issuer} answered in a way that is not OpenID Connect.`,
      'Check JHE_BASE_URL and JHE_ISSUER; `jhe-mcp doctor` shows what the issuer answers.',
      { cause },
    ),
  refused: (error: string, cause: unknown): JheError =>
    new JheError(
      'ISSUER_FAILED',
      `JHE refused the token request (${/^[a-z_]{1,40}$/.test(error) ? error : 'unknown error'}).`,
      'Check JHE_CLIENT_ID, and that JHE has it as a public client for authorization codes with algorithm RS256.',
      { cause },
    ),
} as const
