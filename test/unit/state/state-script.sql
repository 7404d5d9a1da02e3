-- A role and the tables for what jhe-mcp serve keeps: sign-ins, grants, keys and counts; never patients' data.
-- Run it in a database of its own, never in JHE's, as a superuser or as its owner with CREATEROLE:
--   npx jhe-mcp state sql --role jhe_mcp_state | psql -v ON_ERROR_STOP=1 -d <database of the state>
-- Then give the role its password: \password jhe_mcp_state
-- Run it again after an upgrade of jhe-mcp: the role itself may not change the tables.
begin;
do $$ begin
  if exists (select from pg_class where relname = 'core_jheuser' and relkind in ('r', 'p', 'v', 'm', 'f')) then
    raise exception 'this is the database of JHE: make another one for the state of jhe-mcp';
  end if;
  if not exists (select from pg_roles where rolname = 'jhe_mcp_state') then
    create role jhe_mcp_state login nosuperuser nocreatedb nocreaterole noreplication nobypassrls;
  end if;
  execute format('grant connect on database %I to jhe_mcp_state', current_database());
end $$;
select pg_advisory_xact_lock(7261001);
do $start$ begin
  if not exists (select from pg_namespace where nspname = 'jhe_mcp_state') then
    create schema jhe_mcp_state;
  end if;
  if to_regclass('jhe_mcp_state.migration') is null then
    create table jhe_mcp_state.migration (version integer primary key, at timestamptz not null default now());
  end if;
end $start$;
do $step$ begin
  if exists (select from jhe_mcp_state.migration where version = 1) then return; end if;
  create table jhe_mcp_state.oidc (
    model text not null,
    id_hash text not null,
    payload text not null,
    grant_hash text,
    uid_hash text,
    rotation integer not null default 0,
    kept boolean not null default false,
    created_at timestamptz not null default now(),
    used_at timestamptz,
    consumed_at timestamptz,
    expires_at timestamptz,
    primary key (model, id_hash)
  );
  create index oidc_grant on jhe_mcp_state.oidc (grant_hash, model, rotation) where grant_hash is not null;
  create index oidc_uid on jhe_mcp_state.oidc (model, uid_hash) where uid_hash is not null;
  create index oidc_end on jhe_mcp_state.oidc (expires_at) where expires_at is not null;
  create index oidc_unused_client on jhe_mcp_state.oidc (created_at)
    where model = 'Client' and used_at is null and not kept;
  create table jhe_mcp_state.grants (
    id_hash text primary key,
    subject bigint not null,
    details text not null,
    session text not null,
    created_at timestamptz not null default now(),
    used_at timestamptz not null default now(),
    ends_at timestamptz not null,
    idle interval not null
  );
  create index grants_subject on jhe_mcp_state.grants (subject, used_at);
  create table jhe_mcp_state.signing_key (
    kid text primary key,
    jwk text not null,
    created_at timestamptz not null default now()
  );
  create table jhe_mcp_state.once (
    id_hash text primary key,
    payload text not null,
    expires_at timestamptz not null
  );
  create unlogged table jhe_mcp_state.counts (
    minute timestamptz not null,
    person text not null,
    calls integer not null,
    primary key (minute, person)
  );
  create table jhe_mcp_state.audit_head (
    replica text primary key,
    seq bigint not null,
    hash text not null,
    at timestamptz not null default now()
  );
  insert into jhe_mcp_state.migration (version) values (1);
end $step$;
do $step$ begin
  if exists (select from jhe_mcp_state.migration where version = 2) then return; end if;
  create table jhe_mcp_state.brake (
    person text primary key,
    subject bigint not null,
    reading text not null default '',
    stopped boolean not null default false,
    changed_at timestamptz not null default now()
  );
  insert into jhe_mcp_state.migration (version) values (2);
end $step$;
revoke all on schema jhe_mcp_state from public;
grant usage on schema jhe_mcp_state to jhe_mcp_state;
grant select, insert, update, delete on all tables in schema jhe_mcp_state to jhe_mcp_state;
revoke insert, update, delete on jhe_mcp_state.migration from jhe_mcp_state;
commit;
