import { z } from 'zod'

import { hashOf, openValue, sealValue } from '../sealed.js'
import type { OnceRows } from '../store.js'
import type { PartOptions } from './oidc-adapter.js'

const put = `insert into jhe_mcp_state.once (id_hash, payload, expires_at)
  values ($1, $2, now() + make_interval(secs => $3::float8))
  on conflict (id_hash) do update set payload = excluded.payload, expires_at = excluded.expires_at`

const take = `delete from jhe_mcp_state.once where id_hash = $1
  returning payload, expires_at > now() as is_live`

const payloadSchema = z.record(z.string(), z.unknown())
const nameOf = (idHash: string): string => `once/${idHash}`

/** Rows that are taken once. */
export function createOnceRows({ database, keys }: PartOptions): OnceRows {
  return {
    put: async (id, payload, lifetime) => {
      const idHash = hashOf(id)
      await database.query(put, [idHash, sealValue(keys, nameOf(idHash), payload), lifetime])
    },
    take: async (id) => {
      const idHash = hashOf(id)
      const [row] = await database.query<{ payload: string; is_live: boolean }>(take, [idHash])
      if (row?.is_live !== true) return undefined
      return openValue(keys, nameOf(idHash), { text: row.payload, schema: payloadSchema })
    },
  }
}
