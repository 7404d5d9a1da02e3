import { z } from 'zod'

import { findDataType } from '../../../src/omh/types/data-types.js'
import { near } from './near.js'
import type { ToolCaller } from '../clients/tool-caller.js'
import { toMicroseconds } from './time-frame.js'
import { walk } from '../walk.js'

const rowSchema = z.object({
  id: z.int(),
  data_type: z.string().nullable(),
  effective: z
    .object({ at: z.string().optional(), start: z.string().optional(), end: z.string().optional() })
    .nullable(),
  values: z.array(
    z.object({
      name: z.string(),
      value: z.number().nullable(),
      unit: z.string().nullable(),
      reason: z.string().optional(),
    }),
  ),
  context: z.record(z.string(), z.unknown()).default({}),
  source: z.string().nullable(),
  status: z.string(),
})

/** A row as the tool gives it, with its place in time in microseconds since 1970. */
export interface ReadRow extends z.output<typeof rowSchema> {
  readonly patient: number
  readonly at: bigint | null
  readonly until: bigint | null
}

const roomy = { maxBytes: 50_000_000 }

/** Every row of a patient that the pages of get_patient_observations show. */
export async function readRows(
  caller: ToolCaller,
  subject: number,
  args: { readonly patient_id: number } & Readonly<Record<string, unknown>>,
): Promise<readonly ReadRow[]> {
  const call = { subject, tool: 'get_patient_observations', args, settings: roomy }
  const pages = await walk(caller, call, [1000])
  return pages
    .flatMap(({ rows }) => rows.map((row) => rowSchema.parse(row)))
    .map((row) => {
      const start = toMicroseconds(row.effective?.at ?? row.effective?.start)
      const end = toMicroseconds(row.effective?.end)
      return { ...row, patient: args.patient_id, at: start ?? end, until: end ?? start }
    })
}

/** What was withdrawn as an error or cancelled is in no statistic. */
export const isRetracted = ({ status }: ReadRow): boolean =>
  status === 'entered-in-error' || status === 'cancelled'

/** Both ends inclusive, in microseconds since 1970; null where open. */
export interface Span {
  readonly from: bigint | null
  readonly to: bigint | null
}

export const open: Span = { from: null, to: null }

/** Rows whose time touches the span; of an open one all. */
export const touching = (rows: readonly ReadRow[], { from, to }: Span): readonly ReadRow[] =>
  rows.filter(({ at, until }) => {
    if (from === null && to === null) return true
    if (at === null || until === null) return false
    return (from === null || until >= from) && (to === null || at <= to)
  })

/** Numbers of one name, unit, kind and, of what adds up, source. */
export interface Pile {
  readonly name: string
  readonly unit: string | null
  readonly kind: string | undefined
  readonly source: string | null
  readonly numbers: number[]
  missing: number
  not_number: number
}

interface Counted {
  readonly name: string
  readonly unit: string | null
  readonly value: number | null
  readonly reason?: string | undefined
  readonly kind: string | undefined
  readonly source: string | null
}

const stages = ['deep', 'light', 'rem'].map((stage) => `${stage}_sleep_duration`)
const addsUp = [
  'step_count',
  'distance',
  'kcal_burned',
  'sleep_duration',
  'total_sleep_time',
  ...[...stages, 'awake_duration', 'wake_after_sleep_onset', 'duration'],
  ...['light', 'moderate', 'vigorous'].map((each) => `duration_${each}_activity`),
]

const kindOf = ({ context }: ReadRow): string | undefined => {
  const { descriptive_statistic, descriptive_statistic_denominator, is_main_sleep } = context
  const parts = [
    ...(typeof descriptive_statistic === 'string' ? [descriptive_statistic] : []),
    ...(typeof descriptive_statistic_denominator === 'string'
      ? [`per ${descriptive_statistic_denominator}`]
      : []),
    ...(typeof is_main_sleep === 'boolean' ? [is_main_sleep ? 'main sleep' : 'nap'] : []),
  ]
  return parts.length === 0 ? undefined : parts.join(' ')
}

/** The type of a row, if its numbers are those of a schema. */
const describedTypeOf = (row: ReadRow | undefined) => {
  const type = findDataType(row?.data_type ?? '')
  return type?.code === row?.data_type && type?.counted === 'primary' ? type : undefined
}

/** Names that at least one row has a number at, and those that a schema wants. */
const namesIn = (rows: readonly ReadRow[]): readonly string[] => {
  const type = describedTypeOf(rows[0])
  const said = new Set(rows.flatMap(({ values }) => values.map(({ name }) => name)))
  return type === undefined
    ? [...said].filter((name) => name !== 'body' && !name.includes('.'))
    : [...type.primary, ...type.secondary.filter(({ name }) => addsUp.includes(name))]
        .filter(({ name, required }) => required || said.has(name))
        .map(({ name }) => name)
}

const isDescribed = (row: ReadRow): boolean => describedTypeOf(row) !== undefined

/** What each row of one data type says at each name; what says nothing of an unknown type has no kind. */
const countedIn = (rows: readonly ReadRow[]): readonly Counted[] =>
  namesIn(rows).flatMap((name) =>
    rows.map((row): Counted => {
      const found = row.values.find((value) => value.name === name)
      const [kind, source] = [kindOf(row), addsUp.includes(name) ? row.source : null]
      if (found !== undefined) return { ...found, kind, source }
      const none = { name, value: null, unit: null }
      if (Object.hasOwn(row.context, name)) return { ...none, reason: 'not a number', kind, source }
      const told = isDescribed(row) ? { kind, source } : { kind: undefined, source: null }
      return { ...none, reason: 'missing', ...told }
    }),
  )

