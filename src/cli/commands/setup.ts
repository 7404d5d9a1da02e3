import type { SetupFlags } from '../../setup/setup-command.js'
import type { CommandGroup } from './command-group.js'

/** `setup`: writes the server into the configuration of a host. */
export const addSetupCommand: CommandGroup = (program, { run }) => {
  program
    .command('setup [host]')
    .description("write it into a host's configuration; without one, list the hosts")
    .option('--print [format]', 'show what would be written; json, toml or yaml for any other host')
    .option('--remove', 'take it out again')
    .option('--url <url>', 'a server elsewhere: no password, you sign in where you ask')
    .option('--transport <kind>', 'with --url: auto, http (Streamable HTTP) or sse')
    .option('--header-file <file>', 'with --url: headers for a server that wants a key')
    .option('--demo', 'the demo world, which needs no settings')
    .option('--name <name>', 'name of the server in the host')
    .option('--file <path>', "the host's file, where it is not the usual one")
    .option('--allow-readable', 'even if others can read the password there')
    .action(async (host: string | undefined, flags: SetupFlags) => {
      await run(async (command) => {
        const { setupCommand } = await import('../../setup/setup-command.js')
        return await setupCommand(command, host, program.opts(), flags)
      })
    })
}
