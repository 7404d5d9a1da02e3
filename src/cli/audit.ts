import { hashForm, readLine, type AuditLine, type Link } from '../audit/chain.js'
import {
  compareHeads,
  findingMessage,
  readTrailContent,
  type KeptHead,
  type TrailContent,
} from '../audit/compare-heads.js'
import { toFhirAuditEvent } from '../audit/fhir.js'
import { textsOf, verifyTrail, type Verdict } from '../audit/verify.js'
import { notHereMessage, breachMessage } from '../audit/breach-message.js'
import { JheError } from '../errors.js'
import { diskLimitMs } from '../files/disk.js'
import { FileFault } from '../files/file-fault.js'
import { renderTable } from '../text/table.js'
import type { CommandContext } from '../app/runtime.js'

const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`

const startOf = ({ first, notHere }: Verdict): readonly string[] => {
  if (first === null || first === 1) return []
  return notHere === null
    ? [`The trail begins at line number ${first} and holds, or goes on from, the line of --from.`]
    : [
        `But ${notHereMessage(notHere)}: they were removed, or older files are kept elsewhere. With the number and the hash of a line that you keep, say --from <number> <hash>: the newest one of an older file, as \`audit verify\` told it.`,
      ]
}

const linesOf = (verdict: Verdict): readonly string[] => {
  const { files, lines, newest, torn } = verdict
  return [
    `${counted(lines, 'line')} in ${counted(files, 'file')}, each as it was written.`,
    ...startOf(verdict),
    ...torn.map(
      ({ file, line }) =>
        `${file}, line ${line}: not finished, because its writer was killed; the chain goes on behind it.`,
    ),
    ...(newest === null
      ? []
      : [
          `Newest: number ${newest.seq}, hash ${newest.hash}. Keep both elsewhere: only with --from <number> <hash> is it noticed when the newest lines and what is remembered of them were taken away, or all was written anew.`,
        ]),
  ]
}

/**
 * The anchor: a line whose number and hash were kept elsewhere.
 * @param words number and hash, as `audit verify` tells them
 * @throws JheError INPUT_INVALID
 */
function anchorOf(words: readonly string[] | undefined): Link | undefined {
  if (words === undefined) return undefined
  const [number = '', hash = '', ...more] = words
  if (/^[1-9]\d{0,14}$/.test(number) && hashForm.safeParse(hash).success && more.length === 0)
    return { seq: Number(number), hash }
  throw new JheError(
    'INPUT_INVALID',
    '--from takes the number of a line and its hash.',
    'Write both as `jhe-mcp audit verify` told them: --from 120 <64 hexadecimal digits>',
  )
}

const silent = ({ path }: FileFault): JheError =>
  new JheError(
    'CONFIG_INVALID',
    `The disk did not answer within ${diskLimitMs / 1000} s for ${path}.`,
    'Try again when it does (is it a network drive?); JHE_AUDIT_LOG names the file of the audit trail.',
  )

const unlessSilent = async <T>(reading: Promise<T>): Promise<T> => {
  try {
    return await reading
  } catch (thrown) {
    throw thrown instanceof FileFault ? silent(thrown) : thrown
  }
}

/**
 * `jhe-mcp audit verify`: follows the chain through all files of the trail.
 * @param anchor number and hash of a line that was kept elsewhere
 * @returns exit code 0, or 1 when a line was changed, removed or swapped, or the first ones are not
 * here and no anchor stands for them; what is wrong first is named
 * @throws JheError INPUT_INVALID; CONFIG_INVALID when the disk does not answer
 */
export async function auditVerify(
  { config, runtime }: CommandContext,
  anchor?: readonly string[],
): Promise<number> {
  const verdict = await unlessSilent(verifyTrail(config.auditLog, { from: anchorOf(anchor) }))
  const { breach, files, notHere, lines } = verdict
  if (files === 0 && breach === null) {
    runtime.stdout.write(`There is no audit trail at ${config.auditLog} yet.\n`)
    return 0
  }
  if (breach === null) {
    runtime.stdout.write(`${linesOf(verdict).join('\n')}\n`)
    return notHere === null ? 0 : 1
  }
  runtime.stdout.write(
    `${breachMessage(breach)}. The ${lines} lines before are as they were written.\nCompare with a copy of the file, and ask who can write to ${config.auditLog}.\n`,
  )
  return 1
}

