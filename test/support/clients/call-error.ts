import { z } from 'zod'

const told = z.strictObject({
  code: z.string().regex(/^[A-Z_]+$/),
  message: z.string().min(1),
  hint: z.string().min(1),
  needs: z
    .strictObject({
      argument: z.string(),
      reason: z.string().min(1),
      options: z.array(z.strictObject({ value: z.string(), label: z.string() })),
    })
    .optional(),
})

/** The error of a failed call, as programs read it. */
export type CallError = z.output<typeof told>

const failure = z.looseObject({
  isError: z.literal(true),
  structuredContent: z.undefined().optional(),
  content: z.tuple([z.strictObject({ type: z.literal('text'), text: z.string() })]),
  _meta: z.looseObject({ 'jhe-mcp/error': told }),
})

const textOf = ({ code, message, hint }: CallError): string => `${code}: ${message} ${hint}`

/**
 * The error of a failed call, which must be told alike as text and as data, and be all that is told.
 * @param result of `tools/call`
 */
export function callErrorIn(result: unknown): CallError {
  const { content, _meta } = failure.parse(result)
  const error = _meta['jhe-mcp/error']
  const [{ text }] = content
  if (text !== textOf(error)) throw new Error(`${text} is not ${textOf(error)}`)
  return error
}
