import { conceptCode, conceptName } from './concept.js'
import {
  dateIn,
  inside,
  listOf,
  numberIn,
  periodIn,
  quantityIn,
  rangeIn,
  shortTextIn,
} from './elements.js'

const longestText = 60

const booleanIn = (value: unknown): string | undefined =>
  typeof value === 'boolean' ? (value ? 'yes' : 'no') : undefined

const clockIn = (value: unknown): string | undefined =>
  typeof value === 'string' && /^\d{2}:\d{2}(:\d{2})?$/.test(value) ? value : undefined

const ratioIn = (value: unknown): string | undefined => {
  const parts = ['numerator', 'denominator'].map((side) => quantityIn(inside(value, side)))
  return parts.includes(undefined) ? undefined : parts.join(' / ')
}

/** How each form of a value is read (FHIR `value[x]`). */
const readers: Readonly<Record<string, (value: unknown) => string | undefined>> = {
  valueQuantity: quantityIn,
  valueCodeableConcept: conceptName,
  valueCoding: conceptName,
  valueString: (value) => shortTextIn(value, longestText),
  valueBoolean: booleanIn,
  valueInteger: numberIn,
  valueDecimal: numberIn,
  valueRange: rangeIn,
  valueRatio: ratioIn,
  valueTime: clockIn,
  valueDate: dateIn,
  valueDateTime: dateIn,
  valuePeriod: periodIn,
}

/** What is said in place of a value that is too long or of an unknown form. */
export const notShown = '(not shown)'

/** The value of an element of one of the forms of `value[x]`; undefined where there is none. */
export const valueIn = (element: unknown): string | undefined => {
  for (const [name, read] of Object.entries(readers)) {
    const value = inside(element, name)
    if (value !== undefined) return read(value) ?? notShown
  }
  return undefined
}

const absent = (element: unknown): string | undefined => {
  const reason = conceptCode(inside(element, 'dataAbsentReason'))
  return reason === undefined ? undefined : `no value: ${reason}`
}

const componentIn = (component: unknown): string | undefined => {
  const value = valueIn(component) ?? absent(component)
  return value === undefined
    ? undefined
    : `${conceptName(inside(component, 'code')) ?? 'part'} ${value}`
}

const referenceIn = (fields: unknown): string | undefined => {
  const [first] = listOf(inside(fields, 'referenceRange'))
  const range = rangeIn(first) ?? shortTextIn(inside(first, 'text'), 40)
  return range === undefined ? undefined : `reference ${range}`
}

/** Value, parts, reference range and what the laboratory made of it. */
export function observationDetail(fields: unknown): readonly (string | undefined)[] {
  const parts = listOf(inside(fields, 'component')).map(componentIn)
  const interpretation = conceptCode(inside(fields, 'interpretation'))
  return [
    valueIn(fields) ?? (parts.length === 0 ? absent(fields) : undefined),
    ...parts,
    referenceIn(fields),
    interpretation === undefined ? undefined : `interpretation ${interpretation}`,
  ]
}
