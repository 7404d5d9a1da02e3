import type { TestDatabase } from '../database/database.js'
import { fhirSourceRows, recordRows, type RecordSeed } from '../worlds/jhe/records.js'

/** Puts clinical records into the test world, or into a copy of its tables. */
export async function addRecords(
  { sql }: Pick<TestDatabase, 'sql'>,
  seeds: readonly RecordSeed[],
): Promise<void> {
  const rows = recordRows(seeds)
  const names = Object.keys(rows[0] ?? {}).join(', ')
  for (let from = 0; from < rows.length; from += 500) {
    await sql(
      `insert into core_fhirauxresource (${names}) select ${names}
       from jsonb_populate_recordset(null::core_fhirauxresource, $1)`,
      [JSON.stringify(rows.slice(from, from + 500))],
    )
  }
}

/** What somebody answered when a study asked for a type; pending is no answer. */
export type Answer = 'agreed' | 'declined' | 'pending'

interface Request {
  readonly study: number
  readonly type: string
  /** By patient; who is not named has not answered. */
  readonly answers: Readonly<Record<number, Answer>>
  /** Who defines the type; FHIR's resource types unless said. */
  readonly system?: string
}

const resourceTypes = 'http://hl7.org/fhir/resource-types'

const codeOf = async (
  { sql }: Pick<TestDatabase, 'sql'>,
  system: string,
  type: string,
): Promise<number> => {
  const find = async () =>
    await sql<{ id: string }>(
      'select id from core_codeableconcept where coding_system = $1 and coding_code = $2',
      [system, type],
    )
  if ((await find()).length === 0) {
    await sql(
      `insert into core_codeableconcept (id, coding_system, coding_code, text)
       select max(id) + 1, $1, $2, $2 from core_codeableconcept`,
      [system, type],
    )
  }
  return Number((await find())[0]?.id)
}

/** Lets studies ask for types of clinical records, and patients answer. */
export async function askFor(
  database: Pick<TestDatabase, 'sql'>,
  requests: readonly Request[],
): Promise<void> {
  for (const { study, type, answers, system = resourceTypes } of requests) {
    const code = await codeOf(database, system, type)
    await database.sql(
      `insert into core_studyscoperequest (study_id, scope_code_id, scope_actions) values ($1, $2, 'rs')`,
      [study, code],
    )
    for (const [patient, answer] of Object.entries(answers)) {
      if (answer === 'pending') continue
      await database.sql(
        `insert into core_studypatientscopeconsent
           (study_patient_id, scope_code_id, scope_actions, consented, consented_time)
         select id, $3, 'rs', $4, '2026-01-01' from core_studypatient where study_id = $1 and patient_id = $2`,
        [study, patient, code, answer === 'agreed'],
      )
    }
  }
}

/** Patients of the test world who have a source of records. */
export const patientsWithSource: readonly number[] = fhirSourceRows.map(({ patient_id }) =>
  Number(patient_id),
)
