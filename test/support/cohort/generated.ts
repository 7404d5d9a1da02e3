import fc from 'fast-check'

import type { Measurement } from '../answers/measurements.js'
import type { AskedCohort, AskedCriterion, Stat } from './fold-groups.js'

/** Codes that generated rows are of. */
export const cohortCodes = [
  'omh:blood-glucose:4.0',
  'omh:body-weight:3.0',
  'omh:blood-pressure:4.0',
  'omh:step-count:3.0',
  'omh:heart-rate:2.0',
  'x:heart-rate:9.0',
  'x:hba1c:1.0',
] as const

const units: Readonly<Record<(typeof cohortCodes)[number], readonly (string | null)[]>> = {
  'omh:blood-glucose:4.0': ['mg/dL', 'mg/dL', 'mmol/L', 'MGDL', 'x'],
  'omh:body-weight:3.0': ['kg', 'kg', 'lb', 'g', null],
  'omh:blood-pressure:4.0': ['mmHg'],
  'omh:step-count:3.0': ['steps'],
  'omh:heart-rate:2.0': ['beats/min', 'beats/min', null],
  'x:heart-rate:9.0': ['beats/min'],
  'x:hba1c:1.0': ['%', '%', 'mmol/mol'],
}

const keys: Readonly<Record<(typeof cohortCodes)[number], readonly string[]>> = {
  'omh:blood-glucose:4.0': ['blood_glucose'],
  'omh:body-weight:3.0': ['body_weight'],
  'omh:blood-pressure:4.0': ['systolic_blood_pressure', 'diastolic_blood_pressure'],
  'omh:step-count:3.0': ['step_count'],
  'omh:heart-rate:2.0': ['heart_rate'],
  'x:heart-rate:9.0': ['heart_rate'],
  'x:hba1c:1.0': ['hba1c'],
}

/** A row to store, and its status. */
export interface GeneratedRow extends Measurement {
  readonly status: 'final' | 'amended' | 'entered-in-error' | 'cancelled'
}

/** Glucose in mmol/L is not that of mg/dL, so that ranges of both are hit. */
const scaleOf = (unit: string | null): number =>
  unit === 'mmol/L' ? 0.06 : unit === 'g' ? 1000 : 1

const quantity = (all: readonly (string | null)[]) =>
  fc
    .record({
      value: fc.integer({ min: 400, max: 3000 }),
      unit: fc.constantFrom(...all),
      comparator: fc.constantFrom(...Array.from({ length: 12 }, () => undefined), '>'),
    })
    .map(({ value, unit, comparator }) => ({
      value: Math.round(value * scaleOf(unit)) / 10,
      ...(unit === null ? {} : { unit }),
      ...(comparator === undefined ? {} : { comparator }),
    }))

const stored = (all: readonly (string | null)[]) =>
  fc.oneof(
    { weight: 16, arbitrary: quantity(all) },
    fc.constant(88.5),
    fc.constant({ value: 'high', unit: all[0] }),
    fc.constant(null),
  )

const first = Date.parse('2026-10-10T00:00:00Z')

