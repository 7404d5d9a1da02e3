import { claimedModels, reuseSeconds, tolerance, unusedClients } from './rules.js'

const insert = `insert into jhe_mcp_state.oidc
    (model, id_hash, payload, grant_hash, uid_hash, rotation, kept, expires_at)
  values ($1, $2, $3, $4, $5, $6, $7, now() + make_interval(secs => $8::float8))
  on conflict (model, id_hash) do update set payload = excluded.payload,
    grant_hash = excluded.grant_hash, uid_hash = excluded.uid_hash, expires_at = excluded.expires_at`

export const put = insert

/** A client that registers again counts as new; beyond the limit the oldest that nobody used go. */
export const putClient = `with gone as (
    delete from jhe_mcp_state.oidc where model = 'Client' and id_hash in (
      select id_hash from jhe_mcp_state.oidc
      where model = 'Client' and used_at is null and not kept and id_hash <> $2
      order by created_at desc offset ${unusedClients.limit - 1} for update skip locked)
  )
  ${insert}, created_at = now(), kept = oidc.kept or excluded.kept`

const isLive = `(expires_at is null or expires_at > now() - interval '${tolerance} seconds')`
const remaining = 'extract(epoch from expires_at - now())::float8 as remaining'
const consumed = 'extract(epoch from consumed_at)::float8 as consumed'

const find = `select id_hash, payload, ${remaining}, ${consumed}
  from jhe_mcp_state.oidc where model = $1 and id_hash = $2 and ${isLive}`

/**
 * Whoever updates first sees the row as it was, which is then consumed at no time yet; until it is,
 * the others wait for the row, update nothing and find nothing. Afterwards they see it as consumed,
 * and oidc-provider ends the grant: it must not do so while the first is at work with it.
 */
const findAndClaim = `with claimed as (
    update jhe_mcp_state.oidc set consumed_at = 'infinity'
    where model = $1 and id_hash = $2 and consumed_at is null and ${isLive}
    returning id_hash, payload, ${remaining}
  )
  select id_hash, payload, remaining, null::float8 as consumed from claimed
  union all
  select id_hash, payload, ${remaining}, ${consumed}
  from jhe_mcp_state.oidc
  where model = $1 and id_hash = $2 and ${isLive} and consumed_at < 'infinity'
    and not exists (select from claimed)`

/** Successors of a token are what its grant got in the next rotation since it was first consumed. */
const findTolerantly = `select id_hash, payload, ${remaining},
    case when consumed_at < now() - interval '${reuseSeconds} seconds' or exists (
      select from jhe_mcp_state.oidc as successor
      where successor.model = token.model and successor.grant_hash = token.grant_hash
        and successor.rotation = token.rotation + 1 and successor.created_at >= token.consumed_at
        and successor.consumed_at is not null
    ) then extract(epoch from consumed_at)::float8 end as consumed
  from jhe_mcp_state.oidc as token where model = $1 and id_hash = $2 and ${isLive}`

/** The statement that finds a row of a model. */
export const findOf = (model: string): string => {
  if (claimedModels.includes(model)) return findAndClaim
  return model === 'RefreshToken' ? findTolerantly : find
}

export const findByUid = `select id_hash, payload, ${remaining}, ${consumed}
  from jhe_mcp_state.oidc where model = $1 and uid_hash = $2 and ${isLive} limit 1`

export const consume = `update jhe_mcp_state.oidc set consumed_at = least(consumed_at, now())
  where model = $1 and id_hash = $2`

export const destroy = 'delete from jhe_mcp_state.oidc where model = $1 and id_hash = $2'

/** In one order, since oidc-provider asks for it once for each model at the same time. */
export const revokeGrant = `delete from jhe_mcp_state.oidc where (model, id_hash) in (
    select model, id_hash from jhe_mcp_state.oidc where grant_hash = $1 order by model, id_hash for update)`
