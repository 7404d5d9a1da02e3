import { JheError } from '../errors.js'
import { commandRewriterOf, type CommandRewriter } from '../app/command-rewriter.js'
import type { Runtime } from '../app/runtime.js'
import { groups, type Check } from './check.js'
import { createContext, type ContextParts, type DoctorContext } from './context.js'
import { runChecks, usualLimits, withNeeds, type Limits, type Result } from './engine.js'
import { createRedact } from './redact.js'
import { checks as all } from './registry.js'
import { createReport, reportJsonSchema, type Report } from './report.js'
import { showReport } from './show-report.js'

export interface DoctorFlags {
  readonly json?: boolean
  readonly verbose?: boolean
  readonly offline?: boolean
  readonly check?: readonly string[]
  readonly list?: boolean
  readonly strict?: boolean
  readonly fix?: boolean
  readonly schema?: boolean
  /** Seconds for one check. */
  readonly timeout?: number
}

export interface DoctorOptions {
  /** Settings of the command line by name. */
  readonly settings: Readonly<Record<string, unknown>>
  /** Host of a server elsewhere, which is private as the others are. */
  readonly remoteHost?: string
  readonly checks?: readonly Check[]
  readonly parts?: Partial<ContextParts>
}

/**
 * The checks of the given ids and groups.
 * @throws JheError INPUT_INVALID for a name that is neither
 */
export function chooseChecks(
  names: readonly string[],
  from: readonly Check[] = all,
): readonly Check[] {
  const unknown = names.find((name) => !from.some(({ id, group }) => id === name || group === name))
  if (unknown !== undefined) {
    throw new JheError(
      'INPUT_INVALID',
      `There is no check or group ${JSON.stringify(unknown.slice(0, 40))}.`,
      '`jhe-mcp doctor --list` lists them.',
    )
  }
  if (names.length === 0) return from
  return from.filter(({ id, group }) => names.includes(id) || names.includes(group))
}

const listText = (chosen: readonly Check[]): string =>
  Object.entries(groups)
    .map(([group, title]) => {
      const members = chosen.filter((check) => check.group === group)
      const lines = members.map(({ id, title: own }) => `  ${id.padEnd(20)} ${own}`)
      return members.length === 0 ? '' : `${title} (${group})\n${lines.join('\n')}\n`
    })
    .filter((text) => text !== '')
    .join('\n')

const limitsOf = ({ timeout }: DoctorFlags): Limits => {
  if (timeout === undefined) return usualLimits
  const factor = 6
  return { checkMs: timeout * 1000, totalMs: timeout * 1000 * factor, isChosen: true }
}

const isBad = ({ status }: Result): boolean => status === 'warn' || status === 'fail'

/** Repairs what `--fix` may repair. @returns the ids of the checks that were repaired */
const repair = async (
  results: readonly Result[],
  context: DoctorContext,
): Promise<readonly string[]> => {
  const repaired: string[] = []
  for (const { check, fix } of results.filter(isBad)) {
    if (check.repair === undefined || fix !== 'jhe-mcp doctor --fix') continue
    await check.repair(context)
    repaired.push(check.id)
  }
  return repaired
}

/** Runs the checks and repairs, until nothing more can be repaired. */
const examine = async (
  look: () => Promise<readonly Result[]>,
  context: DoctorContext,
  mayRepair: boolean,
): Promise<{ results: readonly Result[]; repaired: readonly string[] }> => {
  const repaired: string[] = []
  for (;;) {
    const results = await look()
    const done = mayRepair ? await repair(results, context) : []
    const isNew = done.some((id) => !repaired.includes(id))
    repaired.push(...done.filter((id) => !repaired.includes(id)))
    if (!isNew) return { results, repaired }
  }
}

const progressTo =
  ({ stderr }: Runtime) =>
  (group: string): void => {
    if (stderr.columns !== undefined) stderr.write(`${group} …\n`)
  }

/**
 * Runs the checks once.
 * @throws JheError INPUT_INVALID for an unknown check
 */
export async function diagnose(
  runtime: Runtime,
  flags: DoctorFlags,
  { settings, checks = all, parts = {}, remoteHost }: DoctorOptions,
): Promise<Report> {
  const { offline = false, verbose = false, strict = false, fix = false, check = [] } = flags
  const chosen = withNeeds(chooseChecks(check, checks), checks)
  const context = createContext(runtime, { flags: settings, offline, parts })
  const startedAt = runtime.now()
  const start = performance.now()
  const look = async () =>
    await runChecks(chosen, context, {
      limits: limitsOf(flags),
      interrupted: runtime.interrupted,
      progress: progressTo(runtime),
    })
  try {
    const { results, repaired } = await examine(look, context, fix)
    return createReport(results, {
      version: runtime.version,
      node: runtime.nodeVersion,
      platform: runtime.machine.platform,
      startedAt,
      durationMs: Math.round(performance.now() - start),
      repaired,
      strict,
      verbose,
      redact: createRedact(context, verbose, remoteHost),
    })
  } finally {
    await context.close()
  }
}

/** The report with commands that work in this installation. */
const withInstalledCommands = (report: Report, rewrite: CommandRewriter): Report => ({
  ...report,
  checks: report.checks.map((check) => ({
    ...check,
    detail: rewrite(check.detail),
    hint: check.hint === null ? null : rewrite(check.hint),
  })),
})

/**
 * `jhe-mcp doctor`
 * @returns exit code 0 when nothing failed (with `--strict`: nor warned), else 1
 * @throws JheError INPUT_INVALID for an unknown check
 */
export async function doctorCommand(
  runtime: Runtime,
  flags: DoctorFlags,
  options: DoctorOptions,
): Promise<number> {
  const { stdout, env } = runtime
  const json = (value: unknown): void => {
    stdout.write(`${JSON.stringify(value, null, 2)}\n`)
  }
  if (flags.schema === true) {
    json(reportJsonSchema())
    return 0
  }
  if (flags.list === true) {
    const chosen = chooseChecks(flags.check ?? [], options.checks)
    if (flags.json === true) json(chosen.map(({ id, group, title }) => ({ id, group, title })))
    else stdout.write(listText(chosen))
    return 0
  }
  const report = withInstalledCommands(
    await diagnose(runtime, flags, options),
    commandRewriterOf(runtime),
  )
  if (flags.json === true) json(report)
  else {
    const width = Math.min(stdout.columns ?? 80, 80)
    const colours = stdout.columns !== undefined && (env['NO_COLOR'] ?? '') === ''
    stdout.write(
      showReport(report, {
        width,
        colours,
        verbose: flags.verbose === true,
      }),
    )
  }
  return report.ok ? 0 : 1
}
