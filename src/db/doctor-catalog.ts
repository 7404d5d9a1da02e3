import { mine, relations, schemas } from './role-findings.js'

/** Tables of JHE's schema, views too. */
const readable = `readable as (select c.* from pg_catalog.pg_class as c
  join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
  where n.nspname = 'public' and c.relkind in ('r', 'p', 'v', 'm', 'f'))`

/** Statements that only `jhe-mcp doctor` sends. */
export const doctorCatalog = {
  /** Version of the server as one number: 150004 is 15.4. */
  serverVersion: `select cast(pg_catalog.current_setting('server_version_num') as integer) as version`,

  /** What this session may do and how long; times in milliseconds. */
  sessionLimits: `select s.name, s.setting as value from pg_catalog.pg_settings as s
where s.name in ('transaction_read_only', 'statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout')`,

  /** Settings that every session of the role begins with. */
  roleDefaults: `select one.value from pg_catalog.pg_db_role_setting as s, unnest(s.setconfig) as one(value)
where (s.setrole = 0 or s.setrole = (select r.oid from pg_catalog.pg_roles as r where r.rolname = session_user))
  and (s.setdatabase = 0 or s.setdatabase = (select d.oid from pg_catalog.pg_database as d where d.datname = current_database()))`,

  /** Tables that the role may change. */
  writableTables: `with ${[mine, schemas, relations].join(',\n')}
select distinct cast(c.relname as text) as name from relations as c, mine as m where c.relkind <> 'S' and (
  has_table_privilege(m.oid, c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
  or has_any_column_privilege(m.oid, c.oid, 'INSERT, UPDATE')) order by 1`,

  /** Tables of which the role may read a column that is not among `$1`. */
  extraTables: `with ${readable}
select distinct cast(c.relname as text) as name from readable as c join pg_catalog.pg_attribute as a on a.attrelid = c.oid
where a.attnum > 0 and not a.attisdropped and has_column_privilege(c.oid, a.attnum, 'SELECT')
  and not (c.relname || '.' || a.attname = any(cast($1 as text[]))) order by 1`,

  /** Which of the columns `$2` of the tables `$1` no index begins with. */
  unindexedColumns: `select t.name || '.' || t.part as name
from unnest(cast($1 as text[]), cast($2 as text[])) as t(name, part)
where not exists (select 1 from pg_catalog.pg_index as i
  join pg_catalog.pg_attribute as a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
  where i.indrelid = pg_catalog.to_regclass('public.' || t.name) and i.indisvalid and a.attname = t.part) order by 1`,

  /** How many of the indexes `$1` exist, in any state. */
  namedIndexes: `select cast(count(*) as integer) as named
from pg_catalog.pg_class as c join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
where n.nspname = 'public' and c.relkind in ('i', 'I') and c.relname = any(cast($1 as text[]))`,
} as const
