import { JheError } from '../../errors.js'
import { mediaTypeOf, placeOfUrl } from '../connect-errors.js'
import type { OAuthContext } from './oauth.js'

/** The steps of a sign-in, as messages name them. */
export const steps = {
  resource: 'what it says about signing in (protected resource metadata)',
  issuer: 'the metadata of its sign-in server',
  registration: 'the registration of jhe-mcp',
  token: 'the token request',
} as const

export type Step = keyof typeof steps

const whose: Readonly<Record<Step, string>> = {
  resource: 'the server',
  issuer: 'its sign-in server',
  registration: 'its sign-in server',
  token: 'its sign-in server',
}

const administratorOf = (step: Step): string => `the administrator of ${whose[step]}`

const failed = ({ server }: Pick<OAuthContext, 'server'>, step: Step): string =>
  `Signing in at ${server.origin} failed at ${steps[step]}`

const lowerFirst = (text: string): string => (/^The\b/.test(text) ? `t${text.slice(1)}` : text)

/** ISSUER_FAILED at a step: what is wrong, and who can put it right. */
export const stepFailed = (
  context: Pick<OAuthContext, 'server'>,
  step: Step,
  why: string,
  hint = `Tell ${administratorOf(step)}.`,
): JheError => new JheError('ISSUER_FAILED', `${failed(context, step)}: ${why}.`, hint)

const issuerCodes = {
  SERVER_UNREACHABLE: 'ISSUER_UNREACHABLE',
  SERVER_FAILED: 'ISSUER_FAILED',
} as const

/** What `RemoteFetch` threw, as an error of the step; SERVER_CHANGED and the reason of a signal stay. */
export const asStepError = (
  context: Pick<OAuthContext, 'server'>,
  step: Step,
  thrown: unknown,
): unknown => {
  if (!(thrown instanceof JheError)) return thrown
  if (thrown.code !== 'SERVER_UNREACHABLE' && thrown.code !== 'SERVER_FAILED') return thrown
  return new JheError(
    issuerCodes[thrown.code],
    `${failed(context, step)}: ${lowerFirst(thrown.message)}`,
    thrown.hint,
    { cause: thrown },
  )
}

const statusHint = (status: number, step: Step): string => {
  if (status === 429) return 'Fewer requests are asked for; wait a minute and try again.'
  if (status >= 500)
    return `It has a problem of its own; try again later, or tell ${administratorOf(step)}.`
  return `Tell ${administratorOf(step)}.`
}

/** An answer with a status or a content type that says nothing. */
export const unexpectedAnswer = (
  context: Pick<OAuthContext, 'server'>,
  step: Step,
  url: string,
  response: Response,
): JheError =>
  stepFailed(
    context,
    step,
    `${placeOfUrl(new URL(url))} answered with status ${response.status} (${mediaTypeOf(response)})`,
    statusHint(response.status, step),
  )

/** `error` of OAuth as it may be shown (RFC 6749, section 5.2). */
export const shownCode = (error: unknown): string =>
  typeof error === 'string' && /^[a-z_]{1,40}$/.test(error) ? error : 'unknown error'
