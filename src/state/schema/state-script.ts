import { JheError } from '../../errors.js'
import { migrationScript } from './migration-script.js'
import { migrations } from './migrations.js'

const plainRole = (role: string): string => {
  if (/^[a-z_][a-z0-9_]{0,62}$/.test(role) && !role.startsWith('pg_')) return role
  throw new JheError(
    'INPUT_INVALID',
    'The role name is not a plain PostgreSQL name.',
    'Use lower-case letters, digits and _, like jhe_mcp_state.',
  )
}

/**
 * A script that makes the role and the tables of the state of `jhe-mcp serve`. The role can read and
 * write these tables, and make nothing. It is to be run again after an upgrade of jhe-mcp.
 * @param role plain lower-case PostgreSQL name
 * @throws JheError INPUT_INVALID for any other name
 */
export function stateScript(role: string): string {
  plainRole(role)
  return `-- A role and the tables for what jhe-mcp serve keeps: sign-ins, grants, keys and counts; never patients' data.
-- Run it in a database of its own, never in JHE's, as a superuser or as its owner with CREATEROLE:
--   npx jhe-mcp state sql --role ${role} | psql -v ON_ERROR_STOP=1 -d <database of the state>
-- Then give the role its password: \\password ${role}
-- Run it again after an upgrade of jhe-mcp: the role itself may not change the tables.
begin;
do $$ begin
  if exists (select from pg_class where relname = 'core_jheuser' and relkind in ('r', 'p', 'v', 'm', 'f')) then
    raise exception 'this is the database of JHE: make another one for the state of jhe-mcp';
  end if;
  if not exists (select from pg_roles where rolname = '${role}') then
    create role ${role} login nosuperuser nocreatedb nocreaterole noreplication nobypassrls;
  end if;
  execute format('grant connect on database %I to ${role}', current_database());
end $$;
${migrationScript(migrations)}
revoke all on schema jhe_mcp_state from public;
grant usage on schema jhe_mcp_state to ${role};
grant select, insert, update, delete on all tables in schema jhe_mcp_state to ${role};
revoke insert, update, delete on jhe_mcp_state.migration from ${role};
commit;
`
}
