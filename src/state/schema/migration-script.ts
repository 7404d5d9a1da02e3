import type { Migration } from './migrations.js'

/** Of the advisory locks of the state; the numbers mean nothing. */
export const lockNumbers = { migrate: 7_261_001, purge: 7_261_002, signingKey: 7_261_003 } as const

const step = ({ version, sql }: Migration): string => `do $step$ begin
  if exists (select from jhe_mcp_state.migration where version = ${version}) then return; end if;
${sql.trimEnd().replace(/^\n/, '')}
  insert into jhe_mcp_state.migration (version) values (${version});
end $step$;`

/**
 * Statements that bring the schema to the last of the steps; they may be run again, and by several
 * at once. Only who owns the schema can run them, or, where there is none, who may create one.
 */
export function migrationScript(steps: readonly Migration[]): string {
  return `select pg_advisory_xact_lock(${lockNumbers.migrate});
do $start$ begin
  if not exists (select from pg_namespace where nspname = 'jhe_mcp_state') then
    create schema jhe_mcp_state;
  end if;
  if to_regclass('jhe_mcp_state.migration') is null then
    create table jhe_mcp_state.migration (version integer primary key, at timestamptz not null default now());
  end if;
end $start$;
${steps.map(step).join('\n')}`
}
