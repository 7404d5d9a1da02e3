/** A JSON object. */
export type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** An object, or one without fields for anything else. */
export const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {})

/** An object but for some of its fields. */
export const without = (fields: Fields, names: readonly string[]): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)))

/** Where nothing says what a number came from. */
export const unknownSource = 'unknown source'

/** A list; an empty one where it is none. */
export const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** The objects of a list; none where it is no list. */
export const rowsOf = (value: unknown): readonly Fields[] => listIn(value).filter(isFields)

/** A text, or undefined. */
export const textIn = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined

/** A number that can be drawn, or undefined. */
export const numberIn = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && Math.abs(value) < 1e300 ? value : undefined

/** A count; what is none is 0. */
export const countIn = (value: unknown): number => Math.max(0, Math.trunc(numberIn(value) ?? 0))
