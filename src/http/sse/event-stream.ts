import type { ServerResponse } from 'node:http'

/** An open stream of server-sent events. */
export interface EventStream {
  event(name: string, data: string): void
  /** Bytes that no client sees, which keep the connection alive. */
  comment(): void
  /** Sends what is left and closes the connection; a reader that does not take it is cut off. */
  end(): void
  /** The same, and the client opens another stream at once: until then, what it asks is lost. */
  handOver(): void
}

export interface EventStreamOptions {
  readonly headers: Readonly<Record<string, string>>
  /** Bytes that may wait for a slow reader; with more, the next write cuts it off. */
  readonly maxUnsent: number
  /** Called once the connection is closed, whoever closed it. */
  readonly closed: () => void
}

/** Milliseconds that a client waits before it opens another stream: usually, and when we end. */
const retryMs = { usual: 500, atOnce: 50 }

/** How long the last bytes may take, in milliseconds. */
const lastBytesMs = 5_000

/** Proxies neither buffer, compress nor keep the stream; the socket ends with it. */
const streamHeaders = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
  connection: 'close',
}

/** Opens a stream as the answer of a request; clients reconnect half a second after its end. */
export function openEventStream(
  response: ServerResponse,
  { headers, maxUnsent, closed }: EventStreamOptions,
): EventStream {
  const write = (text: string): void => {
    if (response.writableEnded || response.destroyed) return
    if (response.writableLength > maxUnsent) response.destroy()
    else response.write(text)
  }
  response.once('close', closed)
  response.on('error', () => undefined)
  response.writeHead(200, { ...headers, ...streamHeaders })
  const retryAfter = (ms: number): void => {
    write(`retry: ${ms}\n\n`)
  }
  retryAfter(retryMs.usual)
  const end = (): void => {
    if (response.writableEnded || response.destroyed) return
    response.end()
    const cut = setTimeout(() => response.destroy(), lastBytesMs)
    cut.unref()
    response.once('close', () => {
      clearTimeout(cut)
    })
  }
  return {
    event: (name, data) => {
      write(`event: ${name}\ndata: ${data}\n\n`)
    },
    comment: () => {
      write(': keep-alive\n\n')
    },
    end,
    handOver: () => {
      retryAfter(retryMs.atOnce)
      end()
    },
  }
}
