import type { CommandContext } from '../../app/runtime.js'
import { JheError } from '../../errors.js'
import type { AuditHead } from '../../state/store.js'
import type { CommandGroup } from './command-group.js'

interface VerifyFlags {
  readonly from?: string[]
  /** Trails of other processes; true without any. */
  readonly state?: true | string[]
}

/** The ends of the chains that the processes of `serve` have copied to their state. */
const headsInState = async (command: CommandContext): Promise<readonly AuditHead[]> => {
  const [{ openState }, { serveContext }] = await Promise.all([
    import('../../app/serve/open-state.js'),
    import('../../app/serve/serve-context.js'),
  ])
  const { state } = await openState(serveContext(command, {}))
  try {
    return await state.auditHeads.list()
  } finally {
    await state.close()
  }
}

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
    .option(
      '--state [files...]',
      'of `serve`: against the heads in its state; files of other processes',
    )
    .action(async ({ from, state }: VerifyFlags) => {
      await run(async (command) => {
        const { auditVerify, auditVerifyState } = await import('../audit.js')
        if (state === undefined) return await auditVerify(command, from)
        const files = state === true ? [] : state
        const readHeads = async () => await headsInState(command)
        const isGenuine = await auditVerify(command, from)
        return Math.max(isGenuine, await auditVerifyState(command, readHeads, files))
      })
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
