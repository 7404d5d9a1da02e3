import type { z } from 'zod'

const decimal = /^-?(?:0|[1-9]\d*)$/

/**
 * A whole number that came as decimal digits, as many models send ids; anything else as it is, to
 * be refused: other notations, blanks, and what JavaScript cannot count to.
 */
export const wholeNumber = (value: unknown): unknown => {
  if (typeof value !== 'string' || !decimal.test(value)) return value
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

/** Whether a field takes a value; tried once for each field. */
const takes = (value: unknown): ((field: z.ZodType) => boolean) => {
  const known = new WeakMap<z.ZodType, boolean>()
  return (field) => {
    const isTaken = known.get(field) ?? field.safeParse(value).success
    known.set(field, isTaken)
    return isTaken
  }
}

const isOptional = takes(undefined)
const isInteger = takes(1)

/**
 * The arguments of a call as their schema means them. Hosts that make every argument required send
 * null or an empty text for what is not given: of an optional one both are the same as leaving it
 * out. Whole numbers may come as digits. Unknown arguments stay, to be refused.
 * @param shape the fields of a tool's input
 */
export function readArguments(shape: Readonly<Record<string, z.ZodType>>, args: unknown): unknown {
  if (typeof args !== 'object' || args === null || Array.isArray(args)) return args ?? {}
  const given = Object.entries(args).flatMap(([name, value]: [string, unknown]) => {
    const field = Object.hasOwn(shape, name) ? shape[name] : undefined
    if (field === undefined) return [[name, value] as const]
    if ((value === null || value === '') && isOptional(field)) return []
    return [
      [name, typeof value === 'string' && isInteger(field) ? wholeNumber(value) : value] as const,
    ]
  })
  return Object.fromEntries(given)
}
