import { z } from 'zod'

const reply = z.looseObject({
  id: z.int(),
  result: z
    .looseObject({ _meta: z.looseObject({ 'jhe-mcp/audit_id': z.string().optional() }).optional() })
    .optional(),
  error: z.looseObject({ message: z.string() }).optional(),
})

/** What is alike in both eras, wherever and whenever the question is asked. */
const kept = [
  ...['content', 'structuredContent', 'isError'],
  ...['resources', 'resourceTemplates', 'contents', 'prompts', 'messages', 'completion'],
]

/** An answer without what differs from call to call. */
export interface Reply {
  readonly id: number
  readonly bare: string
  /** Of the line in the audit trail. */
  readonly auditId: string | undefined
  readonly result: unknown
}

/** @throws Error for what is no answer */
export function readReply(message: unknown): Reply {
  const { id, result, error } = reply.parse(message)
  const auditId = result?._meta?.['jhe-mcp/audit_id']
  const parts =
    result === undefined
      ? { error: error?.message ?? 'neither a result nor an error' }
      : Object.fromEntries(kept.map((key) => [key, result[key]]))
  return { id, auditId, result, bare: JSON.stringify(parts) }
}
