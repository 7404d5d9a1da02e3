import { columnsOf, schemaProfiles } from '../db/profile.js'
import { JheError } from '../errors.js'
import { rlsSchema } from './rls-rule.js'

/** What the role may read: the columns of the closed list, on every JHE version. */
export const grantedColumns: readonly string[] = [
  ...new Set([
    ...schemaProfiles.flatMap(columnsOf),
    // which JHE this is: get_server_status, whoami and doctor name it
    'django_migrations.app',
    'django_migrations.name',
  ]),
].toSorted()

/**
 * Checks the name of a role before it goes into a script.
 * @throws JheError INPUT_INVALID for anything but a plain lower-case PostgreSQL name
 */
export function plainRole(role: string): string {
  if (/^[a-z_][a-z0-9_]{0,62}$/.test(role) && !role.startsWith('pg_')) return role
  throw new JheError(
    'INPUT_INVALID',
    'The role name is not a plain PostgreSQL name.',
    'Use lower-case letters, digits and _, like jhe_mcp_reader.',
  )
}

/** Settings that every session of the role starts with, in any program. */
export const roleSettings: readonly string[] = [
  'default_transaction_read_only = on',
  "statement_timeout = '30s'",
  "lock_timeout = '5s'",
  "idle_in_transaction_session_timeout = '10s'",
]

/** Functions that leave something behind without a right on any table; only a superuser can take them. */
const largeObjectMakers = ['lo_creat(integer)', 'lo_create(oid)', 'lo_from_bytea(oid, bytea)']

const settingsOf = (role: string): string =>
  roleSettings.map((setting) => `alter role ${role} set ${setting};`).join('\n')

const createRole = (role: string): string => `do $$ begin
  if not exists (select from pg_roles where rolname = '${role}') then
    create role ${role} login nosuperuser nocreatedb nocreaterole noreplication nobypassrls connection limit 20;
  elsif exists (select from pg_roles where rolname = '${role}'
      and (rolsuper or rolcreatedb or rolcreaterole or rolreplication or rolbypassrls)) then
    alter role ${role} nosuperuser nocreatedb nocreaterole noreplication nobypassrls;
  end if;
  if exists (select from pg_shdepend where deptype = 'o' and refclassid = 'pg_authid'::regclass and refobjid = '${role}'::regrole) then
    raise exception '${role} owns something, and an owner can do everything with it: take another name';
  end if;
end $$;`

/** PL/pgSQL that is heard only when something is wrong: PostgreSQL warns of each right that was not there. */
const quietly = (body: string, after: string): string => `do $$ declare
  one record;
  before text := current_setting('client_min_messages');
begin
  perform set_config('client_min_messages', 'error', true);
${body}
  perform set_config('client_min_messages', before, true);
${after}
end $$;`

const revokeAll = (role: string): string =>
  quietly(
    `  for one in select r.rolname from pg_auth_members as m join pg_roles as r on r.oid = m.roleid
    where m.member = '${role}'::regrole
  loop
    execute format('revoke %I from ${role}', one.rolname);
  end loop;
  for one in select nspname from pg_namespace where nspname <> 'information_schema' and nspname !~ '^pg_'
  loop
    execute format('revoke all on all tables in schema %I from ${role}', one.nspname);
    execute format('revoke all on all sequences in schema %I from ${role}', one.nspname);
    continue when one.nspname = '${rlsSchema}';
    execute format('revoke all on all routines in schema %I from ${role}', one.nspname);
    execute format('revoke all on schema %I from ${role}', one.nspname);
  end loop;
  execute format('revoke all on database %I from ${role}', current_database());
  execute format('grant connect on database %I to ${role}', current_database());
  grant usage on schema public to ${role};`,
    `  if not has_database_privilege('${role}', current_database(), 'CONNECT') then
    raise warning '${role} may not connect yet: let the owner of the database grant it CONNECT';
  end if;
  if not has_schema_privilege('${role}', 'public', 'USAGE') then
    raise warning '${role} may not use the schema public yet: let its owner grant it USAGE';
  end if;`,
  )

