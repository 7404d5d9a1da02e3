import { noAudit, openAudit } from '../app/audit/open-audit.js'
import { demandGrant } from '../app/grant/open-grant.js'
import { brakeFileOf, brakeLimitsOf } from '../app/guard/open-guard.js'
import { commandRewriterOf } from '../app/command-rewriter.js'
import type { CommandContext, Runtime } from '../app/runtime.js'
import { minuteOf } from '../app/session-lines.js'
import { liftEntry } from '../calls/lift-brake.js'
import { JheError } from '../errors.js'
import type { BrakeFile } from '../guard/brake/brake-file.js'
import { lifted } from '../guard/brake/brake-text.js'
import { hourMs, isLifted, read, type BrakeLimits, type Reading } from '../guard/brake/reading.js'

/**
 * Only somebody at a terminal lifts the brake: no model that may start programs.
 * @throws JheError INPUT_INVALID
 */
export const demandTerminal = ({ stdin }: Pick<Runtime, 'stdin'>): void => {
  if (stdin.isTTY === true) return
  throw new JheError(
    'INPUT_INVALID',
    'brake --lift was not run on a terminal, so that nothing was lifted.',
    'Open a terminal yourself and run `jhe-mcp brake --lift` there.',
  )
}

const timeOf = (ms: number): string => minuteOf(Math.floor(ms / 1000))

const linesOf = (reading: Reading, limits: BrakeLimits, now: number): readonly string[] => {
  const { patientsHour, patientsDay, rowsHour } = read(reading, now)
  const { patientsPerHour, patientsPerDay, rowsPerHour } = limits
  const { stoppedAt, liftedUntil = 0 } = reading
  return [
    `Within an hour: ${patientsHour} of ${patientsPerHour} different patients, ${rowsHour} of ${rowsPerHour} rows. Within a day: ${patientsDay} of ${patientsPerDay} patients.`,
    ...(isLifted(reading, now) ? [`Lifted until ${timeOf(liftedUntil)}.`] : []),
    ...(stoppedAt === undefined
      ? []
      : [
          `STOPPED at ${timeOf(stoppedAt)} by an alarm (JHE_CANARIES): nothing is answered until \`jhe-mcp brake --lift\`.`,
        ]),
  ]
}

/** Whoever is signed in, for the trail; nobody where that cannot be told. */
const personOf = async (command: CommandContext) => {
  try {
    const { openAccount } = await import('../app/account.js')
    const { session } = await openAccount(command, { audit: noAudit }).stores.read()
    return { subject: session?.subject ?? null, issuer: session?.issuer ?? null }
  } catch {
    return { subject: null, issuer: null }
  }
}

const lift = async (command: CommandContext, file: BrakeFile): Promise<void> => {
  const { now } = command.runtime
  const until = now().getTime() + hourMs
  const audit = openAudit(command)
  try {
    const person = await personOf(command)
    await file.renew((state) => lifted(state, until))
    const { consent } = command.config
    audit.record(liftEntry(now(), { ...person, consent, client: null }))
  } finally {
    await audit.close()
  }
}

/**
 * `jhe-mcp brake`: how much was read lately by everybody of this installation; with `lift` it ends
 * every stop and, for an hour, the limits.
 * @returns the exit code: 1 while something is stopped
 * @throws JheError INPUT_INVALID where there is no terminal to lift it from, BRAKED where what was
 * counted was changed, INTERNAL where it cannot be read
 */
export async function brakeCommand(
  command: CommandContext,
  options: { readonly lift: boolean },
): Promise<number> {
  const { stdout, now } = command.runtime
  const words = commandRewriterOf(command.runtime)
  const { config } = demandGrant(command)
  const file = brakeFileOf(command)
  if (options.lift) {
    demandTerminal(command.runtime)
    await lift({ ...command, config }, file)
    stdout.write('Lifted for an hour; what was stopped goes on.\n')
  }
  const { state } = await file.read()
  const at = now().getTime()
  const { liftedUntil = 0, people } = state
  const readings = Object.values(people)
  const all: readonly Reading[] = readings.length === 0 ? [{ patients: {}, rows: [] }] : readings
  for (const reading of all) {
    const shown = { ...reading, liftedUntil: Math.max(liftedUntil, reading.liftedUntil ?? 0) }
    for (const line of linesOf(shown, brakeLimitsOf(config), at)) stdout.write(words(`${line}\n`))
  }
  return readings.some(({ stoppedAt }) => stoppedAt !== undefined) ? 1 : 0
}
