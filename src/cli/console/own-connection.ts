import type { CommandContext } from '../../app/runtime.js'
import type { OpenApp } from '../../app/opened-app.js'
import type { StatusOptions } from '../../console/api/status-routes.js'
import { ownServer } from '../../console/ways/own-server.js'
import { pipeUpstream } from '../../console/ways/pipe-upstream.js'
import type { Receive, Upstream } from '../../connect/upstream/upstream.js'

/** The server that the console is about. */
export interface OwnConnection extends StatusOptions {
  readonly address: string
  readonly open: (receive: Receive) => Upstream
  readonly close: () => Promise<void>
}

/** All tools are on the pages, unless the person or the policy chose some. */
export const withAllTools = (command: CommandContext): CommandContext =>
  command.config.tools === 'default'
    ? { ...command, config: { ...command.config, tools: 'all' } }
    : command

/**
 * This program's own server, for the person of this computer or of the demo.
 * @param callCommand what asks one of its tools in a terminal
 */
export function localConnection(
  command: CommandContext,
  opened: OpenApp,
  callCommand: string,
): OwnConnection {
  const { app, caller, signIn } = opened
  const { runtime, log } = command
  const server = ownServer({ ...opened, log })
  return {
    version: runtime.version,
    callCommand,
    address: '',
    person: async (signal) =>
      await caller.identity.state(signal).then(
        ({ identity: { subject } }) => ({ subject }),
        () => ({ subject: null }),
      ),
    signIn:
      signIn === undefined || app.problem !== undefined
        ? undefined
        : async (signal) => {
            await (await signIn.open()).require(signal)
          },
    open: (receive) => pipeUpstream(server, receive),
    close: async () => {
      await opened.close()
    },
  }
}
