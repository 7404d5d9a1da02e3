import { grantLimit } from './rules.js'

const columns = `id_hash, subject::float8 as subject, details, session,
  extract(epoch from created_at)::float8 as created, extract(epoch from used_at)::float8 as used`

const isLive = 'ends_at > now() and used_at + idle > now()'

/** The rows of oidc-provider that belong to grants. @param hashes SQL of their hashes */
const tokensOf = (hashes: string): string => `delete from jhe_mcp_state.oidc
    where grant_hash in (${hashes}) or (model = 'Grant' and id_hash in (${hashes}))`

/** Also notes that the client was used, and ends the person's grants that are idle for longest. */
export const create = `with surplus as (
    select id_hash from jhe_mcp_state.grants where subject = $2 and id_hash <> $1
    order by used_at desc offset ${grantLimit - 1}
  ), ended as (
    delete from jhe_mcp_state.grants where id_hash in (select id_hash from surplus)
  ), tokens as (
    ${tokensOf('select id_hash from surplus')}
  ), client as (
    update jhe_mcp_state.oidc set used_at = now() where model = 'Client' and id_hash = $5
  )
  insert into jhe_mcp_state.grants (id_hash, subject, details, session, ends_at, idle)
  values ($1, $2, $3, $4, now() + make_interval(secs => $6::float8), make_interval(secs => $7::float8))
  on conflict (id_hash) do nothing`

export const find = `select ${columns} from jhe_mcp_state.grants where id_hash = $1 and ${isLive}`

export const lock = `${find} for update`

/** Those that are being renewed are noted by that. */
export const touch = `update jhe_mcp_state.grants set used_at = now() where id_hash in (
    select id_hash from jhe_mcp_state.grants where id_hash = any ($1::text[]) and ${isLive}
    order by id_hash for update skip locked)`

export const list = `select ${columns} from jhe_mcp_state.grants
  where ($1::float8 is null or subject = $1) and ${isLive} order by created_at desc, id_hash`

export const end = `with ended as (
    delete from jhe_mcp_state.grants where id_hash = $1 returning session
  ), tokens as (
    ${tokensOf('select $1::text')}
  )
  select session from ended`

/** Only over the session that was renewed: JHE has no other one that is newer. */
export const store = `update jhe_mcp_state.grants set session = $2, used_at = now()
  where id_hash = $1 and session = $3 returning extract(epoch from used_at)::float8 as used`

/** Grants that have ended, with their tokens. */
export const purge = `with ended as (
    delete from jhe_mcp_state.grants where id_hash in (
      select id_hash from jhe_mcp_state.grants where not (${isLive}) for update skip locked)
    returning id_hash
  )
  ${tokensOf('select id_hash from ended')}`
