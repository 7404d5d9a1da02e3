import { z } from 'zod'

import type { SharedCounts } from '../store.js'
import type { PartOptions } from './oidc-adapter.js'

/** In one order, so that replicas do not wait for each other crosswise. */
const exchange = `with minute as (
    select date_trunc('minute', now()) as minute
  ), added as (
    insert into jhe_mcp_state.counts (minute, person, calls)
    select minute, person, calls from minute, unnest($1::text[], $2::integer[]) as given (person, calls)
    order by person
    on conflict (minute, person) do update set calls = counts.calls + excluded.calls
    returning person, calls
  ), everybody as (
    select person, calls from added
    union all
    select person, calls from jhe_mcp_state.counts
    where minute = (select minute from minute) and person not in (select person from added)
  )
  select extract(epoch from minute)::float8 as minute,
    (select coalesce(json_object_agg(person, calls), '{}')::text from everybody) as totals
  from minute`

const totalsSchema = z.record(z.string(), z.number())

/** The calls of the running minute. */
export function createSharedCounts({ database }: Pick<PartOptions, 'database'>): SharedCounts {
  return {
    exchange: async (calls) => {
      const values = [[...calls.keys()], [...calls.values()]]
      const [row] = await database.query<{ minute: number; totals: string }>(exchange, values)
      const totals = totalsSchema.parse(JSON.parse(row?.totals ?? '{}'))
      return {
        minute: new Date((row?.minute ?? 0) * 1_000),
        totals: new Map(Object.entries(totals)),
      }
    },
  }
}
