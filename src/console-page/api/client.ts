import { type JsonRecord, isRecord } from '../../record.js'
import { objectAt, textAt } from '../../record-members.js'

/** What went wrong, as the console or a tool said it. */
export class PageError extends Error {
  override readonly name = 'PageError'
  readonly code: string
  readonly hint: string

  constructor(code: string, message: string, hint: string) {
    super(message)
    this.code = code
    this.hint = hint
  }
}

/** Where the bearer is kept while the tab is open. */
const place = 'jhe-mcp-console'

/** What asks the console. */
export interface Client {
  /** Whether the page has shown its code. */
  isIn(): boolean
  /** Shows the code of the address. @throws PageError */
  enter(code: string): Promise<void>
  /** @throws PageError */
  ask(path: string, body?: object, method?: string): Promise<JsonRecord>
  /** Values line by line. @throws PageError */
  lines(path: string, signal: AbortSignal, body?: object): AsyncGenerator<JsonRecord>
}

const parse = (text: string): JsonRecord => {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : {}
  } catch {
    return {}
  }
}

const errorOf = (status: number, body: JsonRecord): PageError => {
  const error = objectAt(body, 'error')
  return new PageError(
    status === 401 ? 'SIGNED_OUT' : textAt(error, 'code'),
    textAt(error, 'message') || `The console answered HTTP ${status}.`,
    textAt(error, 'hint'),
  )
}

const gone = (): PageError =>
  new PageError(
    'GONE',
    'The console has ended, or this computer was asleep.',
    'Start it again in the terminal: jhe-mcp console',
  )

/** The lines of a body as they come. */
async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<JsonRecord> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    rest += done ? decoder.decode() : decoder.decode(value, { stream: true })
    const lines = rest.split('\n')
    rest = done ? '' : (lines.pop() ?? '')
    for (const line of lines) if (line !== '') yield parse(line)
    if (done) return
  }
}

export function createClient(): Client {
  let token = sessionStorage.getItem(place)

  const send = async (
    path: string,
    body: object | undefined,
    { method, signal }: { readonly method: string; readonly signal: AbortSignal | null },
  ): Promise<Response> => {
    let response: Response
    try {
      response = await fetch(path, {
        method,
        signal,
        headers: {
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        body: body === undefined ? null : JSON.stringify(body),
      })
    } catch (thrown) {
      if (signal?.aborted === true) throw thrown
      throw gone()
    }
    if (response.ok) return response
    if (response.status === 401) {
      token = null
      sessionStorage.removeItem(place)
    }
    throw errorOf(response.status, parse(await response.text()))
  }

  return {
    isIn: () => token !== null,
    enter: async (code) => {
      const response = await send('/api/session', { code }, { method: 'POST', signal: null })
      token = textAt(parse(await response.text()), 'token')
      sessionStorage.setItem(place, token)
    },
    ask: async (path, body, method = body === undefined ? 'GET' : 'POST') => {
      const response = await send(path, body, { method, signal: null })
      return parse(await response.text())
    },
    lines: async function* lines(path, signal, body) {
      const method = body === undefined ? 'GET' : 'POST'
      const response = await send(path, body, { method, signal })
      if (response.body !== null) yield* linesOf(response.body)
    },
  }
}
