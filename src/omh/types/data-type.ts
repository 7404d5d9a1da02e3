import type { ContextField, ValueField } from './fields.js'

/** An Open mHealth or IEEE 1752 data type as JHE stores it in `core_codeableconcept`. */
export interface DataType {
  /** `core_codeableconcept.coding_code`: `<namespace>:<name>:<version>`. */
  readonly code: string
  /** The middle of the code: what people write. */
  readonly name: string
  /** `core_codeableconcept.coding_system`. */
  readonly system: string
  readonly title: string
  readonly meaning: string
  /** The numbers that the type is about, in the order of answers; these are summarized. */
  readonly primary: readonly ValueField[]
  /** Further numbers, given only where a body has them. */
  readonly secondary: readonly ValueField[]
  readonly context: readonly ContextField[]
  /** Names of secondary numbers that statistics count beside the primary ones. */
  readonly also: readonly string[]
  /**
   * What statistics count: its primary numbers, or `every` `{value, unit}` at the top of a body, as
   * of a type that is not in the table.
   */
  readonly counted: 'primary' | 'every'
}

const omh = 'https://w3id.org/openmhealth'
const ieee = 'https://w3id.org/ieee1752'

/** What is written of a data type; the rest follows from its code. */
export interface Parts {
  readonly title: string
  readonly meaning: string
  readonly primary: readonly ValueField[]
  readonly secondary?: readonly ValueField[]
  readonly context?: readonly ContextField[]
  readonly also?: readonly string[]
  readonly counted?: 'primary' | 'every'
}

/** @param code `<namespace>:<name>:<version>` */
export const type = (code: string, parts: Parts): DataType => ({
  code,
  name: shortName(code),
  system: code.startsWith('ieee:') ? ieee : omh,
  secondary: [],
  context: [],
  also: [],
  counted: 'primary',
  ...parts,
})

/** Freezes a value and all that is in it. */
export const freeze = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const part of Object.values(value)) freeze(part)
  }
  return value
}

/**
 * The short name of a code of the form `<namespace>:<name>:<version>` (`blood-pressure` of
 * `omh:blood-pressure:4.0`); a code of any other form is its own short name.
 */
export function shortName(code: string): string {
  const [, name] = /^[^:]+:([^:]+):[^:]+$/.exec(code) ?? []
  return name ?? code
}
