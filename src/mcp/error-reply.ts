import type { CallToolResult } from '@modelcontextprotocol/server'

import { errorKey, errorText, JheError, toJheError, type ErrorBody } from '../errors.js'
import type { App } from '../calls/app.js'

/** The body of any failure, with commands that work in this installation. */
export function errorBody(
  thrown: unknown,
  { rewriteCommands = (text) => text }: Pick<App, 'rewriteCommands'>,
): ErrorBody {
  const { message, hint, ...body } = toJheError(thrown).toBody()
  return { ...body, message: rewriteCommands(message), hint: rewriteCommands(hint) }
}

/** Whether the brake refused an answer, or something stopped the person's sessions. */
export const isBraked = (thrown: unknown): thrown is JheError =>
  thrown instanceof JheError && thrown.code === 'BRAKED'

/** The result of a call that failed. @param meta further entries of its `_meta` */
export function errorReply(
  error: ErrorBody,
  meta: Readonly<Record<string, unknown>>,
): CallToolResult {
  return {
    isError: true,
    content: [{ type: 'text', text: errorText(error) }],
    _meta: { ...meta, [errorKey]: error },
  }
}
