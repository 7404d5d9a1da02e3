import { sql } from 'kysely'

import type { SelectCreator } from './select-creator.js'
import { isGrantedPatient, isGrantedStudy } from './granted.js'
import type { ViewerKind } from './viewer.js'
import { isPatient, isPractitioner, viewer } from './viewer-rules.js'
import type { ParamOf, ViewerArgs, Database } from './database.js'

/** Who is asking: always one row, whatever the id. */
const viewerRow = (creator: SelectCreator<Database>, param: ParamOf<ViewerArgs>) =>
  creator
    .selectFrom('core_jheuser as u')
    .rightJoin(
      sql<{ id: number }>`(select ${param('viewer_id', 'bigint')} as id)`.as('asked'),
      'asked.id',
      'u.id',
    )
    .leftJoin('core_practitioner as pr', 'pr.jhe_user_id', 'u.id')
    .leftJoin('core_patient as p', 'p.jhe_user_id', 'u.id')
    .select([
      'asked.id',
      'pr.id as practitioner_id',
      'p.id as patient_id',
      sql<ViewerKind>`case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end`.as('kind'),
    ])

const visibleStudy = (creator: SelectCreator<Database>, param: ParamOf<ViewerArgs>) => {
  const claimed = param('claimed_studies', 'bigint[]')
  return creator
    .selectFrom('viewer')
    .innerJoin('core_practitionerorganization as m', 'm.practitioner_id', 'viewer.practitioner_id')
    .innerJoin('core_study as s', 's.organization_id', 'm.organization_id')
    .where(isPractitioner(viewer))
    .where(sql<boolean>`(${claimed} is null or s.id in (select unnest(${claimed})))`)
    .where(isGrantedStudy(sql.raw('s.id'), param))
    .select(['s.id', 's.name', 's.description', 's.organization_id'])
    .select(sql<string | null>`${sql.ref('m.role')}`.as('role'))
    .unionAll(
      creator
        .selectFrom('viewer')
        .innerJoin('core_studypatient as sp', 'sp.patient_id', 'viewer.patient_id')
        .innerJoin('core_study as s', 's.id', 'sp.study_id')
        .where(isPatient(viewer))
        .where(isGrantedStudy(sql.raw('s.id'), param))
        .where(isGrantedPatient(sql.raw('sp.patient_id'), param))
        .select(['s.id', 's.name', 's.description', 's.organization_id'])
        .select(sql<string | null>`cast(null as text)`.as('role')),
    )
}

/**
 * Adds the common table expressions that every statement starts with: `viewer` and
 * `visible_study`.
 *
 * The database decides the kind: a user with a `core_patient` row is a patient even when they are
 * also a practitioner, as in JHE's own reads; `user_type` counts where no row tells. A
 * practitioner sees the studies of the organizations they belong to now, not inherited along the
 * tree and whatever their role; the claim can only narrow that. A patient sees the studies they
 * are enrolled in. The grant narrows both.
 */
export function withViewer(
  db: SelectCreator<Database>,
  param: ParamOf<ViewerArgs>,
): SelectCreator<Database> {
  return db
    .with('viewer', (creator) => viewerRow(creator, param))
    .with('visible_study', (creator) => visibleStudy(creator, param))
}
