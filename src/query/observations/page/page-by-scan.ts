import { sql, type RawBuilder, type SqlBool } from 'kysely'

import type { SelectCreator } from '../../../permissions/select-creator.js'
import { alias } from '../../../permissions/alias.js'
import type { JheTables } from '../../../db/schema.js'
import { effectiveTime, type Effective } from '../effective.js'
import { isCodeOfType, touchesWindow } from '../filter.js'
import { mayBeCandidate, candidateDays } from '../summary/candidate-days.js'
import {
  comesAfter,
  observationColumns,
  unknownTime,
  type ObservationArgs,
  type Order,
  type PageDatabase,
} from './page.js'
import type { QueryContext } from '../../../permissions/query-context.js'
import { noCode, withReadableCodes } from '../../../permissions/readable-code.js'

const o = alias<JheTables['core_observation']>('o')

/** The start, with unknown times at the far end of the order. */
const startIn = (order: Order): RawBuilder<string> =>
  sql<string>`coalesce(t.start_at, t.end_at, ${sql.lit(unknownTime[order])})`

/** As an array made once, so that a row costs one comparison. */
const codeIsReadable = sql<SqlBool>`coalesce(o.codeable_concept_id, ${sql.lit(noCode)}) = any (array(
      select readable_code.code_id from readable_code where readable_code.readable))`

const nearRows = ({ param, profile }: QueryContext<ObservationArgs>) => {
  const columns = sql.join(observationColumns(profile).map(o.column))
  return sql<JheTables['core_observation']>`(
    select ${columns} from public.core_observation as o
    where o.subject_patient_id = ${param('patient_id', 'bigint')} and ${codeIsReadable}
      and ${mayBeCandidate(profile, o)} offset 0)`
}

/**
 * The page where nothing helps to find it: all observations of the patient are looked at, the
 * times of those read that may be read and may lie near, and the nearest rows kept.
 */
export function pageByScan(
  context: QueryContext<ObservationArgs>,
  order: Order,
): SelectCreator<PageDatabase> {
  const { param, profile } = context
  const direction = order === 'newest' ? 'desc' : 'asc'
  return withReadableCodes(context, 'patient', isCodeOfType(param))
    .with('candidate_day', () => candidateDays(context, order))
    .with('page_row', (creator) =>
      creator
        .selectFrom(nearRows(context).as('o'))
        .leftJoin('core_codeableconcept as cc', 'cc.id', 'o.codeable_concept_id')
        .crossJoinLateral(effectiveTime(profile, o).as('t'))
        .where(touchesWindow(param, alias<Effective>('t')))
        .where(comesAfter(param, order, sql`(${startIn(order)}, o.id)`))
        .select(observationColumns(profile).map((name) => `o.${name}` as const))
        .select(['cc.coding_system', 'cc.coding_code', 'cc.text as coding_text'])
        .select(startIn(order).as('at'))
        .orderBy(startIn(order), direction)
        .orderBy('o.id', direction)
        .limit(sql<number>`${param('limit', 'integer')}`),
    )
}
