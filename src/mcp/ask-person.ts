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
import { recordChoice } from '../calls/record-choice.js'
import type { RequestContext } from '../calls/request-context.js'
import type { Needs } from '../errors.js'
import { wholeNumber } from '../tools/arguments.js'
import { isRecord } from '../record.js'
import { needsKey } from './needs-key.js'
import { clientCapabilities } from './client-capabilities.js'

/** `{}` stands for forms only, as before there were other kinds. */
const formElicitation = z.looseObject({
  elicitation: z.union([z.strictObject({}), z.looseObject({ form: z.looseObject({}) })]),
})

/** Whether the client can show a form. */
export const canShowForm = (server: McpServer, context: ServerContext): boolean =>
  formElicitation.safeParse(clientCapabilities(server, context)).success

const field = 'choice'

/** The request for a client to let the person choose; undefined where there is nothing to choose. */
export function askPerson({ reason, options }: Needs): InputRequiredResult | undefined {
  if (options.length === 0) return undefined
  const choice = {
    type: 'string' as const,
    title: 'Study',
    enum: options.map(({ value }) => value),
    enumNames: options.map(({ value, label }) => `${label} (${value})`),
  }
  const requestedSchema = {
    type: 'object' as const,
    properties: { [field]: choice },
    required: [field],
  }
  return inputRequired({
    inputRequests: { [needsKey]: inputRequired.elicit({ message: reason, requestedSchema }) },
  })
}

const answerSchema = z.object({ [field]: z.string().regex(/^[1-9]\d{0,14}$/) })

/** What the person chose; undefined where they declined. */
const chosenIn = ({ mcpReq: { inputResponses } }: ServerContext): number | undefined => {
  const answer = inputResponse(inputResponses, needsKey)
  if (answer.kind !== 'elicit' || answer.action !== 'accept') return undefined
  const content = answerSchema.safeParse(answer.content)
  return content.success ? Number(content.data[field]) : undefined
}

/** Takes the choice of the session's study, if it is one that was offered. */
const takeChoice = async (
  app: App,
  request: RequestContext,
  study: number | undefined,
): Promise<void> => {
  const { choice } = request
  if (choice === undefined) return
  if (study === undefined) {
    choice.decline()
    return
  }
  const { options } = await studyOptions(app, { ...request, grant: choice.among })
  const from = choice.chosen()
  if (from === study || !options.some(({ value }) => value === String(study))) return
  await recordChoice(app, request, { from, to: study })
  choice.choose(study)
}

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
  if (!canShowForm(server, context)) return undefined
  const { options } = await studyOptions(app, { ...request, grant: choice.among })
  const reason = `This session is for study ${chosen}, and the question is about another. Which study is it for from now on?`
  return askPerson({ argument: 'study', reason, options })
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
  const { inputResponses } = context.mcpReq
  if (inputResponse(inputResponses, needsKey).kind === 'missing') {
    const form = await askToSwitch(coming)
    return form === undefined ? { args } : { args, form }
  }
  const study = chosenIn(context)
  if (request.choice !== undefined) {
    await takeChoice(app, request, study)
    return { args }
  }
  return { args: study === undefined ? args : { ...(isRecord(args) ? args : {}), study_id: study } }
}
