import { sql, type RawBuilder, type SqlBool } from 'kysely'

import type { Database, ParamOf, ViewerArgs } from './database.js'
import { areStudiesOpen, isGrantedPatient } from './granted.js'
import type { SelectCreator } from './select-creator.js'
import { isPatient, isPractitioner, viewer } from './viewer-rules.js'

/** An organization of the viewer, and a practitioner's role in it; a patient has none. */
export interface OwnOrganizationRow {
  organization_id: number
  role: string | null
}

/** A practitioner's membership in an organization of the viewer. */
export interface ColleagueRow {
  practitioner_id: number
  organization_id: number
  role: string
}

export interface OrganizationDatabase extends Database {
  own_organization: OwnOrganizationRow
  colleague: ColleagueRow
}

const isOfGrantedStudy = (
  organizationId: string,
  param: ParamOf<ViewerArgs>,
): RawBuilder<SqlBool> => sql<SqlBool>`(${areStudiesOpen(param)}
          or ${sql.ref(organizationId)} in (select s.organization_id from visible_study as s))`

/**
 * Adds `own_organization`: those that a practitioner belongs to now, not inherited along the tree,
 * and a patient's; and `colleague`: who belongs to them, as JHE's FHIR reads show practitioners.
 * What somebody is elsewhere is no part of it. Where the grant names studies, the organizations are
 * those that run them. A grant that names a patient leaves a practitioner theirs, as it leaves them
 * their studies: nothing here names a patient. Data types have no part in it.
 */
export const withOwnOrganizations = (
  db: SelectCreator<Database>,
  param: ParamOf<ViewerArgs>,
): SelectCreator<OrganizationDatabase> =>
  db
    .with('own_organization', (creator) =>
      creator
        .selectFrom('viewer')
        .innerJoin(
          'core_practitionerorganization as m',
          'm.practitioner_id',
          'viewer.practitioner_id',
        )
        .where(isPractitioner(viewer))
        .where(isOfGrantedStudy('m.organization_id', param))
        .select(['m.organization_id', sql<string | null>`m.role`.as('role')])
        .unionAll(
          creator
            .selectFrom('viewer')
            .innerJoin('core_patientorganization as po', 'po.patient_id', 'viewer.patient_id')
            .where(isPatient(viewer))
            .where(isGrantedPatient(sql.raw('viewer.patient_id'), param))
            .where(isOfGrantedStudy('po.organization_id', param))
            .select(['po.organization_id', sql<string | null>`cast(null as text)`.as('role')]),
        ),
    )
    .with('colleague', (creator) =>
      creator
        .selectFrom('core_practitionerorganization as m')
        .where(
          sql<SqlBool>`m.organization_id in (select o.organization_id from own_organization as o)`,
        )
        .select(['m.practitioner_id', 'm.organization_id', 'm.role']),
    )

/** Patients of an organization who take part in a visible study. Needs `visible_enrolment`. */
export const countVisiblePatients = (organizationId: string): RawBuilder<number> =>
  sql<number>`(select count(distinct e.patient_id) from visible_enrolment as e
          join public.core_patientorganization as po on po.patient_id = e.patient_id
          where po.organization_id = ${sql.ref(organizationId)})`
