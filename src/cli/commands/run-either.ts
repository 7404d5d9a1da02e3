import type { CommandContext } from '../../app/runtime.js'
import type { RemoteCommand } from '../connect/with-remote.js'
import type { CommandRunner } from './command-group.js'
import { isRemote, serverFlagsIn, type ServerFlags } from './server-options.js'

/** The same command at JHE and at a server elsewhere. */
export interface BothWays {
  readonly local: (command: CommandContext) => Promise<number>
  readonly remote: (command: RemoteCommand) => Promise<number>
}

/** Runs the half of a command that its flags ask for. */
export const runEither = async (
  { run, runBare }: CommandRunner,
  given: ServerFlags,
  { local, remote }: BothWays,
): Promise<void> => {
  const own = serverFlagsIn(given)
  const outcome = { isLocal: false }
  await runBare(async ({ runtime, flags }) => {
    outcome.isLocal = !isRemote(own, runtime)
    if (outcome.isLocal) return 0
    const { withRemote } = await import('../connect/with-remote.js')
    return await withRemote(runtime, flags, own, remote)
  })
  if (outcome.isLocal) await run(local)
}
