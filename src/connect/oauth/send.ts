import { limitedText } from '../limited-text.js'
import type { RemoteRequest } from '../remote-fetch.js'
import type { OAuthContext } from './oauth.js'
import { asStepError, stepFailed, type Step } from './oauth-errors.js'

/** Documents and answers of OAuth are far smaller. */
const maxBytes = 256 * 1024
/** Until the status line. */
const limitMs = 15_000
/** Until the end of the answer. */
const answerMs = 30_000

/** What one request of a step sends. */
export type StepRequest = Pick<RemoteRequest, 'method' | 'headers' | 'body' | 'signal'>

/** An answer with its whole body as text. */
export interface WholeAnswer {
  readonly response: Response
  readonly text: string
}

/** @throws the reason of the signal, but not where it is a limit of time, which is an error of the step */
export const throwUnlessLate = (signal: AbortSignal): void => {
  const isLate = signal.reason instanceof DOMException && signal.reason.name === 'TimeoutError'
  if (!isLate) signal.throwIfAborted()
}

/** A signal that is also aborted when the answer takes too long. */
const untilEnd = (signal: AbortSignal, ms: number) => {
  const late = new AbortController()
  const timer = setTimeout(() => {
    late.abort(new DOMException('no end of the answer in time', 'TimeoutError'))
  }, ms)
  return {
    signal: AbortSignal.any([signal, late.signal]),
    ended: () => {
      clearTimeout(timer)
    },
  }
}

/**
 * Sends a request of a step and reads the answer, of any status, up to 256 kB, within 30 s.
 * @throws JheError ISSUER_UNREACHABLE, ISSUER_FAILED (a page, an endless body), SERVER_CHANGED; the
 * reason of `signal`
 */
export async function send(
  context: OAuthContext,
  step: Step,
  url: string,
  request: StepRequest,
): Promise<WholeAnswer> {
  const limit = untilEnd(request.signal, context.answerMs ?? answerMs)
  try {
    return await sendWithin(context, step, url, { ...request, signal: limit.signal })
  } finally {
    limit.ended()
  }
}

const sendWithin = async (
  context: OAuthContext,
  step: Step,
  url: string,
  request: StepRequest,
): Promise<WholeAnswer> => {
  // requests are few, and a kept connection may be lost after a long pause
  const headers = { accept: 'application/json', connection: 'close', ...request.headers }
  let response: Response
  try {
    response = await context.fetch(url, { ...request, headers, limitMs })
  } catch (thrown) {
    throw asStepError(context, step, thrown)
  }
  let text: string | undefined
  try {
    text = await limitedText(response, maxBytes)
  } catch {
    const { signal } = request
    throwUnlessLate(signal)
    const why = signal.aborted ? 'the answer did not end in time' : 'the answer broke off'
    throw stepFailed(context, step, `${new URL(url).origin}: ${why}`, 'Try again.')
  }
  if (text === undefined)
    throw stepFailed(context, step, `the answer of ${new URL(url).origin} is longer than 256 kB`)
  return { response, text }
}

/** The JSON of a text; undefined where it is none. */
export function jsonOf(text: string): unknown {
  try {
    // an absent field may be written as null
    return JSON.parse(text, (_key, value: unknown) => value ?? undefined)
  } catch {
    return undefined
  }
}
