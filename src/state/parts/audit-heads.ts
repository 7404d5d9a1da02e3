import type { AuditHeads } from '../store.js'
import type { PartOptions } from './oidc-adapter.js'

/** A chain that begins anew under the same name does not hide that the former one was longer. */
const put = `insert into jhe_mcp_state.audit_head (replica, seq, hash) values ($1, $2, $3)
  on conflict (replica) do update set seq = excluded.seq, hash = excluded.hash, at = now()
  where audit_head.seq <= excluded.seq`

const list = `select replica, seq::float8 as seq, hash, extract(epoch from at)::float8 as at
  from jhe_mcp_state.audit_head order by replica`

interface Row {
  readonly replica: string
  readonly seq: number
  readonly hash: string
  readonly at: number
}

/** The ends of the audit chains. */
export function createAuditHeads({ database }: Pick<PartOptions, 'database'>): AuditHeads {
  return {
    put: async ({ replica, seq, hash }) => {
      await database.query(put, [replica, seq, hash])
    },
    list: async () =>
      (await database.query<Row>(list)).map((row) => ({ ...row, at: new Date(row.at * 1_000) })),
  }
}
