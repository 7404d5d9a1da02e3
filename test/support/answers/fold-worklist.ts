import { findDataType, findDataTypes } from '../../../src/omh/types/data-types.js'
import type { ExportedRows, StoredObservation } from './exported-rows.js'
import { dateIn, statisticsOf } from './fold-observations.js'
import { near } from './near.js'
import { ownUnit, unitBeside } from './said-unit.js'
import { isNamed, readableRows, reachOf, withheldOf, type StudyQuestion } from './study-reach.js'

/** Items by what `keyOf` tells of them; of many items, quickly. */
const groupBy = <Item>(
  list: readonly Item[],
  keyOf: (item: Item) => string,
): readonly (readonly [key: string, items: readonly Item[]])[] => {
  const groups = new Map<string, Item[]>()
  for (const item of list) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return [...groups]
}

interface Limits {
  readonly low?: number | undefined
  readonly high?: number | undefined
}

export interface Condition extends Limits {
  readonly data_type: string
  readonly stat: 'mean' | 'count' | 'days' | 'share'
  readonly op: '>' | '<'
  readonly number: number
}

export interface WorklistQuestion extends StudyQuestion, Limits {
  readonly dataType: string
  /** Microseconds since 1970, both inclusive; null where it is not said. */
  readonly from: bigint | null
  readonly to: bigint | null
  readonly zone: string
  readonly now: bigint
  readonly order: 'last_seen' | 'days' | 'mean' | 'share'
  readonly where?: readonly Condition[]
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const at = (value: unknown, [key, ...rest]: readonly string[]): unknown => {
  if (key === undefined) return value
  return isObject(value) ? at(value[key], rest) : undefined
}

/** What becomes of a number of one of these units; of the types that the tests ask about. */
const conversions: Readonly<Record<string, readonly [unit: string, factor: number]>> = {
  'blood_glucose mmol/L': ['mg/dL', 18.0182],
  'blood_glucose MGDL': ['mg/dL', 1],
  'body_weight lb': ['kg', 0.45359237],
  'body_weight g': ['kg', 0.001],
}
const consensus: Readonly<Record<string, readonly [low: number, high: number]>> = {
  'mg/dL': [70, 180],
  MGDL: [70, 180],
  'mmol/L': [3.9, 10],
}
const addsUp = ['step_count', 'distance', 'kcal_burned', 'sleep_duration', 'total_sleep_time']
const kindKeys = ['descriptive_statistic', 'descriptive_statistic_denominator', 'is_main_sleep']

const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'boolean' ? String(value) : ''

/** A reading of the first number of its type; undefined where it is none. */
interface Reading {
  readonly patient: number
  readonly code: number
  /** Code, unit and kind: what is never mixed. */
  readonly variant: string
  readonly unit: string | null
  readonly source: number | string | null
  readonly value: number
  readonly isWithin: boolean | undefined
}

const readingOf = (
  row: StoredObservation,
  code: string,
  { dataType, low, high }: Pick<WorklistQuestion, 'dataType'> & Limits,
): Reading | undefined => {
  const known = findDataType(code)
  const asked = findDataTypes(dataType).flatMap(({ primary }) => primary)[0]
  const name =
    known?.code === code ? known.primary[0]?.name : (code.split(':')[1] ?? '').replaceAll('-', '_')
  const path = known?.code === code ? (known.primary[0]?.path ?? []) : [name ?? '']
  const stored = at(row.body, path)
  const value = isObject(stored) ? stored['value'] : stored
  if (typeof value !== 'number') return undefined
  const last = path.at(-1) ?? ''
  const nearest = unitBeside(at(row.body, path.slice(0, -1)), last)
  const said = ownUnit(stored) ?? nearest ?? unitBeside(row.body, last)
  const [unit, factor] = conversions[`${name ?? ''} ${said ?? ''}`] ?? [said, 1]
  const isKnownUnit = asked !== undefined && said !== null && asked.units.includes(said)
  const isGlucose = name === 'blood_glucose'
  const [from, to] =
    low === undefined && high === undefined
      ? isGlucose && said !== null
        ? (consensus[said] ?? [undefined, undefined])
        : [undefined, undefined]
      : [
          low === undefined ? undefined : low / factor,
          high === undefined ? undefined : high / factor,
        ]
  const hasLimits = from !== undefined || to !== undefined
  const kind = kindKeys.map((key) => textOf(at(row.body, [key])))
  return {
    patient: row.patient,
    code: row.code ?? -1,
    variant: JSON.stringify([row.code, unit, kind]),
    unit,
    source: addsUp.includes(name ?? '') ? row.source : null,
    value: value * factor,
    isWithin:
      hasLimits && (isKnownUnit || asked === undefined)
        ? (from === undefined || value >= from) && (to === undefined || value <= to)
        : undefined,
  }
}

const compareSources = (a: number | string | null, b: number | string | null): number => {
  if (typeof a === typeof b) return (a ?? '') < (b ?? '') ? -1 : 1
  return typeof a === 'number' ? -1 : typeof b === 'number' ? 1 : a === null ? 1 : -1
}

/** Of numbers that add up those of one source. */
const ofOneSource = (readings: readonly Reading[]): readonly Reading[] =>
  groupBy(readings, ({ source }) => JSON.stringify(source))
    .map(([, own]) => own)
    .toSorted(
      (a, b) => b.length - a.length || compareSources(a[0]?.source ?? null, b[0]?.source ?? null),
    )[0] ?? []

interface Window {
  readonly isInside: (row: StoredObservation) => boolean
  readonly isBeforeEnd: (row: StoredObservation) => boolean
  readonly dayOf: (at: bigint) => string
}

const daysLater = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10)

