import { z } from 'zod'

import type { AuditEntry } from '../../../src/audit/event.js'
import { callTool } from '../../../src/calls/call-tool.js'
import { everything, type Grant } from '../../../src/permissions/grant.js'
import { ownStatistics } from '../../../src/tools/studies/statistics.js'
import { allTools } from '../../../src/tools/toolset.js'
import { createTestApp, signedInAs, testCaller } from './app.js'
import type { ToolCaller } from './tool-caller.js'

const answer = z.object({
  study_count: z.int(),
  patient_count: z.int().nullable(),
  observation_count: z.int(),
  data_types: z.array(z.object({ code: z.string(), observation_count: z.int().nullable() })),
  newest_recorded: z.string().nullable(),
})

interface Asked {
  readonly userId: number
  readonly grant?: Grant
  readonly consent?: 'enforce' | 'off'
  /** Takes the line that the audit trail would hold. */
  readonly record?: (entry: AuditEntry) => void
}

/** Reads `jhe://statistics` as a person. @throws JheError */
export async function askStatistics(
  { database }: Pick<ToolCaller, 'database'>,
  { userId, grant = everything, consent = 'enforce', record = () => undefined }: Asked,
): Promise<z.output<typeof answer>> {
  const app = createTestApp({ database, consent, record })
  const identity = { subject: userId, issuer: 'http://localhost:8000/o', studies: null }
  const caller = testCaller(app, signedInAs(identity), { grant, toolset: allTools })
  const request = { ...caller, client: null, signal: new AbortController().signal }
  const info = {
    event: 'resource',
    name: 'jhe://statistics',
    tool: ownStatistics,
    args: {},
  } as const
  const { value } = await callTool(app, request, info)
  return answer.parse(value)
}
