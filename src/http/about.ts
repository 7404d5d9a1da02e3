import type { PathHandler } from '../broker/broker.js'
import type { App } from '../calls/app.js'
import { callerOf, type Granted } from '../calls/request-context.js'
import { JheError } from '../errors.js'
import type { Log } from '../log.js'
import { definitionsHash, toolDefinitions } from '../mcp/tool-definitions-hash.js'
import { once } from '../once.js'
import { sendJson } from './wire/send.js'

export interface AboutOptions {
  readonly app: App
  readonly granted: Granted
  readonly publicUrl: string
  readonly log: Log
}

const nobody = async (): Promise<never> =>
  await Promise.reject(new JheError('INTERNAL', 'Nobody asks here.', 'Send a token.'))

/** SHA-256 of the tool definitions that clients of this server receive. */
const toolsHash = async ({ app, granted, log }: AboutOptions): Promise<string> => {
  const caller = callerOf(app, { current: nobody, state: nobody }, granted)
  return definitionsHash(await toolDefinitions({ app, caller, log }))
}

/** `GET /`: what this server is and where what is. */
export function about(options: AboutOptions): PathHandler {
  const { app, publicUrl } = options
  const hash = once(async () => await toolsHash(options))
  return async (_request, response) => {
    sendJson(response, 200, {
      name: 'jhe-mcp',
      version: app.version,
      tools_sha256: await hash.get(),
      endpoints: {
        mcp: `${publicUrl}/mcp`,
        sse: `${publicUrl}/sse`,
        account: `${publicUrl}/account`,
        health: `${publicUrl}/health`,
        ready: `${publicUrl}/ready`,
      },
      docs: `https://www.npmjs.com/package/jhe-mcp/v/${app.version}`,
    })
  }
}
