import { listenLocally, type HttpListener } from '../http/http-listener.js'

/** What the model says to one question. */
export interface ModelScript {
  readonly text?: string
  readonly calls?: readonly { readonly name: string; readonly args: object | string }[]
  /** HTTP status in place of an answer. */
  readonly status?: number
  /** Breaks the connection in the middle. */
  readonly cut?: boolean
}

/** A provider of models over HTTP that speaks one of the two dialects. */
export interface FakeModel extends HttpListener {
  /** Bodies of the requests, as they came. */
  readonly asked: readonly string[]
  readonly headers: readonly Readonly<Record<string, unknown>>[]
  /** What it says next, in order; then that it is done. */
  say(...next: readonly ModelScript[]): void
}

export type Dialect = 'anthropic' | 'openai'

const argsOf = (args: object | string): string =>
  typeof args === 'string' ? args : JSON.stringify(args)

/** In two pieces, as they come over a wire. */
const halves = (text: string): readonly string[] => {
  const middle = Math.ceil(text.length / 2)
  return [text.slice(0, middle), text.slice(middle)].filter((part) => part !== '')
}

const anthropicEvents = ({ text = '', calls = [] }: ModelScript): readonly object[] => [
  { type: 'message_start', message: { id: 'm', role: 'assistant', content: [] } },
  { type: 'ping' },
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  ...halves(text).map((part) => ({
    type: 'content_block_delta',
    index: 0,
    delta: { type: 'text_delta', text: part },
  })),
  { type: 'content_block_stop', index: 0 },
  ...calls.flatMap(({ name, args }, at) => [
    {
      type: 'content_block_start',
      index: at + 1,
      content_block: { type: 'tool_use', id: `toolu_${at}`, name, input: {} },
    },
    ...halves(argsOf(args)).map((part) => ({
      type: 'content_block_delta',
      index: at + 1,
      delta: { type: 'input_json_delta', partial_json: part },
    })),
    { type: 'content_block_stop', index: at + 1 },
  ]),
  { type: 'message_delta', delta: { stop_reason: calls.length > 0 ? 'tool_use' : 'end_turn' } },
  { type: 'message_stop' },
]

const chunk = (delta: object, finish_reason: string | null = null): object => ({
  object: 'chat.completion.chunk',
  choices: [{ index: 0, delta, finish_reason }],
})

const openaiEvents = ({ text = '', calls = [] }: ModelScript): readonly object[] => [
  chunk({ role: 'assistant', content: '' }),
  ...halves(text).map((content) => chunk({ content })),
  ...calls.flatMap(({ name, args }, index) => [
    chunk({
      tool_calls: [
        { index, id: `call_${index}`, type: 'function', function: { name, arguments: '' } },
      ],
    }),
    ...halves(argsOf(args)).map((part) =>
      chunk({ tool_calls: [{ index, function: { arguments: part } }] }),
    ),
  ]),
  chunk({}, calls.length > 0 ? 'tool_calls' : 'stop'),
]

const linesOf = (dialect: Dialect, script: ModelScript): readonly string[] =>
  dialect === 'anthropic'
    ? anthropicEvents(script).map(
        (event) =>
          `event: ${String(Reflect.get(event, 'type'))}\ndata: ${JSON.stringify(event)}\n\n`,
      )
    : [
        ...openaiEvents(script).map((event) => `data: ${JSON.stringify(event)}\n\n`),
        'data: [DONE]\n\n',
      ]

export async function openFakeModel(dialect: Dialect): Promise<FakeModel> {
  const asked: string[] = []
  const headers: Readonly<Record<string, unknown>>[] = []
  const scripts: ModelScript[] = []
  const listener = await listenLocally((request, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (part: string) => {
      body += part
    })
    request.on('end', () => {
      asked.push(body)
      headers.push(request.headers)
      const script = scripts.shift() ?? { text: 'Done.' }
      if (script.status !== undefined) {
        response.writeHead(script.status).end(`{"error":{"message":${JSON.stringify(body)}}}`)
        return
      }
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      const lines = linesOf(dialect, script)
      for (const line of script.cut === true ? lines.slice(0, -3) : lines) response.write(line)
      if (script.cut === true) response.destroy()
      else response.end()
    })
  })
  return {
    ...listener,
    asked,
    headers,
    say: (...next) => {
      scripts.push(...next)
    },
  }
}
