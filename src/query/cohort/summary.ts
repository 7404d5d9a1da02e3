import { sql, type RawBuilder } from 'kysely'

import { cohortIsVisible, peopleAreCounted } from '../../permissions/cohort.js'
import { unreachablePatients } from '../../permissions/study-people.js'
import type { QueryContext } from '../../permissions/query-context.js'
import type { ViewerKind } from '../../permissions/viewer.js'
import { answeredViewer } from '../../permissions/viewer-rules.js'
import { withheldRows, type WithheldRow } from '../../permissions/withheld.js'
import type { Query } from '../compile/query.js'
import { zoneAgrees } from '../observations/zone-check.js'
import { criterionAnswers, withCohort, type CriterionAnswer } from './criteria.js'
import { excludedCounts, type ExcludedCounts } from './excluded.js'
import { grouping, groups, type CohortGroupRow, type SummaryArgs } from './groups.js'
import { otherSeriesTypes } from './other-types.js'

export interface CohortAnswer {
  readonly viewer_kind: ViewerKind
  readonly is_visible: boolean
  readonly zone_agrees: boolean
  /** The viewer may know how many patients there are. */
  readonly people_are_counted: boolean
  /** Places of the series whose type no code of this JHE has, from 1. */
  readonly unknown_types: readonly number[]
  /** Every data type of this JHE that the grant allows, where one is unknown. */
  readonly other_types: { readonly coding_code: string }[]
  /** ISO 8601 in UTC. */
  readonly window: { readonly start_at: string; readonly end_at: string }
  readonly groups: readonly CohortGroupRow[]
  readonly criteria: readonly CriterionAnswer[]
  readonly excluded: ExcludedCounts
  /** Enrolled patients of whom nothing can be read: they share no organization with the viewer. */
  readonly unreachable: number
  readonly withheld: WithheldRow[]
}

const window: RawBuilder<CohortAnswer['window']> = sql<CohortAnswer['window']>`(
  select json_build_object('start_at', opening.start_at, 'end_at', opening.end_at) from opening)`

/** One statistic of each patient of a study, as the distribution over those who fulfil every criterion. */
export const summarizeCohort: Query<SummaryArgs, CohortAnswer> = {
  name: 'summarize_cohort',
  build: (context: QueryContext<SummaryArgs>) => {
    const { param } = context
    return withCohort(context)
      .with('grouping_row', () => grouping(context), 'materialized')
      .selectFrom('viewer')
      .select([
        answeredViewer,
        cohortIsVisible(param).as('is_visible'),
        zoneAgrees(param).as('zone_agrees'),
        peopleAreCounted(param).as('people_are_counted'),
        otherSeriesTypes(param).unknown.as('unknown_types'),
        otherSeriesTypes(param).known.as('other_types'),
        window.as('window'),
        groups.as('groups'),
        criterionAnswers.as('criteria'),
        excludedCounts(context).as('excluded'),
        unreachablePatients(param).as('unreachable'),
        withheldRows.as('withheld'),
      ])
  },
}