/** Names the files that were asked for and hold no line: a slip in a name looks like a lost trail. */
const absentMessages = (
  trails: readonly TrailContent[],
  named: readonly string[],
): readonly string[] =>
  trails
    .filter(({ path, newest }) => newest === 0 && named.includes(path))
    .map(({ path }) => `There is no line of an audit trail in ${path}: look at its name.`)

/** Reads the ends of the chains of all processes that serve. @throws JheError */
export type ReadHeads = () => Promise<readonly KeptHead[]>

/**
 * `jhe-mcp audit verify --state`: looks for the end of each chain that the processes that serve have
 * copied to the state.
 * @param paths trails besides that of `JHE_AUDIT_LOG`, e.g. those of other processes
 * @returns exit code 0, or 1 when one of them is not in the files at hand
 * @throws what `readHeads` throws; JheError CONFIG_INVALID when a disk does not answer
 */
export async function auditVerifyState(
  { config, runtime }: CommandContext,
  readHeads: ReadHeads,
  paths: readonly string[] = [],
): Promise<number> {
  const heads = await readHeads()
  if (heads.length === 0) {
    runtime.stdout.write('No process has copied the end of its audit trail to the state yet.\n')
    return 0
  }
  const numbers = new Set(heads.map(({ seq }) => seq))
  const trails: TrailContent[] = []
  for (const path of new Set([config.auditLog, ...paths]))
    trails.push(await unlessSilent(readTrailContent(path, numbers)))
  const findings = compareHeads(heads, trails)
  const told = [...absentMessages(trails, paths), ...findings.map(findingMessage)]
  runtime.stdout.write(`${told.join('\n')}\n`)
  return findings.every(({ what }) => what === 'there') ? 0 : 1
}

export interface AuditShowOptions {
  readonly fhir?: boolean
  readonly since?: string
}

/** A date (its start) or a point in time, in UTC. */
const sinceOf = (text: string | undefined): number => {
  if (text === undefined) return Number.NEGATIVE_INFINITY
  const time = /^\d{4}-\d{2}-\d{2}(T.*)?$/.test(text) ? Date.parse(text) : Number.NaN
  if (!Number.isNaN(time)) return time
  throw new JheError(
    'INPUT_INVALID',
    '--since is not a date or a time.',
    'Write it like --since 2026-03-04 or --since 2026-03-04T09:30:00Z',
  )
}

/** The ids that a line is about: the patients, else the studies. */
const aboutOf = ({ studies, patients }: AuditLine): string | null => {
  if (patients.length > 1) return `${patients.length} patients`
  if (patients.length === 1) return `patient ${patients.join('')}`
  if (studies.length > 1) return `${studies.length} studies`
  return studies.length === 1 ? `study ${studies.join('')}` : null
}

/** Terminal width from which on all columns are shown. */
const wide = 100

const rowOf = (line: AuditLine, width: number) => ({
  ...(width < wide ? {} : { seq: line.seq }),
  at: line.at,
  who: line.subject,
  what: line.name ?? line.event,
  code: line.code,
  about: aboutOf(line),
  rows: line.rows,
  ...(width < wide ? {} : { client: line.client?.name ?? null }),
})

/** The readable lines from a time on, oldest first. */
async function* linesSince(path: string, from: number) {
  for await (const { text } of textsOf(path)) {
    const line = readLine(text)
    if (typeof line === 'object' && Date.parse(line.at) >= from) yield { line, text }
  }
}

const showTable = async (path: string, from: number, width: number): Promise<string> => {
  const rows: ReturnType<typeof rowOf>[] = []
  for await (const { line } of linesSince(path, from)) rows.push(rowOf(line, width))
  return rows.length === 0 ? 'Nothing was asked in that time.' : renderTable(rows, { width })
}

/**
 * `jhe-mcp audit show`: the trail as a table on a terminal, as its JSON lines in a pipe, or as FHIR
 * R5 AuditEvents, one a line (NDJSON). Shows what is there; `verify` says whether it is genuine.
 * @returns exit code 0
 * @throws JheError INPUT_INVALID
 */
export async function auditShow(
  { config, runtime }: CommandContext,
  { fhir = false, since }: AuditShowOptions,
): Promise<number> {
  const { stdout } = runtime
  const from = sinceOf(since)
  if (stdout.columns !== undefined && !fhir) {
    stdout.write(`${await showTable(config.auditLog, from, stdout.columns)}\n`)
    return 0
  }
  for await (const { line, text } of linesSince(config.auditLog, from)) {
    stdout.write(`${fhir ? JSON.stringify(toFhirAuditEvent(line)) : text}\n`)
  }
  return 0
}
