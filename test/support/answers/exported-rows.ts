import { z } from 'zod'

import type { SendSql } from './measurements.js'
import { readTimeFrame, toMicroseconds, type TimeFrame } from './time-frame.js'

/** An observation as it is stored, its time worked out without SQL. */
export interface StoredObservation {
  readonly id: number
  readonly patient: number
  /** `core_codeableconcept.id`; null for none. */
  readonly code: number | null
  readonly status: string
  /** The whole Open mHealth record. */
  readonly data: unknown
  readonly body: unknown
  /** `core_datasource.id`; null for none. */
  readonly device: number | null
  /** `core_datasource.id`, else the name in the header; null where neither is known. */
  readonly source: number | string | null
  readonly frame: TimeFrame
  /** The start, or the end where only that is known. */
  readonly at: bigint | null
  /** The end, or the start where only that is known. */
  readonly until: bigint | null
}

/** The rows that figures of a study are made of, as JHE's tables hold them. */
export interface ExportedRows {
  readonly codes: readonly { id: number; system: string; code: string }[]
  readonly studies: readonly { id: number; organization: number }[]
  readonly enrolments: readonly { id: number; study: number; patient: number }[]
  readonly requests: readonly { study: number; code: number }[]
  readonly answers: readonly {
    enrolment: number
    code: number
    consented: boolean
    at: bigint
  }[]
  readonly patientOrganizations: readonly { patient: number; organization: number }[]
  readonly memberships: readonly { user: number; organization: number }[]
  readonly observations: readonly StoredObservation[]
}

const id = z.coerce.number()
const instant = z.string().transform((text) => toMicroseconds(text) ?? 0n)
const inIso = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`

const read = async <Row>(sql: SendSql, row: z.ZodType<Row>, text: string): Promise<Row[]> =>
  z.array(row).parse(await sql(text))

const header = z.looseObject({
  header: z.looseObject({
    acquisition_provenance: z.looseObject({ source_name: z.string().min(1) }),
  }),
})

const observationSchema = z
  .object({
    id,
    patient: id,
    code: id.nullable(),
    status: z.string(),
    device: id.nullable(),
    data: z.unknown(),
    moment: z.string().nullable(),
    from: z.string().nullable(),
    to: z.string().nullable(),
  })
  .transform(({ moment, from, to, ...row }): StoredObservation => {
    const { data, device } = row
    const frame = readTimeFrame({
      omh_data: data,
      effective_date_time: moment,
      effective_period_start: from,
      effective_period_end: to,
    })
    const body = z.looseObject({ body: z.unknown() }).safeParse(data).data?.body
    const source = device ?? header.safeParse(data).data?.header.acquisition_provenance.source_name
    const at = frame.start ?? frame.end
    return { ...row, body, source: source ?? null, frame, at, until: frame.end ?? frame.start }
  })

const exportObservations = async (sql: SendSql): Promise<StoredObservation[]> => {
  const columns = JSON.stringify(
    await sql(
      `select column_name from information_schema.columns where table_name = 'core_observation'`,
    ),
  )
  const json = columns.includes('"omh_data"') ? 'omh_data' : 'value_attachment_data'
  const time = (column: string): string =>
    columns.includes(column) ? `cast(${inIso(column)} as text)` : 'cast(null as text)'
  return await read(
    sql,
    observationSchema,
    `select id, subject_patient_id as patient, codeable_concept_id as code, status, data_source_id as device, ${json} as data,
       ${time('effective_date_time')} as moment, ${time('effective_period_start')} as "from",
       ${time('effective_period_end')} as "to" from core_observation`,
  )
}

/** Reads whole tables; nothing is decided here but what a time is. */
export async function exportRows(sql: SendSql): Promise<ExportedRows> {
  return {
    codes: await read(
      sql,
      z.object({ id, system: z.string(), code: z.string() }),
      'select id, coding_system as system, coding_code as code from core_codeableconcept',
    ),
    studies: await read(
      sql,
      z.object({ id, organization: id }),
      'select id, organization_id as organization from core_study',
    ),
    enrolments: await read(
      sql,
      z.object({ id, study: id, patient: id }),
      'select id, study_id as study, patient_id as patient from core_studypatient',
    ),
    requests: await read(
      sql,
      z.object({ study: id, code: id }),
      'select study_id as study, scope_code_id as code from core_studyscoperequest',
    ),
    answers: await read(
      sql,
      z.object({ enrolment: id, code: id, consented: z.boolean(), at: instant }),
      `select study_patient_id as enrolment, scope_code_id as code, consented, ${inIso('consented_time')} as at
       from core_studypatientscopeconsent`,
    ),
    patientOrganizations: await read(
      sql,
      z.object({ patient: id, organization: id }),
      'select patient_id as patient, organization_id as organization from core_patientorganization',
    ),
    memberships: await read(
      sql,
      z.object({ user: id, organization: id }),
      `select p.jhe_user_id as user, m.organization_id as organization
       from core_practitionerorganization as m join core_practitioner as p on p.id = m.practitioner_id`,
    ),
    observations: await exportObservations(sql),
  }
}
