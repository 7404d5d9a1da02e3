import { brokeOff, notAModel } from './provider-errors.js'
import { eventData } from './event-data.js'
import type {
  ModelCall,
  ModelEvent,
  ModelFetch,
  ModelQuestion,
  Provider,
  ProviderSettings,
  Turn,
} from './provider.js'
import { objectAt, textAt } from '../record-members.js'
import { readArguments, readObject } from './read-json.js'

const maxTokens = 8_192
const version = '2023-06-01'

const textBlock = (text: string) => (text === '' ? [] : [{ type: 'text', text }])

const messageOf = (turn: Turn) => {
  if (turn.role === 'person') return { role: 'user', content: textBlock(turn.text) }
  if (turn.role === 'model') {
    const calls = turn.calls.map(({ id, name, args }) => ({
      type: 'tool_use',
      id,
      name,
      input: args ?? {},
    }))
    return { role: 'assistant', content: [...textBlock(turn.text), ...calls] }
  }
  const answers = turn.answers.map(({ id, text, isError }) => ({
    type: 'tool_result',
    tool_use_id: id,
    content: text,
    is_error: isError,
  }))
  return { role: 'user', content: answers }
}

const bodyOf = ({ model }: ProviderSettings, { system, turns, tools }: ModelQuestion) => ({
  model,
  max_tokens: maxTokens,
  stream: true,
  system,
  messages: turns.map(messageOf),
  ...(tools.length === 0
    ? {}
    : {
        tools: tools.map(({ name, description, inputSchema }) => ({
          name,
          description,
          input_schema: inputSchema,
        })),
      }),
})

/** A block of the answer that is still coming: its arguments come in pieces. */
interface Block {
  readonly id: string
  readonly name: string
  json: string
}

const reasons: Readonly<Record<string, (ModelEvent & { kind: 'end' })['reason']>> = {
  end_turn: 'done',
  stop_sequence: 'done',
  tool_use: 'calls',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  refusal: 'refused',
}

/** Reads the events of one answer. */
const createReader = (url: string) => {
  const blocks = new Map<unknown, Block>()
  let reason: (ModelEvent & { kind: 'end' })['reason'] | undefined
  let isOver = false

  const delta = (event: Readonly<Record<string, unknown>>): readonly ModelEvent[] => {
    const piece = objectAt(event, 'delta')
    if (piece['type'] === 'text_delta') return [{ kind: 'text', text: textAt(piece, 'text') }]
    const block = blocks.get(event['index'])
    if (block !== undefined && piece['type'] === 'input_json_delta')
      block.json += textAt(piece, 'partial_json')
    return []
  }

  const begin = (event: Readonly<Record<string, unknown>>): readonly ModelEvent[] => {
    const block = objectAt(event, 'content_block')
    if (block['type'] === 'tool_use')
      blocks.set(event['index'], { id: textAt(block, 'id'), name: textAt(block, 'name'), json: '' })
    const text = block['type'] === 'text' ? textAt(block, 'text') : ''
    return text === '' ? [] : [{ kind: 'text', text }]
  }

  const finish = (event: Readonly<Record<string, unknown>>): readonly ModelEvent[] => {
    const block = blocks.get(event['index'])
    blocks.delete(event['index'])
    if (block === undefined) return []
    const call: ModelCall = { id: block.id, name: block.name, args: readArguments(block.json) }
    return [{ kind: 'call', call }]
  }

  const take = (event: Readonly<Record<string, unknown>>): readonly ModelEvent[] => {
    switch (event['type']) {
      case 'content_block_start':
        return begin(event)
      case 'content_block_delta':
        return delta(event)
      case 'content_block_stop':
        return finish(event)
      case 'message_delta':
        reason = reasons[textAt(objectAt(event, 'delta'), 'stop_reason')] ?? reason
        return []
      case 'message_stop':
        isOver = true
        return [{ kind: 'end', reason: reason ?? 'done' }]
      case 'error':
        throw brokeOff(url)
      default:
        // pings, and what later versions add
        return []
    }
  }
  return { take, isOver: () => isOver }
}

/**
 * The Messages API of Anthropic, streamed.
 * Source: Anthropic API, version 2023-06-01, `POST /v1/messages`.
 */
export function anthropicProvider(settings: ProviderSettings, fetch: ModelFetch): Provider {
  const url = `${settings.baseUrl}/v1/messages`
  const headers = {
    'anthropic-version': version,
    ...(settings.key === undefined ? {} : { 'x-api-key': settings.key }),
  }
  return {
    ask: async function* ask(question, signal) {
      const reader = createReader(url)
      const body = bodyOf(settings, question)
      for await (const data of eventData(fetch, { url, headers, body, signal })) {
        const event = readObject(data)
        if (event === undefined) throw notAModel(url)
        yield* reader.take(event)
        if (reader.isOver()) return
      }
      throw brokeOff(url)
    },
  }
}
