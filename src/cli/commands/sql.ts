import type { SqlFlags } from '../sql-command.js'
import type { CommandGroup } from './command-group.js'

/** `sql`: the closed list of SQL, and the scripts for a database's administrator. */
export const addSqlCommand: CommandGroup = (program, { run }) => {
  program
    .command('sql')
    .description('print every SQL text that the program may send')
    .option('--role <name>', 'print the script for a role that can do nothing else')
    .option('--rls', 'with --role: row-level security for the members of the role')
    .option('--indexes', 'print the script for indexes that keep questions fast')
    .action(async (flags: SqlFlags) => {
      await run(async ({ runtime }) => {
        const { sqlCommand } = await import('../sql-command.js')
        runtime.stdout.write(sqlCommand(flags))
        return 0
      })
    })
}
