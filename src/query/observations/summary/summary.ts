import { sql, type RawBuilder } from 'kysely'

import { alias } from '../../../permissions/alias.js'
import type { ViewerKind } from '../../../permissions/viewer.js'
import { answeredViewer } from '../../../permissions/viewer-rules.js'
import { timesOfRows, withValueCounts } from '../statistics/value-counts.js'
import { timesOfIndex, withValueCountsByIndex } from '../statistics/value-counts-by-index.js'
import { usualDay } from './usual-day.js'
import { coverage } from './coverage.js'
import { otherTypes } from '../filter.js'
import { keptApart } from '../kept-apart.js'
import type { Query } from '../../compile/query.js'
import { patientIsVisible, studyIsVisible, type Scope } from '../../../permissions/readable-code.js'
import {
  groupedOfSummary,
  onlyUnitOfGroups,
  weighedNumbers,
  type SummaryValueRow,
  type WeighedRow,
} from '../statistics/statistics.js'
import { withheldRows, type WithheldRow } from '../../../permissions/withheld.js'
import type { SummaryArgs } from './summary-args.js'
import { zoneAgrees } from '../zone-check.js'
import { statistics } from '../statistics/group-statistics.js'

/** What there is of one data type. Times are ISO 8601 in UTC. */
export interface SummaryRow {
  readonly data_type: string | null
  readonly count: number
  readonly patients: number
  readonly first: string | null
  readonly last: string | null
  /** Without a readable time; in `count` only where there is no window. */
  readonly unknown_time: number
  readonly future_time: number
  /** Withdrawn as errors, or cancelled: in no number above. */
  readonly retracted: number
  readonly entries: SummaryValueRow[]
  /** Groups beyond `entries`, and the observations that they have. */
  readonly left_out: number
  readonly left_out_rows: number
  readonly days_with_data: number
  readonly days: number
  readonly longest_gap_days: number
  /** Glucose of one patient: readings of the day that three of four days with data have no more than. */
  readonly usual_day: number | null
  readonly sources: string[]
}

export interface SummaryAnswer {
  readonly viewer_kind: ViewerKind
  readonly is_visible: boolean
  readonly zone_agrees: boolean
  readonly other_types: { readonly coding_code: string }[]
  /** Codes of what JHE keeps apart from observations. */
  readonly kept_apart: readonly string[]
  readonly types: SummaryRow[]
  readonly withheld: WithheldRow[]
}

/** One more than are shown, so that the answer can say that there are more. */
const maxSources = sql.lit(21)

const types = (usual: RawBuilder<unknown>): RawBuilder<SummaryRow[]> => sql`(
  select coalesce(json_agg(json_build_object(
    'data_type', k.coding_code, 'count', k.count, 'patients', k.patients,
    'first', k.first, 'last', k.last, 'unknown_time', k.unknown_time, 'future_time', k.future_time, 'retracted', k.retracted,
    'entries', coalesce(s.entries, '[]'), 'left_out', coalesce(s.left_out, 0), 'left_out_rows', coalesce(s.left_out_rows, 0),
    'days_with_data', k.days_with_data, 'days', k.days, 'longest_gap_days', k.longest_gap_days,
    'usual_day', ${usual},
    'sources', coalesce(d.names, '[]')) order by k.coding_code, k.code_id), '[]')
  from covered as k
  left join ${statistics('summary', sql`covered`)} as s on s.code_id = k.code_id
  left join (
    select n.code_id, to_json((array_agg(n.name order by n.name))[1:${maxSources}]) as names
    from (
      select distinct a.code_id, source.name from value_count as a
      join public.core_datasource as source on source.id = a.source_id
      where a.is_valid and a.is_inside and source.name is not null) as n
    group by n.code_id) as d on d.code_id = k.code_id)`

const summarize = (scope: Scope): Query<SummaryArgs, SummaryAnswer> => ({
  name: `summarize_${scope}`,
  build: (context) => {
    const { param, profile } = context
    const { hasTimeIndex } = profile
    return (hasTimeIndex ? withValueCountsByIndex : withValueCounts)(context, scope)
      .with('number', () => sql<WeighedRow>`${weighedNumbers}`)
      .with('grouped', () => groupedOfSummary)
      .with('only_unit', () => onlyUnitOfGroups, 'materialized')
      .with('covered', () => coverage(context, hasTimeIndex ? timesOfIndex(context) : timesOfRows))
      .selectFrom('viewer')
      .select([
        answeredViewer,
        (scope === 'study' ? studyIsVisible(param) : patientIsVisible(param)).as('is_visible'),
        zoneAgrees(param).as('zone_agrees'),
        otherTypes(param).as('other_types'),
        keptApart(context, scope).as('kept_apart'),
        types(usualDay(context, scope, alias('k'))).as('types'),
        withheldRows.as('withheld'),
      ])
  },
})

/** What was measured of one patient, by data type. */
export const summarizePatient = summarize('patient')
/** What was measured in one study, by data type. */
export const summarizeStudy = summarize('study')
