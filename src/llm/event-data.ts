import { createParser } from 'eventsource-parser'

import { brokeOff, notAModel, statusError, unreachable } from './provider-errors.js'
import type { ModelFetch } from './provider.js'

/** Characters of the longest event. */
const maxEvent = 4_000_000

export interface Posted {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: object
  readonly signal: AbortSignal
}

/** @throws JheError; the reason of the signal */
const post = async (fetch: ModelFetch, { url, headers, body, signal }: Posted) => {
  let response: Response
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
      body: JSON.stringify(body),
      redirect: 'manual',
      signal,
    })
  } catch (thrown) {
    signal.throwIfAborted()
    throw unreachable(url, thrown)
  }
  if (response.ok && response.body !== null) return response.body
  await response.body?.cancel()
  throw statusError(url, response.status)
}

/**
 * The data of each event of the answer to a question, in order.
 * @throws JheError as `Provider.ask`; the reason of the signal
 */
export async function* eventData(fetch: ModelFetch, posted: Posted): AsyncGenerator<string> {
  const { url, signal } = posted
  const body = await post(fetch, posted)
  let waiting: string[] = []
  const state = { isTooLong: false }
  const parser = createParser({
    maxBufferSize: maxEvent,
    onEvent: ({ data }) => {
      waiting.push(data)
    },
    onError: ({ type }) => {
      state.isTooLong ||= type === 'max-buffer-size-exceeded'
    },
  })
  const decoder = new TextDecoder()
  const reader: ReadableStreamDefaultReader<Uint8Array> = body.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      parser.feed(done ? '\n\n' : decoder.decode(value, { stream: true }))
      if (state.isTooLong) throw notAModel(url)
      yield* waiting
      waiting = []
      if (done) return
    }
  } catch (thrown) {
    signal.throwIfAborted()
    throw thrown instanceof TypeError ? brokeOff(url, thrown) : thrown
  } finally {
    reader.cancel().catch(() => undefined)
  }
}
