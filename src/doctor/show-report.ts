import { groups } from './check.js'
import type { Report, ReportedCheck } from './report.js'

export interface Terminal {
  /** Columns to fit. */
  readonly width: number
  readonly colours: boolean
  readonly verbose: boolean
}

type Status = ReportedCheck['status']

const marks: Readonly<Record<Status, { readonly mark: string; readonly colour: number }>> = {
  pass: { mark: '✓', colour: 32 },
  warn: { mark: '!', colour: 33 },
  fail: { mark: '✗', colour: 31 },
  skip: { mark: '-', colour: 90 },
  crash: { mark: '✗', colour: 31 },
}

const paint = (text: string, colour: number, { colours }: Terminal): string =>
  colours ? `\u001b[${colour}m${text}\u001b[0m` : text

/** Words on lines of a width, the first after `head`, the others below it. */
const wrap = (head: string, text: string, width: number): readonly string[] => {
  const indent = ' '.repeat(head.length)
  const lines: string[] = []
  let line = head
  for (const word of text.split(/\s+/)) {
    const isFresh = line === head || line === indent
    const next = isFresh ? `${line}${word}` : `${line} ${word}`
    if (next.length > width && !isFresh) {
      lines.push(line)
      line = `${indent}${word}`
    } else {
      line = next
    }
  }
  return [...lines, line]
}

const isTrouble = ({ status }: ReportedCheck): boolean =>
  status === 'warn' || status === 'fail' || status === 'crash'

const showTrouble = (check: ReportedCheck, terminal: Terminal): readonly string[] => {
  const { width } = terminal
  const { mark, colour } = marks[check.status]
  const [first = '', ...rest] = wrap('    ', `${check.title}: ${check.detail}`, width)
  return [
    `  ${paint(mark, colour, terminal)} ${paint(first.slice(4), colour, terminal)}`,
    ...rest,
    ...wrap('    why  ', check.why ?? '', width),
    ...wrap('    do   ', check.hint ?? '', width),
    ...wrap('    see  ', `${check.docs ?? ''} (${check.id})`, width),
  ]
}

const showQuiet = (check: ReportedCheck, terminal: Terminal): readonly string[] => {
  const { mark, colour } = marks[check.status]
  const [first = '', ...rest] = wrap('    ', `${check.title}: ${check.detail}`, terminal.width)
  return [`  ${paint(mark, colour, terminal)} ${first.slice(4)}`, ...rest]
}

const worst = (members: readonly ReportedCheck[]): Status =>
  (['crash', 'fail', 'warn', 'pass'] as const).find((status) =>
    members.some((check) => check.status === status),
  ) ?? 'skip'

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`

const countsOf = (members: readonly ReportedCheck[]): string => {
  const passed = members.filter(({ status }) => status === 'pass').length
  const skipped = members.filter(({ status }) => status === 'skip').length
  const reasons = new Set(
    members
      .filter(({ status, detail }) => status === 'skip' && /^(needs|off|out)/.test(detail))
      .map(({ detail }) => detail),
  )
  const why = reasons.size === 1 ? `: ${[...reasons].join('')}` : ''
  const parts = [
    ...(passed > 0 ? [`${passed} passed`] : []),
    ...(skipped > 0 ? [`${skipped} skipped${why}`] : []),
  ]
  return parts.join(', ')
}

const showGroup = (
  title: string,
  members: readonly ReportedCheck[],
  terminal: Terminal,
): readonly string[] => {
  const { mark, colour } = marks[worst(members)]
  const head = `${paint(mark, colour, terminal)} ${title.padEnd(26)} ${countsOf(members)}`.trimEnd()
  const told = members.flatMap((check) => {
    if (isTrouble(check)) return showTrouble(check, terminal)
    return terminal.verbose ? showQuiet(check, terminal) : []
  })
  return [head, ...told]
}

const closing = (report: Report, terminal: Terminal): readonly string[] => {
  const { summary, checks, repaired } = report
  const first =
    checks.find(({ status }) => status === 'fail' || status === 'crash') ?? checks.find(isTrouble)
  const bad = summary.fail + summary.crash
  const verdict =
    first === undefined
      ? 'Nothing is wrong.'
      : `${[...(bad > 0 ? [plural(bad, 'failure')] : []), ...(summary.warn > 0 ? [plural(summary.warn, 'warning')] : [])].join(', ')}.`
  return [
    ...(repaired.length > 0 ? [`Repaired: ${repaired.join(', ')}.`] : []),
    ...wrap(
      '',
      `${verdict} ${plural(summary.pass, 'check')} passed, ${summary.skip} skipped.`,
      terminal.width,
    ),
    ...(first === undefined ? [] : wrap('Start with: ', first.hint ?? '', terminal.width)),
  ]
}

/** A report for people: a line for each group without findings, every finding in full. */
export function showReport(report: Report, terminal: Terminal): string {
  const { version, node, platform, checks } = report
  const body = Object.entries(groups).flatMap(([group, title]) => {
    const members = checks.filter((check) => check.group === group)
    return members.length === 0 ? [] : showGroup(title, members, terminal)
  })
  const lines = [
    `jhe-mcp ${version}, Node.js ${node}, ${platform}`,
    '',
    ...body,
    '',
    ...closing(report, terminal),
  ]
  return `${lines.join('\n')}\n`
}
