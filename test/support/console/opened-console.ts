import { request, type IncomingHttpHeaders } from 'node:http'

import { startConsoleServer, type ConsoleServer } from '../../../src/console/console-server.js'
import { createBearer, createOneUseCode } from '../../../src/console/one-use-code.js'
import { pageFiles } from '../../../src/console/page-files.js'
import { sessionRoutes } from '../../../src/console/api/session-routes.js'
import type { Route } from '../../../src/console/route.js'
import { createLog } from '../../../src/log.js'

/** An answer of the console. */
export interface ConsoleAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

export interface AskOptions {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export interface OpenedConsole extends ConsoleServer {
  readonly code: string
  readonly token: string
  /** What the console was told: that a code was stolen, that one was too old, that a page is used. */
  readonly told: readonly string[]
  /** Asks as any program can, with whatever headers. */
  readonly ask: (path: string, options?: AskOptions) => Promise<ConsoleAnswer>
  /** Asks as the page does. */
  readonly api: (path: string, body?: object, method?: string) => Promise<ConsoleAnswer>
}

const texts = {
  html: '<!doctype html><html lang="en"><head><title>jhe-mcp</title></head></html>',
  script: '',
  style: '',
  icon: '<svg xmlns="http://www.w3.org/2000/svg"/>',
}

/** @param now milliseconds since 1970 */
export async function openConsole(
  routes: readonly Route[] = [],
  now: () => number = Date.now,
): Promise<OpenedConsole> {
  const told: string[] = []
  const tell = (line: string) => (): void => {
    told.push(line)
  }
  const { code, take } = createOneUseCode(now)
  const bearer = createBearer()
  const session = sessionRoutes({
    bearer,
    take,
    onTheft: tell('theft'),
    onExpired: tell('expired'),
  })
  const server = await startConsoleServer({
    files: pageFiles(texts),
    routes: [...session, ...routes],
    isToken: bearer.matches,
    port: 0,
    log: createLog('error', () => undefined),
    onUse: tell('use'),
  })
  const ask: OpenedConsole['ask'] = async (path, { method = 'GET', headers = {}, body } = {}) =>
    await new Promise((resolve, reject) => {
      const host = `127.0.0.1:${server.port}`
      const sent = request(
        { host: '127.0.0.1', port: server.port, path, method, headers: { host, ...headers } },
        (response) => {
          let text = ''
          response.setEncoding('utf8')
          response.on('data', (part: string) => {
            text += part
          })
          response.on('end', () => {
            resolve({ status: response.statusCode ?? 0, headers: response.headers, text })
          })
        },
      )
      sent.once('error', reject)
      sent.end(body)
    })
  return {
    ...server,
    code,
    token: bearer.token,
    told,
    ask,
    api: async (path, body, method = body === undefined ? 'GET' : 'POST') =>
      await ask(path, {
        method,
        headers: {
          authorization: `Bearer ${bearer.token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
  }
}
