import { orLate } from '../../../or-late.js'
import type { ServerUrl } from '../../server-url.js'
import type { Limits } from '../limits.js'
import { serverFailed } from '../server-errors.js'
import { UpstreamError } from '../upstream.js'

/** Whose body is read, and what it may take. */
export interface BodyBounds {
  readonly server: ServerUrl
  readonly limits: Limits
  readonly signal: AbortSignal
  /** Told of each part. */
  readonly onBytes?: () => void
}

/** Lets a body go; a connection that is not done is closed. */
export function dropBody(response: Response): void {
  response.body?.cancel().catch(() => undefined)
}

/**
 * The text of a body, part by part; the next is read only when the last has been used.
 * @throws the signal's reason; UpstreamError `lost` where it breaks; SERVER_FAILED where it is silent
 */
export async function* textOf(response: Response, bounds: BodyBounds): AsyncGenerator<string> {
  if (response.body === null) return
  const { server, limits, signal } = bounds
  const reader: ReadableStreamDefaultReader<Uint8Array> = response.body.getReader()
  const decoder = new TextDecoder()
  const read = async () => {
    try {
      const part = await orLate(reader.read(), limits.silentMs, undefined)
      if (part !== undefined) return part
    } catch (cause) {
      if (signal.aborted) throw signal.reason
      throw new UpstreamError({ kind: 'lost', isSent: true }, { cause })
    }
    throw serverFailed.silent(server, String(Math.round(limits.silentMs / 1_000)))
  }
  try {
    for (;;) {
      const { done, value } = await read()
      if (done) break
      bounds.onBytes?.()
      const text = decoder.decode(value, { stream: true })
      if (text !== '') yield text
    }
    const rest = decoder.decode()
    if (rest !== '') yield rest
  } finally {
    reader.cancel().catch(() => undefined)
  }
}

/** A whole body. @throws as `textOf`; SERVER_FAILED for more than `maxBytes` */
export async function wholeTextOf(response: Response, bounds: BodyBounds): Promise<string> {
  const { maxBytes } = bounds.limits
  const parts: string[] = []
  let length = 0
  for await (const part of textOf(response, bounds)) {
    length += part.length
    if (length > maxBytes) throw serverFailed.tooLong(bounds.server, String(maxBytes))
    parts.push(part)
  }
  return parts.join('')
}
