import type { z } from 'zod'

import { kindLabel } from '../../omh/types/statistic-rules.js'
import type { WorklistAnswer, WorklistRow } from '../../query/cohort/worklist.js'
import { decodeValueCursor } from '../cursor.js'
import { refuseUnknownType } from '../observations/data-type.js'
import { noticeOf } from '../observations/kept-apart.js'
import { toWithheld } from '../observations/slim-rows.js'
import { refuseOtherZone, timeIn } from '../observations/time-zone.js'
import { twinsNotice } from '../observations/twin-codes.js'
import { paged } from '../page.js'
import { queries } from '../queries.js'
import { rounded } from '../rounded.js'
import { notVisible } from '../studies/studies.js'
import type { ToolContext, ToolResult } from '../tool.js'
import { cohortArgs } from './cohort-args.js'
import type { input, output } from './worklist-shape.js'
import { judgedBy, severalSources, unreachableSentences } from './sentences.js'
import type { Series } from './series.js'

type Asked = z.output<typeof input>
type Answer = z.input<typeof output>
type Told = Answer['patients'][number]

/** How all patients of an answer are told. */
interface Telling {
  readonly zone: string
  readonly hasShare: boolean
  /** The rows are about different codes. */
  readonly hasTypes: boolean
}

const toPatient = (row: WorklistRow, { zone, hasShare, hasTypes }: Telling): Told => ({
  patient_id: row.patient_id,
  ...(hasTypes ? { data_type: row.data_type } : {}),
  count: row.rows,
  days: row.days,
  last_seen: row.last_seen === null ? null : timeIn(zone, row.last_seen),
  ...(row.count === row.rows ? {} : { numbers: row.count }),
  unit: row.unit,
  mean: rounded(row.mean),
  sd: rounded(row.sd),
  min: row.min,
  max: row.max,
  ...(hasShare ? { share: rounded(row.share) } : {}),
})

/** Rows that are in no figure. */
const excludedSentences = ({ excluded }: WorklistAnswer): readonly string[] => {
  const { unknown_time, future_time } = excluded
  return [
    ...(unknown_time === 0 ? [] : [`${unknown_time} rows without a readable time do not count.`]),
    ...(future_time === 0 ? [] : [`${future_time} rows in the future do not count.`]),
  ]
}

const sentencesFor = (
  found: WorklistAnswer,
  series: Series | undefined,
  hasShare: boolean,
): readonly string[] => {
  const { patients, criteria } = found
  const kinds = patients.flatMap(({ kind }) => kindLabel(kind) ?? [])
  const says = (isSo: boolean, sentence: string) => (isSo ? [sentence] : [])
  return [
    `Statistics are of ${[series?.name ?? '', ...kinds.slice(0, 1)].join(', ')}${hasShare ? '; share is the percentage of its readings from low to high' : ''}.`,
    ...excludedSentences(found),
    ...says(
      patients.some(({ has_only_others }) => has_only_others),
      'Patients with numbers of another unit, kind or code alone have no mean here.',
    ),
    ...says(
      patients.some(({ has_other_source }) => has_other_source),
      severalSources,
    ),
    ...criteria.flatMap(({ others }, at) => says(others > 0, judgedBy(at))),
    ...unreachableSentences(found),
    ...twinsNotice(found.codes),
  ]
}

const ask = async (
  asked: Asked,
  { ask: put, limits, now, viewer }: ToolContext,
): Promise<{
  readonly found: WorklistAnswer
  readonly series: Series | undefined
  readonly limit: number
}> => {
  const question = { viewer: viewer.subject, tool: 'list_patient_summaries', input: asked }
  const after = decodeValueCursor(question, asked.cursor)
  const limit = Math.min(asked.limit, limits.rows)
  const { data_type, low, high, order } = asked
  const stat = order === 'share' ? order : 'mean'
  const main = { data_type, value: undefined, stat, low, high } as const
  const { args, series } = cohortArgs({ ...asked, main }, { days: true }, now().toISOString())
  const { listPatientSummaries } = await queries()
  const found = await put(listPatientSummaries, {
    ...args,
    needs_step: false,
    order,
    after_key: after?.value ?? null,
    after_id: after?.id ?? null,
    limit: limit + 1,
  })
  if (!found.is_visible) throw notVisible('study')
  refuseOtherZone(found)
  for (const n of found.unknown_types) refuseUnknownType(series[n - 1]?.dataType, found.other_types)
  return { found, series: series[0], limit }
}

/** The answer of list_patient_summaries. @throws JheError NOT_VISIBLE, INPUT_INVALID */
export async function answerWorklist(
  asked: Asked,
  context: ToolContext,
): Promise<ToolResult<Answer>> {
  const { found, series, limit } = await ask(asked, context)
  const { window, patients } = found
  const zone = asked.time_zone
  const telling: Telling = {
    zone,
    hasShare: series?.isGlucose === true || asked.low !== undefined || asked.high !== undefined,
    hasTypes: found.codes.length > 1,
  }
  return paged({
    rows: patients,
    limit,
    question: { viewer: context.viewer.subject, tool: 'list_patient_summaries', input: asked },
    position: ({ sort_key, patient_id }) => ({ value: sort_key, id: patient_id }),
    value: (rows, end) => ({
      patients: rows.map((row) => toPatient(row, telling)),
      total: found.people_are_counted ? found.total : null,
      window: { start: timeIn(zone, window.start_at), end: timeIn(zone, window.end_at) },
      withheld: found.withheld.map(toWithheld('study')),
      ...end,
      ...noticeOf(sentencesFor(found, series, telling.hasShare)),
    }),
  })
}
