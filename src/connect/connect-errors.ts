import type { Peer } from '../auth/issuer/issuer-errors.js'
import { JheError } from '../errors.js'
import { serverPlace } from './account/server-place.js'
import type { ServerUrl } from './server-url.js'

/** The server in the words of messages on the network. */
export const serverPeer: Peer = {
  code: 'SERVER_UNREACHABLE',
  name: 'the server',
  setting: 'the address of the server',
}

/** An address as messages may show it: without user name, query and fragment. */
export const placeOfUrl = ({ origin, pathname }: URL): string => `${origin}${pathname}`

/** `text/html` and the like; nothing else of a header may be quoted. */
export const mediaTypeOf = (response: Response): string =>
  /^[\w.+-]{1,40}\/[\w.+-]{1,40}/
    .exec(response.headers.get('content-type') ?? '')?.[0]
    ?.toLowerCase() ?? 'no content type'

const moved = (from: URL, to: URL | undefined): string => {
  if (to === undefined) return 'to an address that is none'
  return from.origin === to.origin
    ? `to another address of its own, ${placeOfUrl(to)}`
    : `to ${to.origin}`
}

interface PinChange {
  readonly before: string
  readonly now: string
}

/** SERVER_CHANGED: what answers is not where, or not what, it was. */
export const serverChanged = {
  /** Any 3xx (RFC 9110, section 15.4). @param location as it was sent */
  redirect: (from: URL, location: string | null): JheError => {
    const to = URL.canParse(location ?? '', from.href) ? new URL(location ?? '', from) : undefined
    return new JheError(
      'SERVER_CHANGED',
      `${from.origin} redirects ${moved(from, to)}. Redirects are not followed, so nothing was sent there.`,
      to === undefined
        ? 'Tell the administrator of the server.'
        : `If its administrator says that this is right, use ${placeOfUrl(to)} as the address of the server. The sign-in page of a network redirects too: open a page in the browser first.`,
    )
  },
  plainHttp: (url: URL): JheError =>
    new JheError(
      'SERVER_CHANGED',
      `The server names an address without TLS: ${placeOfUrl(url)}. Nothing was sent there.`,
      'Anything is sent over https only, but for this computer. Tell the administrator of the server: behind a TLS proxy it needs to know its public address.',
    ),
  innerAddress: (url: URL, server: URL): JheError =>
    new JheError(
      'SERVER_CHANGED',
      `${url.origin} is an address of this computer, of an inner network or of none, where what belongs to ${server.origin} cannot be. Nothing was sent there.`,
      url.host === server.host
        ? 'Check the address of the server and the name service of the network. Does it run on this computer, give it the address localhost; else tell its administrator, and do not sign in there.'
        : 'Tell the administrator of the server; do not sign in there before it is explained.',
    ),
  movedInside: (server: URL): JheError =>
    new JheError(
      'SERVER_CHANGED',
      `${server.origin} answered from the internet before, and its name now leads to a private address. Nothing was sent there.`,
      'If you have moved into the network of the server (office, VPN), restart the program that you ask your questions in. Else tell its administrator.',
    ),
  /** Another issuer or resource than at the first sign-in. */
  pin: (server: ServerUrl, what: 'sign-in server' | 'resource', change: PinChange): JheError => {
    const { login } = serverPlace(server)
    return new JheError(
      'SERVER_CHANGED',
      `${server.origin} names another ${what} than at the first sign-in: ${change.now}, before ${change.before}. Nothing was sent there.`,
      `Ask its administrator whether that is right; if it is, run \`${login.replace(' login ', ' logout ')}\`, then \`${login}\`.`,
    )
  },
} as const

/** SERVER_FAILED: it answered, but not as a program. */
export const serverFailed = {
  page: (url: URL, response: Response): JheError =>
    new JheError(
      'SERVER_FAILED',
      `${placeOfUrl(url)} answered with a web page (status ${response.status}, ${mediaTypeOf(response)}) in place of an answer for programs.`,
      'The sign-in page of a network answers so: open a page in the browser and sign in to the network, then try again. Otherwise check the address of the server with its administrator.',
    ),
} as const
