import { errorKey, errorText, JheError, toJheError, type ErrorBody } from '../../errors.js'
import type { Message } from '../upstream/message.js'
import { answerError, answerWith, rpcCodes, type Request, type Result } from './wire.js'

export type Rewrite = (text: string) => string

/** The body of any failure, with commands that work in this installation. */
export function bodyOf(thrown: unknown, rewrite: Rewrite): ErrorBody {
  const { code, message, hint } = toJheError(thrown)
  return { code, message: rewrite(message), hint: rewrite(hint) }
}

/**
 * The answer to a request that failed on this side: a result for a tool, whose text hosts show, a
 * protocol error for all else.
 * @param meta further entries of `_meta`
 */
export function failedAnswer(request: Request, error: ErrorBody, meta: Result): Message {
  const text = errorText(error)
  if (request.method !== 'tools/call')
    return answerError(request.id, { code: rpcCodes.internal, message: text, data: error })
  return answerWith(request.id, {
    content: [{ type: 'text', text }],
    isError: true,
    _meta: { ...meta, [errorKey]: error },
  })
}

/** Whether an error means that a sign-in would help. */
export const wantsSignIn = (thrown: unknown): thrown is JheError =>
  thrown instanceof JheError && ['SIGN_IN_REQUIRED', 'SESSION_EXPIRED'].includes(thrown.code)
