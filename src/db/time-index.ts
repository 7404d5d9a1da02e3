import type { SchemaProfile } from './profile.js'

/** Names of what the script of advised indexes makes, all in `public`. */
export const timeIndex = {
  start: 'jhe_mcp_observation_start',
  seconds: 'jhe_mcp_observation_seconds',
  byTime: 'jhe_mcp_observation_by_time',
  byLength: 'jhe_mcp_observation_by_length',
  byType: 'jhe_mcp_observation_by_type',
} as const

/** To be raised whenever what the functions compute changes. */
const version = 4

/**
 * What the script writes on each index, so that only indexes of the same definition are used: an
 * expression that differs from the statement's would be slow, and one that computes something else
 * would answer wrongly.
 */
export const markOf = (profile: SchemaProfile): string =>
  `jhe-mcp ${version} ${profile.observationJson}${profile.hasEffectiveColumns ? ' effective' : ''}`

/** The indexes that the statements for them need, all of them. */
export const advisedIndexes: readonly string[] = [
  timeIndex.byTime,
  timeIndex.byLength,
  timeIndex.byType,
]

/**
 * How many of the indexes `$1` are there, whole, marked `$2`, with both functions `$3` open to the
 * role. Under row-level security PostgreSQL uses no index on what a function says, unless the
 * function is known to leak nothing.
 */
export const usableIndexes = `select cast(count(*) as integer) as usable
from pg_catalog.pg_class as c join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
join pg_catalog.pg_index as i on i.indexrelid = c.oid
where n.nspname = 'public' and c.relname = any(cast($1 as text[])) and i.indisvalid and i.indisready
  and obj_description(c.oid, 'pg_class') = $2
  and (select count(*) from pg_catalog.pg_proc as p
    where p.pronamespace = n.oid and p.proname = any(cast($3 as text[]))
      and has_function_privilege(p.oid, 'EXECUTE')
      and (p.proleakproof or not row_security_active(i.indrelid))) = 2`
