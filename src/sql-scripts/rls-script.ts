import { plainRole, roleSettings } from './role-script.js'
import { helpers, policies, rlsSchema } from './rls-rule.js'

const createHelpers = (role: string): string =>
  Object.entries(helpers)
    .map(
      ([
        name,
        { returns, body },
      ]) => `create or replace function ${rlsSchema}.${name}() returns ${returns}
  language plpgsql stable parallel safe security definer set search_path = pg_catalog, pg_temp
  as $rule$
  #variable_conflict use_column
  begin ${returns === 'bigint' ? `return (${body})` : `return query ${body}`}; end $rule$;
revoke all on function ${rlsSchema}.${name}() from public;
grant execute on function ${rlsSchema}.${name}() to ${role};`,
    )
    .join('\n')

/** The helpers must read past the policies, and no further: they belong to the owner of JHE's tables. */
const handOver = `do $$ declare tables_owner name; helper record; begin
  select r.rolname into strict tables_owner from pg_class as c join pg_roles as r on r.oid = c.relowner
    where c.oid = 'public.core_observation'::regclass;
  execute format('alter schema ${rlsSchema} owner to %I', tables_owner);
  execute format('alter table ${rlsSchema}.reader owner to %I', tables_owner);
  for helper in select oid::regprocedure as name from pg_proc where pronamespace = '${rlsSchema}'::regnamespace
  loop
    execute format('alter function %s owner to %I', helper.name, tables_owner);
  end loop;
end $$;`

const createPolicies = (role: string): string => `do $$ declare rule record; begin
  for rule in select * from (values
${Object.entries(policies)
  .map(([table, condition]) => `    ('${table}', $rule$${condition}$rule$)`)
  .join(',\n')}
  ) as r(name, condition) where to_regclass('public.' || name) is not null
    -- before core.0035 it had another shape, which jhe-mcp does not read
    and (name <> 'core_fhirauxresource' or to_regclass('public.core_fhirsource') is not null)
  loop
    execute format('drop policy if exists jhe_mcp_others on public.%I', rule.name);
    execute format('drop policy if exists jhe_mcp_readers on public.%I', rule.name);
    execute format('create policy jhe_mcp_others on public.%I
      using ((select not pg_has_role(current_user, ''${role}'', ''MEMBER'')))', rule.name);
    execute format('create policy jhe_mcp_readers on public.%I for select to ${role} using (%s)',
      rule.name, rule.condition);
    execute format('alter table public.%I enable row level security', rule.name);
  end loop;
end $$;`

/** Takes row-level security away again; also what a test runs. */
export const undoRls = `begin;
do $$ declare policy record; begin
  for policy in select tablename, policyname from pg_policies
    where schemaname = 'public' and policyname in ('jhe_mcp_others', 'jhe_mcp_readers')
  loop
    execute format('drop policy %I on public.%I', policy.policyname, policy.tablename);
    execute format('alter table public.%I disable row level security', policy.tablename);
  end loop;
end $$;
drop schema ${rlsSchema} cascade;
commit;`

const commented = (sql: string): string =>
  sql
    .split('\n')
    .map((line) => `--   ${line}`)
    .join('\n')

const aPerson = (role: string): string =>
  [
    `create role jane_doe login connection limit 20 in role ${role};`,
    ...roleSettings.map((setting) => `alter role jane_doe set ${setting};`),
    `insert into ${rlsSchema}.reader values ('jane_doe', 10002); -- core_jheuser.id of Jane Doe`,
    '\\password jane_doe',
  ].join('\n')

/**
 * A script that enforces the membership rule in the database: each person has a role of their own,
 * a table that only the owner may write maps roles to people, and PostgreSQL shows a role the rows
 * that JHE shows its person. A session variable would not protect, since any user of the password
 * can set it.
 * @param role the role of `roleScript`, whose members are the readers
 * @throws JheError INPUT_INVALID for a name that is not plain
 */
export function rlsScript(role: string): string {
  plainRole(role)
  return `-- Row-level security for the members of ${role}: PostgreSQL itself shows a person's role the rows
-- that JHE shows the person, in jhe-mcp and in every other program, at the moment they ask.
-- Run it after the script of the role, in JHE's database, as the owner of JHE's tables, who also owns
-- the database or has CREATE on it. Roles for people take CREATEROLE once more.
-- Nobody else is limited: not the owner, and not a role that is no member of ${role}.
-- Consent is not part of the rule, as in JHE's own reads; jhe-mcp applies it (JHE_CONSENT).
-- What it costs: of the indexes of sql --indexes PostgreSQL then uses the one for counts alone, so
-- that a page of observations looks at the whole history of the patient: 25 ms for 20,000.
begin;
set local client_min_messages = warning;
create schema if not exists ${rlsSchema};
create table if not exists ${rlsSchema}.reader (
  role_name name primary key,
  jhe_user_id bigint not null
);
comment on table ${rlsSchema}.reader is 'Whom a login role of jhe-mcp stands for (core_jheuser.id)';
revoke all on schema ${rlsSchema} from public;
revoke all on ${rlsSchema}.reader from public, ${role};
grant usage on schema ${rlsSchema} to ${role};
${createHelpers(role)}
${handOver}
${createPolicies(role)}
commit;

-- For each person a role of their own. A role that is not in the table sees nothing.
${commented(aPerson(role))}

-- The way back:
${commented(undoRls)}
`
}
