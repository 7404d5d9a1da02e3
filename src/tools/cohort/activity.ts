import { z } from 'zod'

import type { StudyActivityAnswer } from '../../query/cohort/activity/study-activity.js'
import { dataType, refuseUnknownType } from '../observations/data-type.js'
import { keptApartNotice } from '../observations/kept-apart.js'
import { withheld, toWithheld } from '../observations/slim-rows.js'
import { plainTimeZone, refuseOtherZone, timeIn, zoneArgs } from '../observations/time-zone.js'
import { twinsNotice } from '../observations/twin-codes.js'
import { filterOf } from '../observations/value-statistics.js'
import { moment } from '../observations/window.js'
import * as params from '../params.js'
import { queries } from '../queries.js'
import { notVisible } from '../studies/studies.js'
import { defineTool } from '../tool.js'
import * as unadvertised from '../unadvertised.js'

/** Null where the session is held to one patient. */
const people = params.count.nullable()

/**
 * What one data type, or all together, has in one week or month; each patient counts once.
 * `patient_days` are days with data, added up over the patients. `enrolled`, patients whose first
 * consent answer lies in it, stands on the first row of a bucket.
 */
const bucketRow = z.strictObject({
  start: z.string(),
  data_type: z.string().optional(),
  enrolled: people.optional(),
  active_patients: people,
  patient_days: params.count.nullable(),
  consented: people.optional(),
  declined: people.optional(),
})

/**
 * Of the study and the window. `consented` agree now to at least one data type asked about;
 * `consent_rate` is their share of the enrolled, from 0 to 1.
 */
const totals = z.strictObject({
  enrolled: people,
  with_data: people,
  consented: people,
  consent_rate: z.number().nullable(),
  unanswered: people.optional(),
  unreachable: people.optional(),
  unknown_time: people.optional(),
})

const commonSentences = ({ types }: StudyActivityAnswer): readonly string[] => {
  const apart = types.filter(({ is_fhir_resource }) => is_fhir_resource)
  return [
    ...keptApartNotice(apart.map(({ data_type }) => data_type)),
    ...twinsNotice(types.map(({ data_type }) => data_type)),
  ]
}

/**
 * Every bucket that the window touches has its rows, also where there is nothing: a zero is one. A
 * row belongs to the bucket that it starts in, or to the first one if it started before the window.
 */
export const getStudyActivity = defineTool({
  name: 'get_study_activity',
  set: 'cohort',
  access: 'Observation.s',
  title: 'Activity of a study',
  description:
    'Patients and days with data, enrolment, consent by week or month; default: last 30 days.',
  input: z.strictObject({
    study_id: unadvertised.studyId,
    data_type: dataType.optional(),
    bucket: z.enum(['week', 'month']),
    start: moment.optional(),
    end: moment.optional(),
    time_zone: plainTimeZone,
  }),
  output: z.strictObject({
    buckets: z.array(bucketRow).meta({ brief: 'no data_type: all together; null: not shared' }),
    totals: totals.meta({ brief: '' }),
    window: z.strictObject({ start: z.string(), end: z.string() }).meta({ brief: '' }),
    withheld: z.array(withheld).meta({ brief: '' }),
    truncated: z.boolean(),
    notice: params.notice,
  }),
  run: async (asked, { ask, limits, now }) => {
    const { activitySentences, cutSentence, refuseManyBuckets, toRows, toTotals } =
      await import('./activity-answer.js')
    const filter = filterOf(asked)
    refuseManyBuckets(asked.bucket, filter, now())
    const { studyActivity } = await queries()
    const found = await ask(studyActivity, {
      ...filter,
      ...zoneArgs(asked.time_zone),
      bucket: asked.bucket,
      now: now().toISOString(),
    })
    if (!found.is_visible) throw notVisible('study')
    refuseOtherZone(found)
    refuseUnknownType(asked.data_type, found.other_types)
    const zoned = (at: string): string => timeIn(asked.time_zone, at)
    const rowsOf = toRows(found, zoned)
    const { buckets, types, window } = found
    const to = (count: number) => ({
      buckets: buckets.slice(0, count).flatMap(rowsOf),
      totals: toTotals(found),
      window: { start: zoned(window.start_at), end: zoned(window.end_at) },
      withheld: found.withheld.map(toWithheld('study')),
      truncated: count < buckets.length,
      notice: [
        ...activitySentences(found),
        ...commonSentences(found),
        ...cutSentence(buckets.slice(count).map(({ start_at }) => zoned(start_at))),
      ].join(' '),
    })
    const most = Math.max(1, Math.floor(limits.rows / (types.length + 1)))
    const shown = Math.min(buckets.length, most)
    return { value: to(shown), shorten: { rows: shown, to } }
  },
})
