import { sql, type RawBuilder } from 'kysely'

import type { JheTables } from '../../db/schema.js'
import type { Alias } from '../../permissions/alias.js'

/** What `recordBody` has. */
export interface RecordBody {
  d: unknown
}

/** The body of a record, uncompressed: read once, whatever is looked up in it. A lateral derived table. */
export const recordBody = (
  r: Alias<Pick<JheTables['core_fhirauxresource'], 'fhir_data'>>,
): RawBuilder<RecordBody> =>
  sql<RecordBody>`(select ${r.column('fhir_data')} #> '{}' as d offset 0)`
