import {
  McpServer,
  type CallToolResult,
  type InputRequiredResult,
  type ServerContext,
} from '@modelcontextprotocol/server'

import type { SignInOnDemand } from '../app/sign-in-on-demand.js'
import type { Log } from '../log.js'
import { tools } from '../tools/registry.js'
import { fixedIdsOf, type FixedIds } from '../permissions/grant.js'
import { inputUnder } from '../tools/fixed-ids.js'
import type { Tool } from '../tools/tool.js'
import type { App } from '../calls/app.js'
import { openCall } from '../calls/call-tool.js'
import type { Caller } from '../calls/request-context.js'
import { requestOf } from './request-of.js'
import type { SizedResult } from '../calls/truncate-to-budget.js'
import { errorBody, errorReply } from './error-reply.js'
import { instructionsFor } from './instructions.js'
import { advertised } from './json-schema.js'
import { registerPrompts } from './register-prompts.js'
import { registerResources } from './register-resources.js'
import { registerViews } from './views/register-views.js'
import { viewMeta } from './views/view-of.js'
import { signInOnDemand, wantsSignIn } from './sign-in-on-demand.js'

/** The annotations that differ from their defaults; the others apply only to tools that write. */
const annotations = { readOnlyHint: true, openWorldHint: false } as const

/** Which arguments a session may leave one value for; the values do not matter here. */
const fixings: readonly FixedIds[] = [
  {},
  { study_id: 1 },
  { patient_id: 1 },
  { study_id: 1, patient_id: 1 },
]
const fixingOf = ({ study_id, patient_id }: FixedIds): number =>
  (study_id === undefined ? 0 : 1) + (patient_id === undefined ? 0 : 2)

const advertisements = tools.map((tool) => ({
  tool,
  inputSchemas: fixings.map((fixed) => advertised(() => inputUnder(tool, fixed), 'input')),
  outputSchema: advertised(() => tool.output, 'output'),
}))

/** A server for one caller: every request on this connection is made for that person. */
export interface ServerOptions {
  readonly app: App
  readonly caller: Caller
  readonly log: Log
  /** Signs the caller in on the first call; absent where there is no sign-in. */
  readonly signIn?: SignInOnDemand
}

/** The `_meta` key of a result that holds the call's id in the audit trail. */
export const auditIdKey = 'jhe-mcp/audit_id'

const resultOf = ({ value, text }: SizedResult, id: string): CallToolResult => ({
  content: [{ type: 'text', text }],
  structuredContent: value,
  _meta: { [auditIdKey]: id },
})

interface Call {
  readonly tool: Tool
  readonly args: unknown
  readonly server: McpServer
  readonly context: ServerContext
}

/** Runs a call; without a session, lets the person sign in and runs it once more. */
const answerCall = async (
  { tool, args, server, context }: Call,
  { app, caller, signIn, log }: ServerOptions,
): Promise<CallToolResult | InputRequiredResult> => {
  const request = requestOf(caller, server, context)
  const call = openCall(app, request, { event: 'tool', name: tool.name, tool, args })
  const finishedBefore = signIn?.finished() ?? 0
  const answer = async (): Promise<CallToolResult> => resultOf(await call.run(), call.id)
  try {
    try {
      return await answer()
    } catch (thrown) {
      if (!wantsSignIn(thrown) || signIn === undefined) throw thrown
      const background = await signIn.open()
      // a sign-in that has finished since the call began is not started again
      if (background.finished() > finishedBefore) return await answer()
      const first = await signInOnDemand(background, server, context)
      if (first === undefined) return await answer()
      call.fail(thrown)
      return first
    }
  } catch (thrown) {
    call.fail(thrown)
    log.failure(thrown)
    return errorReply(errorBody(thrown, app), { [auditIdKey]: call.id })
  }
}

/**
 * One MCP server for one connection of either protocol era. Cheap and free of side effects, since
 * a probing client has it made twice: no file, socket or database is touched before a call.
 */
export function createServer(options: ServerOptions): McpServer {
  const { app, caller } = options
  const server = new McpServer(
    { name: 'jhe-mcp', title: 'JupyterHealth Exchange', version: app.version },
    { instructions: instructionsFor(caller.toolset, caller.notice) },
  )
  const fixing = fixingOf(fixedIdsOf(caller.grant))
  for (const { tool, inputSchemas, outputSchema } of advertisements) {
    const inputSchema = inputSchemas[fixing]
    if (inputSchema === undefined || !caller.toolset.tools.includes(tool)) continue
    const { name, title, description } = tool
    server.registerTool(
      name,
      { title, description, inputSchema, outputSchema, annotations, ...viewMeta(name) },
      async (args, context) => await answerCall({ tool, args, server, context }, options),
    )
  }
  registerResources(server, options)
  registerViews(server, caller.toolset)
  registerPrompts(server, options)
  return server
}
