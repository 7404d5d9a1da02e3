import {
  inputRequired,
  inputResponse,
  type InputRequiredResult,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server'
import { z } from 'zod'

import type { App } from '../calls/app.js'
import { studyOptions } from '../calls/needs-study.js'
import { takeChoice } from '../calls/take-choice.js'
import type { RequestContext } from '../calls/request-context.js'
import type { JheError, Needs } from '../errors.js'
import { wholeNumber } from '../tools/arguments.js'
import { isRecord } from '../record.js'
import { chooseOnPage, stillNeeded } from './choose-on-page.js'
import { canShowForm } from './client-capabilities.js'
import { argumentOfKey, isNeedsKey, needsKey, needsKeyOf } from './needs-key.js'

const field = 'choice'

const titles: Readonly<Record<string, string>> = {
  study: 'Study',
  study_id: 'Study',
  patient_id: 'Patient',
}

/** The request for a client to let the person choose; undefined where there is nothing to choose. */
function askPerson({ argument, reason, options }: Needs): InputRequiredResult | undefined {
  if (options.length === 0) return undefined
  const choice = {
    type: 'string' as const,
    title: titles[argument] ?? 'Number',
    enum: options.map(({ value }) => value),
    enumNames: options.map(({ value, label }) => `${label} (${value})`),
  }
  const requestedSchema = {
    type: 'object' as const,
    properties: { [field]: choice },
    required: [field],
  }
  const asked = inputRequired.elicit({ message: reason, requestedSchema })
  return inputRequired({ inputRequests: { [needsKeyOf(argument)]: asked } })
}

const idAnswer = z.object({ [field]: z.string().regex(/^[1-9]\d{0,14}$/) })
const numberAnswer = z.object({ [field]: z.string().regex(/^-?\d{1,15}(?:\.\d{1,15})?$/) })

/** What the person chose, and the argument that it is for; no value where they declined. */
const chosenIn = ({ mcpReq: { inputResponses } }: ServerContext) => {
  const key = Object.keys(inputResponses ?? {}).find(isNeedsKey)
  if (key === undefined) return undefined
  const argument = argumentOfKey(key)
  const answer = inputResponse(inputResponses, key)
  if (answer.kind !== 'elicit' || answer.action !== 'accept') return { argument, value: undefined }
  const schema = /(?:^|_)id$/.test(argument) ? idAnswer : numberAnswer
  const content = schema.safeParse(answer.content)
  return { argument, value: content.success ? Number(content.data[field]) : undefined }
}

/** The same with a value in its place. @param path names of arguments and places of lists */
const placed = (within: unknown, [name, ...rest]: readonly string[], value: number): unknown => {
  if (name === undefined) return value
  if (Array.isArray(within))
    return within.map((one: unknown, at) => (String(at) === name ? placed(one, rest, value) : one))
  const members = isRecord(within) ? within : {}
  return { ...members, [name]: placed(members[name], rest, value) }
}

/** `where[0].number` as names and places. */
const pathOf = (argument: string): readonly string[] =>
  argument.split(/[.[\]]+/).filter((part) => part !== '')

/** A call before it is made. */
export interface Coming {
  readonly app: App
  readonly request: RequestContext
  readonly args: unknown
  readonly server: McpServer
  readonly context: ServerContext
}

/**
 * The form for another study than the one chosen, where a call names one: the person says whether it
 * is meant. Not again once they declined.
 */
const askToSwitch = async ({
  app,
  request,
  args,
  server,
  context,
}: Coming): Promise<InputRequiredResult | undefined> => {
  const { choice } = request
  const chosen = choice?.chosen()
  const named = isRecord(args) ? args['study_id'] : undefined
  if (choice === undefined || chosen === undefined || choice.isDeclined()) return undefined
  if (!['string', 'number'].includes(typeof named) || wholeNumber(named) === chosen)
    return undefined
  const { options } = await studyOptions(app, { ...request, grant: choice.among })
  const reason = `This session is for study ${chosen}, and the question is about another. Which study is it for from now on?`
  if (canShowForm(server, context)) return askPerson({ argument: 'study', reason, options })
  const outcome = await chooseOnPage({ app, request }, { reason, options })
  // once is enough; what they choose later counts all the same
  if (outcome !== 'chosen') choice.decline()
  return undefined
}

/** A call that lacks something, and what may be shown to the person. */
type Lacking = Omit<Coming, 'args'> & { readonly needs: Needs; readonly error: JheError }

/**
 * Asks the person for what a call lacks: by a form where the client shows one, for the study of the
 * session else on a page of this computer.
 * @returns the form to show first, or the error that is left; undefined where the call can be made again
 */
export async function afterNeeds({
  app,
  request,
  server,
  context,
  needs,
  error,
}: Lacking): Promise<InputRequiredResult | JheError | undefined> {
  if (canShowForm(server, context)) return askPerson(needs) ?? error
  if (needs.argument !== 'study') return error
  const outcome = await chooseOnPage({ app, request }, needs)
  return outcome === 'chosen' ? undefined : stillNeeded(error, outcome)
}

/**
 * What the person has to say before a call is made: the answer to a form, which is the study of the
 * session or an argument of this call, or whether to switch.
 * @returns the arguments with the answer, or the form to show first
 */
export async function beforeCall(
  coming: Coming,
): Promise<{ readonly args: unknown; readonly form?: InputRequiredResult }> {
  const { app, request, args, context } = coming
  const answer = chosenIn(context)
  if (answer === undefined) {
    const form = await askToSwitch(coming)
    return form === undefined ? { args } : { args, form }
  }
  const { argument, value } = answer
  if (request.choice !== undefined && needsKeyOf(argument) === needsKey) {
    await takeChoice(app, request, value)
    return { args }
  }
  return { args: value === undefined ? args : placed(args, pathOf(argument), value) }
}
