import type { CommandContext } from '../../app/runtime.js'
import type { OpenApp } from '../../app/opened-app.js'
import type { StatusOptions } from '../../console/api/status-routes.js'
import type { ServerWay } from '../../console/connections/connections.js'
import { ownServer } from '../../console/ways/own-server.js'
import { pipeUpstream } from '../../console/ways/pipe-upstream.js'
import { signInNow } from './sign-in-now.js'

/** The server that the console is about. */
export interface OwnConnection extends StatusOptions, Pick<ServerWay, 'open' | 'close'> {
  readonly address: string
}

/** All tools are on the pages, unless the person or the policy chose some. */
export const withAllTools = (command: CommandContext): CommandContext =>
  command.config.tools === 'default'
    ? { ...command, config: { ...command.config, tools: 'all' } }
    : command

/**
 * This program's own server, for the person of this computer or of the demo.
 * @param callCommand what asks one of its tools in a terminal
 * @param home what the first page can do beside that
 */
export function localConnection(
  command: CommandContext,
  opened: OpenApp,
  callCommand: string,
  home: Pick<StatusOptions, 'person' | 'signOut' | 'findings'>,
): OwnConnection {
  const { app, caller, signIn } = opened
  const { runtime, log } = command
  // no tab opens by itself: the page has a button for that
  const server = ownServer({ app, caller, log })
  return {
    version: runtime.version,
    callCommand,
    ...home,
    address: '',
    signIn:
      signIn === undefined || app.problem !== undefined
        ? undefined
        : async (signal) => {
            await signInNow(await signIn.open(), runtime, signal)
          },
    open: (receive) => pipeUpstream(server, receive),
    close: async () => {
      await opened.close()
    },
  }
}
