import { findDataType, type DataType } from '../../../src/omh/types/data-types.js'
import type { ValueField } from '../../../src/omh/types/fields.js'
import { groupBy } from './group-by.js'
import type { Measurement } from './measurements.js'
import { near } from './near.js'

const addsUp = [
  ...['step_count', 'distance', 'kcal_burned', 'total_sleep_time'],
  ...['deep_sleep_duration', 'awake_duration'],
]

/** What statistics are made of: the primary numbers, and the stages of a night beside its total. */
const countedOf = ({ primary, secondary }: DataType) => [
  ...primary,
  ...secondary.filter(({ name }) => addsUp.includes(name)),
]

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A number, or why there is none. */
interface Said {
  readonly name: string
  readonly unit: string | null
  readonly value: number | null
  readonly reason: 'missing' | 'not_number' | null
  readonly kind: string | undefined
  /** Id or name; undefined where it does not matter. */
  readonly source: number | string | null | undefined
}

const readStored = (stored: unknown): Pick<Said, 'unit' | 'value' | 'reason'> => {
  const value = isObject(stored) ? stored['value'] : stored
  const unit = isObject(stored) && typeof stored['unit'] === 'string' ? stored['unit'] : null
  if (typeof value === 'number') return { unit, value, reason: null }
  return { unit, value: null, reason: (value ?? null) === null ? 'missing' : 'not_number' }
}

const kindOf = ({ body }: Measurement): string | undefined => {
  const statistic = body['descriptive_statistic']
  const per = body['descriptive_statistic_denominator']
  const main = body['is_main_sleep']
  const parts = [
    ...(typeof statistic === 'string' && statistic !== '' ? [statistic] : []),
    ...(typeof per === 'string' ? [`per ${per}`] : []),
    ...(main === true ? ['main sleep'] : main === false ? ['nap'] : []),
  ]
  return parts.length === 0 ? undefined : parts.join(' ')
}

const sourceOf = ({ source, sourceName }: Measurement): number | string | null =>
  source ?? sourceName ?? null

const pathsOf = (code: string): ReadonlyMap<string, readonly string[]> | undefined => {
  const type = findDataType(code)
  return type === undefined
    ? undefined
    : new Map(countedOf(type).map(({ name, path }) => [name, path]))
}

const at = (body: unknown, path: readonly string[]): unknown => {
  const [key, ...rest] = path
  if (key === undefined) return body
  return isObject(body) && Object.hasOwn(body, key) ? at(body[key], rest) : undefined
}

const isNumberLike = (stored: unknown): boolean =>
  typeof stored === 'number' ||
  (isObject(stored) && 'value' in stored && typeof stored['unit'] === 'string')

/** A bare number of a type that is not described has the unit that stands beside it. */
const besideUnit = ({ code, body }: Measurement, stored: unknown): unknown =>
  typeof stored === 'number' && typeof body['unit'] === 'string' && findDataType(code) === undefined
    ? { value: stored, unit: body['unit'] }
    : stored

const storedOf = (row: Measurement, name: string): unknown =>
  besideUnit(row, at(row.body, pathsOf(row.code)?.get(name) ?? [name]))

/** A stage that is null is none, like one that is not there. */
const isSaid = (stored: unknown, field: ValueField, { primary }: DataType): boolean =>
  stored !== undefined && (stored !== null || primary.includes(field))

/** Names of which something is told of rows of one code. */
const namesOf = (rows: readonly Measurement[]): readonly string[] => {
  const type = findDataType(rows[0]?.code ?? '')
  if (type !== undefined) {
    return countedOf(type)
      .filter((f) => f.required || rows.some((row) => isSaid(storedOf(row, f.name), f, type)))
      .map(({ name }) => name)
  }
  const keys = new Set(rows.flatMap(({ body }) => Object.keys(body)))
  return [...keys].filter((key) => rows.some(({ body }) => isNumberLike(body[key])))
}

const saidOf = (rows: readonly Measurement[]): readonly Said[] =>
  namesOf(rows).flatMap((name) =>
    rows.map((row): Said => {
      const stored = storedOf(row, name)
      const isSilent = stored === undefined && findDataType(row.code) === undefined
      const source = addsUp.includes(name) ? (isSilent ? null : sourceOf(row)) : undefined
      return { name, ...readStored(stored), kind: isSilent ? undefined : kindOf(row), source }
    }),
  )

interface Fold {
  readonly sourceNames: ReadonlyMap<number, string>
  /** All rows of the code that the answer is about; unless given, those of the group. */
  readonly whole?: readonly Measurement[]
  /** All rows that a trend is about, of every code. */
  readonly asked?: readonly Measurement[]
}

