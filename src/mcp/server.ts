import { auditIdKey } from '../app/audit/audit-id-key.js'
import {
  McpServer,
  type CallToolResult,
  type InputRequiredResult,
  type ServerContext,
} from '@modelcontextprotocol/server'

import type { SignInOnDemand } from '../app/sign-in-on-demand.js'
import { JheError } from '../errors.js'
import type { Log } from '../log.js'
import { tools } from '../tools/registry.js'
import { fixedIdsOf, type FixedIds } from '../permissions/grant.js'
import { inputUnder } from '../tools/fixed-ids.js'
import type { Tool } from '../tools/tool.js'
import type { App } from '../calls/app.js'
import { openCall, type OpenCall } from '../calls/call-tool.js'
import type { Caller, RequestContext } from '../calls/request-context.js'
import { requestOf } from './request-of.js'
import type { SizedResult } from '../calls/truncate-to-budget.js'
import { errorBody, errorReply, isBraked } from './error-reply.js'
import { instructionsFor } from './instructions.js'
import { advertised } from './json-schema.js'
import { isNeedsKey } from './needs-key.js'
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

/**
 * What the person has to be asked first, if that may help.
 * @returns the request to send to the client; undefined where the call can be run once more
 * @throws what the call failed with, where it cannot
 */
const firstAsked = async (
  thrown: unknown,
  { request, server, context }: Pick<Call, 'server' | 'context'> & { request: RequestContext },
  { app, signIn, finishedBefore }: ServerOptions & { finishedBefore: number },
): Promise<InputRequiredResult | undefined> => {
  if (isBraked(thrown)) {
    const { liftOnDemand } = await import('./lift-on-demand.js')
    return await liftOnDemand(thrown, { app, request }, { server, context })
  }
  if (!wantsSignIn(thrown) || signIn === undefined) throw thrown
  const background = await signIn.open()
  // a sign-in that has finished since the call began is not started again
  if (background.finished() > finishedBefore) return undefined
  return await signInOnDemand(background, server, context)
}

const isAnswered = ({ mcpReq: { inputResponses = {} } }: ServerContext): boolean =>
  Object.keys(inputResponses).some(isNeedsKey)

/** The person may have something to say before the call: an answer, or to which study to switch. */
const asksPerson = ({ choice }: Caller, context: ServerContext): boolean =>
  isAnswered(context) || choice?.chosen() !== undefined

/** A form to show first, or the error that is left. */
interface Asked {
  readonly form?: InputRequiredResult
  readonly error?: unknown
}

/**
 * Asks the person for what a call lacks, unless they were asked already.
 * @returns a form to show first, or the error that is left; undefined where the call can be made again
 */
const afterFailure = async (
  thrown: unknown,
  { server, context }: Call,
  { app, caller }: ServerOptions,
): Promise<Asked | undefined> => {
  const needs = thrown instanceof JheError ? thrown.needs : undefined
  if (!(thrown instanceof JheError) || needs === undefined || isAnswered(context))
    return { error: thrown }
  const request = requestOf(caller, server, context)
  const { afterNeeds } = await import('./ask-person.js')
  const next = await afterNeeds({ app, request, server, context, needs, error: thrown })
  if (next === undefined) return undefined
  return next instanceof JheError ? { error: next } : { form: next }
}

/** Runs a call; where a sign-in or a word of the person may help, runs it once more after that. */
const runAllowed = async (
  call: OpenCall,
  asking: Pick<Call, 'server' | 'context'> & { request: RequestContext },
  options: ServerOptions,
): Promise<CallToolResult | InputRequiredResult> => {
  const finishedBefore = options.signIn?.finished() ?? 0
  const answer = async (): Promise<CallToolResult> => resultOf(await call.run(), call.id)
  try {
    return await answer()
  } catch (thrown) {
    const first = await firstAsked(thrown, asking, { ...options, finishedBefore })
    if (first === undefined) return await answer()
    call.fail(thrown)
    return first
  }
}

/** The call with what the person has to say first, or the form that asks them. */
const beforeCall = async (
  { args, server, context }: Call,
  { app, caller }: ServerOptions,
): Promise<{ readonly args: unknown; readonly form?: InputRequiredResult }> => {
  if (!asksPerson(caller, context)) return { args }
  const request = requestOf(caller, server, context)
  const asking = await import('./ask-person.js')
  return await asking.beforeCall({ app, request, args, server, context })
}

/** Runs a call, once the person has said what it lacks. */
const answerCall = async (
  coming: Call,
  options: ServerOptions,
): Promise<CallToolResult | InputRequiredResult> => {
  const { tool, server, context } = coming
  const { app, caller, log } = options
  const open = (args: unknown) => {
    // whom the caller may see is read here: the person may have chosen a study meanwhile
    const request = requestOf(caller, server, context)
    const call = openCall(app, request, { event: 'tool', name: tool.name, tool, args })
    return { call, request }
  }
  let opened: ReturnType<typeof open> | undefined
  try {
    const { args, form } = await beforeCall(coming, options)
    if (form !== undefined) return form
    opened = open(args)
    return await runAllowed(opened.call, { request: opened.request, server, context }, options)
  } catch (thrown) {
    const { call } = opened ?? open(coming.args)
    call.fail(thrown)
    const next = await afterFailure(thrown, coming, options).catch((error: unknown): Asked => ({
      error,
    }))
    if (next === undefined) return await answerCall(coming, options)
    if (next.form !== undefined) return next.form
    log.failure(next.error)
    return errorReply(errorBody(next.error, app), { [auditIdKey]: call.id })
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
  // whichever study the person chooses
  const chosen = caller.choice === undefined ? {} : { study_id: 1 }
  const fixing = fixingOf({ ...fixedIdsOf(caller.grant), ...chosen })
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
