import { type ErrorCode, JheError } from '../../errors.js'
import { jhe, type Place } from '../place.js'

const again = ({ login }: Place): string => `Run \`${login}\` to start again.`

/** The person, or the place, said no on its page. */
export const denied = (place: Place = jhe): JheError =>
  new JheError(
    'SIGN_IN_DENIED',
    `The sign-in was cancelled or refused on the page of ${place.name}.`,
    `Nothing was stored. ${again(place)}`,
  )

/** The time limit has passed. `ignored` callbacks of older tabs explain what the person may have seen. */
export const timedOut = (seconds: number, ignored: number, place: Place = jhe): JheError =>
  new JheError(
    'SIGN_IN_TIMEOUT',
    ignored === 0
      ? `Nobody finished signing in within ${seconds} seconds.`
      : `Nobody finished signing in within ${seconds} seconds (ignored callbacks from older tabs: ${ignored}).`,
    ignored === 0
      ? `${again(place)} ${place.hints.errorPage}`
      : `Close the older sign-in tabs. ${again(place)}`,
  )

/** The time limit has passed, and the place does not know the client, so that no sign-in can succeed. */
export const timedOutForClient = (seconds: number, { message, hint }: JheError): JheError =>
  new JheError(
    'SIGN_IN_TIMEOUT',
    `Nobody finished signing in within ${seconds} seconds. ${message}`,
    hint,
  )

/** The answer carries our `state` but another `iss`, or none though the issuer promises one. */
export const wrongIssuer = (isRefusal: boolean, place: Place = jhe): JheError =>
  new JheError(
    'CALLBACK_REJECTED',
    isRefusal
      ? 'The sign-in was cancelled, or the server answered without its right identity.'
      : `The answer to the sign-in does not come from ${place.asked}.`,
    `Nothing was stored. ${place.hints.address} ${again(place)}`,
  )

export const answerWithoutCode = (place: Place = jhe): JheError =>
  new JheError(
    'CALLBACK_REJECTED',
    `${place.name} sent the browser back without an authorization code.`,
    `Nothing was stored. ${again(place)} If it happens again, tell ${place.administrator}.`,
  )

/** Error codes of RFC 6749, section 4.1.2.1; `error` itself never travels on. */
export function refusedByIssuer(error: string, place: Place = jhe): JheError {
  const { name, hints, refusals } = place
  switch (error) {
    case 'access_denied':
      return denied(place)
    case 'invalid_scope':
      return new JheError('CONFIG_INVALID', refusals.scope, hints.scopes)
    case 'unauthorized_client':
    case 'unsupported_response_type':
      return new JheError('CONFIG_INVALID', refusals.grant, refusals.grantHint)
    case 'server_error':
    case 'temporarily_unavailable':
      return new JheError(
        'ISSUER_FAILED',
        `${name} could not complete the sign-in because of a fault of its own.`,
        `Try again in a few minutes. ${again(place)}`,
      )
    default:
      return new JheError('CALLBACK_REJECTED', `${name} refused the sign-in request.`, hints.client)
  }
}

/** The port belongs to a program that is not jhe-mcp, or to the system. */
export const portBusy = (
  port: number,
  why: 'stranger' | 'forbidden' | 'other address',
  { name, hints }: Place = jhe,
): JheError =>
  new JheError(
    'CALLBACK_PORT_BUSY',
    {
      stranger: `Port ${port} of this computer is in use by another program, so ${name} could not send the browser back here.`,
      forbidden: `This computer does not let jhe-mcp use port ${port}, so ${name} could not send the browser back here.`,
      'other address': `Another program holds port ${port} on the other loopback address of \`localhost\` and could receive the answer of ${name} in our place.`,
    }[why],
    `Stop that program (\`lsof -i :${port}\`, on Windows \`netstat -ano\`, names it), or ${hints.otherPort}`,
  )

/** Another jhe-mcp waits on the port, but for another place or another OAuth client. */
export const portBusyWithOtherSignIn = (
  port: number,
  pid: number,
  { otherSignIn, hints }: Place = jhe,
): JheError =>
  new JheError(
    'CALLBACK_PORT_BUSY',
    `Port ${port} is in use by another jhe-mcp (process ${pid}) that signs in to ${otherSignIn}.`,
    hints.waitOrOtherPort,
  )

/** What a process says that waited for the sign-in of another one. */
export const peerFailed = (pid: number, code: ErrorCode, place: Place = jhe): JheError =>
  new JheError(
    code,
    `The sign-in that another jhe-mcp (process ${pid}) was waiting for did not succeed (${code}).`,
    `Its window and the browser tab say why. ${again(place)}`,
  )

/** Told while the sign-in waits: HTTPS-only mode or HSTS on localhost turned the way back into https. */
export const upgradedToHttps =
  'The browser came back with https:// in place of http://, where jhe-mcp does not answer. In the address of the page that cannot be shown, change https:// to http:// and press Enter, or switch off the HTTPS-only mode of the browser for localhost. The sign-in is still open.'

/** Told while the sign-in waits. */
export const pastedCodeRefused = ({ name }: Place): string =>
  `${name} did not take the code of that address: it was cut off, used already or older than a minute. Paste the whole address, or open the address above again. The sign-in is still open.`
