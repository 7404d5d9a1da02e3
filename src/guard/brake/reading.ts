import { z } from 'zod'

/** How much one person may read. */
export interface BrakeLimits {
  /** Different patients within a sliding hour. */
  readonly patientsPerHour: number
  /** Different patients within a sliding day. */
  readonly patientsPerDay: number
  /** Rows within a sliding hour. */
  readonly rowsPerHour: number
}

const moment = z.int().min(0)

/** What one person has read lately. Moments are milliseconds since the epoch. */
export const readingSchema = z.strictObject({
  /** When a patient was last answered, or may be without a change, by the patient's mark. */
  patients: z.record(z.string(), moment),
  /** Rows by minute: the newest moment in it, and how many. Moments to come are of rows counted ahead. */
  rows: z.array(z.tuple([moment, z.int().min(1)])),
  /** Until when nothing is counted and nothing refused. */
  liftedUntil: moment.optional(),
  /** When the person was asked last whether to lift it. */
  askedAt: moment.optional(),
  /** When an answer would have held a patient of nobody; everything is refused since. */
  stoppedAt: moment.optional(),
})

export type Reading = Readonly<z.output<typeof readingSchema>>

export const nothingRead: Reading = Object.freeze({ patients: {}, rows: [] })

/** What one answer holds: different patients by their marks, and rows. */
export interface Portion {
  readonly marks: readonly string[]
  readonly rows: number
}

export const minuteMs = 60_000
export const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

const after = (moments: readonly number[], edge: number): readonly number[] =>
  moments.filter((at) => at > edge)

/** How much was read lately. */
export interface Figures {
  readonly patientsHour: number
  readonly patientsDay: number
  readonly rowsHour: number
}

/** How much was read within the hour and the day before a moment. */
export function read({ patients, rows }: Reading, now: number): Figures {
  const moments = Object.values(patients)
  return {
    patientsHour: after(moments, now - hourMs).length,
    patientsDay: after(moments, now - dayMs).length,
    rowsHour: rows.filter(([at]) => at > now - hourMs).reduce((sum, [, count]) => sum + count, 0),
  }
}

/** The same without what is too old to count. */
const kept = ({ patients, rows, ...rest }: Reading, now: number): Reading => ({
  ...rest,
  patients: Object.fromEntries(Object.entries(patients).filter(([, at]) => at > now - dayMs)),
  rows: rows.filter(([at]) => at > now - hourMs),
})

/** Whether the brake is lifted; never for more than an hour, whatever a clock said. */
export const isLifted = (
  { liftedUntil = 0 }: { readonly liftedUntil?: number | undefined },
  now: number,
): boolean => liftedUntil > now && liftedUntil <= now + hourMs

const minuteAt = (at: number): number => Math.floor(at / minuteMs)

/** Adds rows to those of the same minute. What is dated later is counted ahead, and stays apart. */
export const withRows = (rows: Reading['rows'], count: number, at: number): Reading['rows'] => {
  if (count === 0) return rows
  const place = rows.findLastIndex(([newest]) => newest <= at && minuteAt(newest) === minuteAt(at))
  const [, before] = rows[place] ?? []
  return before === undefined ? [...rows, [at, count]] : rows.with(place, [at, before + count])
}

/** What was read once a portion is answered. */
export function withPortion(reading: Reading, { marks, rows }: Portion, now: number): Reading {
  const before = kept(reading, now)
  return {
    ...before,
    patients: { ...before.patients, ...Object.fromEntries(marks.map((mark) => [mark, now])) },
    rows: withRows(before.rows, rows, now),
  }
}

/** A limit that a portion would exceed, and when it would not any more. */
export interface Excess {
  readonly limit: number
  readonly of: 'patients' | 'rows'
  readonly within: 'hour' | 'day'
  /** Milliseconds until the same can be answered; null where it is more than the limit by itself. */
  readonly waitMs: number | null
}

interface Entry {
  readonly at: number
  readonly count: number
}

/** Milliseconds until so much of what was read is older than the window. */
const waitFor = (entries: readonly Entry[], excess: number, edge: number): number | null => {
  let left = excess
  for (const { at, count } of entries.toSorted((a, b) => a.at - b.at)) {
    left -= count
    if (left <= 0) return at - edge
  }
  return null
}

const excessIn = (
  entries: readonly Entry[],
  adding: number,
  rule: Pick<Excess, 'limit' | 'of' | 'within'>,
  now: number,
): Excess | undefined => {
  const edge = now - (rule.within === 'hour' ? hourMs : dayMs)
  const counted = entries.filter(({ at }) => at > edge)
  const excess = counted.reduce((sum, { count }) => sum + count, 0) + adding - rule.limit
  if (adding === 0 || excess <= 0) return undefined
  return { ...rule, waitMs: waitFor(counted, excess, edge) }
}

/** The limits that a portion exceeds on top of what was read; the one that lasts longest. */
export function excessOf(
  { patients, rows }: Reading,
  portion: Portion,
  limits: BrakeLimits,
  now: number,
): Excess | undefined {
  const marks = new Set(portion.marks)
  // a patient of this answer counts once: as of now
  const others = Object.entries(patients)
    .filter(([mark]) => !marks.has(mark))
    .map(([, at]) => ({ at, count: 1 }))
  const told = rows.map(([at, count]) => ({ at, count }))
  const { patientsPerHour, patientsPerDay, rowsPerHour } = limits
  const found = [
    excessIn(others, marks.size, { limit: patientsPerHour, of: 'patients', within: 'hour' }, now),
    excessIn(others, marks.size, { limit: patientsPerDay, of: 'patients', within: 'day' }, now),
    excessIn(told, portion.rows, { limit: rowsPerHour, of: 'rows', within: 'hour' }, now),
  ].filter((excess) => excess !== undefined)
  const length = ({ waitMs }: Excess): number => waitMs ?? Number.POSITIVE_INFINITY
  return found.toSorted((a, b) => length(b) - length(a))[0]
}
