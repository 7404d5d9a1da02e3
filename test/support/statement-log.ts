import { readFileSync } from 'node:fs'

import { inject } from 'vitest'

/** A statement that a database received. */
export interface LoggedStatement {
  /** `application_name` of the session. */
  readonly application: string
  /** `execute` is the extended protocol, `statement` the simple one. */
  readonly protocol: 'execute' | 'statement'
  readonly text: string
}

const line = /^[^|\n]*\|(?<database>[^|\n]*)\|(?<application>[^|\n]*)\|LOG: {2}(?<message>.*)$/s
const logged = /^(?:(?<name>execute [^:\n]*)|statement): (?<text>.*)$/s

/**
 * Every statement that a database received so far from whoever did not switch the log off, in
 * order. The server writes a statement down before it runs it, so what was answered is there.
 * @param database name of the database, as in `TestDatabase.name`
 */
export function readStatements(database: string): readonly LoggedStatement[] {
  const entries = readFileSync(inject('cluster').logFile, 'utf8').split(/\r?\n(?!\t)/)
  return entries.flatMap((entry) => {
    const head = line.exec(entry)?.groups
    const said = logged.exec(head?.['message'] ?? '')?.groups
    if (head?.['database'] !== database || said === undefined) return []
    return {
      application: head['application'] ?? '',
      protocol: said['name'] === undefined ? 'statement' : 'execute',
      text: (said['text'] ?? '').replaceAll('\n\t', '\n'),
    } as const
  })
}
