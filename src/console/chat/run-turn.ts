import { JheError } from '../../errors.js'
import { readObject } from '../../llm/read-json.js'
import type { CallAnswer, ModelCall, Provider, Turn } from '../../llm/provider.js'
import { answerCall, type CallContext } from './answer-call.js'
import type { ChatEnd } from './chat-line.js'

/** Calls that one question may lead to. */
const maxCalls = 12

export interface TurnContext extends CallContext {
  readonly provider: Provider
  readonly system: string
  /** The conversation so far, with the new question; what comes is added. */
  readonly turns: Turn[]
}

interface Said {
  readonly text: string
  readonly calls: readonly ModelCall[]
  readonly reason: 'done' | 'calls' | 'length' | 'refused'
}

const takenBack = (): JheError =>
  new JheError(
    'INPUT_INVALID',
    'Nothing more was sent: it is no longer allowed.',
    'Allow it again on the page of the chat, and ask again.',
  )

const listen = async (context: TurnContext): Promise<Said> => {
  const { provider, system, turns, tools, signal, tell } = context
  if (context.allowed() === undefined) throw takenBack()
  const calls: ModelCall[] = []
  let text = ''
  let reason: Said['reason'] = 'done'
  for await (const event of provider.ask({ system, turns, tools }, signal)) {
    if (event.kind === 'text') {
      text += event.text
      tell({ text: event.text })
    } else if (event.kind === 'call') calls.push(event.call)
    else reason = event.reason
  }
  return { text, calls, reason }
}

/** Small models write a call as text where they should make one. */
const isCallAsText = (text: string, { tools }: TurnContext): boolean => {
  const bare = text.replace(/^\s*```(?:json)?|```\s*$/g, '').trim()
  const written = readObject(bare)
  const name = written?.['name'] ?? written?.['tool']
  return tools.some((tool) => tool.name === name)
}

const asText =
  'The model wrote a call of a tool as text, which nothing runs. Models that are made for tools do not: choose another one.'

const answerAll = async (
  calls: readonly ModelCall[],
  context: TurnContext,
): Promise<readonly CallAnswer[]> => {
  const answers: CallAnswer[] = []
  for (const call of calls) answers.push(await answerCall(call, context))
  return answers
}

/**
 * Lets the model answer the last question, with at most 12 calls of tools.
 * @throws JheError as `Provider.ask`; the reason of the signal
 */
export async function runTurn(context: TurnContext): Promise<ChatEnd> {
  const { turns, tell } = context
  let made = 0
  for (;;) {
    const { text, calls, reason } = await listen(context)
    // some providers refuse a conversation with an empty turn in it
    if (text.trim() !== '' || calls.length > 0) turns.push({ role: 'model', text, calls })
    if (calls.length === 0) {
      if (isCallAsText(text, context)) tell({ note: asText })
      return reason === 'calls' ? 'done' : reason
    }
    made += calls.length
    if (made > maxCalls) {
      const answers = calls.map(({ id }) => ({
        id,
        text: 'Not run: too many calls.',
        isError: true,
      }))
      turns.push({ role: 'tools', answers })
      tell({ note: 'The model asked for more than 12 calls, so it was stopped.' })
      return 'too many calls'
    }
    turns.push({ role: 'tools', answers: await answerAll(calls, context) })
  }
}
