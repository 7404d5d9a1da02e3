/** A step of the schema, numbered from 1 without gaps; one that was published is never changed. */
export interface Migration {
  readonly version: number
  /** Statements that replicas of the version before can go on with. */
  readonly sql: string
}

/**
 * The tables. Rows are found by hashes, what they hold is sealed; times are the database's own.
 * `rotation` counts the refresh tokens of a chain, `used_at` of a client is its last consent, and
 * `kept` marks a client that an administrator added.
 */
const first = `
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
  );`

/** How much people read lately; a row without a stop ends by itself. */
const brakes = `
  create table jhe_mcp_state.brake (
    person text primary key,
    subject bigint not null,
    reading text not null default '',
    stopped boolean not null default false,
    changed_at timestamptz not null default now()
  );`

/** All steps, in their order. */
export const migrations: readonly Migration[] = [
  { version: 1, sql: first },
  { version: 2, sql: brakes },
]
