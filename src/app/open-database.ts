import { need } from '../config.js'
import type { DatabaseMetrics } from '../db/postgres/pg-connection.js'
import type { QueryExecutor } from '../query/query-executor.js'
import type { CommandContext } from './runtime.js'
import { withFiles } from './with-files.js'

/** What differs between a process of one person and a server of many. */
export interface DatabaseOptions {
  /** Connections at most. */
  readonly poolSize?: number
  readonly metrics?: DatabaseMetrics
}

/**
 * JHE's PostgreSQL at `JHE_DB_CONN`; nothing is sent before the first question.
 * @throws JheError CONFIG_INVALID
 */
export async function openDatabase(
  { config, runtime, log }: CommandContext,
  options: DatabaseOptions = {},
): Promise<QueryExecutor> {
  const url = need(config, 'dbConn')
  const { parseConnectionUrl } = await import('../db/postgres/connection-url.js')
  const target = await withFiles((readFile) => parseConnectionUrl(url, readFile, runtime))
  const { connectPg } = await import('../db/postgres/pg-connection.js')
  const { createQueryExecutor } = await import('../query/query-executor.js')
  const connection = connectPg({
    ...options,
    target,
    statementTimeout: config.statementTimeout,
    applicationName: `jhe-mcp/${runtime.version}`,
    maxLag: config.dbMaxLag,
  })
  return createQueryExecutor(connection, {
    requireSafeRole: config.requireSafeRole,
    warn: (sentence) => {
      log.warn(sentence)
    },
  })
}
