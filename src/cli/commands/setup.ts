import type { SetupFlags } from '../../setup/setup-command.js'
import { createCommandContext } from '../../app/command-context.js'
import type { CommandContext } from '../../app/runtime.js'
import type { CommandGroup } from './command-group.js'

/** `setup`: writes the server into the configuration of a host. */
export const addSetupCommand: CommandGroup = (program, { run, runBare }) => {
  program
    .command('setup [host]')
    .description("write it into a host's configuration; without one, list the hosts")
    .option('--print [format]', 'show what would be written; json, toml or yaml for any other host')
    .option('--remove', 'take it out again')
    .option('--url <url>', 'a server elsewhere: no password, you sign in where you ask')
    .option('--transport <kind>', 'with --url: auto, http (Streamable HTTP) or sse')
    .option('--header-file <file>', 'with --url: headers for a server that wants a key')
    .option('--server-client-id <id>', 'with --url: an OAuth client that its administrator made')
    .option('--demo', 'the demo world, which needs no settings')
    .option('--name <name>', 'name of the server in the host')
    .option('--file <path>', "the host's file, where it is not the usual one")
    .option('--allow-readable', 'even if others can read the password there')
    .action(async (host: string | undefined, flags: SetupFlags) => {
      const setUp = async (command: CommandContext): Promise<number> => {
        const { setupCommand } = await import('../../setup/setup-command.js')
        return await setupCommand(command, host, program.opts(), flags)
      }
      if (flags.url === undefined) await run(setUp)
      else
        await runBare(async ({ runtime }) => {
          // settings of a server on this computer do not matter then, not even wrong ones
          const bare = createCommandContext({ ...runtime, env: {} }, {})
          return await setUp({ ...bare, runtime })
        })
    })
}
