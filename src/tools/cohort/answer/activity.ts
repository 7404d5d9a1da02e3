import { JheError } from '../../../errors.js'
import type {
  ActivityCountRow,
  ActivityTotalsRow,
  ActivityTypeRow,
  StudyActivityAnswer,
} from '../../../query/cohort/activity/study-activity.js'
import type { WindowArgs } from '../../../query/observations/filter.js'

interface ActiveFields {
  readonly active_patients: number | null
  readonly patient_days: number | null
}

interface ActivityRow extends ActiveFields {
  readonly start: string
  readonly data_type?: string
  readonly enrolled?: number
  readonly consented?: number
  readonly declined?: number
}

type Bucket = StudyActivityAnswer['buckets'][number]

/** Ten years of weeks; of months so many more years. */
const mostBuckets = 520

const daysOf = { week: 7, month: 28 } as const

/**
 * A window of more buckets than are looked at in one call. One without a start is short.
 * @throws JheError INPUT_INVALID with what to ask for instead
 */
export function refuseManyBuckets(
  bucket: keyof typeof daysOf,
  { window_start, window_end }: WindowArgs,
  now: Date,
): void {
  if (window_start === null) return
  const end = Math.min(now.getTime(), window_end === null ? Infinity : Date.parse(window_end))
  const days = (end - Date.parse(window_start)) / 86_400_000
  if (days <= mostBuckets * daysOf[bucket]) return
  throw new JheError(
    'INPUT_INVALID',
    `The window has more than ${mostBuckets} ${bucket}s.`,
    bucket === 'week'
      ? 'Send a later start, or bucket month.'
      : 'Send a later start: summarize_observations tells when the first row of a data type was.',
  )
}

/** Digits of a share. */
const shareDigits = 4

/** What is zero as a rule is only said where it is not. */
export const toTotals = (row: ActivityTotalsRow) => ({
  enrolled: row.enrolled,
  with_data: row.with_data,
  consented: row.consented,
  consent_rate:
    row.enrolled === 0 ? null : Number((row.consented / row.enrolled).toFixed(shareDigits)),
  ...(row.unanswered === 0 ? {} : { unanswered: row.unanswered }),
  ...(row.unreachable === 0 ? {} : { unreachable: row.unreachable }),
  ...(row.unknown_time === 0 ? {} : { unknown_time: row.unknown_time }),
})

const unknown: ActiveFields = { active_patients: null, patient_days: null }

const counted = (count: ActivityCountRow | undefined): ActiveFields => ({
  active_patients: count?.patients ?? 0,
  patient_days: count?.days ?? 0,
})

/** It may be read of nobody, or JHE keeps it where it is not looked for: then no zero can be told. */
const isUnknown = (type: ActivityTypeRow): boolean => type.sharing === 0 || type.is_fhir_resource

const keyOf = (n: number, codeId: number | null): string => `${n} ${codeId ?? ''}`

/** By bucket and, where it has one, by code. */
const byPlace = <Row extends { readonly n: number; readonly code_id: number | null }>(
  rows: readonly Row[],
): ReadonlyMap<string, Row> => new Map(rows.map((row) => [keyOf(row.n, row.code_id), row]))

/**
 * The rows of a bucket: one for all data types together, unless there is only one, and one for each
 * that the study asks for.
 * @param zoned a time as the zone's clocks show it
 */
export const toRows = (
  found: StudyActivityAnswer,
  zoned: (at: string) => string,
): ((bucket: Bucket) => readonly ActivityRow[]) => {
  const active = byPlace(found.active)
  const answers = byPlace(found.answers)
  const enrolments = new Map(found.enrolments.map(({ n, patients }) => [n, patients]))

  const activeOf = (n: number, codeId: number | null, types: readonly ActivityTypeRow[]) => {
    const count = active.get(keyOf(n, codeId))
    return count === undefined && types.every(isUnknown) ? unknown : counted(count)
  }

  const ofType = ({ n, start_at }: Bucket, type: ActivityTypeRow): ActivityRow => {
    const answer = answers.get(keyOf(n, type.code_id))
    return {
      start: zoned(start_at),
      data_type: type.data_type,
      ...activeOf(n, type.code_id, [type]),
      consented: answer?.consented ?? 0,
      declined: answer?.declined ?? 0,
    }
  }

  return (bucket) => {
    const { n, start_at } = bucket
    const enrolled = enrolments.get(n) ?? 0
    const [first, ...others] = found.types.map((type) => ofType(bucket, type))
    if (first !== undefined && others.length === 0) return [{ ...first, enrolled }]
    const together = { start: zoned(start_at), enrolled, ...activeOf(n, null, found.types) }
    return first === undefined ? [together] : [together, first, ...others]
  }
}

const enrolmentSentence =
  'JupyterHealth Exchange keeps no date of enrolment: enrolled counts patients by the first of their consent answers that stand now; consented and declined count answers by their time.'

/** What must be known to read the figures rightly. */
export const activitySentences = ({ totals, types }: StudyActivityAnswer): readonly string[] => [
  enrolmentSentence,
  ...(totals.unanswered === 0
    ? []
    : ['unanswered: enrolled patients without any consent answer, in no bucket.']),
  ...(totals.unreachable === 0
    ? []
    : ['unreachable: enrolled patients who share no organization with you; no data of theirs.']),
  ...(totals.unknown_time === 0
    ? []
    : ['unknown_time: patients with rows whose time cannot be read, which are in no bucket.']),
  ...(types.length === 0
    ? ['The study asks for no such data type, so no activity of it is shown.']
    : []),
]

/** @param left the starts of the buckets that are not shown */
export const cutSentence = ([next]: readonly string[]): readonly string[] =>
  next === undefined
    ? []
    : [`Cut by size: ask again with start ${next} for the rest, or for one data_type.`]
