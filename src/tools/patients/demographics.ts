import { z } from 'zod'

import type { PatientRow } from '../../query/patients/demographics.js'
import { pageById } from '../page.js'
import { idOf } from '../field-marks.js'
import * as params from '../params.js'
import { fhirBundles, queries } from '../queries.js'
import { notVisible } from '../studies/studies.js'
import { defineTool } from '../tool.js'

/** Whole years between a birth date (YYYY-MM-DD) and a moment, by the calendar of UTC. */
function ageAt(birthDate: string | null, now: Date): number | null {
  const [year, month, day] = (birthDate ?? '').split('-').map(Number)
  if (year === undefined || month === undefined || day === undefined) return null
  const months = (now.getUTCFullYear() - year) * 12 + (now.getUTCMonth() + 1 - month)
  const full = now.getUTCDate() < day ? months - 1 : months
  return full < 0 ? null : Math.floor(full / 12)
}

const patient = z.strictObject({
  id: idOf('patient', z.int()),
  given_name: z.string().nullable(),
  family_name: z.string().nullable(),
  birth_date: z.string().nullable(),
  age: z.int().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  identifiers: z.array(z.strictObject({ system: z.string().nullable(), value: z.string() })),
})

const toPatient = (row: PatientRow, today: Date): z.input<typeof patient> => ({
  id: row.id,
  given_name: row.name_given,
  family_name: row.name_family,
  birth_date: row.birth_date,
  age: ageAt(row.birth_date, today),
  email: row.email,
  phone: row.telecom_phone,
  identifiers: [...row.identifiers],
})

export const getPatientDemographics = defineTool({
  name: 'get_patient_demographics',
  set: 'default',
  access: 'Patient.r',
  title: 'Patients of a study',
  description:
    'Who takes part in a study: name, birth date, age, contact, identifiers. Personal data: ask only for what you need.',
  input: z.strictObject({
    study_id: params.plainStudyId,
    patient_id: params.plainPatientId.optional(),
    format: params.format,
    limit: params.limit.default(25),
    cursor: params.cursor.optional(),
  }),
  output: z.strictObject({
    patients: z
      .array(patient)
      .meta({
        brief: '',
      })
      .optional(),
    bundle: params.bundle,
    total: params.count,
    truncated: params.truncated,
    next_cursor: params.nextCursor,
    notice: params.notice,
  }),
  run: async (input, context) => {
    const { now, fhirBase } = context
    const page = pageById('get_patient_demographics', input, context)
    const { listPatients } = await queries()
    const { study_id, patient_id = null } = input
    const found = await context.ask(listPatients, { study_id, patient_id, ...page.args })
    if (!found.is_visible) throw notVisible('study')
    if (patient_id !== null && found.total === 0) throw notVisible('patient')
    const today = now()
    const { patientBundle } = await fhirBundles()
    const answer = page.of({
      rows: found.patients,
      value: (rows, end) => ({
        ...(input.format === 'fhir'
          ? { bundle: patientBundle({ rows, fhirBase }, study_id, found.total) }
          : { patients: rows.map((row) => toPatient(row, today)) }),
        total: found.total,
        ...end,
      }),
    })
    return { ...answer, isJson: input.format === 'fhir' }
  },
})
