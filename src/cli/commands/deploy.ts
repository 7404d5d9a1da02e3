import type { DeployFlags } from '../deploy.js'
import type { CommandGroup } from './command-group.js'

/** `deploy`: prints what runs `serve` elsewhere. */
export const addDeployCommand: CommandGroup = (program, { runBare }) => {
  program
    .command('deploy [kind]')
    .description('print what runs `serve` elsewhere; --list names the kinds')
    .option('--list', 'the kinds, with a line each')
    .option('--replicas <n>', 'how many processes', '3')
    .option('--addresses <host:port...>', 'where a proxy reaches each, instead of --replicas')
    .option('--public-url <url>', 'address that people use')
    .action(async (kind: string | undefined, flags: DeployFlags) => {
      await runBare(async ({ runtime }) => {
        const { deployCommand } = await import('../deploy.js')
        return deployCommand(runtime, kind, flags)
      })
    })
}
