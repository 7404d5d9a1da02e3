import { createCommandContext } from '../../app/command-context.js'
import { JheError } from '../../errors.js'
import { asPerson } from './as-person.js'
import type { BareContext, CommandGroup } from './command-group.js'
import { addServerOptions, isRemote, serverFlagsIn, type ServerFlags } from './server-options.js'

interface ConsoleOptions {
  readonly browser: boolean
  readonly port?: string
  readonly demo?: boolean
  readonly as?: string
}

/** @throws JheError INPUT_INVALID */
const parsePort = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined
  const port = Number(text)
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port
  throw new JheError('INPUT_INVALID', '--port is no port.', 'Give a number from 1 to 65535.')
}

const run = async (
  { runtime, flags }: BareContext,
  options: ConsoleOptions & ServerFlags,
): Promise<number> => {
  const { browser, demo = false, as } = options
  const port = parsePort(options.port)
  const own = serverFlagsIn(options)
  const isDemo = demo || as !== undefined
  const command = createCommandContext(runtime, flags)
  if (isDemo || !isRemote(own, runtime)) {
    const { localConsole } = await import('../console/console-command.js')
    return await localConsole(command, flags, { browser, port, demo, as })
  }
  const { servedConnection } = await import('../console/remote-connection.js')
  const { startConsole } = await import('../console/start-console.js')
  const { openKeptServers } = await import('../console/kept-servers.js')
  const served = servedConnection(runtime, flags, own)
  const context = { runtime, log: command.log, flags, kept: openKeptServers(command) }
  return await startConsole(context, served, { browser, port })
}

/** `console`: a page of one's own. */
export const addConsoleCommand: CommandGroup = (program, { runBare }) => {
  const command = program
    .command('console')
    .description('open a page of your own: studies, pictures, tools, messages, chat')
    .option('--no-browser', 'show the address only')
    .option('--port <n>', 'a port of 127.0.0.1; one that is free unless given')
    .option('--demo', 'show the demo world')
    .addOption(asPerson())
  addServerOptions(command).action(async (options: ConsoleOptions & ServerFlags) => {
    await runBare(async (bare) => await run(bare, options))
  })
}
