/**
 * The settings of every session, independent of what the server, the database and the role set: it
 * can only read, times are UTC, numbers and texts come in one form, names mean PostgreSQL's own
 * functions, and plans are made once.
 */
const fixed = {
  search_path: 'pg_catalog',
  TimeZone: 'UTC',
  DateStyle: 'ISO,MDY',
  IntervalStyle: 'postgres',
  extra_float_digits: '1',
  standard_conforming_strings: 'on',
  row_security: 'on',
  plan_cache_mode: 'force_generic_plan',
  jit: 'off',
} as const

/** Settings that PostgreSQL 13 does not have. */
const newer = { enable_memoize: 'off' } as const

/** Proves to a session that its startup options arrived. */
const mark = { name: 'jhe_mcp.session', value: 'own' } as const

/**
 * Milliseconds that a statement may wait for a lock. Reading waits only for a change of a table
 * itself, such as an upgrade of JHE. The limit is shorter than that of the statement, so that the
 * two errors can be told apart.
 */
const lockTimeout = (statementTimeout: number): number => Math.ceil(statementTimeout / 2)

/** The time limits as `transactionSettings` takes them. */
export const timeLimits = (statementTimeout: number): readonly string[] => [
  `${statementTimeout}ms`,
  `${lockTimeout(statementTimeout)}ms`,
]

/**
 * Startup options of a session of our own.
 * @param statementTimeout milliseconds
 * @param hasNewer whether the server may be expected to know the settings of PostgreSQL 14
 */
export function sessionOptions(statementTimeout: number, hasNewer = true): string {
  const settings = {
    ...fixed,
    ...(hasNewer ? newer : {}),
    default_transaction_read_only: 'on',
    statement_timeout: statementTimeout,
    lock_timeout: lockTimeout(statementTimeout),
    idle_in_transaction_session_timeout: 10_000,
    [mark.name]: mark.value,
  }
  return Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ')
}

/**
 * Whether the backend is the one that the connection was promised (`$1`) and knows the startup
 * options; behind a pooler it is neither. And whether its server is a standby.
 */
export const isOwnSession = `select pg_catalog.pg_backend_pid() = cast($1 as integer)
  and pg_catalog.current_setting('${mark.name}', true) is not distinct from '${mark.value}' as own,
  pg_catalog.pg_is_in_recovery() as standby`

/**
 * The same settings for one transaction, sent right before a statement where the session belongs to
 * a pooler. `$1` and `$2` are the limits of a statement and of its waiting for a lock.
 */
export const transactionSettings = `select ${[
  "pg_catalog.set_config('transaction_read_only', 'on', true)",
  ...Object.entries(fixed).map(
    ([name, value]) => `pg_catalog.set_config('${name}', '${value}', true)`,
  ),
  ...Object.entries(newer).map(
    ([name, value]) =>
      `case when pg_catalog.current_setting('${name}', true) is not null then pg_catalog.set_config('${name}', '${value}', true) end`,
  ),
  "pg_catalog.set_config('statement_timeout', cast($1 as text), true)",
  "pg_catalog.set_config('lock_timeout', cast($2 as text), true)",
].join(',\n  ')}`