const frame = fc.oneof(
  { weight: 12, arbitrary: fc.record({ at: fc.integer({ min: 0, max: 45 * 96 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      at: fc.integer({ min: 0, max: 45 * 96 }),
      hours: fc.integer({ min: 1, max: 120 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant(undefined) },
)

const frameOf = (chosen: { readonly at: number; readonly hours?: number } | undefined) => {
  if (chosen === undefined) return { date_time: 'yesterday' }
  const at = new Date(first + chosen.at * 900_000).toISOString()
  return chosen.hours === undefined
    ? { date_time: at }
    : { time_interval: { start_date_time: at, duration: { value: chosen.hours, unit: 'h' } } }
}

/** Rows of several patients, codes, units, kinds, sources and times, also odd ones. */
export const generatedCohort = (world: {
  readonly patients: readonly number[]
  readonly sources: readonly number[]
}): fc.Arbitrary<readonly GeneratedRow[]> => {
  const row = fc.constantFrom(...cohortCodes).chain((code) =>
    fc.record({
      code: fc.constant(code),
      patient: fc.constantFrom(...world.patients),
      source: fc.constantFrom(null, ...world.sources),
      status: fc.constantFrom(
        ...(['final', 'final', 'final', 'final', 'final', 'amended'] as const),
        ...(['entered-in-error', 'cancelled'] as const),
      ),
      frame,
      statistic: fc.constantFrom(...Array.from({ length: 8 }, () => undefined), 'average'),
      values: fc.record(Object.fromEntries(keys[code].map((key) => [key, stored(units[code])]))),
    }),
  )
  return fc.array(row, { minLength: 10, maxLength: 70 }).map((list) =>
    list.map(({ frame: when, statistic, values, ...rest }, i) => ({
      ...{ ...rest, id: 5_000_000 + i, at: null },
      body: {
        ...values,
        ...(statistic === undefined ? {} : { descriptive_statistic: statistic }),
        effective_time_frame: frameOf(when),
      },
    })),
  )
}

const stats = ['mean', 'min', 'max', 'last', 'count', 'days', 'share'] as const
const names = [
  'blood-glucose',
  'body-weight',
  'blood-pressure',
  'step-count',
  'heart-rate',
  'omh:heart-rate:2.0',
  'hba1c',
] as const

const limits: Readonly<Record<(typeof names)[number], readonly [number, number]>> = {
  'blood-glucose': [70, 180],
  'body-weight': [60, 120],
  'blood-pressure': [90, 140],
  'step-count': [50, 200],
  'heart-rate': [60, 180],
  'omh:heart-rate:2.0': [60, 180],
  hba1c: [50, 150],
}

const series = fc
  .record({
    data_type: fc.constantFrom(...names),
    stat: fc.constantFrom(...stats),
    limited: fc.constantFrom('no', 'no', 'low', 'high', 'both'),
    diastolic: fc.boolean(),
  })
  .map(({ data_type, stat, limited, diastolic }) => {
    const [low, high] = limits[data_type]
    const needs = stat === 'share' && data_type !== 'blood-glucose' && limited === 'no'
    return {
      data_type,
      stat: stat satisfies Stat,
      ...(data_type === 'blood-pressure' && diastolic ? { value: 'diastolic' } : {}),
      ...(limited === 'low' || limited === 'both' || needs ? { low } : {}),
      ...(limited === 'high' || limited === 'both' ? { high } : {}),
    }
  })

const criterion: fc.Arbitrary<AskedCriterion> = fc
  .record({
    series,
    op: fc.constantFrom('>', '>=', '<', '<='),
    at: fc.integer({ min: 0, max: 10 }),
  })
  .map(({ series: asked, op, at }) => {
    const isCount = asked.stat === 'count' || asked.stat === 'days'
    const [low, high] = limits[asked.data_type]
    const number = isCount
      ? at
      : asked.stat === 'share'
        ? at * 10 + 0.317
        : low + ((high - low) * at) / 10 + 0.317
    return { ...asked, op, number }
  })

const day = fc
  .integer({ min: 0, max: 48 })
  .map((days) => new Date(first + days * 86_400_000).toISOString().slice(0, 10))

/** Questions about the patients of a study. */
export const generatedQuestion = (study_id: number): fc.Arbitrary<AskedCohort> =>
  fc
    .record({
      series,
      days: fc.tuple(day, day),
      window: fc.constantFrom('none', 'start', 'end', 'both'),
      where: fc.array(criterion, { maxLength: 3 }),
      group_by: fc.constantFrom(undefined, undefined, 'age_band', 'month', 'consent'),
      part_of_day: fc.constantFrom(undefined, undefined, undefined, 'day', 'night'),
      time_zone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/Los_Angeles'),
    })
    .map(({ series: asked, days, window, where, group_by, part_of_day, time_zone }) => {
      const [start, end] = days.toSorted()
      return {
        ...{ study_id, ...asked, time_zone },
        ...(window === 'start' || window === 'both' ? { start } : {}),
        ...(window === 'end' || window === 'both' ? { end } : {}),
        ...(where.length === 0 ? {} : { where }),
        ...(group_by === undefined ? {} : { group_by }),
        ...(part_of_day === undefined ? {} : { part_of_day }),
      }
    })
