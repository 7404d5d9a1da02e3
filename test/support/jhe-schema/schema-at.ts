import { besideCore } from './beside-core.js'
import { core0011 } from './core-0011.js'
import type { Step } from './step.js'
import { steps0012 } from './steps-0012.js'
import { steps0026 } from './steps-0026.js'

const upTo0011 = [
  '0001_initial',
  '0002_alter_observation_last_updated_and_more',
  '0003_study_icon_url',
  '0004_alter_patient_jhe_user_practitioner_and_more',
  '0005_remove_jheuserorganization_core_jheuserorganization_unique_jhe_user_id_organization_id_and_more',
  '0006_remove_jheuser_organizations_and_more',
  '0007_patient_organizations_practitioner_organizations_and_more',
  '0008_patientorganization_core_patientorganization_unique_patient_id_organization_id',
  '0009_practitionerorganization_role_and_more',
  '0010_alter_practitionerorganization_role',
  '0011_drop_jhe_user_permissions_groups',
]

/** Every migration after core.0011, in order. */
export const steps: readonly Step[] = [...steps0012, ...steps0026]

/** Numbers of the migrations that `schemaAt` knows, oldest first. */
export const migrations: readonly string[] = ['0011', ...steps.map(({ name }) => name.slice(0, 4))]

const record = (name: string): string =>
  `insert into django_migrations (app, name, applied) values ('core', '${name}', '2026-01-05T00:00:00Z');`

/** The SQL that takes a database from the migration before to this one. */
export const stepSql = ({ name, sql = '' }: Step): string => `${sql}\n${record(name)}\n`

/**
 * JHE's whole database without rows at one migration of `core`, as SQL.
 * @param migration four digits, core.0011 to core.0045
 */
export function schemaAt(migration: string): string {
  if (!migrations.includes(migration)) throw new Error(`no migration ${migration}`)
  const walked = steps.filter(({ name }) => name.slice(0, 4) <= migration)
  return [core0011, besideCore, ...upTo0011.map(record), ...walked.map(stepSql)].join('\n')
}