const onlyUnits = (rows: readonly Measurement[]): ReadonlyMap<string, string | undefined> => {
  const units = new Map<string, string | null | undefined>()
  for (const { name, unit, value } of saidOf(rows)) {
    if (unit === null && value === null) continue
    units.set(name, units.has(name) && units.get(name) !== unit ? undefined : unit)
  }
  return new Map([...units].map(([name, unit]) => [name, unit ?? undefined]))
}

const labelOf = (source: Said['source'], names: ReadonlyMap<number, string>): string | null =>
  typeof source === 'number' ? (names.get(source) ?? `source ${String(source)}`) : (source ?? null)

/** What an answer must tell of rows of one code, computed from what is stored. */
export function foldMeasurements(rows: readonly Measurement[], fold: Fold) {
  const whole = fold.whole ?? rows
  const units = onlyUnits(whole)
  const said = saidOf(rows).map((one) => ({
    ...one,
    unit: one.unit ?? (one.value === null ? (units.get(one.name) ?? null) : null),
  }))
  const several = (name: string): boolean => {
    if (fold.asked !== undefined) {
      return new Set(fold.asked.map(sourceOf)).size > 1 && hasNumber(fold.asked, name)
    }
    const numbers = saidOf(rows).filter((one) => one.name === name && one.value !== null)
    return new Set(numbers.map(({ source }) => source)).size > 1
  }
  const groups = groupBy(said, ({ name, unit, kind, source }) =>
    JSON.stringify([name, unit, kind ?? null, source === undefined ? null : [source]]),
  )
  const values = groups.flatMap(([, group]) => {
    const [first] = group
    if (first === undefined) return []
    const numbers = group.flatMap(({ value }) => value ?? [])
    const { name, unit, kind, source } = first
    const isSum = addsUp.includes(name) && !/average|maximum/.test(kind ?? '')
    return [
      {
        ...{ name, unit, kind, rows: group.length, count: numbers.length },
        source:
          source !== undefined && several(name) ? labelOf(source, fold.sourceNames) : undefined,
        mean:
          numbers.length === 0 ? null : near(numbers.reduce((a, b) => a + b, 0) / numbers.length),
        min: numbers.length === 0 ? null : Math.min(...numbers),
        max: numbers.length === 0 ? null : Math.max(...numbers),
        sum: isSum && numbers.length > 0 ? numbers.reduce((a, b) => a + b, 0) : undefined,
        missing: group.filter(({ reason }) => reason === 'missing').length,
        not_number: group.filter(({ reason }) => reason === 'not_number').length,
      },
    ]
  })
  return {
    count: rows.length,
    no_number: values.length === 0 ? rows.length : undefined,
    values: byKey(values),
  }
}

/** Whether a bucket of a day has a number of that name: what counts as one is told of each bucket alone. */
const hasNumber = (rows: readonly Measurement[], name: string): boolean =>
  groupBy(rows, ({ code, at: time }) => `${time?.slice(0, 10) ?? ''} ${code}`).some(([, own]) =>
    saidOf(own).some((s) => s.name === name && s.value !== null),
  )

interface Keyed {
  readonly name: string
  readonly unit: string | null
  readonly kind?: string | undefined
  readonly source?: string | null | undefined
  readonly count: number
  readonly missing: number
  readonly not_number: number
  readonly min: number | null
}

const byKey = <T extends Keyed>(list: readonly T[]): readonly T[] =>
  list.toSorted((a, b) => {
    const [x, y] = [a, b].map(({ name, unit, kind, source, count, missing, not_number, min }) =>
      JSON.stringify([name, unit, kind ?? null, source ?? null, count, missing, not_number, min]),
    )
    return (x ?? '') < (y ?? '') ? -1 : 1
  })

interface Told {
  readonly name: string
  readonly unit: string | null
  readonly kind?: string | undefined
  readonly source?: string | null | undefined
  readonly count?: number | undefined
  readonly mean: number | null
  readonly min: number | null
  readonly max: number | null
  readonly sum?: number | undefined
  readonly missing?: number | undefined
  readonly not_number?: number | undefined
}

/** The values of an answer, with what it leaves unsaid. */
export function toldOf(values: readonly Told[], all: number) {
  return byKey(
    values.map(({ name, unit, kind, source, mean, min, max, sum, ...counts }) => {
      const { count = all, missing = 0, not_number = 0 } = counts
      const rows = count + missing + not_number
      return { name, unit, kind, rows, count, source, mean, min, max, sum, missing, not_number }
    }),
  )
}
