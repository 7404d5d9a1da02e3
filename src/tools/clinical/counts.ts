import { z } from 'zod'

import type { CountsAnswer, TypeRow } from '../../query/clinical/counts.js'
import { JheError } from '../../errors.js'
import { noticeOf } from '../observations/kept-apart.js'
import * as params from '../params.js'
import { queries } from '../queries.js'
import { notVisible } from '../studies/studies.js'
import { defineTool } from '../tool.js'
import * as unadvertised from '../unadvertised.js'
import { readableSentences, toWithheldRecords, withheldRecords } from './withheld.js'

const typeCount = z.strictObject({
  type: z.string(),
  records: params.count,
  patients: params.count,
  first: z.string().nullable(),
  last: z.string().nullable(),
})

const nothingAsked = new JheError(
  'INPUT_INVALID',
  'count_clinical_records needs study_id or patient_id.',
  'Use list_studies for the studies you can see, then get_patient_demographics for their patients.',
)

type DateOf = (said: string | null, at: string | null) => string | null

const toType =
  (dateOf: DateOf) =>
  (row: TypeRow): z.input<typeof typeCount> => ({
    type: row.resource_type,
    records: row.records,
    patients: row.patients,
    first: dateOf(row.first_said, row.first),
    last: dateOf(row.last_said, row.last),
  })

export const countClinicalRecords = defineTool({
  name: 'count_clinical_records',
  set: 'clinical',
  access: 'Record.s',
  title: 'Count clinical records',
  description: 'How many clinical records of each type a study or a patient has.',
  input: z.strictObject({
    study_id: unadvertised.studyId.optional(),
    patient_id: unadvertised.patientId.optional(),
  }),
  output: z.strictObject({
    types: z.array(typeCount).meta({ brief: '' }),
    withheld: z.array(withheldRecords).meta({ brief: '' }),
    notice: params.notice,
  }),
  run: async ({ study_id = null, patient_id = null }, { ask }) => {
    const { countRecordsOfPatient, countRecordsOfStudy } = await queries()
    if (study_id === null && patient_id === null) throw nothingAsked
    const scope = patient_id === null ? 'study' : 'patient'
    const query = scope === 'study' ? countRecordsOfStudy : countRecordsOfPatient
    const found: CountsAnswer = await ask(query, { study_id, patient_id })
    if (!found.is_visible) throw notVisible(scope)
    const { dateOf } = await import('./slim-record.js')
    return {
      value: {
        types: found.types.map(toType(dateOf)),
        withheld: found.withheld.map(toWithheldRecords(scope)),
        ...noticeOf(readableSentences(found)),
      },
    }
  },
})
