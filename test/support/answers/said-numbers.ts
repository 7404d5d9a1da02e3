import { findDataType, type DataType } from '../../../src/omh/types/data-types.js'
import type { ValueField } from '../../../src/omh/types/fields.js'
import type { Measurement } from './measurements.js'
import { ownUnit, unitBeside } from './said-unit.js'

/** Names of numbers that add up. */
export const addsUp = [
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
export interface Said {
  readonly name: string
  readonly unit: string | null
  readonly value: number | null
  readonly reason: 'missing' | 'not_number' | null
  readonly kind: string | undefined
  /** What `kind` is made of; null where the body says none of it. */
  readonly kindTexts: readonly string[] | null
  /** Of a type that is not described every name stands at 0. */
  readonly position: number
  /** Id or name; undefined where it does not matter. */
  readonly source: number | string | null | undefined
}

const readStored = (stored: unknown): Pick<Said, 'unit' | 'value' | 'reason'> => {
  const value = isObject(stored) ? stored['value'] : stored
  const unit = ownUnit(stored)
  if (typeof value === 'number') return { unit, value, reason: null }
  return { unit, value: null, reason: (value ?? null) === null ? 'missing' : 'not_number' }
}

const kindTextsOf = ({ body }: Measurement): Said['kindTexts'] => {
  const keys = ['descriptive_statistic', 'descriptive_statistic_denominator', 'is_main_sleep']
  const texts = keys.map((key) => {
    const said = body[key]
    return typeof said === 'string' || typeof said === 'boolean' ? String(said) : ''
  })
  return texts.every((text) => text === '') ? null : texts
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

/** Id of JHE's data source, else the name in the header. */
export const sourceOf = ({ source, sourceName }: Measurement): number | string | null =>
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
  (isObject(stored) &&
    'value' in stored &&
    (typeof stored['unit'] === 'string' || ownUnit(stored) !== null))

/** The unit that stands beside a number: where the number does, else in the body. */
const besideUnit = (row: Measurement, name: string): string | null => {
  const path = pathsOf(row.code)?.get(name) ?? [name]
  const key = path.at(-1) ?? name
  return unitBeside(at(row.body, path.slice(0, -1)), key) ?? unitBeside(row.body, key)
}

const storedOf = (row: Measurement, name: string): unknown =>
  at(row.body, pathsOf(row.code)?.get(name) ?? [name])

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

const positionOf = (code: string, name: string): number => {
  const type = findDataType(code)
  return type === undefined ? 0 : countedOf(type).findIndex((field) => field.name === name)
}

/** What rows of one code say, name by name. */
export const saidOf = (rows: readonly Measurement[]): readonly Said[] =>
  namesOf(rows).flatMap((name) =>
    rows.map((row): Said => {
      const stored = storedOf(row, name)
      const isSilent = stored === undefined && findDataType(row.code) === undefined
      const source = addsUp.includes(name) ? (isSilent ? null : sourceOf(row)) : undefined
      const { unit, ...read } = readStored(stored)
      return {
        ...{ name, ...read, source, position: positionOf(row.code, name) },
        unit: unit ?? (stored === undefined ? null : besideUnit(row, name)),
        kind: isSilent ? undefined : kindOf(row),
        kindTexts: isSilent ? null : kindTextsOf(row),
      }
    }),
  )
