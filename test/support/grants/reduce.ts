import type { Grant } from '../../../src/permissions/grant.js'
import type { TypeSet } from '../../../src/permissions/type-set.js'
import type { TestDatabase } from '../database/database.js'

interface CodeRow {
  readonly id: number
  readonly coding_system: string
  readonly coding_code: string
}

const resourceTypes = 'http://hl7.org/fhir/resource-types'

/** Whether a set of types, in which `Observation` is every code that is no FHIR type, has a code. */
const hasCode = (types: TypeSet, { coding_system, coding_code }: CodeRow): boolean => {
  if (types === null) return true
  const isFhir = coding_system.startsWith('http://hl7.org/fhir/')
  if (isFhir) return types.includes(coding_code)
  return ['Observation', coding_code, `${coding_system}|${coding_code}`].some((entry) =>
    types.includes(entry),
  )
}

/** What is left of the tables; in the order of its statements nothing refers to what is gone. */
const statements = [
  'delete from core_study where not ($1::bigint[] is null or id = any ($1))',
  `delete from core_studypatient where not ($1::bigint[] is null or study_id = any ($1))
     or not ($2::bigint[] is null or patient_id = any ($2))`,
  `delete from core_studyscoperequest where not ($1::bigint[] is null or study_id = any ($1))
     or not (scope_code_id = any ($3))`,
  'delete from core_studydatasource where not ($1::bigint[] is null or study_id = any ($1))',
  `delete from core_studypatientscopeconsent where not (scope_code_id = any ($3))
     or study_patient_id not in (select id from core_studypatient)`,
  `delete from core_observation as o where not ($2::bigint[] is null or subject_patient_id = any ($2))
     or not (coalesce(codeable_concept_id, -1) = any ($3))
     or $1::bigint[] is not null and not exists (
       select from core_studypatient as sp join core_studyscoperequest as r on r.study_id = sp.study_id
       where sp.patient_id = o.subject_patient_id and r.scope_code_id = o.codeable_concept_id)`,
  'delete from core_patientorganization where not ($2::bigint[] is null or patient_id = any ($2))',
  'delete from core_patient where not ($2::bigint[] is null or id = any ($2))',
  'delete from core_codeableconcept where not (id = any ($3))',
]

/**
 * Takes everything out of a database that a grant does not allow: what is asked there without a grant
 * is what may be answered under it. Its types must be the same for rows and for figures. Under a grant
 * that names studies, what no study of a patient asks for is gone too, as patients see it.
 */
export async function reduceTo(database: TestDatabase, grant: Grant): Promise<void> {
  const { studies, patient, types } = grant
  const codes = await database.sql<CodeRow>(
    'select id::int, coding_system, coding_code from core_codeableconcept',
  )
  const kept = codes.filter((code) => hasCode(types.read, code)).map(({ id }) => id)
  const uncoded = types.read === null || types.read.includes('Observation') ? [-1] : []
  await database.sql("set session_replication_role = 'replica'")
  for (const text of statements) {
    const values = [studies, patient, [...kept, ...uncoded]]
    const used = values.filter((_value, at) => text.includes(`$${at + 1}`))
    const numbered = [1, 2, 3]
      .filter((n) => text.includes(`$${n}`))
      .reduce((sql, n, at) => sql.replaceAll(`$${n}`, `@${at + 1}`), text)
    await database.sql(numbered.replaceAll('@', '$'), used)
  }
  await reduceRecords(database, types.read)
  await database.sql("set session_replication_role = 'origin'")
}

const hasRecords = async (database: TestDatabase): Promise<boolean> => {
  const found = await database.sql("select from pg_class where relname = 'core_fhirauxresource'")
  return found.length > 0
}

/** Whoever's they are: of other patients nothing is visible. */
const reduceRecords = async (database: TestDatabase, types: TypeSet): Promise<void> => {
  if (types === null || !(await hasRecords(database))) return
  await database.sql('delete from core_fhirauxresource where not (resource_type = any ($1))', [
    [...types],
  ])
}

/**
 * Takes out what besides is left to nobody whose session is held to studies, of a database that is
 * reduced to those: who belongs to organizations without one of them, and, as a patient sees their own,
 * the clinical records that none of the patient's studies asks for.
 */
export async function reduceToStudies(database: TestDatabase): Promise<void> {
  for (const table of ['core_practitionerorganization', 'core_patientorganization']) {
    await database.sql(
      `delete from ${table} where organization_id not in (select organization_id from core_study)`,
    )
  }
  if (!(await hasRecords(database))) return
  await database.sql(
    `delete from core_fhirauxresource as r using core_fhirsource as f
       where f.id = r.fhir_source_id and not exists (
         select from core_studypatient as sp
         join core_studyscoperequest as q on q.study_id = sp.study_id
         join core_codeableconcept as c on c.id = q.scope_code_id
         where sp.patient_id = f.patient_id and c.coding_system = $1 and c.coding_code = r.resource_type)`,
    [resourceTypes],
  )
}