const onlyUnits = (rows: readonly ReadRow[]): ReadonlyMap<string, string | null> => {
  const units = new Map<string, string | null>()
  for (const { name, unit, value } of countedIn(rows)) {
    if (unit === null && value === null) continue
    units.set(name, units.has(name) && units.get(name) !== unit ? null : unit)
  }
  return units
}

/**
 * The numbers that the rows' type is about, by name, unit, kind and source. Bodies without a number
 * have no unit: where the name has only one, they are told with that.
 * @param rows of one data type
 * @param whole what decides on that: a bucket's whole window
 */
export function pilesOf(
  rows: readonly ReadRow[],
  whole: readonly ReadRow[] = rows,
): readonly Pile[] {
  const piles = new Map<string, Pile>()
  const told = onlyUnits(whole)
  for (const { name, unit: own, value, reason, kind, source } of countedIn(rows)) {
    const unit = own ?? told.get(name) ?? null
    const key = JSON.stringify([name, unit, kind, source])
    const pile = piles.get(key) ?? {
      ...{ name, unit, kind, source, numbers: [], missing: 0, not_number: 0 },
    }
    piles.set(key, pile)
    if (value !== null) pile.numbers.push(value)
    else if (reason === 'missing') pile.missing += 1
    else pile.not_number += 1
  }
  return [...piles.values()]
}

/**
 * What an answer says of a pile besides its statistics.
 * @param whole all rows of the answer: what decides whether sources are told
 */
export function saidOf(
  { name, kind, source, numbers, missing, not_number }: Pile,
  whole: readonly ReadRow[],
) {
  const isSum = addsUp.includes(name) && (kind === undefined || /^(sum|nap|main sleep)/.test(kind))
  const sources = new Set(whole.map((row) => row.source))
  return {
    ...(kind === undefined ? {} : { kind }),
    ...(sources.size > 1 && addsUp.includes(name) ? { source } : {}),
    ...(isSum && numbers.length > 0 ? { sum: near(numbers.reduce((a, b) => a + b, 0)) } : {}),
    ...(missing === 0 ? {} : { missing }),
    ...(not_number === 0 ? {} : { not_number }),
  }
}

interface Keyed {
  readonly name: string
  readonly unit: string | null
  readonly kind?: string | undefined
  readonly source?: string | null | undefined
}

const keyOf = ({ name, unit, kind, source }: Keyed): string =>
  JSON.stringify([name, unit, kind ?? null, source ?? null])

/** In an order that does not depend on how they were found. */
export const sorted = <T extends Keyed>(list: readonly T[]): readonly T[] =>
  list.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))

/** Mean, extremes, median and standard deviation of the sample; null where there is none. */
export function statisticsOf(numbers: readonly number[]) {
  const order = numbers.toSorted((a, b) => a - b)
  const middle = (order.length - 1) / 2
  const low = order[Math.floor(middle)]
  const high = order[Math.ceil(middle)]
  const mean = numbers.length === 0 ? null : numbers.reduce((a, b) => a + b, 0) / numbers.length
  const squares = numbers.reduce((sum, x) => sum + (x - (mean ?? 0)) ** 2, 0)
  return {
    mean,
    min: order[0] ?? null,
    max: order.at(-1) ?? null,
    median: low === undefined || high === undefined ? null : (low + high) / 2,
    sd: numbers.length < 2 ? null : Math.sqrt(squares / (numbers.length - 1)),
  }
}

const dayFormats = new Map<string, Intl.DateTimeFormat>()

/** The date (YYYY-MM-DD) that the zone's calendars show. */
export function dateIn(zone: string, micros: bigint): string {
  const format =
    dayFormats.get(zone) ??
    new Intl.DateTimeFormat('sv-SE', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    })
  dayFormats.set(zone, format)
  return format.format(Number(micros / 1000n))
}

const dayNumber = (date: string): number => Date.parse(date) / 86_400_000

/** Days with data, days, and the longest run of days without, by the rule of summaries. */
export function coverageOf(rows: readonly ReadRow[], span: Span, zone: string, now: bigint) {
  const later = (a: bigint, b: bigint | null): bigint => (b !== null && b > a ? b : a)
  const starts = rows.flatMap(({ at }) => (at === null ? [] : [later(at, span.from)]))
  const dates = starts.filter((at) => at <= now).map((at) => dayNumber(dateIn(zone, at)))
  const days = [...new Set(dates)].toSorted((a, b) => a - b)
  const first = span.from === null ? days[0] : dayNumber(dateIn(zone, span.from))
  const end = span.to === null ? days.at(-1) : dayNumber(dateIn(zone, span.to))
  if (first === undefined || end === undefined) {
    return { days_with_data: 0, days: 0, longest_gap_days: 0 }
  }
  const last = Math.min(end, dayNumber(dateIn(zone, now)))
  const edges = [first - 1, ...days, last + 1]
  const gaps = edges.slice(1).map((day, i) => day - (edges[i] ?? day) - 1)
  return {
    days_with_data: days.length,
    days: Math.max(0, last - first + 1),
    longest_gap_days: Math.max(0, ...gaps),
  }
}
