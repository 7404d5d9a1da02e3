import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { request } from 'node:http'
import { connect, createServer, type Server, type Socket } from 'node:net'

/** Below the ports that systems give to outgoing connections, one of which could take it meanwhile. */
const ports = { first: 12_000, last: 30_000 } as const

let next = randomInt(ports.first, ports.last)

/**
 * A port that nobody listens on at this moment. One after another, so that none is given twice to a
 * test that asks for several before it listens on the first.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = next
    next = port + 1 < ports.last ? port + 1 : ports.first
    const server = createServer().listen({ host: '127.0.0.1', port })
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    )
    if (!isFree) continue
    server.close()
    await once(server, 'close')
    return port
  }
}

export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

export interface Ask {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Address to connect to, where the name in the URL should not decide. */
  readonly host?: string
}

/** One request over its own connection; redirects are not followed. */
export const ask = (
  address: string,
  { method = 'GET', headers = {}, host, body: sentBody }: Ask = {},
): Promise<Reply> =>
  new Promise((resolve, reject) => {
    const sent = request(address, { method, headers, agent: false, ...(host ? { host } : {}) })
    sent.once('error', reject)
    sent.once('response', (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => {
        body += part
      })
      response.once('error', reject)
      response.once('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body })
      })
    })
    sent.end(sentBody)
  })

/** A connection that says `text` and then nothing. */
export async function connectTo(port: number, text = '', host = '127.0.0.1'): Promise<Socket> {
  const socket = connect({ port, host })
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  if (text !== '') socket.write(text)
  return socket
}

/** A server that holds a port; `close` also cuts its connections. */
export interface Stranger {
  close(): Promise<void>
}

export async function holdPort(server: Server, port: number, host: string): Promise<Stranger> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('close', () => sockets.delete(socket))
  })
  server.listen({ host, port })
  await once(server, 'listening')
  return {
    close: async () => {
      server.close()
      sockets.forEach((socket) => socket.destroy())
      await once(server, 'close')
    },
  }
}

/** Whether nobody listens on the port of an address. */
export const isFree = async (port: number, host = '127.0.0.1'): Promise<boolean> => {
  const server = createServer()
  try {
    server.listen({ host, port })
    await once(server, 'listening')
  } catch {
    return false
  }
  server.close()
  await once(server, 'close')
  return true
}
