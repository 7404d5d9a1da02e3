import { selectWay, type PlatformRequest } from '../../auth/issuer/http.js'
import type { Runtime } from '../../app/runtime.js'

/** An answer with the beginning of its body. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  /** Empty for a stream of events. */
  readonly text: string
  /** The body as JSON; undefined where it is none. */
  readonly json: unknown
}

export interface Question {
  readonly method?: 'GET' | 'POST'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** Asks an address; redirects are not followed. @throws what the platform's `fetch` throws */
export type AskRemote = (url: URL, signal: AbortSignal, question?: Question) => Promise<Answer>

/** Documents of a sign-in are far smaller. */
const mostCharacters = 262_144

const beginningOf = async (response: Response): Promise<string> => {
  const isStream = /^text\/event-stream\b/i.test(response.headers.get('content-type') ?? '')
  if (response.body === null || isStream) {
    await response.body?.cancel()
    return ''
  }
  const reader: ReadableStreamDefaultReader<Uint8Array> = response.body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  while (text.length <= mostCharacters) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    text += decoder.decode(value, { stream: true })
  }
  await reader.cancel()
  return ''
}

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Asks as hosts do: directly, or through the proxy that the environment names. */
export function createAskRemote({ env, fetch }: Pick<Runtime, 'env' | 'fetch'>): AskRemote {
  const wayTo = selectWay({ env, fetch })
  return async (url, signal, { method = 'GET', headers = {}, body } = {}) => {
    const request: PlatformRequest = {
      method,
      headers: { accept: 'application/json', connection: 'close', ...headers },
      body: body ?? null,
      redirect: 'manual',
      signal,
    }
    const response = await wayTo(url).fetch(url.href, request)
    const text = await beginningOf(response)
    return { status: response.status, headers: response.headers, text, json: jsonOf(text) }
  }
}
