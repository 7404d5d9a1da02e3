import { JheError } from '../../errors.js'
import type {
  ActivityCountRow,
  ActivityTotalsRow,
  ActivityTypeRow,
  StudyActivityAnswer,
} from '../../query/cohort/activity/study-activity.js'
import type { WindowArgs } from '../../query/observations/filter.js'

interface ActiveFields {
  readonly active_patients: number | null
  readonly patient_days: number | null
}

interface ActivityRow extends ActiveFields {
  readonly start: string
  readonly data_type?: string
  readonly enrolled?: number | null
  readonly consented?: number | null
  readonly declined?: number | null
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

/** How many people there are, where that is told. */
const people =
  ({ people_are_counted }: StudyActivityAnswer) =>
  (count: number): number | null =>
    people_are_counted ? count : null

const rateOf = ({ consented, enrolled }: ActivityTotalsRow): number | null =>
  enrolled === 0 ? null : Number((consented / enrolled).toFixed(shareDigits))

type People = number | null

interface ToldTotals {
  readonly enrolled: People
  readonly with_data: People
  readonly consented: People
  readonly consent_rate: number | null
  readonly unanswered?: People
  readonly unreachable?: People
  readonly unknown_time?: People
}

/** What is zero as a rule is only said where it is not. */
export const toTotals = (found: StudyActivityAnswer): ToldTotals => {
  const { totals } = found
  const told = people(found)
  const unlessNone = (name: 'unanswered' | 'unreachable' | 'unknown_time') =>
    totals[name] === 0 ? {} : { [name]: told(totals[name]) }
  return {
    enrolled: told(totals.enrolled),
    with_data: told(totals.with_data),
    consented: told(totals.consented),
    consent_rate: found.people_are_counted ? rateOf(totals) : null,
    ...unlessNone('unanswered'),
    ...unlessNone('unreachable'),
    ...unlessNone('unknown_time'),
  }
}

const unknown: ActiveFields = { active_patients: null, patient_days: null }

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

  const told = people(found)
  const counted = (count: ActivityCountRow | undefined): ActiveFields => ({
    active_patients: told(count?.patients ?? 0),
    patient_days: count?.days ?? 0,
  })

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
      consented: told(answer?.consented ?? 0),
      declined: told(answer?.declined ?? 0),
    }
  }

  /** Of what JHE keeps apart there is nothing to tell but answers. */
  const isTold = ({ n }: Bucket, type: ActivityTypeRow): boolean =>
    !type.is_fhir_resource || [active, answers].some((rows) => rows.has(keyOf(n, type.code_id)))

  return (bucket) => {
    const { n, start_at } = bucket
    const enrolled = told(enrolments.get(n) ?? 0)
    const [first, ...others] = found.types
      .filter((type) => isTold(bucket, type))
      .map((type) => ofType(bucket, type))
    if (first !== undefined && found.types.length === 1) return [{ ...first, enrolled }]
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
