import { JheError } from '../../errors.js'
import type { CommandGroup } from './command-group.js'

/** `audit` with its commands `verify` and `show`. */
export const addAuditCommands: CommandGroup = (program, { run }) => {
  const audit = program
    .command('audit')
    .description('check the audit trail (audit verify), or show it (audit show)')
    .action(() => {
      throw new JheError(
        'INPUT_INVALID',
        'audit needs to know what to do.',
        'Write `jhe-mcp audit verify` or `jhe-mcp audit show`.',
      )
    })
  audit
    .command('verify')
    .description('find a line that was changed, removed or swapped')
    .option('--from <number-and-hash...>', 'of a line that you kept elsewhere')
    .action(async ({ from }: { from?: string[] }) => {
      await run(async (command) => await (await import('../audit.js')).auditVerify(command, from))
    })
  audit
    .command('show')
    .description('a table on a terminal, JSON lines in a pipe')
    .option('--fhir', 'as FHIR R5 AuditEvents, one a line')
    .option('--since <date>', 'from this date or time on')
    .action(async (flags: { fhir?: boolean; since?: string }) => {
      await run(async (command) => await (await import('../audit.js')).auditShow(command, flags))
    })
}
