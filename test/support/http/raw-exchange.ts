import { once } from 'node:events'
import { connect } from 'node:net'

/** What came back over a connection until its end. */
export interface RawExchange {
  /** Of each answer, in order; empty where the connection was ended without one. */
  readonly statuses: readonly number[]
  readonly text: string
}

const statusLine = /HTTP\/1\.1 (\d{3}) /g

/**
 * Writes bytes to a new connection and reads until the server ends it, as `Connection: close` asks for.
 * @param bytes as they go over the wire
 */
export async function exchangeRaw(port: number, bytes: string | Buffer): Promise<RawExchange> {
  const socket = connect({ port, host: '127.0.0.1' })
  const parts: Buffer[] = []
  socket.on('data', (part: Buffer) => parts.push(part))
  // a server may cut a connection whose bytes it does not want
  socket.on('error', () => undefined)
  socket.write(bytes)
  await once(socket, 'close')
  const text = Buffer.concat(parts).toString('utf8')
  return { text, statuses: [...text.matchAll(statusLine)].map(([, status]) => Number(status)) }
}

/** A header, or with an array every line of it. */
export type Header = readonly [name: string, value: string]

export interface RawRequest {
  readonly method?: string
  readonly target?: string
  readonly headers?: readonly Header[]
  readonly body?: string | Buffer
}

/** The bytes of a request, header by header as given. */
export const rawRequest = ({
  method = 'POST',
  target = '/mcp',
  headers = [],
  body = '',
}: RawRequest): Buffer =>
  Buffer.concat([
    Buffer.from(
      `${method} ${target} HTTP/1.1\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`,
      'latin1',
    ),
    Buffer.from(body),
  ])
