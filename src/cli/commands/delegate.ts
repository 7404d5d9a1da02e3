import { createCommandContext } from '../../app/command-context.js'
import { JheError } from '../../errors.js'
import { duration } from '../../setting-readers.js'
import type { BareContext, CommandGroup } from './command-group.js'

interface DelegateFlags {
  readonly type: string[]
  readonly for: string
  readonly to?: string
  readonly privacy?: string
  readonly revoke?: string
}

const collect = (text: string, before: string[]): string[] => [
  ...before,
  ...text.split(/[\s,]+/).filter((word) => word !== ''),
]

const lifetimeOf = (text: string): number => {
  const found = duration('1min', '12h')(text)
  if ('value' in found) return found.value
  throw new JheError(
    'INPUT_INVALID',
    `--for ${found.fault}.`,
    'Write it like --for 30min or --for 2h; a delegation lasts 12 hours at most.',
  )
}

const demandName = (to: string | undefined): string => {
  if (to !== undefined) return to
  throw new JheError(
    'INPUT_INVALID',
    'delegate needs to know to whom.',
    'Name the agent, like --to summary-agent; the audit trail shows the name.',
  )
}

const demandIdentified = (privacy: string | undefined): void => {
  if (privacy === undefined || privacy === 'identified') return
  throw new JheError(
    'INPUT_INVALID',
    `--privacy ${JSON.stringify(privacy.slice(0, 40))} is not offered: this version has no level but identified, and a delegation must not promise one that nothing keeps.`,
    'Leave --privacy out, and hold the agent by --study, --patient, --type, --scope and --tools.',
  )
}

const run = async ({ runtime, flags }: BareContext, given: DelegateFlags): Promise<number> => {
  const command = createCommandContext(runtime, flags)
  const { delegateCommand, revokeCommand } = await import('../delegate.js')
  try {
    if (given.revoke !== undefined) return await revokeCommand(command, given.revoke)
    demandIdentified(given.privacy)
    const { type: types } = given
    const to = demandName(given.to)
    return await delegateCommand(command, { to, types, lifetime: lifetimeOf(given.for), flags })
  } catch (thrown) {
    command.log.failure(thrown)
    throw thrown
  }
}

/** `delegate`: less than one has, for an agent, for a while. */
export const addDelegateCommand: CommandGroup = (program, { runBare }) => {
  program
    .command('delegate')
    .description(
      'print a token for JHE_GRANT that holds an agent to --study, --patient, --scope, --tools',
    )
    .option('--to <name>', 'the agent, for the audit trail')
    .option('--type <list>', 'only these data types; repeat for more', collect, [])
    .option('--for <time>', 'how long: 1min to 12h', '1h')
    .option('--privacy <level>', 'identified, the only level of this version')
    .option('--revoke <id>', 'end one that was made before, or all')
    .action(async (given: DelegateFlags) => {
      await runBare(async (bare) => await run(bare, given))
    })
}
