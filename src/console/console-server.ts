import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

import { JheError, toJheError } from '../errors.js'
import { readBody } from '../http/wire/read-body.js'
import type { Log } from '../log.js'
import { createGuard, type Guard, type Refusal } from './guard.js'
import type { PageFile } from './page-files.js'
import { setPageHeaders } from './page-headers.js'
import { matchRoutes, type Match, type Reply, type Route } from './route.js'
import { writeLines } from './write-lines.js'

/** Bytes of the longest body. */
const maxBody = 1_048_576
/** Milliseconds that answers have at the end. */
const closingMs = 300

export interface ConsoleServerOptions {
  /** Static files by path. They hold nothing secret: any user of this computer may read them. */
  readonly files: ReadonlyMap<string, PageFile>
  readonly routes: readonly Route[]
  readonly isToken: (brought: string) => boolean
  /** 0 for any that is free. */
  readonly port: number
  readonly log: Log
  /** Told of each request of a page that has shown its code. */
  readonly onUse: () => void
}

/** A console that listens. */
export interface ConsoleServer {
  readonly port: number
  /** Ends every connection, and what is under way on it. */
  readonly close: () => Promise<void>
}

const sendJson = (response: ServerResponse, status: number, value: object): void => {
  const body = JSON.stringify(value)
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(body)),
  })
  response.end(body)
}

const refuse = (response: ServerResponse, { status, message }: Refusal): void => {
  // what is left of a body is not read
  response.setHeader('Connection', 'close')
  sendJson(response, status, { error: { code: 'REFUSED', message, hint: '' } })
}

/** HTTP status by code of the error; the page shows message and hint. */
const statusOf = ({ code }: JheError): number => {
  if (code === 'INPUT_INVALID') return 400
  if (code === 'NOT_VISIBLE') return 404
  return code === 'INTERNAL' ? 500 : 409
}

const sendError = (response: ServerResponse, thrown: unknown): void => {
  const error = toJheError(thrown)
  const { code, message, hint } = error
  sendJson(response, statusOf(error), { error: { code, message, hint } })
}

const sendFile = (response: ServerResponse, { type, body }: PageFile): void => {
  response.writeHead(200, { 'Content-Type': type, 'Content-Length': String(body.byteLength) })
  response.end(body)
}

/** Aborted when the page no longer waits for the answer. */
const signalOf = (response: ServerResponse): AbortSignal => {
  const gone = new AbortController()
  response.once('close', () => {
    gone.abort(new Error('the page is gone'))
  })
  return gone.signal
}

const parse = (text: string): unknown => {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    throw new JheError('INPUT_INVALID', 'What the page sent is no JSON.', 'Load the page again.')
  }
}

const reply = async (response: ServerResponse, answer: Reply): Promise<void> => {
  if ('lines' in answer) await writeLines(response, answer.lines)
  else sendJson(response, answer.status ?? 200, answer.value)
}

interface Asked {
  readonly url: URL
  readonly match: Match
  readonly route: Route
}

const answerRoute = async (
  request: IncomingMessage,
  response: ServerResponse,
  { url, match, route }: Asked,
): Promise<void> => {
  const body = await readBody(request, maxBody)
  if (body === undefined) {
    refuse(response, { status: 413, message: 'The console takes at most 1 MB at once.' })
    return
  }
  const signal = signalOf(response)
  const { params } = match
  const exchange = { params, query: url.searchParams, input: parse(body), signal }
  await reply(response, await route.answer(exchange))
}

/** What a request leads to, as the guard must know it. */
const guardedRoute = (file: PageFile | undefined, match: Match | undefined) => {
  if (file !== undefined) return { methods: ['GET', 'HEAD'], isOpen: true }
  if (match === undefined) return undefined
  const methods = match.routes.map(({ method }) => method)
  return { methods, isOpen: match.routes.every(({ isOpen }) => isOpen === true) }
}

/** What is at the address of a request. */
const lookUp = ({ files, routes }: ConsoleServerOptions, target: string) => {
  const base = 'http://127.0.0.1'
  const url = URL.canParse(target, base) ? new URL(target, base) : new URL(base)
  return { url, file: files.get(url.pathname), match: matchRoutes(routes, url.pathname) }
}

const failed = (response: ServerResponse, thrown: unknown): void => {
  if (response.headersSent) response.destroy()
  else sendError(response, thrown)
}

const createHandler = (options: ConsoleServerOptions, guard: () => Guard) => {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = 'GET' } = request
    const { url, file, match } = lookUp(options, request.url ?? '/')
    const refusal = guard()({ method, headers: request.headers }, guardedRoute(file, match))
    if (refusal !== undefined) {
      refuse(response, refusal)
      return
    }
    if (file !== undefined) {
      sendFile(response, file)
      return
    }
    const route = match?.routes.find((one) => one.method === method)
    if (match === undefined || route === undefined) return
    if (route.isOpen !== true) options.onUse()
    await answerRoute(request, response, { url, match, route })
  }
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    setPageHeaders(response)
    try {
      await answer(request, response)
    } catch (thrown) {
      options.log.failure(thrown)
      failed(response, thrown)
    }
  }
}

const portTaken = (port: number, cause: unknown): JheError =>
  new JheError(
    'CONFIG_INVALID',
    `The console cannot listen on port ${port} of 127.0.0.1: another program does, or this user may not.`,
    'Give another --port, or none: then one that is free is taken.',
    { cause },
  )

/**
 * Serves the console's page and its API on 127.0.0.1.
 * @throws JheError CONFIG_INVALID where the port cannot be had
 */
export async function startConsoleServer(options: ConsoleServerOptions): Promise<ConsoleServer> {
  const { isToken } = options
  let guard: Guard = () => ({ status: 421, message: 'The console is not ready.' })
  const handle = createHandler(options, () => guard)
  const server = createServer((request, response) => void handle(request, response))
  await new Promise<void>((resolve, reject) => {
    server.once('error', (thrown) => {
      reject(portTaken(options.port, thrown))
    })
    server.listen(options.port, '127.0.0.1', resolve)
  })
  // a failed accept must not end the process
  server.on('error', (thrown) => {
    options.log.failure(thrown)
  })
  const bound = server.address()
  const port = typeof bound === 'object' && bound !== null ? bound.port : options.port
  guard = createGuard({ port, isToken })
  return {
    port,
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeIdleConnections()
      // an answer that is being written is written to its end
      const late = setTimeout(() => {
        server.closeAllConnections()
      }, closingMs)
      await closed
      clearTimeout(late)
    },
  }
}
