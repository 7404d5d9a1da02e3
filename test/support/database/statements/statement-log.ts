import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'

import { closedList } from '../../../../src/sql-scripts/closed-list.js'

/** A statement that a database received. */
export interface LoggedStatement {
  readonly database: string
  /** `application_name` of the session. */
  readonly application: string
  /** `execute` is the extended protocol, `statement` the simple one, `refused` either. */
  readonly protocol: 'execute' | 'statement' | 'refused'
  readonly text: string
}

/** Application name of tests that send statements of their own through the product's driver. */
export const rawApplication = 'jhe-mcp/raw'

const head =
  /^[^|]*\|(?<database>[^|]*)\|(?<application>[^|]*)\|(?<level>[A-Z]+): {2}(?<message>.*)$/s
const logged = /^(?:(?<name>execute [^:\n]*)|statement|fastpath function call): (?<text>.*)$/s

/** Entries of a server's log: lines that begin with a tab go on with the one before. */
async function* entriesOf(path: string, start: number): AsyncGenerator<string> {
  let entry: string[] = []
  for await (const line of createInterface({
    input: createReadStream(path, { encoding: 'utf8', start }),
  })) {
    if (line.startsWith('\t')) entry.push(line.slice(1))
    else {
      if (entry.length > 0) yield entry.join('\n')
      entry = [line]
    }
  }
  if (entry.length > 0) yield entry.join('\n')
}

const statementIn = (entry: string): LoggedStatement | undefined => {
  const { database = '', application = '', level, message = '' } = head.exec(entry)?.groups ?? {}
  // what failed before it ran is told with its error
  if (level === 'STATEMENT') return { database, application, protocol: 'refused', text: message }
  const said = level === 'LOG' ? logged.exec(message)?.groups : undefined
  if (said === undefined) return undefined
  const protocol = said['name'] === undefined ? 'statement' : 'execute'
  return { database, application, protocol, text: said['text'] ?? '' }
}

/**
 * Every statement that a server received so far from whoever did not switch the log off, in order.
 * The server writes a statement down before it runs it, so what was answered is there.
 * @param logFile `Cluster.logFile`
 * @param start where to begin, in bytes: what a whole run writes down is long
 */
export async function* readStatements(logFile: string, start = 0): AsyncGenerator<LoggedStatement> {
  for await (const entry of entriesOf(logFile, start)) {
    const statement = statementIn(entry)
    if (statement !== undefined) yield statement
  }
}

/** PgBouncer, told to add the host, sets the parameters of its clients with statements of its own. */
const isPoolers = ({ application, protocol, text }: LoggedStatement): boolean =>
  protocol === 'statement' &&
  / - 127\.0\.0\.1:\d+$/.test(application) &&
  /^(SET \w+='[^']*';)+$/.test(text)

/** What a server's log says of the product. */
export interface LogReport {
  readonly seen: number
  /** How many texts of the closed list were seen. */
  readonly listed: number
  /** Statements of the product that are not on the closed list, or not in the extended protocol. */
  readonly strangers: readonly LoggedStatement[]
}

/** Holds every statement of the product against `jhe-mcp sql`. */
export async function checkStatements(logFile: string): Promise<LogReport> {
  const texts = new Set(closedList().map(({ text }) => text))
  const found = new Set<string>()
  const strangers: LoggedStatement[] = []
  let seen = 0
  for await (const statement of readStatements(logFile)) {
    const { application, protocol, text } = statement
    if (!application.startsWith('jhe-mcp/') || application.startsWith(rawApplication)) continue
    if (isPoolers(statement)) continue
    seen += 1
    if (texts.has(text) && protocol !== 'statement') found.add(text)
    else strangers.push(statement)
  }
  return { seen, listed: found.size, strangers }
}

/**
 * What a run says at its end.
 * @throws Error naming what the product sent beside the closed list
 */
export function reportOn({ seen, listed, strangers }: LogReport): string {
  const total = closedList().length
  if (strangers.length === 0) {
    return `log_statement=all: ${seen} statements of jhe-mcp, each of them in \`jhe-mcp sql\` (${listed} of its ${total} seen)`
  }
  const shown = strangers
    .slice(0, 10)
    .map(({ application, protocol, text }) => `${application} (${protocol}): ${text.slice(0, 200)}`)
  throw new Error(
    `log_statement=all: ${strangers.length} of ${seen} statements of jhe-mcp are not in \`jhe-mcp sql\`:\n${shown.join('\n')}`,
  )
}
