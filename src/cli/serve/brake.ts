import { openAudit } from '../../app/audit/open-audit.js'
import type { CommandContext } from '../../app/runtime.js'
import type { ServeContext } from '../../app/serve/serve-context.js'
import { liftEntry } from '../../calls/lift-brake.js'
import { issuerOf } from '../../config.js'
import type { BrakeRow, StateStore } from '../../state/store.js'
import { renderTable } from '../../text/table.js'
import { demandTerminal } from '../brake.js'
import { subjectOf, withState } from './grants.js'

export interface ServedBrakeOptions {
  readonly lift: boolean
  /** `core_jheuser.id`; everybody without one. */
  readonly person: string | undefined
}

const liftAll = async (
  context: ServeContext,
  state: StateStore,
  rows: readonly BrakeRow[],
): Promise<void> => {
  const { config, runtime } = context
  const audit = openAudit(context, { replica: `${runtime.machine.hostname}-brake` })
  try {
    for (const { person, subject } of rows) {
      await state.brakes.lift(person)
      const facts = { subject, issuer: issuerOf(config), consent: config.consent, client: null }
      audit.record(liftEntry(runtime.now(), facts))
    }
  } finally {
    await audit.close()
  }
}

/**
 * `jhe-mcp brake` for `serve`: whose reading is counted, and who is stopped. With `lift` what was
 * counted of them is forgotten and a stop ended, in every replica.
 * @returns the exit code: 1 while somebody is stopped, or where there is nobody to lift
 * @throws JheError INPUT_INVALID where there is no terminal to lift it from; STATE_UNAVAILABLE
 */
export async function servedBrake(
  command: CommandContext,
  { lift, person }: ServedBrakeOptions,
): Promise<number> {
  const { stdout } = command.runtime
  if (lift) demandTerminal(command.runtime)
  const subject = subjectOf({ ...(person === undefined ? {} : { person }) })
  return await withState(command, async (context, state) => {
    const rows = (await state.brakes.list()).filter(
      (row) => subject === undefined || row.subject === subject,
    )
    if (lift) {
      await liftAll(context, state, rows)
      stdout.write(`${rows.length} lifted.\n`)
      return rows.length === 0 ? 1 : 0
    }
    const shown = rows.map(({ subject: id, stopped }) => ({ person: id, stopped }))
    if (stdout.columns === undefined) stdout.write(`${JSON.stringify(shown, null, 2)}\n`)
    else if (shown.length === 0) stdout.write('Nobody has read patients lately.\n')
    else stdout.write(`${renderTable(shown, { width: stdout.columns })}\n`)
    return rows.some(({ stopped }) => stopped) ? 1 : 0
  })
}
