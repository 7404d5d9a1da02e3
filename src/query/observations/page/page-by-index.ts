import { sql, type RawBuilder } from 'kysely'

import type { SelectCreator } from '../../../permissions/select-creator.js'
import { hasNoWindow, isCodeOfType } from '../filter.js'
import { askedCodes, inWindow, ofReadableCode, type AskedCode } from '../index-range.js'
import { keyOf, startKey } from '../observation-key.js'
import {
  comesAfter,
  observationColumns,
  unknownTime,
  type ObservationArgs,
  type Order,
  type PageRow,
  type PageDatabase,
} from './page.js'
import type { QueryContext } from '../../../permissions/query-context.js'
import { withReadableCodes } from '../../../permissions/readable-code.js'
import type { JheTables } from '../../../db/schema.js'
import { alias } from '../../../permissions/alias.js'

const o = alias<JheTables['core_observation']>('o')
const k = alias<AskedCode>('k')

/** The nearest rows of one data type: those with a time, then those without. */
const nearest = (context: QueryContext<ObservationArgs>, order: Order): RawBuilder<unknown> => {
  const { param, profile } = context
  const key = keyOf<string>(profile, startKey, o)
  const columns = sql.join(observationColumns(profile).map(o.column))
  const direction = sql.raw(order === 'newest' ? 'desc' : 'asc')
  const unknown = sql`cast(${sql.lit(unknownTime[order])} as timestamptz)`
  const limit = param('limit', 'integer')
  return sql`(
    (select ${columns}, ${key} as at from public.core_observation as o
      where ${ofReadableCode(o, k)} and ${inWindow(context, o, k)} and ${comesAfter(param, order, sql`(${key}, o.id)`)}
      order by ${key} ${direction}, o.id ${direction} limit ${limit})
    union all
    (select ${columns}, ${unknown} as at from public.core_observation as o
      where ${hasNoWindow(param)} and ${ofReadableCode(o, k)} and ${key} is null
        and ${comesAfter(param, order, sql`(${unknown}, o.id)`)}
      order by ${key} ${direction}, o.id ${direction} limit ${limit}))`
}

const pageRows = (context: QueryContext<ObservationArgs>, order: Order): RawBuilder<PageRow> => {
  const direction = sql.raw(order === 'newest' ? 'desc' : 'asc')
  return sql<PageRow>`(select o.*, k.coding_system, k.coding_code, k.coding_text
    from asked_code as k cross join lateral ${nearest(context, order)} as o
    order by o.at ${direction}, o.id ${direction} limit ${context.param('limit', 'integer')})`
}

/**
 * The page where the advised indexes are: of each data type that the viewer may read the nearest
 * rows, straight from the index, and of those the nearest. The work is bounded by data types times
 * the length of the page, however long the history is.
 */
export function pageByIndex(
  context: QueryContext<ObservationArgs>,
  order: Order,
): SelectCreator<PageDatabase> {
  return withReadableCodes(context, 'patient', isCodeOfType(context.param))
    .with('asked_code', () => askedCodes(context))
    .with('page_row', () => pageRows(context, order))
}
