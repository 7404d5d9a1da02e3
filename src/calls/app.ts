import type { AuditEntry } from '../audit/event.js'
import type { Config } from '../config.js'
import type { JheError } from '../errors.js'
import type { Guard } from '../guard/guard.js'
import type { QueryExecutor } from '../query/query-executor.js'

/** What lives as long as the process and belongs to no person. */
export interface App {
  /** Of jhe-mcp. */
  readonly version: string
  readonly config: Pick<
    Config,
    'permissions' | 'consent' | 'maxRows' | 'maxBytes' | 'statementTimeout' | 'baseUrl' | 'issuer'
  >
  readonly now: () => Date
  /**
   * Whether the database is open, where opening takes long; until then `resources/list` does not
   * name the caller's own studies.
   */
  readonly isReady?: () => boolean
  /** Opens the database on first use. */
  readonly database: () => Promise<QueryExecutor>
  /** What every answer passes before it is told, opened by the first call. */
  readonly guard: () => Promise<Guard>
  /** Records one line for every call, without delaying it. */
  readonly audit: {
    record(entry: AuditEntry): void
    /** Registers a function that records a call's line if the process ends first. @returns a function that removes it */
    begin?(cutOff: () => void): () => void
  }
  /** The error of every call where a setting is wrong. */
  readonly problem?: JheError | undefined
  /** Rewrites the commands in a text for this installation. */
  readonly rewriteCommands?: (text: string) => string
  /** Added to every answer, e.g. that the people are invented. */
  readonly notice?: string
}