const windowOf = (
  { from, to, zone, now }: WorklistQuestion,
  rows: readonly StoredObservation[],
): Window => {
  const last = to === null || to > now ? now : to
  const times = rows.flatMap((row) => (row.at !== null && row.at <= last ? [row.at] : []))
  const newest = times.reduce<bigint | null>((max, t) => (max === null || t > max ? t : max), null)
  const newestDate = dateIn(zone, newest ?? last)
  const start = daysLater(newestDate, -29)
  const isBeforeEnd = ({ at: t }: StoredObservation): boolean =>
    t !== null && t <= last && (from !== null || to !== null || dateIn(zone, t) <= newestDate)
  return {
    isBeforeEnd,
    isInside: (row) =>
      isBeforeEnd(row) &&
      row.until !== null &&
      (from === null ? dateIn(zone, row.until) >= start : row.until >= from),
    dayOf: (t) => {
      if (from !== null) return dateIn(zone, t > from ? t : from)
      const date = dateIn(zone, t)
      return date < start ? start : date
    },
  }
}

/** What each patient who shares a data type has of it. */
const figuresOf = (
  rows: ExportedRows,
  question: WorklistQuestion,
  { window, dataType, low, high }: { readonly window: Window; readonly dataType: string } & Limits,
) => {
  const reach = reachOf(rows, { ...question, dataType })
  const codeOf = new Map(rows.codes.map(({ id, code }) => [id, code]))
  const codes = new Set(
    rows.codes.filter(({ code }) => isNamed(code, dataType)).map(({ id }) => id),
  )
  const own = readableRows(rows, reach).filter((row) => codes.has(row.code ?? -1))
  const inside = own.filter(window.isInside)
  const readings = inside.flatMap((row) => {
    const reading = readingOf(row, codeOf.get(row.code ?? -1) ?? '', { dataType, low, high })
    return reading === undefined ? [] : [reading]
  })
  const chosen = groupBy(readings, ({ patient, variant }) => `${patient} ${variant}`).map(
    ([, list]) => ofOneSource(list),
  )
  const rowsOf = (patient: number, code: number) =>
    inside.filter((row) => row.patient === patient && row.code === code)
  const variants = groupBy(chosen, (list) => list[0]?.variant ?? '').toSorted(
    ([, a], [, b]) => b.length - a.length || b.flat().length - a.flat().length,
  )
  const [usual] = variants
  const first = usual?.[1][0]?.[0]
  const sharing = (patient: number) =>
    [...codes].filter((code) => reach.isReadable(patient, code)).toSorted((a, b) => a - b)
  const people = reach.patients.filter((patient) => sharing(patient).length > 0)
  /** Whether another order of variants would be as right: then nothing can be told of them. */
  const isTied =
    variants.length > 1 &&
    variants[0]?.[1].length === variants[1]?.[1].length &&
    variants[0]?.[1].flat().length === variants[1]?.[1].flat().length
  return {
    isTied,
    people: people.map((patient) => {
      const numbers = usual?.[1].find((list) => list[0]?.patient === patient) ?? []
      const [code = -1] = sharing(patient).toSorted(
        (a, b) =>
          Number(rowsOf(patient, b).length > 0) - Number(rowsOf(patient, a).length > 0) ||
          Number(b === first?.code) - Number(a === first?.code) ||
          rowsOf(patient, b).length - rowsOf(patient, a).length,
      )
      const seen = own
        .filter((row) => row.patient === patient && window.isBeforeEnd(row))
        .flatMap((row) => row.at ?? [])
      const within = numbers.filter(({ isWithin }) => isWithin === true).length
      const hasLimits = numbers.some(({ isWithin }) => isWithin !== undefined)
      const { mean, sd, min, max } = statisticsOf(numbers.map(({ value }) => value))
      return {
        patient,
        code,
        count: rowsOf(patient, code).length,
        days: new Set(rowsOf(patient, code).map((row) => window.dayOf(row.at ?? 0n))).size,
        last: seen.reduce<bigint | null>((a, b) => (a === null || b > a ? b : a), null),
        numbers: numbers.length,
        unit: numbers.length === 0 ? null : (first?.unit ?? null),
        ...{ mean, sd, min, max },
        share: hasLimits ? (100 * within) / numbers.length : null,
      }
    }),
  }
}

