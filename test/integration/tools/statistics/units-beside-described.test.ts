import { describe, expect } from 'vitest'
import { z } from 'zod'

import { whileMeasured } from '../../../support/answers/measurements.js'
import { indexedForms, openMeasured } from '../../../support/clients/measured-study.js'
import type { ToolCaller } from '../../../support/clients/tool-caller.js'
import type { TestDatabase } from '../../../support/database/database.js'
import { it } from '../../../support/fixtures.js'
import { patients, studies } from '../../../support/worlds/jhe/ids.js'
import { people } from '../../../support/worlds/jhe/people.js'

const { gus: patient_id } = patients
const { clocks: study_id } = studies
const window = { start: '2026-05-01', end: '2026-07-01' }

type Body = Readonly<Record<string, unknown>>

/** What stands in the place of a number. */
type Place = (value: number, unit: string) => unknown
const quantity: Place = (value, unit) => ({ value, unit })
const bare: Place = (value) => value
const withoutUnit: Place = (value) => ({ value, note: 'by hand' })

interface Shape {
  readonly code: string
  readonly units: readonly string[]
  /** A body whose numbers stand in that way. */
  readonly body: (value: number, unit: string, place: Place) => Body
}

const shapes: readonly Shape[] = [
  {
    code: 'omh:body-weight:3.0',
    units: ['kg', 'lb', 'stone'],
    body: (value, unit, place) => ({ body_weight: place(value, unit) }),
  },
  {
    code: 'omh:body-weight:1.0',
    units: ['kg', 'lb'],
    body: (value, unit, place) => ({ body_weight: place(value, unit) }),
  },
  {
    code: 'omh:blood-pressure:4.0',
    units: ['mmHg', 'kPa'],
    body: (value, unit, place) => ({
      systolic_blood_pressure: place(value, unit),
      diastolic_blood_pressure: place(value - 5, unit),
    }),
  },
  {
    code: 'omh:step-count:3.0',
    units: ['steps', 'strides'],
    body: (value, unit, place) => ({ step_count: place(value, unit) }),
  },
  {
    code: 'omh:body-height:2.0',
    units: ['cm', 'in'],
    body: (value, unit, place) => ({ body_height: place(value, unit) }),
  },
  {
    code: 'ieee:sleep-stage-summary:1.0',
    units: ['min', 'h'],
    body: (value, unit, place) => ({
      sleep_stage_summary: {
        total_sleep_time: place(value, unit),
        deep_sleep_duration: place(value - 5, unit),
      },
    }),
  },
  {
    code: 'x:hba1c:1.0',
    units: ['%', 'mmol/mol'],
    body: (value, unit, place) => ({ hba1c: place(value, unit) }),
  },
]

/** Of these a `{value}` without a unit is no number. */
const countsEvery = ['omh:body-height:2.0', 'x:hba1c:1.0']

const nested =
  (body: Shape['body']): Shape['body'] =>
  (value, unit, place) =>
    Object.fromEntries(
      Object.entries(body(value, unit, place)).map(([key, inside]) => [
        key,
        typeof inside === 'object' ? { ...inside, unit } : inside,
      ]),
    )

const beside =
  (body: Shape['body']): Shape['body'] =>
  (value, unit, place) => ({
    ...body(value, unit, place),
    unit,
  })

/** Of several forms another for each of the values that a test stores. */
const oneOf = <Form>(forms: readonly [Form, ...Form[]], value: number): Form =>
  forms[Math.abs(value) % forms.length] ?? forms[0]

const ucum = { system: 'http://unitsofmeasure.org' }

/** Quantities that say their unit under another key than `unit`. */
const otherQuantity: Place = (value, unit) =>
  oneOf<Body>(
    [
      { value, units: unit },
      { value, uom: unit, unit: '' },
      { value, ...ucum, code: unit },
      { value, unitOfMeasure: unit, unit: 7 },
      { value, unit, ...ucum, code: 'other' },
      { value, value_unit: unit },
    ],
    value,
  )

const camelCase = (key: string): string =>
  key.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase())

type NamesKey = (name: string) => string
const generalKeys: readonly [string, ...string[]] = ['units', 'unitCode', 'UOM', 'unit_of_measure']
const namedKeys: readonly [NamesKey, ...NamesKey[]] = [
  (name) => `${name}_unit`,
  (name) => `${camelCase(name)}Unit`,
  (name) => `${name}_units`,
  (name) => `${name.split('_').at(-1) ?? ''}_unit`,
]

/** The unit beside the numbers under a key that names none of them. */
const underGeneralKey = (inside: Body, value: number, unit: string): Body => ({
  ...inside,
  [oneOf(generalKeys, value)]: unit,
})

/** The unit beside the numbers under keys that name each of them. */
const underNamedKeys = (inside: Body, value: number, unit: string): Body => ({
  ...inside,
  ...Object.fromEntries(Object.keys(inside).map((name) => [oneOf(namedKeys, value)(name), unit])),
})

