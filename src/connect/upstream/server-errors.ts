import { JheError } from '../../errors.js'
import { serverPlace } from '../account/server-place.js'
import type { ServerUrl } from '../server-url.js'

const tellAdministrator = 'Try again; if it happens again, tell the administrator of the server.'

const checkAddress =
  'Check the address of the server with its administrator, and that no sign-in page of the network answers in its place.'

const failed =
  (hint: string, why: (detail: string) => string) =>
  (server: ServerUrl, detail = '', cause?: unknown): JheError =>
    new JheError('SERVER_FAILED', `${server.origin} ${why(detail)}.`, hint, { cause })

/** SERVER_FAILED in its kinds: the server answered, but not as an MCP server should. */
export const serverFailed = {
  contentType: failed(checkAddress, (type) => `answered with ${type} instead of an MCP message`),
  status: failed(
    checkAddress,
    (status) => `answered with status ${status}, which is no MCP answer`,
  ),
  broken: failed(tellAdministrator, () => 'failed (status 500 or the like)'),
  forbidden: failed(
    'Ask the administrator of the server whether your account, and programs like this one, may use it.',
    () => 'refused the request (status 403)',
  ),
  tooLarge: failed(
    'Ask for less at once.',
    () => 'does not take a request of this size (status 413)',
  ),
  notMcp: failed(tellAdministrator, () => 'answered with what is not a JSON-RPC message'),
  noAnswer: failed(tellAdministrator, () => 'ended its reply without the answer to the request'),
  tooLong: failed('Ask for less at once.', (limit) => `sent an answer of more than ${limit} bytes`),
  silent: failed(tellAdministrator, (seconds) => `sent nothing for ${seconds} seconds`),
  notHttp: failed(checkAddress, () => 'answered with what is not HTTP, or with endless headers'),
  foreignEndpoint: failed(
    'Nothing was sent there. Tell the administrator of the server.',
    () => 'names another origin as the place for messages',
  ),
  noEndpoint: failed(checkAddress, () => 'opened a stream that does not say where messages go'),
  sessionLost: failed(
    'Ask again. If the tool changes something, look first whether it was done.',
    () =>
      'has forgotten the session, and the call was not repeated because it may change something',
  ),
  refusesSession: failed(tellAdministrator, () => 'forgets every session at once'),
} as const

/** SERVER_UNREACHABLE in its kinds. */
export const serverUnreachable = {
  network: (server: ServerUrl, cause: unknown): JheError =>
    new JheError(
      'SERVER_UNREACHABLE',
      `${server.origin} cannot be reached.`,
      'Check the network, the VPN and the address of the server, and try again.',
      { cause },
    ),
  lost: (server: ServerUrl, cause: unknown): JheError =>
    new JheError(
      'SERVER_UNREACHABLE',
      `The connection to ${server.origin} was lost before the answer came.`,
      'Try again. If it happens again, check the network and whether the server runs.',
      { cause },
    ),
  lostCall: (server: ServerUrl, cause: unknown): JheError =>
    new JheError(
      'SERVER_UNREACHABLE',
      `The connection to ${server.origin} was lost while the call was under way. It was not repeated, because the tool may change something.`,
      'Look whether it was done before you ask again.',
      { cause },
    ),
} as const

/** RATE_LIMITED and SERVER_BUSY: it asks to wait for longer than a call waits. */
export const serverBusy = (server: ServerUrl, status: 429 | 503, seconds: number): JheError =>
  status === 429
    ? new JheError(
        'RATE_LIMITED',
        `${server.origin} takes no more requests now.`,
        `Try again in ${seconds} seconds, with fewer requests at once.`,
      )
    : new JheError('SERVER_BUSY', `${server.origin} is busy.`, `Try again in ${seconds} seconds.`)

/** TOKEN_INVALID: a sign-in that the server does not take. */
export const refusesSignIn = (server: ServerUrl): JheError => {
  const { login } = serverPlace(server)
  return new JheError(
    'TOKEN_INVALID',
    `${server.origin} refuses the sign-in that was just made for it.`,
    `Run \`${login.replace(' login ', ' logout ')}\`, then \`${login}\`. If that does not help, ask its administrator whether your account may use it.`,
  )
}

/** SERVER_FAILED: what the sign-in was widened for is still not allowed. */
export const refusesScope = (server: ServerUrl): JheError =>
  new JheError(
    'SERVER_FAILED',
    `${server.origin} asks for more permissions than the sign-in was given.`,
    'Ask the administrator of the server for the permission, or allow it when you sign in.',
  )