const grantColumns = (role: string): string => `do $$ declare wanted record; begin
  for wanted in
    select c.relname, a.attname from unnest(array[
${grantedColumns.map((column) => `      '${column}'`).join(',\n')}
    ]) as name
    join pg_class as c on c.relname = split_part(name, '.', 1) and c.relnamespace = 'public'::regnamespace
    join pg_attribute as a on a.attrelid = c.oid and a.attname = split_part(name, '.', 2) and not a.attisdropped
    where c.relname <> 'core_fhirauxresource' or to_regclass('public.core_fhirsource') is not null
  loop
    execute format('grant select (%I) on public.%I to ${role}', wanted.attname, wanted.relname);
  end loop;
end $$;`

interface PublicRight {
  /** Whether a role has it, with `%` in the place of the role. */
  readonly has: string
  readonly revoke: string
  readonly grant: string
  /** Printed where PUBLIC keeps the privilege. */
  readonly otherwise: string
}

/**
 * Revokes a privilege from PUBLIC and grants it to the roles that write JHE's tables. A revoke
 * without the right to do it usually does not fail, so the result is checked afterwards.
 */
const takeFromPublic = ({ has, revoke, grant, otherwise }: PublicRight): string =>
  quietly(
    `  begin
    for one in select rolname from pg_roles where not rolsuper and rolname !~ '^pg_'
      and has_table_privilege(oid, 'public.core_study', 'INSERT') and ${has.replace('%', 'oid')}
    loop
      execute format('${grant}', ${grant.includes('%2$I') ? 'current_database(), ' : ''}one.rolname);
    end loop;
    execute format('${revoke}', current_database());
  exception when insufficient_privilege then null;
  end;`,
    `  if ${has.replace('%', "'public'")} then raise warning '${otherwise}'; end if;`,
  )

const publicRights = (): string =>
  [
    takeFromPublic({
      has: "has_schema_privilege(%, 'public', 'CREATE')",
      revoke: 'revoke create on schema public from public',
      grant: 'grant create on schema public to %I',
      otherwise:
        'everybody may still create tables in the schema public: let its owner run this script',
    }),
    takeFromPublic({
      has: "has_database_privilege(%, current_database(), 'TEMPORARY')",
      revoke: 'revoke temporary on database %I from public',
      grant: 'grant temporary on database %1$I to %2$I',
      otherwise:
        'everybody may still create temporary tables: let the owner of the database run this script',
    }),
    ...largeObjectMakers.map((maker) =>
      takeFromPublic({
        has: `has_function_privilege(%, 'pg_catalog.${maker}', 'EXECUTE')`,
        revoke: `revoke execute on function pg_catalog.${maker} from public`,
        grant: `grant execute on function pg_catalog.${maker} to %I`,
        otherwise: `everybody may still make large objects with ${maker}: only a superuser can take that away`,
      }),
    ),
  ].join('\n')

/**
 * A script that makes a database role which can read what the closed list reads, and nothing else.
 * It grants column by column, skips columns that this JHE version does not have, takes back what a
 * former version granted, and is to be run again after an upgrade of JHE or of jhe-mcp.
 * @param role plain lower-case PostgreSQL name
 * @throws JheError INPUT_INVALID for any other name
 */
export function roleScript(role: string): string {
  plainRole(role)
  return `-- A role for jhe-mcp that can read what jhe-mcp reads, and nothing else.
-- Run it in JHE's database as a role with CREATEROLE that owns JHE's tables; what only the owner of the
-- database or a superuser can take from everybody (temporary tables, large objects) is else warned of:
--   npx jhe-mcp sql --role ${role} | psql -v ON_ERROR_STOP=1 -d <JHE's database>
-- Then give the role its password: \\password ${role}
-- Run it again after an upgrade of JHE or of jhe-mcp: it takes back what is no longer needed.
begin;
${createRole(role)}
${settingsOf(role)}
${revokeAll(role)}
${grantColumns(role)}

-- What everybody (PUBLIC) may do, this role may too. Creating tables and large objects is taken from
-- PUBLIC and given to the roles that write JHE's tables, so that nothing changes for JHE.
${publicRights()}
commit;

-- What PUBLIC still allows, here and everywhere: to see the names of tables, columns and roles, and
-- to connect to other databases of this server. For each of those that holds anything:
--   revoke connect on database <other> from public;
-- The settings above are defaults that whoever has the password can change for a session; the
-- missing rights are what holds.
`
}
