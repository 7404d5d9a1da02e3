import { sql, type RawBuilder } from 'kysely'

import type { SchemaProfile } from '../../db/profile.js'
import type { JheTables } from '../../db/schema.js'
import { alias, type Alias } from '../../permissions/alias.js'
import type { QueryContext } from '../../permissions/query-context.js'
import type { ReadableCodeRow } from '../../permissions/readable-code.js'
import { hasNoWindow, type FilterArgs } from './filter.js'
import { ofReadableCode } from './index-range.js'
import { keyOf, startKey } from './observation-key.js'
import { isValid } from './readable-observations.js'

/** Which rows the newest one is looked for among. */
interface Among {
  /** A patient's data type. */
  readonly k: Alias<Pick<ReadableCodeRow, 'patient_id' | 'code_id'>>
  /** Rows that begin after it do not count. */
  readonly until: RawBuilder<unknown>
  /** Nothing is looked for unless it holds. */
  readonly isAsked: RawBuilder<unknown>
}

/**
 * The time of the newest row that counts, from the end of the advised index, as a lateral derived
 * table with the one column `at`; it has no row where there is none.
 */
export const newestRow = (
  profile: SchemaProfile,
  { k, until, isAsked }: Among,
): RawBuilder<unknown> => {
  const o = alias<JheTables['core_observation']>('o')
  const key = keyOf<string>(profile, startKey, o)
  return sql`(
      select ${key} as at from public.core_observation as o
      where ${isAsked} and ${ofReadableCode(o, k)} and ${isValid(o)} and ${key} <= ${until}
      order by ${key} desc limit 1)`
}

/**
 * The newest time that is not in the future of everything that may be read, by the advised index, as
 * a table of the one column `at`; null where there is none, or where a window is given.
 */
export const newestReadable = ({
  param,
  profile,
}: QueryContext<FilterArgs & { readonly now: string }>): RawBuilder<string | null> => {
  const k = alias<ReadableCodeRow>('k')
  const among = { k, until: param('now', 'timestamptz'), isAsked: hasNoWindow(param) }
  return sql`(
    select max(n.at) as at from readable_code as k cross join lateral ${newestRow(profile, among)} as n
    where k.readable)`
}