/** Puts the unit beside the numbers, wherever those are. */
const besideNumbers =
  (body: Shape['body'], add: typeof underNamedKeys): Shape['body'] =>
  (value, unit, place) => {
    const made = body(value, unit, place)
    const [[key, inside] = ['', undefined]] = Object.entries(made)
    return typeof inside === 'object' && inside !== null && !('value' in inside)
      ? { [key]: add({ ...inside }, value, unit) }
      : add(made, value, unit)
  }

/** The ways to say a unit beside a number of the shape. */
const waysOf = ({ code, body }: Shape): readonly (readonly [string, Shape['body'], Place])[] => [
  ['at the top of the body', beside(body), bare],
  ['under other keys of its own', body, otherQuantity],
  ['under other keys', besideNumbers(body, underGeneralKey), bare],
  ['under keys that name it', besideNumbers(body, underNamedKeys), bare],
  ...(countsEvery.includes(code)
    ? []
    : [['without a unit of its own', beside(body), withoutUnit] as const]),
  ...(code.startsWith('ieee:') ? [['one level deeper', nested(body), bare] as const] : []),
]

const cases = shapes.flatMap((shape) =>
  waysOf(shape).map(([way, body, place]) => ({ ...shape, way, own: shape.body, body, place })),
)

const rowsOf = z.object({
  observations: z.array(
    z.object({
      values: z.array(
        z.object({ name: z.string(), value: z.number().nullable(), unit: z.string().nullable() }),
      ),
      context: z.record(z.string(), z.unknown()),
    }),
  ),
})

const hours = (count: number) =>
  Array.from({ length: count }, (_, i) => `2026-06-1${String(i)}T08:00:00Z`)

describe.each(indexedForms)(
  'a unit beside a number of any type on %s, with the advised indexes: %s',
  (...form) => {
    let database: TestDatabase
    let caller: ToolCaller
    it.beforeAll(async ({ open }) => {
      const codes = shapes.map(({ code }) => code)
      ;({ database, caller } = await openMeasured(open, form, codes))
    })

    const ask = async (tool: string, args: object): Promise<unknown> => {
      const outcome = await caller.call(people.analyst.userId, tool, args, { maxBytes: 1_000_000 })
      if (outcome.code !== undefined) throw new Error(`${tool}: ${outcome.message}`)
      return outcome.value
    }

    /** Everything that tools tell of rows of a type. */
    const answers = async (
      data_type: string,
      body: (value: number, unit: string) => Body,
      units: readonly string[],
    ) => {
      const stored = units.flatMap((unit, u) =>
        hours(6).map((at, i) => ({
          ...{ id: 68_300 + 10 * u + i, patient: patient_id, code: data_type, at },
          body: body(10 * (u + 1) + i, unit),
        })),
      )
      return await whileMeasured(database.sql, stored, async () => {
        const all: unknown[] = []
        const { observations } = rowsOf.parse(
          await ask('get_patient_observations', { patient_id, data_type, ...window, limit: 50 }),
        )
        all.push(observations)
        for (const whose of [{ patient_id }, { study_id }]) {
          const asked = { ...whose, data_type, ...window }
          all.push(await ask('summarize_observations', asked))
          for (const bucket of ['day', 'month', 'time_of_day']) {
            all.push(await ask('get_observation_trend', { ...asked, bucket }))
          }
        }
        const ofStudy = { study_id, data_type, ...window }
        all.push(await ask('summarize_cohort', { ...ofStudy, stat: 'mean' }))
        all.push(await ask('list_patient_summaries', ofStudy))
        all.push(await ask('get_study_activity', { ...ofStudy, bucket: 'week' }))
        return all
      })
    }

    it.each(cases)(
      'D13: $code, $way, is told as its own',
      async ({ code, units, own, body, place }) => {
        const expected = await answers(code, (value, unit) => own(value, unit, quantity), units)
        for (const unit of units) expect(JSON.stringify(expected[1])).toContain(`"unit":"${unit}"`)
        expect(await answers(code, (value, unit) => body(value, unit, place), units)).toEqual(
          expected,
        )
      },
    )

    it('D13: bare pounds and kilograms are one mean only where they are converted', async () => {
      const rows = [
        { body_weight: 200, unit: 'lb' },
        { body_weight: { value: 80, unit: 'kg' } },
      ].map((body, i) => ({
        ...{ id: 68_400 + i, patient: patient_id, code: 'omh:body-weight:3.0', body },
        at: '2026-06-01T08:00:00Z',
      }))
      await whileMeasured(database.sql, rows, async () => {
        const asked = { data_type: 'omh:body-weight:3.0', ...window }
        expect(await ask('summarize_observations', { ...asked, patient_id })).toMatchObject({
          types: [
            {
              values: [
                { unit: 'kg', mean: 80 },
                { unit: 'lb', mean: 200 },
              ],
            },
          ],
        })
        const cohort = await ask('summarize_cohort', { ...asked, study_id, stat: 'mean' })
        expect(cohort).toMatchObject({ groups: [{ unit: 'kg', mean: 85.359237 }] })
      })
    })
  },
)
