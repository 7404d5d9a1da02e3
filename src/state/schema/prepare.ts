import { codeOf } from '../../db/database-error.js'
import { JheError } from '../../errors.js'
import { once, type Once } from '../../once.js'
import type { StateDatabase } from '../database.js'
import { migrationScript } from './migration-script.js'
import { migrations, type Migration } from './migrations.js'

/** Tables are seen by name also where the role may not use their schema. */
const situation = `select
  exists (select from pg_catalog.pg_class where relname = 'core_jheuser' and relkind in ('r', 'p', 'v', 'm', 'f')) as is_jhe,
  exists (select from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'jhe_mcp_state' and c.relname = 'migration') as is_made,
  pg_catalog.has_database_privilege(current_database(), 'CREATE') as may_make`

const newest = 'select coalesce(max(version), 0) as version from jhe_mcp_state.migration'

const runScript =
  'Ask the database administrator to run what `jhe-mcp state sql` prints in that database, then start again.'

const isJhe = (): JheError =>
  new JheError(
    'CONFIG_INVALID',
    'JHE_STATE_CONN leads to the database of JHE, which jhe-mcp never writes to: sign-ins need a database of their own.',
    'Create another database, and name it in JHE_STATE_CONN.',
  )

const missing = (why: string): JheError => new JheError('CONFIG_INVALID', why, runScript)

/** What a database lets us find out before anything is written. */
interface Situation {
  readonly is_jhe: boolean
  readonly is_made: boolean
  readonly may_make: boolean
}

/** SQLSTATE of what PostgreSQL refused; empty for anything else. */
const causeOf = (thrown: unknown): string =>
  thrown instanceof JheError ? codeOf(thrown.cause) : ''

const migrate = async (database: StateDatabase, steps: readonly Migration[]): Promise<void> => {
  try {
    await database.script(migrationScript(steps))
  } catch (thrown) {
    if (causeOf(thrown) !== '42501') throw thrown
    throw missing(
      'The tables of the state are older than this jhe-mcp, and its role may not change them.',
    )
  }
}

/** @returns the last step that was made; 0 where there is none */
const versionOf = async (
  database: StateDatabase,
  { is_made, may_make }: Situation,
): Promise<number> => {
  if (is_made) return (await database.query<{ version: number }>(newest))[0]?.version ?? 0
  if (may_make) return 0
  throw missing('The state database has no tables for jhe-mcp yet, and its role may not make them.')
}

/**
 * Brings the tables up to date; several replicas may do it at once. Tables of a newer jhe-mcp stay
 * as they are.
 * @throws JheError CONFIG_INVALID for JHE's own database, and where the role may not do it;
 * STATE_UNAVAILABLE
 */
export async function prepare(
  database: StateDatabase,
  steps: readonly Migration[] = migrations,
): Promise<void> {
  const [found] = await database.query<Situation>(situation)
  if (found === undefined) return
  if (found.is_jhe) throw isJhe()
  if ((await versionOf(database, found)) < steps.length) await migrate(database, steps)
}

/**
 * The database with its tables made before the first statement. Where the tables turn out to be gone,
 * as after a restore, the next statement makes them again.
 */
export function prepared(database: StateDatabase): StateDatabase {
  const prepareOnce = (): Once<boolean> =>
    once(async () => {
      await prepare(database)
      return true
    })
  let ready = prepareOnce()
  const first = async <T>(work: () => Promise<T>): Promise<T> => {
    await ready.get()
    try {
      return await work()
    } catch (thrown) {
      if (/^(42P01|3F000)$/.test(causeOf(thrown))) ready = prepareOnce()
      throw thrown
    }
  }
  return {
    query: async (text, values) => await first(async () => await database.query(text, values)),
    script: async (text) => {
      await first(async () => {
        await database.script(text)
      })
    },
    exclusively: async (key, work) =>
      await first(async () => await database.exclusively(key, work)),
    close: async () => {
      await database.close()
    },
  }
}
