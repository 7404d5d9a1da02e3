import { sql, type ExpressionBuilder, type RawBuilder } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'

import { mayCountPeople } from '../../permissions/granted.js'
import { orNull } from '../../permissions/parameters.js'
import type { QueryContext } from '../../permissions/query-context.js'
import {
  countVisiblePatients,
  withOwnOrganizations,
  type OrganizationDatabase,
} from '../../permissions/shared-organization.js'
import type { ViewerKind } from '../../permissions/viewer.js'
import { answeredViewer, isPractitioner, viewer } from '../../permissions/viewer-rules.js'
import {
  withVisibleEnrolments,
  type EnrolmentDatabase,
} from '../../permissions/visible-enrolment.js'
import type { Query } from '../compile/query.js'

export interface OrganizationArgs {
  /** Null for all of them. */
  readonly organization_id: number | null
  readonly limit: number
}

export interface OrganizationRow {
  readonly id: number
  readonly name: string
  readonly type: string
  /** The organization above it, where the viewer belongs to that too. */
  readonly part_of: number | null
  /** Null for a patient, as are the counts; that of patients also where the grant names one. */
  readonly role: string | null
  readonly studies: number | null
  readonly practitioners: number | null
  readonly patients: number | null
}

interface DirectoryDatabase extends OrganizationDatabase, EnrolmentDatabase {}
type Builder = ExpressionBuilder<DirectoryDatabase, 'viewer'>

const found = (eb: Builder, { param }: QueryContext<OrganizationArgs>) =>
  eb
    .selectFrom('own_organization as o')
    .innerJoin('core_organization as org', 'org.id', 'o.organization_id')
    .where(orNull(param('organization_id', 'bigint'), sql.ref<number>('org.id')))

const countForPractitioner = (count: RawBuilder<number>) =>
  sql<number | null>`case when ${isPractitioner(viewer)} then ${count} end`

/** The viewer's organizations, by id, with what the viewer may see of each. */
export const listOrganizations: Query<
  OrganizationArgs,
  { viewer_kind: ViewerKind; organizations: OrganizationRow[] }
> = {
  name: 'list_organizations',
  build: (context) => {
    const { db, param } = context
    const studies = sql<number>`(select count(*) from visible_study as s where s.organization_id = org.id)`
    const practitioners = sql<number>`(select count(distinct c.practitioner_id) from colleague as c
          where c.organization_id = org.id)`
    return withVisibleEnrolments(withOwnOrganizations(db, param), param)
      .selectFrom('viewer')
      .select((eb) => [
        answeredViewer,
        jsonArrayFrom(
          found(eb, context)
            .select(['org.id', 'org.name', 'org.type', 'o.role'])
            .select([
              sql<number | null>`(select o.organization_id from own_organization as o
          where o.organization_id = org.part_of_id limit 1)`.as('part_of'),
              countForPractitioner(studies).as('studies'),
              countForPractitioner(practitioners).as('practitioners'),
              sql<
                number | null
              >`case when ${mayCountPeople(viewer, param)} then ${countVisiblePatients('org.id')} end`.as(
                'patients',
              ),
            ])
            .orderBy('org.id')
            .limit(sql<number>`${param('limit', 'integer')}`),
        ).as('organizations'),
      ])
  },
}
