import { ownUnit, unitBeside } from '../answers/said-unit.js'
import type { ExportedRow } from './exported.js'

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A number of an observation. */
export interface ReadNumber {
  readonly raw: number
  readonly number: number
  /** That it is told in. */
  readonly unit: string | null
  /** As it is stored. */
  readonly said: string | null
  readonly kind: string | undefined
}

/** How units of a number become the one that it is told in. */
export interface Told {
  readonly name: string
  readonly path: readonly string[]
  readonly unit: string | null
  readonly to: Readonly<Record<string, (raw: number) => number>>
}

const same = (raw: number): number => raw
const digits = (value: number): number => Number(value.toPrecision(15))

const pounds = (raw: number): number => digits(raw * 0.45359237)

const told = (name: string, unit: string, to: Told['to'] = {}, path = [name]): Told => ({
  ...{ name, path, unit },
  to: { [unit]: same, ...to },
})

const known: Readonly<Record<string, readonly Told[]>> = {
  'blood-glucose': [
    told('blood_glucose', 'mg/dL', { MGDL: same, 'mmol/L': (raw) => digits(raw * 18.0182) }),
  ],
  'body-weight': [told('body_weight', 'kg', { g: (raw) => digits(raw * 0.001), lb: pounds })],
  'body-temperature': [
    told('body_temperature', 'C', { F: (raw) => digits((raw * 5) / 9 - 160 / 9) }),
  ],
  'blood-pressure': [
    told('systolic', 'mmHg', {}, ['systolic_blood_pressure']),
    told('diastolic', 'mmHg', {}, ['diastolic_blood_pressure']),
  ],
  'heart-rate': [told('heart_rate', 'beats/min')],
  'step-count': [told('step_count', 'steps')],
  'oxygen-saturation': [told('oxygen_saturation', '%')],
}

export const isAdditive = (name: string): boolean => name === 'step_count'

/** The number that a question is about. */
export function toldOf(dataType: string, value: string | undefined): Told {
  const short = dataType.includes(':') ? (dataType.split(':')[1] ?? '') : dataType
  const numbers = known[short] ?? []
  const found = value === undefined ? numbers[0] : numbers.find(({ name }) => name === value)
  const name = value ?? short.replaceAll('-', '_')
  return found ?? { name, path: [name], unit: null, to: {} }
}

const at = (value: unknown, path: readonly string[]): unknown => {
  const [key, ...rest] = path
  if (key === undefined) return value
  return isObject(value) && Object.hasOwn(value, key) ? at(value[key], rest) : undefined
}

const textAt = (value: unknown, key: string): string => {
  const found = at(value, [key])
  return typeof found === 'string' ? found : ''
}

/** The number that an observation has; undefined where it has none. */
export function readNumber(row: ExportedRow, { path, unit, to }: Told): ReadNumber | undefined {
  const body = at(row.data, ['body'])
  const stored = at(body, path)
  const raw = isObject(stored) ? stored['value'] : stored
  if (typeof raw !== 'number') return undefined
  const key = path.at(-1) ?? ''
  const nearest = unitBeside(at(body, path.slice(0, -1)), key)
  const said = ownUnit(stored) ?? nearest ?? unitBeside(body, key)
  const convert = said === null ? undefined : to[said]
  const comparator = textAt(stored, 'comparator') || textAt(body, 'comparator')
  const words = [
    textAt(stored, 'descriptive_statistic') || textAt(body, 'descriptive_statistic'),
    comparator === '' ? '' : `bound ${comparator}`,
  ].filter((word) => word !== '')
  return {
    raw,
    said,
    number: convert === undefined ? raw : convert(raw),
    unit: convert === undefined ? said : unit,
    kind: words.length === 0 ? undefined : words.join(' '),
  }
}
