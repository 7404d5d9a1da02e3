import type { z } from 'zod'

import { JheError } from '../errors.js'
import { fixedIdsOf, type FixedIds } from '../permissions/grant.js'
import type { TypeUse } from '../permissions/viewer.js'
import { isRecord } from '../record.js'
import { clean } from '../text/clean.js'
import { readArguments } from '../tools/arguments.js'
import { inputUnder, withFixedIds } from '../tools/fixed-ids.js'
import type { ToolResult, SignedInTool, Tool } from '../tools/tool.js'
import type { App } from './app.js'
import { startAuditSpan, type AuditSpan, type CallInfo } from './audit-span.js'
import { guardedCaller } from './guarded-caller.js'
import { heldBy } from './held.js'
import { renderResult } from './render-result.js'
import type { RequestContext } from './request-context.js'
import { publicContextOf, toolContextOf } from './tool-context.js'
import type { SizedResult } from './truncate-to-budget.js'

const inputProblem = (tool: Tool, error: z.ZodError, fixed: FixedIds): JheError => {
  const problems = error.issues.slice(0, 5).map(({ path, message }) => {
    const field = path.join('.')
    return field === '' ? message : `${field}: ${message}`
  })
  return new JheError(
    'INPUT_INVALID',
    `The arguments of ${tool.name} are not valid. ${clean(problems.join('; '), 400)}.`,
    `Send only these arguments: ${Object.keys(inputUnder(tool, fixed).shape).join(', ') || 'none'}.`,
  )
}

/**
 * The answer to the caller, whose session is verified before the query begins. The database is
 * opened meanwhile, which does not depend on the person.
 */
const answerAsViewer = async (
  tool: SignedInTool,
  input: Parameters<SignedInTool['run']>[0],
  app: App,
  request: RequestContext,
): Promise<ToolResult<unknown>> => {
  const opening = app.database()
  opening.catch(() => undefined)
  const person = await request.identity.current(request.signal)
  return await tool.run(
    input,
    await toolContextOf(app, request, { person, use: useOf(tool.access) }, opening),
  )
}

/** What a tool asks of data types: rows or figures of them, or which there are. */
const useOf = (need: SignedInTool['access']): TypeUse => {
  if (!/^(Observation|Record)\./.test(need)) return 'either'
  return need.endsWith('.r') ? 'read' : 'search'
}

/** Work that asks the database, once it is the caller's turn. */
const inTurn = async <T>({ turn, signal }: RequestContext, work: () => Promise<T>): Promise<T> =>
  turn === undefined ? await work() : await turn(signal, work)

/** @throws JheError NEEDS_INPUT before the person has chosen the study of a session that asks for it */
const demandChoice = async (app: App, request: RequestContext): Promise<void> => {
  const { choice, identity, signal } = request
  if (choice === undefined || choice.chosen() !== undefined) return
  await identity.current(signal)
  throw await (await import('./needs-study.js')).choiceNeeded(app, request, choice)
}

const isOnlyOf = ({ issues }: z.ZodError, name: string): boolean =>
  issues.every(({ path }) => path.join('.') === name)

const lacksOnlyStudy = (error: z.ZodError, read: unknown): boolean => {
  if (!isOnlyOf(error, 'study_id') || !isRecord(read)) return false
  const { study_id: study = null } = read
  return study === null || study === ''
}

const namesPatient = (error: z.ZodError, read: unknown): boolean =>
  isOnlyOf(error, 'patient_id') && isRecord(read) && typeof read['patient_id'] === 'string'

/**
 * What is wrong with the arguments; a study that is missing, and a patient who is named, come with
 * those to choose from.
 */
const problemOf = async (
  tool: Tool,
  { error, read }: { readonly error: z.ZodError; readonly read: unknown },
  app: App,
  span: Pick<AuditSpan, 'request' | 'alarm'>,
): Promise<JheError> => {
  const { request } = span
  const problem = inputProblem(tool, error, fixedIdsOf(request.grant))
  const isOfStudy = lacksOnlyStudy(error, read)
  if (!isOfStudy && !namesPatient(error, read)) return problem
  return await inTurn(request, async () => {
    await demandChoice(app, request)
    if (isOfStudy) {
      const { studyNeeded } = await import('./needs-study.js')
      return (await studyNeeded(app, request, tool.name)) ?? problem
    }
    const { patientNeeded } = await import('./needs-patient.js')
    const asked = { tool: tool.name, read, guard: await app.guard() }
    return (await patientNeeded(app, span, asked)) ?? problem
  })
}

/**
 * Checks the arguments, waits for its turn, verifies the caller, runs the tool and renders its result,
 * which is counted before anybody sees it: whatever fails in the guard, nothing is answered.
 */
const runTool = async (
  { tool, args }: Pick<CallInfo, 'tool' | 'args'>,
  app: App,
  span: Pick<AuditSpan, 'request' | 'alarm'>,
): Promise<SizedResult> => {
  if (app.problem !== undefined) throw app.problem
  await span.request.admit?.(span.request.signal)
  const read = readArguments(tool.input.shape, args)
  const input = tool.input.safeParse(read)
  if (!input.success) throw await problemOf(tool, { error: input.error, read }, app, span)
  const guard = await app.guard()
  const { request, release } = guardedCaller(guard, span)
  const { limits, notice } = request
  const answer = async (): Promise<SizedResult> => {
    if (tool.access !== 'anyone') await demandChoice(app, request)
    const result =
      tool.access === 'anyone'
        ? await tool.run(input.data, publicContextOf(app, request))
        : await answerAsViewer(tool, input.data, app, request)
    const { noticeOf } = guard
    const rendered = renderResult(tool, result, { bytes: limits.bytes, notice, noticeOf })
    await release(heldBy(tool, args, rendered.value))
    return rendered
  }
  return await inTurn(request, answer)
}

/** A call that may be tried again, e.g. after a sign-in, before it ends in one audit line. */
export interface OpenCall {
  /** Sent to the client, so that an answer can be found in the audit trail. */
  readonly id: string
  /** Runs the tool and, if it succeeds, ends the call. @throws JheError */
  run(): Promise<SizedResult>
  /** Ends the call without an answer. */
  readonly fail: (thrown: unknown) => void
}

/** Opens a call. The code that opens it must run it until it succeeds, or fail it. */
export function openCall(app: App, request: RequestContext, asked: CallInfo): OpenCall {
  const args = withFixedIds(asked.tool, asked.args, fixedIdsOf(request.grant))
  const info = { ...asked, args }
  const span = startAuditSpan(app, request, info)
  return {
    id: span.id,
    run: async () => {
      const result = await runTool(info, app, span)
      span.succeeded(result)
      return result
    },
    fail: (thrown) => {
      span.failed(thrown)
    },
  }
}

/**
 * The only way to run a tool: checks its arguments, verifies the caller, cuts the result to the
 * limits and records an audit line.
 * @throws JheError with the code for the caller
 */
export async function callTool(
  app: App,
  request: RequestContext,
  info: CallInfo,
): Promise<SizedResult> {
  const call = openCall(app, request, info)
  try {
    return await call.run()
  } catch (thrown) {
    call.fail(thrown)
    throw thrown
  }
}
