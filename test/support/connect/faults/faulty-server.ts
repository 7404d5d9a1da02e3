import { once } from 'node:events'
import {
  createServer as createProxy,
  type RequestListener,
  type Server as ProxyServer,
} from 'node:http'
import { createServer, type Server } from 'node:https'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { text } from 'node:stream/consumers'

import { readMessages } from '../../../../src/connect/upstream/message.js'
import { freePort } from '../../loopback.js'
import { createCertificate, type TestCertificate } from '../../issuer/certificate.js'
import { answerUsual, resultFor, sendJson, type Incoming, type Script } from '../scripted-server.js'

/** A server over TLS and a proxy to it, both of which can be broken and mended. */
export interface FaultyServer {
  /** Of this computer. */
  readonly url: string
  /** By a public name, through the proxy. */
  readonly farUrl: string
  readonly proxyUrl: string
  /** Certificate authorities to trust, PEM. */
  readonly authorities: string
  /** Answers to calls from now on; undefined for the usual. */
  script(change: Script | undefined): void
  certify(which: keyof Certificates): void
  stop(): Promise<void>
  start(): Promise<void>
  /** What the proxy does from now on. */
  proxy(does: 'tunnel' | 'ask for a password' | 'nothing'): Promise<void>
  close(): Promise<void>
}

interface Certificates {
  readonly good: TestCertificate
  readonly strange: TestCertificate
  readonly expired: TestCertificate
}

const far = 'mcp.example.org'

const tools = [
  { name: 'ask', inputSchema: { type: 'object' }, annotations: { readOnlyHint: true } },
  { name: 'change', inputSchema: { type: 'object' } },
]

/** Answers as a server of 2025 with sessions. */
export const answerWell: Script = (incoming) => {
  if (answerUsual(incoming, 'a-session')) return
  const { message, response } = incoming
  const content = [{ type: 'text', text: 'fine' }]
  const result = message['method'] === 'tools/list' ? { tools } : { content }
  sendJson(response, resultFor(incoming, result))
}

/** The same for a request whose body is not read yet. */
export const listenWell: RequestListener = (request, response) => {
  void text(request).then((body) => {
    const [message = {}] = readMessages(body) ?? []
    answerWell({ request, response, message, socket: request.socket, before: 0 })
  })
}

const isCall = ({ message }: Incoming): boolean => message['method'] === 'tools/call'

const listen = async (server: Server | ProxyServer, port: number): Promise<void> => {
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
}

const stop = async (server: Server | ProxyServer): Promise<void> => {
  if (!server.listening) return
  server.close()
  server.closeAllConnections()
  await once(server, 'close')
}

export async function startFaultyServer(): Promise<FaultyServer> {
  const [port, farPort, proxyPort] = [await freePort(), await freePort(), await freePort()]
  const certificates: Certificates = {
    good: createCertificate('localhost'),
    strange: createCertificate('localhost'),
    expired: createCertificate('localhost', -1),
  }
  const farCertificate = createCertificate(far)
  let script: Script | undefined
  let does: Parameters<FaultyServer['proxy']>[0] = 'tunnel'
  let count = 0
  const ends = new Set<Duplex>()

  const serve = (certificate: TestCertificate): Server =>
    createServer(certificate, (request, response) => {
      void text(request).then((body) => {
        const [message = {}] = readMessages(body) ?? []
        const incoming: Incoming = {
          ...{ request, response, message, socket: request.socket },
          before: (count += 1),
        }
        if (script !== undefined && isCall(incoming)) script(incoming)
        else answerWell(incoming)
      })
    })
  const [near, distant] = [serve(certificates.good), serve(farCertificate)]
  const proxy = createProxy()
  proxy.on('connect', (_request, socket) => {
    if (does === 'ask for a password') {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic\r\n\r\n')
      return
    }
    const tunnel = connect(farPort, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      tunnel.pipe(socket).pipe(tunnel)
    })
    for (const end of [tunnel, socket]) {
      ends.add(end)
      end.on('error', () => undefined)
    }
  })
  const cut = (): void => {
    for (const end of ends) end.destroy()
    ends.clear()
  }
  await listen(near, port)
  await listen(distant, farPort)
  await listen(proxy, proxyPort)
  return {
    url: `https://localhost:${port}/mcp?key=canary-of-the-address`,
    farUrl: `https://${far}/mcp?key=canary-of-the-address`,
    proxyUrl: `http://127.0.0.1:${proxyPort}`,
    authorities: [certificates.good, certificates.expired, farCertificate]
      .map(({ cert }) => cert)
      .join(''),
    script: (change) => {
      script = change
    },
    certify: (which) => {
      near.setSecureContext(certificates[which])
      near.closeAllConnections()
    },
    stop: async () => {
      await stop(near)
    },
    start: async () => {
      await listen(near, port)
    },
    proxy: async (next) => {
      does = next
      cut()
      if (next === 'nothing') await stop(proxy)
      else if (!proxy.listening) await listen(proxy, proxyPort)
    },
    close: async () => {
      cut()
      for (const server of [near, distant, proxy]) await stop(server)
    },
  }
}
