import { sql, type RawBuilder } from 'kysely'

import { alias, type Alias } from '../../../permissions/alias.js'
import type { QueryContext } from '../../../permissions/query-context.js'
import type { FilterArgs } from '../filter.js'
import { newestReadable } from '../newest-row.js'
import { firstMoment } from './bucket.js'
import type { OpeningRow } from '../statistics/index-ranges.js'

interface Timed extends FilterArgs {
  readonly time_zone: string
  readonly now: string
}

/** The newest time that is not in the future, of the rows that count. */
const newest = (context: QueryContext<Timed>): RawBuilder<unknown> =>
  context.profile.hasTimeIndex
    ? newestReadable(context)
    : sql`(select max(m.at) as at from readable_observation as m where m.readable and m.at <= ${context.param('now', 'timestamptz')})`

type BucketingAlias = Alias<{ readonly size: string }>

/** How long the default window of a question is. */
interface DefaultWindow {
  /** hour, day, week or month: the unit that it begins with the first moment of. */
  readonly size: RawBuilder<unknown>
  /** How far before its last unit it begins; the unit is named by what it takes. */
  readonly span: (bucketing: BucketingAlias) => RawBuilder<unknown>
}

/**
 * The window's start. Without one given it lies so far before the window's end as the span says;
 * without an end given either, before the newest row that is not in the future.
 */
export const openingOf = (
  context: QueryContext<Timed>,
  { size, span }: DefaultWindow,
): RawBuilder<OpeningRow> => {
  const { param } = context
  const zone = param('time_zone', 'text')
  return sql`(
    select bucketing.size, coalesce(${param('window_start', 'timestamptz')}, case bucketing.size
      when 'hour' then l.start at time zone ${zone} else ${firstMoment(sql`l.start`, zone)} end) as start_at
    from (select ${size} as size) as bucketing
    cross join ${newest(context)} as newest
    cross join lateral (
      select date_trunc(bucketing.size, coalesce(${param('window_end', 'timestamptz')}, newest.at, ${param('now', 'timestamptz')})
        at time zone ${zone}) - ${span(alias('bucketing'))} as start offset 0) as l)`
}
