import type { JsonRecord } from '../../record.js'
import { own } from '../body/json.js'

/**
 * Words of a key that holds the unit of a number, in snake case, the surer first. A key is one of
 * them, or ends in one after the name of the number: `body_weight_unit`, `bodyWeightUnit`.
 */
export const unitWords = [
  'unit',
  'units',
  'uom',
  'unit_of_measure',
  'unit_of_measurement',
  'units_of_measure',
  'unit_text',
  'unit_name',
  'unit_symbol',
  'unit_code',
] as const

/** Systems of which the `code` of a FHIR Quantity is a unit. */
export const unitSystems: readonly string[] = [
  'http://unitsofmeasure.org',
  'http://unitsofmeasure.org/',
  'https://unitsofmeasure.org',
  'https://unitsofmeasure.org/',
  'urn:oid:2.16.840.1.113883.6.8',
]

/** What a unit key in snake case looks like: the words of a name, if any, then a unit word. */
export const unitKeyPattern = `^(?:(.*)_)?(${unitWords.join('|')})$`

/** Part of every unit key, in any case, but of `code`. */
export const unitKeyPart = 'unit|uom'

const unitKey = new RegExp(unitKeyPattern)
const keyPart = new RegExp(unitKeyPart, 'i')

/** The unit of a number and the key it stands under. */
export interface UnitAtKey {
  readonly key: string
  readonly unit: string
}

interface Candidate extends UnitAtKey {
  /** The words before the unit word; empty where the key is for every number of its object. */
  readonly stem: string
  readonly place: number
}

/** `bodyWeight`, `Body-Weight` and `body_weight` are one name. Only ASCII letters change. */
const snakeCase = (key: string): string =>
  key
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[- ]/g, '_')
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase())

/** The key as unit words have it; undefined where it is that of no unit. */
const spelled = (object: JsonRecord, key: string): string | undefined => {
  if (keyPart.test(key)) return snakeCase(key)
  const system = key === 'code' ? own(object, 'system') : undefined
  return typeof system === 'string' && unitSystems.includes(system) ? 'unit_code' : undefined
}

const candidateAt = (object: JsonRecord, key: string): Candidate | undefined => {
  const unit = own(object, key)
  if (typeof unit !== 'string' || unit === '') return undefined
  const [, stem = '', said] = unitKey.exec(spelled(object, key) ?? '') ?? []
  const place = unitWords.findIndex((word) => word === said)
  return place < 0 ? undefined : { key, unit, stem, place }
}

/** The words are the name or a part of it, and not the name of another number of the object. */
const isAbout = (object: JsonRecord, name: string, stem: string): boolean =>
  stem === '' ||
  stem === name ||
  (`_${name}_`.includes(`_${stem}_`) && !Object.hasOwn(object, stem))

const compare = (a: Candidate, b: Candidate): number =>
  b.stem.length - a.stem.length || a.place - b.place || (a.key < b.key ? -1 : 1)

/**
 * The unit that an object says of its number of a name; undefined where it says none. A text that
 * is empty, a number and an object are no units. Of several keys count, in this order:
 *
 * 1. those that name the number, `<name>_unit` and the like, the longest name first (a part of the
 *    name is enough, `weight_unit` of `body_weight`, where no number is called that alone);
 * 2. those that name none: `unit`, then the others as in `unitWords`;
 * 3. the `code` of a FHIR Quantity beside a `system` of units, as a `unit_code`.
 *
 * Keys may be in snake, camel, kebab or upper case. SQL reads them by the same rule
 * (`query/observations/statistics/number-units.ts`).
 * @param name key of the number in the object
 */
export function unitBeside(object: JsonRecord, name: string): UnitAtKey | undefined {
  const snakeName = snakeCase(name)
  const found: Candidate[] = []
  for (const key of Object.keys(object)) {
    const candidate = candidateAt(object, key)
    if (candidate !== undefined && isAbout(object, snakeName, candidate.stem)) found.push(candidate)
  }
  return found.sort(compare)[0]
}

/**
 * The unit that a quantity says of its `value`: its `unit`, else what else it says by the rule of
 * `unitBeside`. A quantity without any has the unit that stands beside it, in the nearest object
 * around it.
 */
export function unitOfQuantity(quantity: JsonRecord): UnitAtKey | undefined {
  const unit = own(quantity, 'unit')
  return typeof unit === 'string' && unit !== ''
    ? { key: 'unit', unit }
    : unitBeside(quantity, 'value')
}
