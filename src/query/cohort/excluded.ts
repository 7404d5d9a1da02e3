import { sql, type RawBuilder } from 'kysely'

import type { JheTables } from '../../db/schema.js'
import { alias } from '../../permissions/alias.js'
import type { QueryContext } from '../../permissions/query-context.js'
import type { ReadableCodeRow } from '../../permissions/readable-code.js'
import { effectiveTime } from '../observations/effective.js'
import { ofReadableCode } from '../observations/index-range.js'
import { keyOf, startKey } from '../observations/observation-key.js'
import { isValid } from '../observations/readable-observations.js'
import type { CohortArgs } from './cohort-args.js'
import { isMember } from './criteria.js'

/** Observations of the first series, of members of the cohort, that are in no figure. */
export interface ExcludedCounts {
  /** Without a readable time. */
  readonly unknown_time: number
  /** Within the window, but after now. */
  readonly future_time: number
}

const o = alias<JheTables['core_observation']>('o')
const a = alias<ReadableCodeRow>('a')

/** As JSON, of the members of the cohort. Needs `asked_series` and `cohort_member`. */
export const excludedCounts = ({
  param,
  profile,
}: QueryContext<CohortArgs>): RawBuilder<ExcludedCounts> => {
  const key = profile.hasTimeIndex
    ? keyOf<string>(profile, startKey, o)
    : sql`coalesce(t.start_at, t.end_at)`
  const time = profile.hasTimeIndex
    ? sql``
    : sql` cross join lateral ${effectiveTime(profile, o)} as t`
  const countOf = (condition: RawBuilder<unknown>) => sql`(
      select count(*) as count from public.core_observation as o${time}
      where ${ofReadableCode(o, a)} and ${isValid(o)} and ${condition})`
  const isFuture = sql`${key} > ${param('now', 'timestamptz')} and ${key} <= coalesce(${param('window_end', 'timestamptz')}, 'infinity')`
  return sql<ExcludedCounts>`(
    select json_build_object('unknown_time', coalesce(sum(u.count), 0), 'future_time', coalesce(sum(f.count), 0))
    from asked_series as a cross join lateral ${countOf(sql`${key} is null`)} as u cross join lateral ${countOf(isFuture)} as f
    where a.n = 1 and ${isMember(a)})`
}
