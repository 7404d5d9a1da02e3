import type { Runtime } from '../../app/runtime.js'
import { selectWay, toStreamedResponse, type PlatformRequest } from '../../auth/issuer/http.js'
import { causesOf } from '../../auth/issuer/issuer-errors.js'
import { serverChanged } from '../../connect/connect-errors.js'
import { createDirectFetch } from '../../connect/remote-fetch-direct.js'
import {
  createAddressGuard,
  InnerAddressError,
  readHosts,
  systemResolve,
} from '../../connect/remote-fetch-guard.js'

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

/**
 * Asks an address; redirects are not followed.
 * @throws JheError SERVER_CHANGED for an address nearer to this computer than the server is, to which
 * nothing is sent; what the platform's `fetch` throws
 */
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

/** Asks as hosts do: directly, or through the proxy that the environment names. @param server whose documents they are */
export function createAskRemote({ env }: Pick<Runtime, 'env'>, server: URL): AskRemote {
  const guard = createAddressGuard({
    server,
    resolve: systemResolve,
    hosts: () => readHosts(env),
  })
  const direct = createDirectFetch({ guard })
  const wayTo = selectWay({ env, fetch: direct }, { toResponse: toStreamedResponse })
  const send = async (url: URL, request: PlatformRequest): Promise<Response> => {
    try {
      guard.checkHost(url)
      return await wayTo(url).fetch(url.href, request)
    } catch (thrown) {
      if (causesOf(thrown).some((cause) => cause instanceof InnerAddressError))
        throw serverChanged.innerAddress(url, server)
      throw thrown
    }
  }
  return async (url, signal, { method = 'GET', headers = {}, body } = {}) => {
    const request: PlatformRequest = {
      method,
      headers: { accept: 'application/json', connection: 'close', ...headers },
      body: body ?? null,
      redirect: 'manual',
      signal,
    }
    const response = await send(url, request)
    const text = await beginningOf(response)
    return { status: response.status, headers: response.headers, text, json: jsonOf(text) }
  }
}
