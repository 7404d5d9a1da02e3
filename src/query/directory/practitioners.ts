import { sql, type SqlBool } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'

import type { QueryContext } from '../../permissions/query-context.js'
import { orNull } from '../../permissions/parameters.js'
import { withOwnOrganizations } from '../../permissions/shared-organization.js'
import type { ViewerKind } from '../../permissions/viewer.js'
import { answeredViewer } from '../../permissions/viewer-rules.js'
import type { Query } from '../compile/query.js'

export interface PractitionerArgs {
  /** Null for all of the viewer's. */
  readonly organization_id: number | null
  /** Only practitioners with a larger id. */
  readonly after: number
  readonly limit: number
}

export interface PractitionerRow {
  readonly id: number
  readonly name_given: string | null
  readonly name_family: string | null
  /** In the organizations that the viewer belongs to too. */
  readonly roles: readonly {
    readonly organization_id: number
    readonly organization_name: string
    readonly role: string
  }[]
}

/** Belongs to the organization asked for, or to any of the viewer's. */
const isAsked = ({ param }: QueryContext<PractitionerArgs>) =>
  sql<SqlBool>`pr.id in (select c.practitioner_id from colleague as c
      where ${orNull(param('organization_id', 'bigint'), sql.ref<number>('c.organization_id'))})`

/** A page of who shares an organization with the viewer, by id. */
export const listPractitioners: Query<
  PractitionerArgs,
  {
    viewer_kind: ViewerKind
    /** The organization asked for is one of the viewer's. */
    is_visible: boolean
    practitioners: PractitionerRow[]
  }
> = {
  name: 'list_practitioners',
  build: (context) => {
    const { db, param } = context
    const asked = param('organization_id', 'bigint')
    return withOwnOrganizations(db, param)
      .selectFrom('viewer')
      .select((eb) => [
        answeredViewer,
        sql<boolean>`(${asked} is null or exists (
    select from own_organization as o where o.organization_id = ${asked}))`.as('is_visible'),
        jsonArrayFrom(
          eb
            .selectFrom('core_practitioner as pr')
            .where(isAsked(context))
            .where('pr.id', '>', param('after', 'bigint'))
            .select(['pr.id', 'pr.name_given', 'pr.name_family'])
            .select((row) =>
              jsonArrayFrom(
                row
                  .selectFrom('colleague as c')
                  .innerJoin('core_organization as org', 'org.id', 'c.organization_id')
                  .whereRef('c.practitioner_id', '=', 'pr.id')
                  .orderBy('org.id')
                  .select(['org.id as organization_id', 'org.name as organization_name', 'c.role']),
              ).as('roles'),
            )
            .orderBy('pr.id')
            .limit(sql<number>`${param('limit', 'integer')}`),
        ).as('practitioners'),
      ])
  },
}
