import fc from 'fast-check'

import { knownTypes } from '../../src/omh/types/data-types.js'
import type { ValueField } from '../../src/omh/types/fields.js'
import { isRecord } from '../../src/record.js'

/** A text that occurs nowhere else, so that where it is shown it is this one. */
const marker = fc.uuid()

const number = fc.double({ noNaN: true, noDefaultInfinity: true })

const companions = fc.dictionary(
  fc.constantFrom(
    'method',
    'drug_name',
    'reference_range',
    'lot',
    'note',
    'system',
    'units',
    'uom',
  ),
  fc.oneof(marker, number, fc.boolean(), fc.record({ low: number, high: number, of: marker })),
  { maxKeys: 3 },
)

/** `{value, unit}` and what a body may say beside it. */
const quantity = (units: readonly string[]) =>
  fc
    .tuple(
      fc.record({
        value: fc.oneof({ weight: 8, arbitrary: number }, marker, fc.constant(null)),
        unit: fc.constantFrom(...(units.length === 0 ? ['1'] : units)),
      }),
      fc.option(fc.constantFrom('<', '<=', '>', '≥', '~'), { nil: undefined, freq: 3 }),
      companions,
    )
    .map(([base, comparator, more]) => ({
      ...base,
      ...(comparator === undefined ? {} : { comparator }),
      ...more,
    }))

const fieldValue = (field: ValueField): fc.Arbitrary<unknown> => {
  const given = quantity(field.units)
  if (field.kind !== 'length') return fc.oneof({ weight: 6, arbitrary: given }, number, marker)
  const element = fc.record({ state: marker, from: marker })
  return fc.array(element, { maxLength: 4 })
}

/** Puts a value at a path, keeping what is beside it. */
const placed = (body: unknown, [key, ...rest]: readonly string[], value: unknown): unknown => {
  if (key === undefined) return value
  const at = isRecord(body) ? body : {}
  return { ...at, [key]: placed(at[key], rest, value) }
}

const anything: fc.Arbitrary<unknown> = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    marker,
    number,
    fc.boolean(),
    fc.constant(null),
    quantity(['mg', '%']),
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(fc.stringMatching(/^[a-z_]{1,8}$/), tie('tree'), { maxKeys: 4 }),
  ),
})).tree

/** Keys of older shapes, keys that mean something to us, and keys of nobody. */
const strangeKey = fc.oneof(
  fc.constantFrom(
    'user_notes',
    'blood_specimen_type',
    'position_during_measurement',
    'comparator',
    'value',
    'unit',
    'units',
    'unitCode',
    'rate_unit',
    'value_unit',
    'modality',
    'values_left_out',
    'a.b',
    '__proto__',
    'systolic',
    '',
  ),
  fc.stringMatching(/^[a-z_]{1,12}$/),
)

const extras = fc
  .array(fc.tuple(strangeKey, anything), { maxLength: 5 })
  .map((entries) => Object.fromEntries(entries))

/** Bodies in the shapes of every data type that JHE takes in, with more beside than the table names. */
export const shapedBody: fc.Arbitrary<{ readonly code: string; readonly body: unknown }> = fc
  .constantFrom(...knownTypes)
  .chain(({ code, primary, secondary, context }) => {
    const fields = [...primary, ...secondary]
    return fc
      .tuple(
        extras,
        fc.tuple(...fields.map((field) => fc.option(fieldValue(field), { nil: undefined }))),
        fc.tuple(...context.map(() => fc.option(marker, { nil: undefined }))),
      )
      .map(([more, values, words]) => {
        const withWords = context.reduce<unknown>(
          (body, { name }, at) =>
            words[at] === undefined ? body : placed(body, [name], words[at]),
          more,
        )
        const body = fields.reduce<unknown>(
          (made, { path }, at) =>
            values[at] === undefined ? made : placed(made, path, values[at]),
          withWords,
        )
        return { code, body }
      })
  })

/** Bodies of any shape at all: lists, bare texts and numbers, objects that no schema knows. */
export const strangeBody: fc.Arbitrary<unknown> = anything
