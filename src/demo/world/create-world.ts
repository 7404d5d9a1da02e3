import { dayOf, midnight, utcText } from './calendar.js'
import { identifierRows, observationRows } from './rows/observation-rows.js'
import { personRows } from './rows/person-rows.js'
import { recordRows } from './rows/record-rows.js'
import type { World } from './rows/rows.js'
import { studyRows } from './rows/study-rows.js'

/** Migrations of JHE's `core` app that its releases ended with; the last one is the schema's. */
const migrations = [
  '0001_initial',
  '0011_drop_jhe_user_permissions_groups',
  '0016_remove_practitioner_birth_date_alter_datasource_type_and_more',
  '0020_alter_patient_birth_date_alter_patient_name_family_and_more',
  '0038_practitionerclient',
  '0040_fhirauxresource_ref_indexed',
  '0041_observation_effective_time_frame',
  '0045_remove_idp_metadata_url_setting',
]

/** Raised with every change of the world's content, so that a cached database is not used after it. */
export const worldVersion = '2'

/**
 * The invented world: three organizations, five studies, 42 patients and five months of
 * measurements up to the midnight (UTC) that begins `today`, and clinical records of those who are
 * treated for high blood pressure. The same day gives the same world.
 * @param today YYYY-MM-DD
 */
export function createWorld(today: string): World {
  const day = dayOf(today)
  const setUp = utcText(midnight(day - 170))
  const observations = observationRows(day)
  return {
    ...personRows(day, setUp),
    ...studyRows(day, setUp),
    core_observation: observations,
    core_observationidentifier: identifierRows(observations),
    ...recordRows(day, setUp),
    django_migrations: migrations.map((name, index) => ({
      id: index + 1,
      app: 'core',
      name,
      applied: setUp,
    })),
  }
}
