import { sessionRoutes } from './api/session-routes.js'
import { startConsoleServer, type ConsoleServerOptions } from './console-server.js'
import { createBearer, createOneUseCode, type OneUseCode } from './one-use-code.js'
import { watchUse, type Wait } from './until-idle.js'

export interface ConsoleOptions extends Pick<
  ConsoleServerOptions,
  'files' | 'routes' | 'port' | 'log'
> {
  /** Writes a line for the person at the terminal. */
  readonly tell: (line: string) => void
  /** @returns whether a browser was opened; undefined for a console that opens none */
  readonly openBrowser: ((address: string) => Promise<boolean>) | undefined
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly wait: Wait
  /** Aborted by Ctrl-C. */
  readonly interrupted: AbortSignal
}

/** Why a console ended. */
export type ConsoleEnd = 'interrupted' | 'idle' | 'stolen'

/** Milliseconds without a page. */
const idleMs = 30 * 60_000

const endings: Readonly<Record<ConsoleEnd, string>> = {
  interrupted: 'The console has ended.',
  idle: 'The console has ended: no page asked anything for 30 minutes. Start it again when you need it.',
  stolen:
    'The address was used twice, so somebody else may have read it. The console has ended, and nothing it knew can be asked any more. Start it again.',
}

/** Serves the console until Ctrl-C, half an hour without a page, or a code that is used twice. */
export async function runConsole(options: ConsoleOptions): Promise<ConsoleEnd> {
  const { tell, now, wait, interrupted, openBrowser } = options
  const bearer = createBearer()
  const stopped = new AbortController()
  const ending = AbortSignal.any([interrupted, stopped.signal])
  const use = watchUse(idleMs, now, wait)
  let code: OneUseCode = createOneUseCode(now)
  let address = ''
  const renew = (): void => {
    code = createOneUseCode(now)
    tell(`The console is at ${address}#${code.code}`)
  }

  const session = sessionRoutes({
    bearer,
    take: (brought) => code.take(brought),
    onTheft: () => {
      stopped.abort()
    },
    onExpired: renew,
  })
  const server = await startConsoleServer({
    ...options,
    routes: [...session, ...options.routes],
    isToken: bearer.matches,
    onUse: use.used,
  })
  address = `http://127.0.0.1:${server.port}/`
  tell('The console shows what only you may see. Its address counts once, for two minutes:')
  renew()
  const isOpen = (await openBrowser?.(`${address}#${code.code}`)) ?? false
  tell(isOpen ? 'It opens in your browser; Ctrl-C ends it.' : 'Open it; Ctrl-C ends it.')
  await use.ended(ending)
  await server.close()
  const end = interrupted.aborted ? 'interrupted' : stopped.signal.aborted ? 'stolen' : 'idle'
  tell(endings[end])
  return end
}
