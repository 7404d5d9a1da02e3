import { doctorCatalog } from './doctor-catalog.js'
import { readerStatement } from './reader-role.js'
import { roleStatement } from './role-findings.js'
import { isOwnSession, transactionSettings } from './session.js'
import { standbyLag } from './standby.js'
import { usableIndexes } from './time-index.js'

/**
 * Statements that look at the database itself rather than at JHE's data. They run before the
 * schema profile is known, so they are plain text; like all others they take only bind values.
 */
export const catalog = {
  /** Columns of the tables that the product reads, whatever the role may read of them. */
  columns: `select c.relname || '.' || a.attname as name
from pg_catalog.pg_attribute as a join pg_catalog.pg_class as c on c.oid = a.attrelid
join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
where n.nspname = 'public' and c.relname = any(cast($1 as text[])) and a.attnum > 0 and not a.attisdropped`,

  /** Which of the columns `$2` of the tables `$1` the role may not read. */
  deniedColumns: `select t.name || '.' || t.part as name
from unnest(cast($1 as text[]), cast($2 as text[])) as t(name, part)
where not has_column_privilege(cast('public.' || t.name as text), t.part, 'SELECT') order by 1`,

  /** What the role may do beyond reading. */
  role: roleStatement,

  /** Whom a role under row-level security stands for. */
  reader: readerStatement,

  /** Whether the role may read which migrations JHE has; a least-privilege role may not. */
  migrationsReadable: `select coalesce(has_column_privilege(t.oid, 'app', 'SELECT')
  and has_column_privilege(t.oid, 'name', 'SELECT'), false) as readable
from (select cast(pg_catalog.to_regclass('public.django_migrations') as oid) as oid) as t`,

  /** Number of the newest migration of JHE's `core`. */
  newestMigration: `select max(left(name, 4)) as newest from public.django_migrations
where app = 'core' and name ~ '^[0-9]{4}_'`,

  /** How many of the advised indexes may be used. */
  usableIndexes,

  /** Whether the session has a backend of its own, or one of a pooler, and whether it is on a standby. */
  isOwnSession,

  /** How far a standby is behind its primary. */
  standbyLag,

  /** The settings sent with a statement that goes through a pooler. */
  transactionSettings,

  ...doctorCatalog,
} as const
