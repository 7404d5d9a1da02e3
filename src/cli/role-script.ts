import { columnsOf, schemaProfiles } from '../db/profile.js'
import { JheError } from '../errors.js'

/**
 * A script that makes a database role which can read what the closed list reads, and nothing else.
 * It grants column by column, skips columns that this JHE version does not have, and can be run
 * again after an upgrade of JHE.
 * @param role plain lower-case PostgreSQL name
 * @throws JheError INPUT_INVALID for any other name
 */
export function roleScript(role: string): string {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(role)) {
    throw new JheError(
      'INPUT_INVALID',
      'The role name is not a plain PostgreSQL name.',
      'Use lower-case letters, digits and _, like jhe_mcp_reader.',
    )
  }
  const columns = [...new Set(schemaProfiles.flatMap(columnsOf))].toSorted()
  const list = columns.map((column) => `    '${column}'`).join(',\n')
  return `-- Run by the owner of JHE's tables, in JHE's database. Give the role its password with \\password ${role}
do $$ begin
  if not exists (select from pg_roles where rolname = '${role}') then
    create role ${role} login nosuperuser nocreatedb nocreaterole noreplication nobypassrls connection limit 20;
  end if;
end $$;
alter role ${role} set default_transaction_read_only = on;
alter role ${role} set statement_timeout = '30s';
alter role ${role} set lock_timeout = '5s';
alter role ${role} set idle_in_transaction_session_timeout = '10s';
grant usage on schema public to ${role};
revoke all on all tables in schema public from ${role};
do $$ declare wanted record; begin
  for wanted in
    select c.relname, a.attname from unnest(array[
${list}
    ]) as name
    join pg_class as c on c.relname = split_part(name, '.', 1) and c.relnamespace = 'public'::regnamespace
    join pg_attribute as a on a.attrelid = c.oid and a.attname = split_part(name, '.', 2) and not a.attisdropped
  loop
    execute format('grant select (%I) on public.%I to ${role}', wanted.attname, wanted.relname);
  end loop;
end $$;
`
}
