import type { StateDatabase } from './database.js'
import { migrations } from './schema/migrations.js'

/** What a database is as the place of the state, found out without writing to it. */
export interface StateFacts {
  /** Whether it is JHE's own. */
  readonly isJhe: boolean
  /** Whether it can only be read, as a standby. */
  readonly isStandby: boolean
  /** Version of the tables; 0 where there are none, null where the role may not see it. */
  readonly version: number | null
  /** Version that this program makes. */
  readonly newest: number
  /** Whether the role may make the tables, or bring them up to date. */
  readonly mayMake: boolean
  /** Tables that the role cannot read and write. */
  readonly closed: readonly string[]
}

/** Names and rights are seen also where the role may not use the schema. */
const facts = `select
  exists (select from pg_catalog.pg_class where relname = 'core_jheuser' and relkind in ('r', 'p', 'v', 'm', 'f')) as is_jhe,
  pg_catalog.pg_is_in_recovery() as is_standby,
  exists (select from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'jhe_mcp_state' and c.relname = 'migration') as is_made,
  coalesce((select pg_catalog.has_schema_privilege(n.oid, 'USAGE')
      and pg_catalog.has_table_privilege(c.oid, 'SELECT')
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'jhe_mcp_state' and c.relname = 'migration'), false) as may_see,
  coalesce((select pg_catalog.pg_has_role(nspowner, 'USAGE')
    from pg_catalog.pg_namespace where nspname = 'jhe_mcp_state'),
    pg_catalog.has_database_privilege(current_database(), 'CREATE')) as may_make,
  array(select c.relname::text
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'jhe_mcp_state' and c.relkind in ('r', 'p') and c.relname <> 'migration'
      and not (pg_catalog.has_schema_privilege(n.oid, 'USAGE')
        and pg_catalog.has_table_privilege(c.oid, 'SELECT')
        and pg_catalog.has_table_privilege(c.oid, 'INSERT')
        and pg_catalog.has_table_privilege(c.oid, 'UPDATE')
        and pg_catalog.has_table_privilege(c.oid, 'DELETE'))
    order by c.relname) as closed`

const version = 'select coalesce(max(version), 0) as version from jhe_mcp_state.migration'

interface Row {
  readonly is_jhe: boolean
  readonly is_standby: boolean
  readonly is_made: boolean
  readonly may_see: boolean
  readonly may_make: boolean
  readonly closed: readonly string[]
}

const versionOf = async (database: StateDatabase, row: Row): Promise<number | null> => {
  if (!row.is_made) return 0
  if (!row.may_see) return null
  return (await database.query<{ version: number }>(version))[0]?.version ?? 0
}

/**
 * Looks at a database and changes nothing in it.
 * @throws JheError STATE_UNAVAILABLE
 */
export async function inspectState(database: StateDatabase): Promise<StateFacts | undefined> {
  const [row] = await database.query<Row>(facts)
  if (row === undefined) return undefined
  return {
    isJhe: row.is_jhe,
    isStandby: row.is_standby,
    version: await versionOf(database, row),
    newest: migrations.length,
    mayMake: row.may_make,
    closed: row.closed,
  }
}
