import { sql } from 'kysely'

import type { JheTables } from '../../db/schema.js'
import { alias } from '../../permissions/alias.js'

const r = alias<Pick<JheTables['core_fhirauxresource'], 'fhir_data'>>('r')

/** The body of a record `r`, uncompressed: read once, whatever is looked up in it. A lateral derived table. */
export const recordBody = sql<{
  d: unknown
}>`(select ${r.column('fhir_data')} #> '{}' as d offset 0)`

/** The body where `recordBody` is joined as `b`. */
export const bodyData = sql.ref('b.d')
