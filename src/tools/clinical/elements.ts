import { reach } from '../../omh/body/json.js'
import { comparators } from '../../omh/types/comparators.js'

/** Reads elements of FHIR resources that may hold anything: what has not the form of an element is not there. */

/** An own element of another; undefined where there is none. */
export const inside = (value: unknown, ...path: readonly string[]): unknown => reach(value, path)

/** A list of elements, which R4 and R5 also write as one. */
export const listOf = (value: unknown): readonly unknown[] => {
  if (Array.isArray(value)) return value
  return value === undefined || value === null ? [] : [value]
}

/** A code of FHIR: without blanks, and not long. */
export const codeIn = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[!-~]{1,64}$/.test(value) ? value : undefined

/** A text of at most `longest` characters; a longer one is not shown. */
export const shortTextIn = (value: unknown, longest: number): string | undefined =>
  typeof value === 'string' && value.trim() !== '' && value.length <= longest
    ? value.trim()
    : undefined

const date = /^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?)?)?)?$/

/** A date, or a moment, in the form of FHIR, as it is said. */
export const dateIn = (value: unknown): string | undefined =>
  typeof value === 'string' && date.test(value) ? value : undefined

export const periodIn = (value: unknown): string | undefined => {
  const [start, end] = [dateIn(inside(value, 'start')), dateIn(inside(value, 'end'))]
  if (start === undefined) return end === undefined ? undefined : `until ${end}`
  return end === undefined ? `from ${start}` : `${start} to ${end}`
}

export const numberIn = (value: unknown): string | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined

/** The unit's code where it has one, else what it is called. */
const unitIn = (quantity: unknown): string | undefined =>
  codeIn(inside(quantity, 'code')) ?? shortTextIn(inside(quantity, 'unit'), 20)

/** Before a number that is a bound; another word than those that are known is not told. */
const boundIn = (quantity: unknown): string => {
  const said = shortTextIn(inside(quantity, 'comparator'), 200) ?? ''
  const comparator = comparators.includes(said) ? said : 'bound'
  if (said === '' || said === '=') return ''
  return /^[<>]=?$/.test(comparator) ? comparator : `${comparator} `
}

export const quantityIn = (value: unknown): string | undefined => {
  const number = numberIn(inside(value, 'value'))
  if (number === undefined) return undefined
  const comparator = boundIn(value)
  const unit = unitIn(value)
  return unit === undefined ? `${comparator}${number}` : `${comparator}${number} ${unit}`
}

/** What two limits say, of which one may be missing. */
export const rangeIn = (value: unknown): string | undefined => {
  const [low, high] = [quantityIn(inside(value, 'low')), quantityIn(inside(value, 'high'))]
  if (low === undefined) return high === undefined ? undefined : `up to ${high}`
  return high === undefined ? `from ${low}` : `${low} to ${high}`
}
