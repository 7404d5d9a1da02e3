import { sql, type ExpressionBuilder, type SqlBool } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'

import type { JheTables } from '../../db/schema.js'
import { alias } from '../../permissions/alias.js'
import {
  mayRead,
  withConsentDecisions,
  type ConsentDatabase,
  type ConsentDecisionRow,
} from '../../permissions/consent-decision.js'
import { isFhirResource, mayCountPeople } from '../../permissions/granted.js'
import type { QueryContext } from '../../permissions/query-context.js'
import type { SelectCreator } from '../../permissions/select-creator.js'
import type { ViewerKind } from '../../permissions/viewer.js'
import { answeredViewer, viewer } from '../../permissions/viewer-rules.js'
import { withVisibleEnrolments } from '../../permissions/visible-enrolment.js'
import { withVisibleRequests, type VisibleRequestRow } from '../../permissions/visible-request.js'
import type { Query } from '../compile/query.js'

/** Observations of one data type that the viewer may read now. */
export interface TypeStatisticsRow {
  readonly code: string
  readonly name: string
  readonly observation_count: number
  /** JHE keeps such data apart from observations. */
  readonly is_fhir_resource: boolean
}

export interface OwnStatisticsRow {
  readonly viewer_kind: ViewerKind
  readonly study_count: number
  /** Null for a patient, and where the grant names one. */
  readonly patient_count: number | null
  readonly data_types: readonly TypeStatisticsRow[]
  /** When JHE stored the newest of the observations; ISO 8601 in UTC. */
  readonly newest_recorded: string | null
}

/** A data type of a patient that the viewer may read, in whichever of the studies. */
interface SharedCodeRow {
  patient_id: number
  code_id: number
}

interface SharedDatabase extends ConsentDatabase {
  visible_request: VisibleRequestRow
  shared_code: SharedCodeRow
}

interface CountedDatabase extends SharedDatabase {
  counted: { code_id: number; observations: number; newest: string | null }
}

type Counts = CountedDatabase['counted']

/** One pass over what the patients have. */
const countByJoin = (creator: SelectCreator<SharedDatabase>) =>
  creator
    .selectFrom('shared_code as k')
    .innerJoin('core_observation as o', (join) =>
      join
        .onRef('o.subject_patient_id', '=', 'k.patient_id')
        .onRef('o.codeable_concept_id', '=', 'k.code_id'),
    )
    .groupBy('k.code_id')
    .select(({ fn }) => [
      'k.code_id',
      fn.countAll<number>().as('observations'),
      sql<Counts['newest']>`max(o.last_updated)`.as('newest'),
    ])

/** One count in the index for each patient and data type: the cost follows the studies, not the table. */
const countByIndex = (creator: SelectCreator<SharedDatabase>) =>
  creator
    .selectFrom('shared_code as k')
    .crossJoinLateral((eb) =>
      eb
        .selectFrom('core_observation as o')
        .whereRef('o.subject_patient_id', '=', 'k.patient_id')
        .whereRef('o.codeable_concept_id', '=', 'k.code_id')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .as('n'),
    )
    .groupBy('k.code_id')
    .select([
      'k.code_id',
      sql<number>`cast(sum(n.count) as bigint)`.as('observations'),
      sql<Counts['newest']>`cast(null as timestamptz)`.as('newest'),
    ])

const newestOfCounts = sql`(select max(c.newest) from counted as c)`

/** The newest of each patient, which JHE's own index has first, and then the newest of them. */
const newestOfPatients = sql`(select max(n.at)
    from (select distinct k.patient_id from shared_code as k) as p
    cross join lateral (
      select o.last_updated as at from public.core_observation as o
      where o.subject_patient_id = p.patient_id and o.codeable_concept_id in (
        select k.code_id from shared_code as k where k.patient_id = p.patient_id)
      order by o.last_updated desc limit 1) as n)`

const withCounts = ({ db, param, profile }: QueryContext<object>): SelectCreator<CountedDatabase> =>
  withVisibleRequests(withConsentDecisions(withVisibleEnrolments(db, param), param), param)
    .with('shared_code', (creator) =>
      creator
        .selectFrom('viewer')
        .crossJoin('consent_decision as d')
        .where(mayRead(viewer, alias<ConsentDecisionRow>('d'), param))
        .distinct()
        .select(['d.patient_id', 'd.code_id']),
    )
    .with('counted', profile.hasTimeIndex ? countByIndex : countByJoin)

const dataTypes = (eb: ExpressionBuilder<CountedDatabase, 'viewer'>) =>
  eb
    .selectFrom('core_codeableconcept as cc')
    .leftJoin('counted', 'counted.code_id', 'cc.id')
    .where(sql<SqlBool>`cc.id in (select r.code_id from visible_request as r)`)
    .orderBy('cc.coding_code')
    .orderBy('cc.id')
    .select([
      'cc.coding_code as code',
      'cc.text as name',
      sql<number>`coalesce(counted.observations, 0)`.as('observation_count'),
      isFhirResource(alias<JheTables['core_codeableconcept']>('cc')).as('is_fhir_resource'),
    ])

/**
 * The viewer's studies together: how many there are, how many take part, and of each data type that
 * they ask for how many observations the viewer may read now. What two studies share counts once. A
 * patient's numbers are their own, and so are those of a practitioner whose grant names one.
 */
export const ownStatistics: Query<object, OwnStatisticsRow> = {
  name: 'own_statistics',
  build: (context) => {
    const newest = context.profile.hasTimeIndex ? newestOfPatients : newestOfCounts
    return withCounts(context)
      .selectFrom('viewer')
      .select((eb) => [
        answeredViewer,
        sql<number>`(select count(*) from visible_study as s)`.as('study_count'),
        sql<number | null>`case when ${mayCountPeople(viewer, context.param)} then (
        select count(distinct e.patient_id) from visible_enrolment as e) end`.as('patient_count'),
        jsonArrayFrom(dataTypes(eb)).as('data_types'),
        sql<string | null>`to_json(${newest})`.as('newest_recorded'),
      ])
  },
}
