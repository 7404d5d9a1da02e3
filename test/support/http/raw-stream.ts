import { get, type IncomingMessage } from 'node:http'

/** One event, or a comment with an empty name. */
export interface RawEvent {
  readonly name: string
  readonly data: string
}

/** A stream as its bytes come. */
export interface RawStream {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  /** The next one by name (empty for a comment); fails when the stream ends before. */
  next(name: string): Promise<string>
  /** Resolves when the connection is closed. */
  readonly closed: Promise<void>
  /** Stops reading. */
  pause(): void
  destroy(): void
}

const eventOf = (text: string): RawEvent => {
  const lines = text.split('\n')
  const field = (name: string): string =>
    lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? ''
  const retry = field('retry')
  return retry === ''
    ? { name: field('event'), data: field('data') }
    : { name: 'retry', data: retry }
}

/** Opens `GET /sse`. */
export const openRawStream = async (url: string, authorization: string): Promise<RawStream> =>
  await new Promise((resolve, reject) => {
    const sent = get(`${url}/sse`, { headers: { authorization }, agent: false })
    sent.once('error', reject)
    sent.once('response', (response) => {
      const events: RawEvent[] = []
      const waiting = new Set<() => void>()
      let isClosed = false
      let rest = ''
      const tell = (): void => {
        for (const look of [...waiting]) look()
      }
      response.setEncoding('utf8')
      response.on('data', (part: string) => {
        const texts = (rest + part).split('\n\n')
        rest = texts.pop() ?? ''
        events.push(...texts.map(eventOf))
        tell()
      })
      response.on('error', () => undefined)
      const closed = new Promise<void>((done) => {
        response.once('close', () => {
          isClosed = true
          tell()
          done()
        })
      })
      const next = async (name: string): Promise<string> =>
        await new Promise((found, lost) => {
          const look = (): void => {
            const at = events.findIndex((event) => event.name === name)
            if (at < 0 && !isClosed) return
            waiting.delete(look)
            const [event] = at < 0 ? [] : events.splice(at, 1)
            if (event === undefined) lost(new Error(`the stream ended without ${name}`))
            else found(event.data)
          }
          waiting.add(look)
          look()
        })
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers,
        next,
        closed,
        pause: () => {
          response.pause()
        },
        destroy: () => {
          response.destroy()
        },
      })
    })
  })

/** Posts a message to where the stream said. */
export const postTo = async (
  url: string,
  endpoint: string,
  { authorization, body, type = 'application/json' }: Posted,
): Promise<{ readonly status: number; readonly headers: Headers; readonly text: string }> => {
  const response = await fetch(`${url}${endpoint}`, {
    method: 'POST',
    headers: { authorization, 'content-type': type },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: response.status, headers: response.headers, text: await response.text() }
}

export interface Posted {
  readonly authorization: string
  readonly body: object | string
  readonly type?: string
}
