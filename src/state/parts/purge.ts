import type { StateDatabase } from '../database.js'
import { lockNumbers } from '../schema/migration-script.js'
import * as grants from './grants-sql.js'
import { countSeconds, tolerance, unusedClients } from './rules.js'

const mine = `select pg_try_advisory_xact_lock(${lockNumbers.purge}) as mine`

const ended = `delete from jhe_mcp_state.oidc where (model, id_hash) in (
    select model, id_hash from jhe_mcp_state.oidc
    where expires_at <= now() - interval '${tolerance} seconds'
      or (model = 'Client' and used_at is null and not kept
        and created_at <= now() - interval '${unusedClients.lifetime} seconds')
    order by model, id_hash for update skip locked)`

const statements: readonly string[] = [
  ended,
  grants.purge,
  'delete from jhe_mcp_state.once where expires_at <= now()',
  `delete from jhe_mcp_state.counts where minute < now() - interval '${countSeconds} seconds'`,
  "delete from jhe_mcp_state.brake where not stopped and changed_at < now() - interval '2 days'",
]

/** Removes what has ended, unless another replica is just doing it. */
export async function purge(database: StateDatabase): Promise<void> {
  await database.exclusively('purge', async (query) => {
    const [row] = await query.query<{ mine: boolean }>(mine)
    if (row?.mine !== true) return
    for (const text of statements) await query.query(text)
  })
}
