import type { ExportedRows } from './exported-rows.js'
import { dateIn as slowDateIn } from './fold-observations.js'
import { readableRows, reachOf, withheldOf, type StudyQuestion } from './study-reach.js'

export interface ActivityQuestion extends StudyQuestion {
  readonly bucket: 'week' | 'month'
  /** Microseconds since 1970, both inclusive; null where it is not said. */
  readonly from: bigint | null
  readonly to: bigint | null
  readonly zone: string
  readonly now: bigint
}

const quarter = 900_000_000n
const dates = new Map<string, string>()

/** Clocks are a number of quarters of an hour ahead, so that a date holds for a whole one. */
const dateIn = (zone: string, at: bigint): string => {
  const key = `${zone} ${at / quarter}`
  const date = dates.get(key) ?? slowDateIn(zone, at)
  dates.set(key, date)
  return date
}

const daysLater = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10)

/** The first day of the week or month of a date. */
const firstDay = (bucket: 'week' | 'month', date: string): string => {
  if (bucket === 'month') return `${date.slice(0, 7)}-01`
  return daysLater(date, -((new Date(date).getUTCDay() + 6) % 7))
}

const nextBucket = (bucket: 'week' | 'month', first: string): string =>
  bucket === 'week' ? daysLater(first, 7) : `${daysLater(first, 31).slice(0, 7)}-01`

const least = (...times: readonly bigint[]): bigint => times.reduce((a, b) => (a < b ? a : b))
const greatest = (a: bigint, b: bigint): bigint => (a > b ? a : b)

/** How many different things a list holds. */
const countOf = (list: readonly unknown[]): number => new Set(list).size

/** The activity of a study, counted row by row: buckets by the date of their first day. */
export function foldActivity(rows: ExportedRows, question: ActivityQuestion) {
  const { bucket, zone, now, from, to } = question
  const reach = reachOf(rows, question)
  const readable = readableRows(rows, reach)
  const own = readable.filter(({ at }) => at !== null && at <= now)
  const newest = own.reduce<bigint | null>(
    (max, { at }) => greatest(max ?? at ?? 0n, at ?? 0n),
    null,
  )
  const end = to === null ? now : least(to, now)
  const last = to === null ? (newest ?? now) : end
  const isDefault = from === null
  const start = firstDay(
    bucket,
    isDefault ? daysLater(dateIn(zone, last), -29) : dateIn(zone, from),
  )
  const isInside = (at: bigint): boolean =>
    at <= end && (isDefault ? dateIn(zone, at) >= start : at >= from)
  const placeOf = (at: bigint): string => dateIn(zone, isDefault ? at : greatest(at, from))

  const seen = own.flatMap(({ patient, code, at, until }) => {
    if (at === null || until === null || at > end) return []
    const touches = isDefault ? dateIn(zone, until) >= start : until >= from
    if (!touches) return []
    const date = isDefault && dateIn(zone, at) < start ? start : placeOf(at)
    return [{ patient, code, date, bucket: firstDay(bucket, date) }]
  })

  const buckets: string[] = []
  const lastBucket = firstDay(bucket, dateIn(zone, end))
  for (let first = start; first <= lastBucket && (isDefault || from <= end);) {
    buckets.push(first)
    first = nextBucket(bucket, first)
  }

  const firstAnswers = reach.patients.flatMap((patient) => {
    const times = reach.allDecisions.flatMap((d) => (d.patient === patient && d.at ? [d.at] : []))
    return times.length === 0 ? [] : [least(...times)]
  })
  const answered = new Set(
    reach.allDecisions.filter(({ at }) => at !== undefined).map(({ patient }) => patient),
  )
  const answersIn = (first: string, code: number, consented: boolean): number =>
    countOf(
      reach.decisions
        .filter((d) => d.code === code && d.consented === consented && d.at !== undefined)
        .filter(({ at = 0n }) => isInside(at) && firstDay(bucket, dateIn(zone, at)) === first)
        .map(({ patient }) => patient),
    )

  const isApart = (system: string): boolean => system.startsWith('http://hl7.org/fhir/')
  const isKnown = ({ id, system }: (typeof reach.types)[number]): boolean =>
    !isApart(system) && reach.patients.some((patient) => reach.isReadable(patient, id))
  const active = (list: typeof seen, known: boolean) =>
    list.length > 0 || known
      ? {
          active_patients: countOf(list.map(({ patient }) => patient)),
          patient_days: countOf(list.map(({ patient, date }) => `${patient} ${date}`)),
        }
      : { active_patients: null, patient_days: null }

  const rowsOf = (first: string) => {
    const inside = seen.filter((row) => row.bucket === first)
    const enrolled = firstAnswers.filter(
      (at) => isInside(at) && firstDay(bucket, dateIn(zone, at)) === first,
    ).length
    const ofTypes = reach.types.map((type) => ({
      ...{ start: first, data_type: type.code },
      ...active(
        inside.filter(({ code }) => code === type.id),
        isKnown(type),
      ),
      consented: answersIn(first, type.id, true),
      declined: answersIn(first, type.id, false),
    }))
    const told = ofTypes.filter(
      ({ active_patients, consented, declined }, i) =>
        !isApart(reach.types[i]?.system ?? '') ||
        active_patients !== null ||
        consented + declined > 0,
    )
    const [only] = told
    if (only !== undefined && ofTypes.length === 1) return [{ ...only, enrolled }]
    return [{ start: first, enrolled, ...active(inside, reach.types.some(isKnown)) }, ...told]
  }

  const enrolled = reach.patients.length
  const consented = countOf(
    reach.decisions.filter((d) => d.consented === true).map(({ patient }) => patient),
  )
  const optional = {
    unanswered: reach.patients.filter((patient) => !answered.has(patient)).length,
    unreachable: reach.patients.filter((patient) => !reach.isReachable(patient)).length,
    unknown_time: countOf(readable.flatMap(({ at, patient }) => (at === null ? [patient] : []))),
  }
  return {
    buckets: buckets.flatMap(rowsOf),
    totals: {
      enrolled,
      with_data: countOf(seen.map(({ patient }) => patient)),
      consented,
      consent_rate: enrolled === 0 ? null : Number((consented / enrolled).toFixed(4)),
      ...Object.fromEntries(Object.entries(optional).filter(([, count]) => count > 0)),
    },
    withheld: withheldOf(rows, reach),
  }
}