type Person = ReturnType<typeof figuresOf>['people'][number]

const meets = (person: Person | undefined, { stat, op, number }: Condition): boolean => {
  const value = person?.[stat] ?? null
  if (value === null) return false
  return op === '>' ? value > number : value < number
}

/** To sort by: from the least on, but of the mean. */
const keyOf = (person: Person, order: WorklistQuestion['order']): number => {
  if (order === 'days') return person.days
  if (order === 'mean') return person.mean === null ? Infinity : -person.mean
  if (order === 'share') return person.share ?? Infinity
  return person.last === null ? -Infinity : Number(person.last)
}

/** The patients of a study one by one, counted row by row; undefined where ties leave it open. */
export function foldWorklist(rows: ExportedRows, question: WorklistQuestion) {
  const { dataType, low, high, order, where = [] } = question
  const reach = reachOf(rows, question)
  const window = windowOf(question, readableRows(rows, reach))
  const main = figuresOf(rows, question, { window, dataType, low, high })
  const judged = where.map((condition) =>
    figuresOf(rows, question, { ...condition, window, dataType: condition.data_type }),
  )
  if (main.isTied || judged.some(({ isTied }) => isTied)) return undefined
  const listed = main.people
    .filter(({ patient }) =>
      where.every((condition, i) =>
        meets(
          judged[i]?.people.find((one) => one.patient === patient),
          condition,
        ),
      ),
    )
    .toSorted((a, b) => keyOf(a, order) - keyOf(b, order) || a.patient - b.patient)
  return {
    total: listed.length,
    withheld: withheldOf(
      rows,
      reachOf(rows, { ...question, alsoTypes: where.map(({ data_type }) => data_type) }),
    ),
    patients: listed.map((one) => ({
      patient_id: one.patient,
      count: one.count,
      days: one.days,
      last_seen: one.last,
      numbers: one.numbers,
      unit: one.unit,
      mean: near(one.mean),
      sd: near(one.sd),
      min: near(one.min),
      max: near(one.max),
      share: near(one.share),
    })),
  }
}
