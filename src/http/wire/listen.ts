import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http'
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https'

import type { PathHandler } from '../../broker/broker.js'
import { JheError } from '../../errors.js'
import type { Tls } from './tls.js'

/** Milliseconds. */
export interface Timeouts {
  /** For the headers of a request. */
  readonly headers: number
  /** For a whole request. */
  readonly request: number
  /** That a connection may be idle: longer than common balancers keep theirs, so that it is they who end it. */
  readonly keepAlive: number
  /** That nothing may pass over a connection with a request: a peer that does not read what it was sent. */
  readonly silence: number
  /** Between two looks for slow senders. */
  readonly check: number
}

export const usualTimeouts: Timeouts = {
  headers: 20_000,
  request: 30_000,
  keepAlive: 620_000,
  silence: 120_000,
  check: 5_000,
}

/**
 * The limits of a server whose calls may take that long: an answer without events is silent until it
 * is complete, and a call may send its statement twice.
 * @param statementTimeout milliseconds
 */
export const timeoutsFor = (statementTimeout: number): Timeouts => ({
  ...usualTimeouts,
  silence: Math.max(usualTimeouts.silence, 2 * statementTimeout + 60_000),
})

const maxHeaderBytes = 16_384

const serverOptions = ({ headers, request, keepAlive, check }: Timeouts): ServerOptions => ({
  headersTimeout: headers,
  requestTimeout: request,
  keepAliveTimeout: keepAlive,
  connectionsCheckingInterval: check,
  maxHeaderSize: maxHeaderBytes,
  noDelay: true,
})

/** Where to listen. */
export interface Address {
  /** A name or an address; empty for all of this machine. */
  readonly host: string
  /** 0 for any. */
  readonly port: number
}

export interface Listening {
  readonly port: number
  /** Takes no more connections, and ends those that are idle. */
  stop(): void
  /** Ends every connection too. */
  end(): void
}

/** `localhost` means either loopback address, so that no other process can answer on the other one. */
const hostsOf = (host: string): readonly string[] =>
  host === 'localhost' ? ['127.0.0.1', '::1'] : [host]

const causeOf = (thrown: unknown): string =>
  thrown instanceof Error ? String(Reflect.get(thrown, 'code')) : ''

const problems: Readonly<
  Record<string, readonly [why: string, hint: (setting: string) => string]>
> = {
  EADDRINUSE: [
    'another program listens there',
    (setting) => `Stop it, or set ${setting} to another port.`,
  ],
  EACCES: [
    'this user may not open that port',
    (setting) =>
      `Set ${setting} to a port from 1024 on, and let a proxy or the balancer lead to it.`,
  ],
  EADDRNOTAVAIL: [
    'the address is none of this machine',
    (setting) => `Set ${setting} to an address of this machine, or to :<port> for all of them.`,
  ],
  ENOTFOUND: ['the name is not known', (setting) => `Write an address into ${setting}.`],
}

const listenError = (thrown: unknown, { host, port }: Address, setting: string): JheError => {
  const [why, hint] = problems[causeOf(thrown)] ?? [
    'the operating system refused it',
    (name: string) => `Check ${name}; JHE_LOG_LEVEL=debug shows the cause.`,
  ]
  return new JheError(
    'CONFIG_INVALID',
    `jhe-mcp cannot listen on port ${port}${host === '' ? '' : ` of ${host}`}: ${why}.`,
    hint(setting),
    { cause: thrown },
  )
}

/** A server that does not listen yet, with its limits. */
const createListener = (
  handler: PathHandler,
  { tls, timeouts = usualTimeouts }: ListenOptions,
): Server | TlsServer => {
  const options = serverOptions(timeouts)
  const listener: RequestListener = (request, response) => void handler(request, response)
  const server =
    tls === undefined
      ? createServer(options, listener)
      : createTlsServer({ ...options, ...tls.current }, listener)
  server.timeout = timeouts.silence
  if (tls !== undefined && 'setSecureContext' in server) {
    const stop = tls.watch((changed) => {
      server.setSecureContext(changed)
    })
    server.once('close', stop)
  }
  return server
}

/** @returns the port */
const bind = async (server: Server | TlsServer, { host, port }: Address): Promise<number> => {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, ...(host === '' ? {} : { host }) }, resolve)
  })
  // a failed accept, as under EMFILE, must not end the process
  server.on('error', () => undefined)
  const bound = server.address()
  return typeof bound === 'object' && bound !== null ? bound.port : port
}

const isAbsent = (thrown: unknown): boolean =>
  ['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(causeOf(thrown))

export interface ListenOptions {
  readonly tls?: Tls | undefined
  readonly timeouts?: Timeouts
}

/**
 * Opens a listener; for `localhost` one on each loopback address that this machine has.
 * @param setting the variable that names the address, for errors
 * @throws JheError CONFIG_INVALID when the address cannot be had
 */
export async function listen(
  handler: PathHandler,
  address: Address,
  setting: string,
  options: ListenOptions,
): Promise<Listening> {
  const servers: (Server | TlsServer)[] = []
  const stop = (): void => {
    for (const server of servers) server.close()
  }
  let { port } = address
  try {
    for (const host of hostsOf(address.host)) {
      const server = createListener(handler, options)
      try {
        port = await bind(server, { host, port })
        servers.push(server)
      } catch (thrown) {
        if (servers.length === 0 || !isAbsent(thrown)) throw thrown
      }
    }
  } catch (thrown) {
    stop()
    throw listenError(thrown, address, setting)
  }
  return {
    port,
    stop,
    end: () => {
      stop()
      for (const server of servers) server.closeAllConnections()
    },
  }
}
