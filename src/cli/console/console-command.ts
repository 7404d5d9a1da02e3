import { openApp } from '../../app/open-app.js'
import type { CommandContext } from '../../app/runtime.js'
import { homeOf } from './home.js'
import { openKeptServers } from './kept-servers.js'
import { localPerson, savedSession } from './local-person.js'
import { localConnection, withAllTools } from './own-connection.js'
import { startConsole, type ConsoleFlags } from './start-console.js'

export interface LocalConsoleFlags extends ConsoleFlags {
  readonly demo: boolean
  readonly as: string | undefined
}

const callOf = (isDemo: boolean, as: string | undefined): string =>
  ['jhe-mcp call', ...(isDemo ? ['--demo'] : []), ...(as === undefined ? [] : [`--as ${as}`])].join(
    ' ',
  )

/** The demo has no session and no installation. */
const nothing = { signOut: undefined, findings: undefined } as const

/** The console on the database of this computer's settings, or on the demo world. @returns the exit code */
export async function localConsole(
  given: CommandContext,
  programFlags: Readonly<Record<string, unknown>>,
  { demo, as, ...flags }: LocalConsoleFlags,
): Promise<number> {
  const command = withAllTools(given)
  const isDemo = demo || as !== undefined
  const opened = isDemo
    ? await (await import('../../app/demo/demo-app.js')).openDemoApp(command, as)
    : openApp(command)
  const { runtime, log } = command
  const context = { runtime, log, flags: programFlags, kept: openKeptServers(command) }
  const home = isDemo ? nothing : homeOf(command, programFlags)
  const person = localPerson(opened, isDemo ? undefined : savedSession(command))
  const own = localConnection(command, opened, callOf(isDemo, as), { ...home, person })
  return await startConsole(context, own, flags)
}
