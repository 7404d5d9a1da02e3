import { randomUUID } from 'node:crypto'

import { JheError, toJheError } from '../../errors.js'
import type { Provider, Turn } from '../../llm/provider.js'
import type { Connections } from '../connections/connections.js'
import { createQueue } from '../queue.js'
import type { CallContext } from './answer-call.js'
import type { ChatLine } from './chat-line.js'
import { chatTools } from './chat-tools.js'
import { runTurn } from './run-turn.js'

export interface ChatsOptions {
  readonly connections: Connections
  readonly system: string
}

/** One question of a person. */
export interface ChatQuestion extends Pick<CallContext, 'allowed' | 'leaves' | 'signal'> {
  /** The chat that it goes on with; a new one unless given. */
  readonly chat?: string | undefined
  readonly text: string
  /** Whether tools of servers that are none of JHE's are offered. */
  readonly others: boolean
  readonly provider: Provider
  /** Where the provider is: a chat stays with it, so that nothing goes on to another. */
  readonly host: string
}

/** The chats of one console; they live as long as it does. */
export interface Chats {
  /** @returns lines until the answer ends; an error is a line too */
  ask(question: ChatQuestion): AsyncGenerator<ChatLine>
  /** The person's word on a call that waits for it. @throws JheError INPUT_INVALID */
  decide(chat: string, call: string, isAllowed: boolean): void
  /** Ends what is under way, the work of the tools too. @throws JheError INPUT_INVALID */
  stop(chat: string): void
}

interface Chat {
  /** Where its turns have gone. */
  readonly host: string
  readonly turns: Turn[]
  readonly waiting: Map<string, (isAllowed: boolean) => void>
  stop: (() => void) | undefined
}

const unknown = (): JheError =>
  new JheError('INPUT_INVALID', 'There is no such chat.', 'Begin a new one.')

const busy = (): JheError =>
  new JheError('INPUT_INVALID', 'The last question is still being answered.', 'Wait, or stop it.')

const otherModel = (): JheError =>
  new JheError(
    'INPUT_INVALID',
    'This chat was with a model elsewhere, and what was said there does not go on to another.',
    'Begin a new chat.',
  )

/** Calls that were asked for and not answered get an answer, as models demand. */
const closeTurns = (turns: Turn[]): void => {
  const last = turns.at(-1)
  if (last?.role !== 'model' || last.calls.length === 0) return
  const answers = last.calls.map(({ id }) => ({ id, text: 'Stopped.', isError: true }))
  turns.push({ role: 'tools', answers })
}

/** Resolves with the person's word; rejects when the question is stopped. */
const wordOf = async (chat: Chat, call: string, signal: AbortSignal): Promise<boolean> =>
  await new Promise((resolve, reject) => {
    signal.throwIfAborted()
    const stop = (): void => {
      reject(signal.reason instanceof Error ? signal.reason : new Error('stopped'))
    }
    signal.addEventListener('abort', stop, { once: true })
    chat.waiting.set(call, (isAllowed) => {
      signal.removeEventListener('abort', stop)
      chat.waiting.delete(call)
      resolve(isAllowed)
    })
  })

interface Answering {
  readonly chat: Chat
  readonly question: ChatQuestion
  readonly tell: (line: ChatLine) => void
  readonly signal: AbortSignal
}

const answer = async (options: ChatsOptions, answering: Answering): Promise<void> => {
  const { chat, question, tell, signal } = answering
  const { turns } = chat
  try {
    const { tools, notes } = await chatTools(options.connections, question.others, signal)
    for (const note of notes) tell({ note })
    const ask: CallContext['ask'] = async (call, why) => {
      tell({ ask: { call: call.id, why } })
      return await wordOf(chat, call.id, signal)
    }
    tell({ end: await runTurn({ ...question, ...options, tools, turns, tell, ask, signal }) })
  } catch (thrown) {
    closeTurns(turns)
    if (signal.aborted) {
      tell({ end: 'stopped' })
      return
    }
    const { code, message, hint } = toJheError(thrown)
    tell({ error: { code, message, hint } })
    tell({ end: 'failed' })
  }
}

/** @returns lines until the answer ends; the chat takes no other question until then */
async function* linesOf(
  options: ChatsOptions,
  id: string,
  chat: Chat,
  question: ChatQuestion,
): AsyncGenerator<ChatLine> {
  const stopping = new AbortController()
  chat.stop = () => {
    stopping.abort(new Error('stopped by the person'))
  }
  chat.turns.push({ role: 'person', text: question.text })
  const queue = createQueue<ChatLine>()
  const tell = queue.push
  tell({ chat: id })
  const signal = AbortSignal.any([question.signal, stopping.signal])
  const answering = answer(options, { chat, question, tell, signal }).finally(() => {
    chat.stop = undefined
    chat.waiting.clear()
    queue.end()
  })
  yield* queue.values()
  await answering
}

export function createChats(options: ChatsOptions): Chats {
  const chats = new Map<string, Chat>()
  const find = (id: string): Chat => {
    const found = chats.get(id)
    if (found === undefined) throw unknown()
    return found
  }
  const begin = (id: string, host: string): Chat => {
    const made: Chat = { host, turns: [], waiting: new Map(), stop: undefined }
    chats.set(id, made)
    return made
  }
  return {
    ask: (question) => {
      const { chat: known, host } = question
      const id = known ?? randomUUID()
      const chat = known === undefined ? begin(id, host) : find(known)
      if (chat.stop !== undefined) throw busy()
      if (chat.host !== host) throw otherModel()
      return linesOf(options, id, chat, question)
    },
    decide: (id, call, isAllowed) => {
      const decide = find(id).waiting.get(call)
      if (decide === undefined)
        throw new JheError('INPUT_INVALID', 'This call waits for nothing.', 'Load the page again.')
      decide(isAllowed)
    },
    stop: (id) => {
      find(id).stop?.()
    },
  }
}
