import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

import { z } from 'zod'

import { orLate } from '../../../or-late.js'
import type { Place } from '../../place.js'
import { type Binding, bindLoopback } from './bind-loopback.js'
import { pageHeaders } from './pages.js'
import type { RedirectUri } from './redirect-uri.js'

export interface LoopbackOptions {
  /** Whose port is taken, on both loopback addresses. */
  readonly redirect: RedirectUri
  /** Answers a request; every connection carries one. */
  readonly respond: (request: IncomingMessage, response: ServerResponse) => void
  /** Longest time in milliseconds for a request to arrive; 10 s. */
  readonly requestLimit?: number | undefined
  /** The browser speaks TLS to this port: something made https of the address. Told once. */
  readonly upgraded?: (() => void) | undefined
  /** Named in errors; JHE unless given. */
  readonly place?: Place | undefined
}

/** The port of the redirect address, held by this process. */
export interface LoopbackServer {
  /** One line for the person, when not everything could be bound. */
  readonly warning: string | undefined
  /**
   * Frees the port at once, and ends with the last response on its way. May be called again with less
   * time than before.
   * @param within milliseconds until every connection is cut, 60 unless given
   */
  close(within?: number): Promise<void>
}

export type LoopbackOutcome =
  | { readonly kind: 'listening'; readonly server: LoopbackServer }
  | Extract<Binding, { readonly kind: 'taken' }>

/** How long the last responses may take, in milliseconds: closing ends within 100. */
const closeTimeoutMs = 60

const broken = z.object({ code: z.string().optional(), rawPacket: z.instanceof(Buffer).optional() })

/** First byte of a TLS record that carries a handshake (RFC 8446, section 5.1). */
const handshake = 0x16

const statusLines: Readonly<Record<string, string>> = {
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
}

/** Answers what is not HTTP as Node does; a TLS handshake is reported and its connection closed. */
const refuse = (error: unknown, socket: Duplex, upgraded: () => void): void => {
  const { code = '', rawPacket } = broken.safeParse(error).data ?? {}
  if (rawPacket?.[0] === handshake) {
    socket.destroy()
    upgraded()
  } else if (socket.writable)
    socket.end(`HTTP/1.1 ${statusLines[code] ?? '400 Bad Request'}\r\nConnection: close\r\n\r\n`)
  else socket.destroy()
}

const serverFor = (
  respond: LoopbackOptions['respond'],
  limit: number,
  upgraded: () => void,
): Server => {
  const server = createServer(
    {
      requireHostHeader: false,
      headersTimeout: limit,
      requestTimeout: limit,
      connectionsCheckingInterval: Math.ceil(limit / 10),
    },
    (request, response) => {
      response.shouldKeepAlive = false
      respond(request, response)
    },
  )
  server.on('clientError', (error, socket) => {
    refuse(error, socket, upgraded)
  })
  // A failed accept, as under EMFILE, must not end the process; binding reports its own failures.
  return server.on('error', () => undefined)
}

/** Frees the port. @returns once every connection is closed */
const stopAll = async (servers: readonly Server[]): Promise<void> => {
  const open = servers.filter((server) => server.listening)
  await Promise.all(
    open.map(async (server) => {
      server.close()
      await once(server, 'close')
    }),
  )
}

const createCloser = (servers: readonly Server[]): LoopbackServer['close'] => {
  let closed: Promise<void> | undefined
  return async (within = closeTimeoutMs) => {
    closed ??= stopAll(servers)
    await orLate(closed, within, undefined)
    for (const server of servers) server.closeAllConnections()
    await closed
  }
}

/** A text for a program or for somebody who came here by mistake. */
export const sendText = (response: ServerResponse, status: number, text: string): void => {
  response.writeHead(status, { ...pageHeaders, 'Content-Type': 'text/plain; charset=utf-8' })
  response.end(text)
}

/** An answer for another process of this program. */
export const sendJson = (response: ServerResponse, body: object): void => {
  response.writeHead(200, { ...pageHeaders, 'Content-Type': 'application/json' })
  response.end(JSON.stringify(body))
}

/**
 * Takes the port of the redirect address, or tells that another process has it.
 * @throws JheError CALLBACK_PORT_BUSY when the system does not allow the port.
 */
export async function openLoopbackServer({
  redirect,
  respond,
  requestLimit = 10_000,
  upgraded = () => undefined,
  place,
}: LoopbackOptions): Promise<LoopbackOutcome> {
  let isUpgraded = false
  const tellOnce = (): void => {
    if (!isUpgraded) upgraded()
    isUpgraded = true
  }
  const servers = {
    '127.0.0.1': serverFor(respond, requestLimit, tellOnce),
    '::1': serverFor(respond, requestLimit, tellOnce),
  }
  const binding = await bindLoopback(redirect, servers, place)
  if (binding.kind === 'taken') return binding
  const close = createCloser(Object.values(servers))
  return { kind: 'listening', server: { warning: binding.warning, close } }
}
