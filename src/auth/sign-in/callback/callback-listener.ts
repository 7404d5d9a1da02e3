import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { Duplex } from 'node:stream'

import { z } from 'zod'

import { orLate } from '../../../or-late.js'
import { type Binding, bindLoopback } from './bind-loopback.js'
import {
  type CallbackHandler,
  createCallbackHandler,
  type CallbackHandlerOptions,
  type Ending,
} from './callback-handler.js'

export interface CallbackListener extends Pick<
  CallbackHandler,
  'answer' | 'reopen' | 'ignored' | 'expect' | 'offer' | 'offerCode'
> {
  /** One line for the person, when not everything could be bound. */
  readonly warning: string | undefined
  /** Answers the browser and the waiting processes, then closes everything within 100 ms. */
  end(ending: Ending): Promise<void>
}

export type ListenerOutcome =
  | { readonly kind: 'listening'; readonly listener: CallbackListener }
  | Extract<Binding, { readonly kind: 'taken' }>

export interface ListenerOptions extends Omit<CallbackHandlerOptions, 'holdLimit'> {
  /** Longest time in milliseconds that a browser waits for the final page; 30 s. */
  readonly holdLimit?: number
  /** Longest time in milliseconds for a request to arrive; 10 s. */
  readonly requestLimit?: number
  /** The browser speaks TLS to this port: something made https of the address. Told once. */
  readonly upgraded?: () => void
}

/** How long the last responses may take before every connection is closed, in milliseconds. */
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

const listenFor = (handler: CallbackHandler, limit: number, upgraded: () => void): Server => {
  const server = createServer(
    {
      requireHostHeader: false,
      headersTimeout: limit,
      requestTimeout: limit,
      connectionsCheckingInterval: Math.ceil(limit / 10),
    },
    (request, response) => {
      handler.respond(request, response)
    },
  )
  server.on('clientError', (error, socket) => {
    refuse(error, socket, upgraded)
  })
  // A failed accept, as under EMFILE, must not end the process; binding reports its own failures.
  return server.on('error', () => undefined)
}

const closeAll = async (servers: readonly Server[], left: Promise<unknown>): Promise<void> => {
  const open = servers.filter((server) => server.listening)
  const closed = open.map(async (server) => {
    server.close()
    await once(server, 'close')
  })
  await orLate(left, closeTimeoutMs, undefined)
  open.forEach((server) => {
    server.closeAllConnections()
  })
  await Promise.all(closed)
}

/**
 * Starts to listen for the browser that JHE sends back, or tells that another process does.
 * No address may be shown to the person before the outcome is `listening`.
 * @throws JheError CALLBACK_PORT_BUSY when the system does not allow the port.
 */
export async function openCallbackListener({
  holdLimit = 30_000,
  requestLimit = 10_000,
  upgraded = () => undefined,
  ...options
}: ListenerOptions): Promise<ListenerOutcome> {
  const handler = createCallbackHandler({ ...options, holdLimit })
  let isUpgraded = false
  const tellOnce = (): void => {
    if (!isUpgraded) upgraded()
    isUpgraded = true
  }
  const servers = {
    '127.0.0.1': listenFor(handler, requestLimit, tellOnce),
    '::1': listenFor(handler, requestLimit, tellOnce),
  }
  const binding = await bindLoopback(options.redirect, servers, options.place)
  if (binding.kind === 'taken') return binding
  let closing: Promise<void> | undefined
  const end = async (ending: Ending): Promise<void> => {
    const leaving = handler.settle(ending).filter((response) => !response.destroyed)
    await closeAll(
      Object.values(servers),
      Promise.all(
        leaving.map(
          (response) =>
            new Promise((resolve) => {
              response.once('close', resolve)
            }),
        ),
      ),
    )
  }
  return {
    kind: 'listening',
    listener: {
      warning: binding.warning,
      get answer() {
        return handler.answer
      },
      reopen: handler.reopen,
      ignored: handler.ignored,
      expect: handler.expect,
      offer: handler.offer,
      offerCode: handler.offerCode,
      end: async (ending) => {
        closing ??= end(ending)
        await closing
      },
    },
  }
}
