import fc from 'fast-check'

import type { Measurement } from './measurements.js'

/** Codes of generated rows: types of the table of data types, and twins of a site's own. */
export const typeCodes = [
  'omh:step-count:3.0',
  'x:step-count:9.0',
  'ieee:sleep-stage-summary:1.0',
  'omh:physical-activity:1.2',
  'omh:heart-rate:2.0',
  'x:heart-rate:9.0',
] as const

export const typeNames = [
  'step-count',
  'sleep-stage-summary',
  'physical-activity',
  'heart-rate',
] as const

const keysOf: Readonly<Record<(typeof typeCodes)[number], readonly string[]>> = {
  'omh:step-count:3.0': ['step_count'],
  'x:step-count:9.0': ['step_count', 'distance', 'note'],
  'ieee:sleep-stage-summary:1.0': ['total_sleep_time', 'deep_sleep_duration', 'awake_duration'],
  'omh:physical-activity:1.2': ['distance', 'kcal_burned'],
  'omh:heart-rate:2.0': ['heart_rate'],
  'x:heart-rate:9.0': ['heart_rate', 'note'],
}

const number = fc.integer({ min: 0, max: 5000 })
const quantity = fc.record({ value: number, unit: fc.constantFrom('a', 'a', 'a', 'b') })

/** What may stand where a number should. */
const stored = fc.oneof(
  { weight: 8, arbitrary: quantity },
  { weight: 2, arbitrary: number },
  fc.constant(null),
  fc.constant('12'),
  fc.constant([1]),
  fc.constant({}),
  fc.constant({ value: 'high', unit: 'a' }),
  fc.constant({ value: null, unit: 'a' }),
  fc.record({ value: number }),
)

const kind = fc.record(
  {
    descriptive_statistic: fc.constantFrom('average', 'maximum', 'sum', '', null),
    descriptive_statistic_denominator: fc.constantFrom('d', 'session'),
    is_main_sleep: fc.constantFrom(true, false, null),
    unit: fc.constantFrom('a', 'b', '', null),
  },
  { requiredKeys: [] },
)

interface Sources {
  readonly patients: readonly number[]
  readonly sources: readonly number[]
}

type Code = (typeof typeCodes)[number]

const rowOf = (world: Sources, code: Code) =>
  fc.record({
    code: fc.constant(code),
    patient: fc.constantFrom(...world.patients),
    source: fc.constantFrom(null, null, ...world.sources),
    sourceName: fc.constantFrom(null, 'Phone', 'Watch'),
    day: fc.integer({ min: 1, max: 3 }),
    kind: fc.oneof(fc.constant({}), kind),
    values: fc.record(Object.fromEntries(keysOf[code].map((key) => [key, stored])), {
      requiredKeys: [],
    }),
  })

type Row = ReturnType<typeof rowOf> extends fc.Arbitrary<infer Made> ? Made : never

const toMeasurements = (list: readonly Row[]): readonly Measurement[] =>
  list.map(({ day, kind: told, values, ...rest }, i) => ({
    ...{ ...rest, id: 5_000_000 + i, at: `2031-05-0${String(day)}T08:00:00Z` },
    body: rest.code.startsWith('ieee:')
      ? { ...told, sleep_stage_summary: values }
      : { ...told, ...values },
  }))

/** Several patients' rows of mixed codes, kinds, units, sources and odd values, of three days. */
export const generatedRows = (world: Sources): fc.Arbitrary<readonly Measurement[]> =>
  fc
    .array(
      fc.constantFrom(...typeCodes).chain((code) => rowOf(world, code)),
      { minLength: 1, maxLength: 30 },
    )
    .map(toMeasurements)

/** Rows of one code whose numbers are of more kinds than an answer has room for; each has one. */
export const crowdedRows = (world: Sources): fc.Arbitrary<readonly Measurement[]> =>
  fc
    .constantFrom(...typeCodes)
    .chain((code) => {
      const [name = ''] = keysOf[code]
      return fc.array(
        fc.record({ row: rowOf(world, code), number: quantity }).map(({ row, number: said }) => ({
          ...row,
          values: { ...row.values, [name]: said },
        })),
        { minLength: 25, maxLength: 40 },
      )
    })
    .map((list) =>
      toMeasurements(
        list.map((row, i) => ({
          ...row,
          kind: { ...row.kind, descriptive_statistic: `statistic ${String(i % 24)}` },
        })),
      ),
    )
