import { JheError } from '../../errors.js'
import type { GrantChoice } from '../serve/grants.js'
import type { CommandGroup } from './command-group.js'

const needsMore =
  (command: string, ...commands: readonly string[]) =>
  (): never => {
    throw new JheError(
      'INPUT_INVALID',
      `${command} needs to know what to do.`,
      `Write ${commands.map((one) => `\`jhe-mcp ${one}\``).join(' or ')}.`,
    )
  }

const addGrants: CommandGroup = (program, { run }) => {
  const grants = program
    .command('grants')
    .description('of `serve`: who allowed which program (list, revoke, client add)')
    .action(needsMore('grants', 'grants list', 'grants revoke', 'grants client add'))
  grants
    .command('list')
    .description('a table on a terminal, JSON in a pipe')
    .option('--person <id>', 'of one JHE user')
    .option('--client <id>', 'of one program')
    .action(async (choice: GrantChoice) => {
      await run(async (command) => {
        const { grantsList } = await import('../serve/grants.js')
        return await grantsList(command, choice)
      })
    })
  grants
    .command('revoke')
    .description('end grants with all their tokens, here and at JHE')
    .option('--grant <hash>', 'one, as the list and the audit trail name it')
    .option('--person <id>', 'all of one JHE user')
    .option('--client <id>', 'all of one program')
    .action(async (choice: GrantChoice) => {
      await run(async (command) => {
        const { grantsRevoke } = await import('../serve/grants.js')
        return await grantsRevoke(command, choice)
      })
    })
  grants
    .command('client')
    .description('programs that may ask whatever JHE_CLIENTS says')
    .action(needsMore('grants client', 'grants client add'))
    .command('add <name> <redirect-uri...>')
    .description('add a program, and print its client id')
    .action(async (name: string, redirectUris: readonly string[]) => {
      await run(async (command) => {
        const { clientAdd } = await import('../serve/grants.js')
        return await clientAdd(command, name, redirectUris)
      })
    })
}

/** `grants` and `state`: what an administrator of `serve` does beside it. */
export const addGrantCommands: CommandGroup = (program, runner) => {
  addGrants(program, runner)
  const state = program
    .command('state')
    .description('of `serve`: its database (state sql)')
    .action(needsMore('state', 'state sql'))
  state
    .command('sql')
    .description('print the script for the role and the tables')
    .option('--role <name>', 'name of the role', 'jhe_mcp_state')
    .action(async ({ role }: { readonly role: string }) => {
      await runner.runBare(async ({ runtime }) => {
        const { stateScript } = await import('../../state/schema/state-script.js')
        runtime.stdout.write(stateScript(role))
        return 0
      })
    })
}
