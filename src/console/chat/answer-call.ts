import { errorText, toJheError } from '../../errors.js'
import { isRecord } from '../../record.js'
import type { CallAnswer, ModelCall } from '../../llm/provider.js'
import type { Connections } from '../connections/connections.js'
import type { ChatLine, ShownCall } from './chat-line.js'
import type { ChatTool } from './chat-tools.js'
import { classOf, covers, type DataClass } from './data-class.js'
import { objectAt } from '../../record-members.js'

export interface CallContext {
  readonly connections: Connections
  readonly tools: readonly ChatTool[]
  /** What may leave this computer now; undefined for nothing. */
  readonly allowed: () => DataClass | undefined
  /** Whether what the model gets leaves this computer. */
  readonly leaves: boolean
  readonly signal: AbortSignal
  /** Asks the person. @returns whether the call may run */
  readonly ask: (call: ShownCall, why: string) => Promise<boolean>
  readonly tell: (line: ChatLine) => void
}

const declined = (id: string, text: string): CallAnswer => ({ id, text, isError: true })

/** Characters of an answer of a server that is none of JHE's which a model is given; ours are short. */
const longestAnswer = 60_000

/** The texts of an answer: what a model is given of it. */
const textsOf = (result: Readonly<Record<string, unknown>>): string => {
  const content = Array.isArray(result['content']) ? result['content'] : []
  return content
    .filter((item) => isRecord(item))
    .flatMap(({ text }) => (typeof text === 'string' ? [text] : []))
    .join('\n\n')
}

/** What a model is given of an answer, and the page of its structure: of other servers nothing. */
const shownOf = ({ isOwn }: ChatTool, result: Readonly<Record<string, unknown>>) => {
  const text = textsOf(result)
  if (isOwn) return { text, result }
  const cut = `\n\n(Cut here: the answer has ${text.length} characters.)`
  const isLong = text.length > longestAnswer
  return { text: isLong ? text.slice(0, longestAnswer) + cut : text, result: {} }
}

/** Tools whose schema has a patient unless one is granted. */
const mayNamePatient: readonly string[] = [
  'get_patient_demographics',
  'get_patient_observations',
  'summarize_observations',
  'get_observation_trend',
]

/** Where one patient is granted, the argument that names one is left out of the schemas. */
const isHeldToOne = (tools: readonly ChatTool[]): boolean =>
  tools.some(
    ({ isOwn, called, inputSchema }) =>
      isOwn &&
      mayNamePatient.includes(called) &&
      !('patient_id' in objectAt(inputSchema, 'properties')),
  )

/** Why a call may not run without the person's word, or not at all. */
const hurdle = ({ holds, where }: ShownCall, { allowed, leaves }: CallContext) => {
  if (holds === 'other')
    return { ask: `${where} is none of JHE’s servers. It would get these arguments.` }
  const now = allowed()
  if (now === undefined || !covers(now, holds)) return { no: true } as const
  const isAsked = leaves && holds === 'persons'
  return isAsked ? { ask: 'The answer holds single people, and goes to the model.' } : undefined
}

const mayRun = async (call: ShownCall, context: CallContext): Promise<string | undefined> => {
  const found = hurdle(call, context)
  if (found === undefined) return undefined
  if (found.ask === undefined) return 'The person has not allowed this class of data to be sent.'
  const isAllowed = await context.ask(call, found.ask)
  return isAllowed ? undefined : 'The person has declined this call.'
}

const run = async (tool: ChatTool, call: ShownCall, context: CallContext): Promise<CallAnswer> => {
  const { connections, signal, tell } = context
  const { id, args } = call
  const params = { name: tool.called, arguments: args }
  try {
    const result = await connections.find(tool.server).ask('tools/call', params, signal)
    const shown = shownOf(tool, result)
    tell({ answer: { call: id, result: shown.result } })
    return { id, text: shown.text, isError: result['isError'] === true }
  } catch (thrown) {
    signal.throwIfAborted()
    const { code, message, hint } = toJheError(thrown)
    tell({ error: { code, message, hint } })
    return declined(id, errorText({ code, message, hint }))
  }
}

/** Runs a call that a model asked for, where it may run. */
export async function answerCall(called: ModelCall, context: CallContext): Promise<CallAnswer> {
  const { id, name, args } = called
  const tool = context.tools.find((known) => known.name === name)
  if (tool === undefined) return declined(id, 'There is no such tool.')
  if (args === undefined) return declined(id, 'The arguments are no JSON object.')
  const holds = tool.isOwn ? classOf(tool.called, args, isHeldToOne(context.tools)) : 'other'
  const { called: toolName, server, serverName: where } = tool
  const call: ShownCall = { id, tool: toolName, server, where, args, holds }
  context.tell({ call })
  const why = await mayRun(call, context)
  if (why === undefined) return await run(tool, call, context)
  context.tell({ declined: { call: id, why } })
  return declined(id, why)
}
