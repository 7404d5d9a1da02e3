import { z } from 'zod'

import type { SendSql } from '../answers/measurements.js'
import { readTimeFrame, type TimeFrame } from '../answers/time-frame.js'

/** An observation as it is stored, with its time worked out without SQL. */
export interface ExportedRow {
  readonly id: number
  readonly patient: number
  readonly code: string
  readonly source: number | null
  readonly status: string
  readonly data: unknown
  readonly frame: TimeFrame
}

/** What a patient of a study, who shares an organization with the viewer, answered for a code. */
export interface Decision {
  readonly study: number
  readonly patient: number
  readonly code: string
  readonly consented: boolean | null
}

export interface ExportedWorld {
  readonly rows: readonly ExportedRow[]
  readonly decisions: readonly Decision[]
  readonly births: ReadonlyMap<number, string | null>
}

const id = z.coerce.number()
const text = z.string().nullable().default(null)

const storedRow = z.object({
  id,
  patient: id,
  code: z.string(),
  source: z.coerce.number().nullable(),
  status: z.string(),
  data: z.unknown(),
  at: text,
  period_start: text,
  period_end: text,
})
const decision = z.object({
  study: id,
  patient: id,
  code: z.string(),
  consented: z.boolean().nullable(),
})

const asText = (column: string, name: string): string =>
  `to_char(o.${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as ${name}`

const rowsOf = async (sql: SendSql): Promise<readonly ExportedRow[]> => {
  const columns = JSON.stringify(
    await sql(
      `select column_name as name from information_schema.columns where table_name = 'core_observation'`,
    ),
  )
  const json = columns.includes('"omh_data"') ? 'omh_data' : 'value_attachment_data'
  const times = columns.includes('effective_date_time')
    ? `, ${asText('effective_date_time', 'at')}, ${asText('effective_period_start', 'period_start')}, ${asText('effective_period_end', 'period_end')}`
    : ''
  const found = await sql(
    `select o.id, o.subject_patient_id as patient, c.coding_code as code, o.data_source_id as source, o.status, o.${json} as data${times}
     from core_observation as o join core_codeableconcept as c on c.id = o.codeable_concept_id`,
  )
  return z
    .array(storedRow)
    .parse(found)
    .map(({ at, period_start, period_end, data, ...row }) => ({
      ...row,
      data,
      frame: readTimeFrame({
        effective_date_time: at,
        effective_period_start: period_start,
        effective_period_end: period_end,
        omh_data: data,
      }),
    }))
}

/** Everything that figures of a viewer's cohorts are made of, as it is stored. */
export async function exportWorld(sql: SendSql, viewer: number): Promise<ExportedWorld> {
  const decisions = await sql(
    `select e.study_id as study, e.patient_id as patient, c.coding_code as code, d.consented
     from core_studypatient as e join core_studyscoperequest as r on r.study_id = e.study_id
     join core_codeableconcept as c on c.id = r.scope_code_id
     left join core_studypatientscopeconsent as d on d.study_patient_id = e.id and d.scope_code_id = r.scope_code_id
     where exists (select from core_patientorganization as po
       join core_practitionerorganization as m on m.organization_id = po.organization_id
       join core_practitioner as p on p.id = m.practitioner_id
       where po.patient_id = e.patient_id and p.jhe_user_id = $1)`,
    [viewer],
  )
  const births = z
    .array(z.object({ id, born: z.string().nullable() }))
    .parse(await sql(`select id, to_char(birth_date, 'YYYY-MM-DD') as born from core_patient`))
  return {
    rows: await rowsOf(sql),
    decisions: z.array(decision).parse(decisions),
    births: new Map(births.map((one) => [one.id, one.born])),
  }
}
