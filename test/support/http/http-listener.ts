import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server on a port of this machine. */
export interface HttpListener {
  readonly url: string
  readonly server: Server
  /** Cuts all connections and frees the port. */
  close(): Promise<void>
}

const isAddress = (address: string | AddressInfo | null): address is AddressInfo =>
  typeof address === 'object' && address !== null

export async function listenLocally(listener: RequestListener): Promise<HttpListener> {
  const server = createServer(listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (!isAddress(address)) throw new Error('no address')
  return {
    url: `http://127.0.0.1:${address.port}`,
    server,
    close: async () => {
      if (!server.listening) return
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
