import { z } from 'zod'

import type { RecordArgs, RecordRow, RecordsAnswer } from '../../query/clinical/records.js'
import { decodeRecordCursor, type CursorScope } from '../cursor.js'
import { idOf, recordBundleOf } from '../field-marks.js'
import { noticeOf } from '../observations/kept-apart.js'
import { moment, windowOf } from '../observations/window.js'
import { paged } from '../page.js'
import * as params from '../params.js'
import { queries } from '../queries.js'
import { notVisible } from '../studies/studies.js'
import { defineTool, type ToolContext, type ToolResult } from '../tool.js'
import * as unadvertised from '../unadvertised.js'
import { recordType, refuseUnknownRecordType } from './record-type.js'
import { readableSentences, toWithheldRecords, withheldRecords } from './withheld.js'

const input = z.strictObject({
  patient_id: unadvertised.patientId,
  study_id: unadvertised.studyId.optional(),
  type: recordType.optional().describe('FHIR type'),
  start: moment.optional().describe('YYYY-MM-DD'),
  end: moment.optional(),
  format: unadvertised.format,
  limit: unadvertised.limit.default(25),
  cursor: params.cursor.optional(),
})

const record = z.strictObject({
  id: idOf('record', z.string()),
  type: z.string(),
  date: z.string().nullable(),
  system: z.string().nullable(),
  code: z.string().nullable(),
  display: z.string().nullable(),
  status: z.string().nullable(),
  detail: z.string().nullable(),
  source: z.string().nullable(),
})

const output = z.strictObject({
  records: z.array(record).meta({ brief: '' }).optional(),
  bundle: recordBundleOf(z.record(z.string(), z.unknown())).optional(),
  withheld: z.array(withheldRecords).meta({ brief: '' }),
  truncated: params.truncated,
  next_cursor: params.nextCursor,
  notice: params.notice,
})

type Input = z.output<typeof input>
type Output = z.input<typeof output>

const check = (asked: Input, found: RecordsAnswer<RecordRow>): void => {
  if (!found.is_visible) throw notVisible('patient')
  if (!found.is_known_type) refuseUnknownRecordType(asked.type)
}

const position = ({ start_at, id }: RecordRow) => ({ at: start_at ?? '-infinity', id })

const argsFor = (asked: Input, question: CursorScope, rows: number): RecordArgs => {
  const after = decodeRecordCursor(question, asked.cursor)
  return {
    patient_id: asked.patient_id,
    study_id: asked.study_id ?? null,
    record_type: asked.type ?? null,
    ...windowOf(asked.start, asked.end, 'UTC'),
    after_at: after?.at ?? null,
    after_id: after?.id ?? null,
    limit: rows + 1,
  }
}

const run = async (asked: Input, context: ToolContext): Promise<ToolResult<Output>> => {
  const { ask, limits, viewer, fhirBase } = context
  const question = { viewer: viewer.subject, tool: 'get_clinical_records', input: asked }
  const limit = Math.min(asked.limit, limits.rows)
  const args = argsFor(asked, question, limit)
  const page = { limit, question, position }
  const { listRecords, listRecordsFhir } = await queries()
  if (asked.format === 'fhir') {
    const { recordBundle, cutSentences } = await import('./record-bundle.js')
    const found = await ask(listRecordsFhir, args)
    check(asked, found)
    return {
      isJson: true,
      ...paged({
        ...page,
        rows: found.records,
        value: (rows, end) => {
          const bundle = recordBundle({ rows, fhirBase }, asked, limits.bytes)
          const withheld = found.withheld.map(toWithheldRecords('patient'))
          const said = [...readableSentences(found), ...cutSentences(bundle)]
          return { bundle, withheld, ...end, ...noticeOf(said) }
        },
      }),
    }
  }
  const { nameHider, toSlimRecord } = await import('./slim-record.js')
  const found = await ask(listRecords, args)
  check(asked, found)
  const hide = nameHider(found.patient_name)
  return paged({
    ...page,
    rows: found.records,
    value: (rows, end) => ({
      records: rows.map((row) => toSlimRecord(row, hide)),
      withheld: found.withheld.map(toWithheldRecords('patient')),
      ...end,
      ...noticeOf(readableSentences(found)),
    }),
  })
}

export const getClinicalRecords = defineTool({
  name: 'get_clinical_records',
  set: 'clinical',
  access: 'Record.r',
  title: 'Clinical records',
  description:
    'Diagnoses, medicines, visits, laboratory, questionnaires of a patient, newest first.',
  input,
  output,
  run,
})
