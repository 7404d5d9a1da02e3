import { randomUUID } from 'node:crypto'

import { eventData } from './event-data.js'
import { brokeOff, notAModel } from './provider-errors.js'
import type {
  ModelEvent,
  ModelFetch,
  ModelQuestion,
  Provider,
  ProviderSettings,
  Turn,
} from './provider.js'
import { objectAt, objectsAt, textAt } from '../record-members.js'
import { readArguments, readObject } from './read-json.js'

const messagesOf = (turn: Turn): readonly object[] => {
  if (turn.role === 'person') return [{ role: 'user', content: turn.text }]
  if (turn.role === 'tools')
    return turn.answers.map(({ id, text }) => ({ role: 'tool', tool_call_id: id, content: text }))
  const calls = turn.calls.map(({ id, name, args }) => ({
    id,
    type: 'function',
    function: { name, arguments: JSON.stringify(args ?? {}) },
  }))
  const content = turn.text === '' ? null : turn.text
  return [{ role: 'assistant', content, ...(calls.length === 0 ? {} : { tool_calls: calls }) }]
}

const bodyOf = ({ model }: ProviderSettings, { system, turns, tools }: ModelQuestion) => ({
  model,
  stream: true,
  messages: [{ role: 'system', content: system }, ...turns.flatMap(messagesOf)],
  ...(tools.length === 0
    ? {}
    : {
        tools: tools.map(({ name, description, inputSchema }) => ({
          type: 'function',
          function: { name, description, parameters: inputSchema },
        })),
      }),
})

interface Piecemeal {
  id: string
  name: string
  json: string
}

const reasons: Readonly<Record<string, (ModelEvent & { kind: 'end' })['reason']>> = {
  stop: 'done',
  tool_calls: 'calls',
  function_call: 'calls',
  length: 'length',
  content_filter: 'refused',
}

/** Reads the chunks of one answer; calls are whole when it ends. */
const createReader = (url: string) => {
  const calls = new Map<unknown, Piecemeal>()
  let reason: string | undefined

  const note = (piece: Readonly<Record<string, unknown>>): void => {
    // some servers leave the number out and send each call whole
    const at = piece['index'] ?? textAt(piece, 'id')
    const call = calls.get(at) ?? { id: '', name: '', json: '' }
    const called = objectAt(piece, 'function')
    call.id ||= textAt(piece, 'id')
    call.name ||= textAt(called, 'name')
    call.json += textAt(called, 'arguments')
    calls.set(at, call)
  }

  return {
    take: (chunk: Readonly<Record<string, unknown>>): readonly ModelEvent[] => {
      if ('error' in chunk) throw brokeOff(url)
      const [choice] = objectsAt(chunk, 'choices')
      if (choice === undefined) return []
      const delta = objectAt(choice, 'delta')
      objectsAt(delta, 'tool_calls').forEach(note)
      reason = textAt(choice, 'finish_reason') || reason
      const text = textAt(delta, 'content')
      return text === '' ? [] : [{ kind: 'text', text }]
    },
    isFinished: () => reason !== undefined,
    end: (): readonly ModelEvent[] => {
      const whole = [...calls.values()].map(({ id, name, json }): ModelEvent => {
        const call = { id: id || randomUUID(), name, args: readArguments(json) }
        return { kind: 'call', call }
      })
      const ended = whole.length > 0 ? 'calls' : (reasons[reason ?? 'stop'] ?? 'done')
      return [...whole, { kind: 'end', reason: ended }]
    },
  }
}

/**
 * The chat completions that OpenAI began and Ollama, LM Studio and vLLM speak too, streamed.
 * Source: OpenAI API, `POST /v1/chat/completions`.
 */
export function openaiProvider(settings: ProviderSettings, fetch: ModelFetch): Provider {
  const url = `${settings.baseUrl}/chat/completions`
  const headers: Readonly<Record<string, string>> =
    settings.key === undefined ? {} : { authorization: `Bearer ${settings.key}` }
  return {
    ask: async function* ask(question, signal) {
      const reader = createReader(url)
      const body = bodyOf(settings, question)
      for await (const data of eventData(fetch, { url, headers, body, signal })) {
        if (data.trim() === '[DONE]') break
        const chunk = readObject(data)
        if (chunk === undefined) throw notAModel(url)
        yield* reader.take(chunk)
      }
      // some servers end without [DONE], but none whole without a reason
      if (!reader.isFinished()) throw brokeOff(url)
      yield* reader.end()
    },
  }
}
