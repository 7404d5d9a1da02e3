import { describe, expect } from 'vitest'
import { z } from 'zod'

import { tools } from '../../../src/tools/registry.js'
import { it } from '../../support/fixtures.js'
import { askingOn, type Asking } from '../../support/tools/refused.js'
import { orgs, patients, studies } from '../../support/worlds/jhe/ids.js'
import { sqlText } from '../../support/tools/wrong-values.js'
import { shortCalls, wrongValues } from '../../tools/registry.js'

/** What hosts send for an argument that is not given. */
const absent = [null, ''] as const
const isAbsent = (value: unknown): boolean => value === null || value === ''

const fieldsOf = ({ input }: (typeof tools)[number]) => {
  const shape: Readonly<Record<string, z.ZodType>> = input.shape
  return Object.entries(shape)
}

const optionalFields = tools.flatMap((of) =>
  fieldsOf(of)
    .filter(([, type]) => type.safeParse(undefined).success)
    .map(([field]) => ({ tool: of.name, field })),
)
const isOptional = (tool: string, field: string): boolean =>
  optionalFields.some((one) => one.tool === tool && one.field === field)

const cases = tools.flatMap(({ name: tool }) =>
  Object.entries(wrongValues[tool] ?? {}).flatMap(([field, values]) =>
    values
      .filter((value) => !(isAbsent(value) && isOptional(tool, field)))
      .map((value) => ({ tool, field, value, shown: JSON.stringify(value).slice(0, 60) })),
  ),
)

const pageOf = z.looseObject({ truncated: z.boolean(), next_cursor: z.string().nullable() })

let on: Asking
it.beforeAll(async ({ open }) => {
  on = askingOn(await open('jhe_0045'))
})

describe('the table of wrong values', () => {
  it('speaks of every field of every tool', () => {
    const fields = tools.map(({ name, input }) => [name, Object.keys(input.shape)])
    expect(Object.entries(wrongValues).map(([name, row]) => [name, Object.keys(row)])).toEqual(
      fields,
    )
  })

  it('starts from calls that are answered', async () => {
    for (const [tool, args] of Object.entries(shortCalls)) {
      expect((await on.ask(tool, args)).code).toBeUndefined()
    }
  })
})

describe('an optional argument', () => {
  it.each(optionalFields)(
    '$tool takes null and "" for $field as if it were left out',
    async ({ tool, field }) => {
      const without = Object.fromEntries(
        Object.entries(shortCalls[tool] ?? {}).filter(([name]) => name !== field),
      )
      const left = await on.ask(tool, without)
      for (const value of absent) {
        expect(await on.ask(tool, { ...without, [field]: value })).toEqual(left)
      }
    },
  )
})

describe('a whole number as text', () => {
  const numbers = tools.flatMap((of) =>
    fieldsOf(of)
      .filter(([, type]) => type.safeParse(1).success)
      .map(([field]) => ({ tool: of.name, field })),
  )
  const values: Readonly<Record<string, number>> = {
    study_id: studies.pressure,
    patient_id: patients.ana,
    organization_id: orgs.harbor,
    limit: 7,
    low: 90,
    high: 140,
  }

  it.each(numbers)('is what it says: $field of $tool', async ({ tool, field }) => {
    const number = values[field]
    expect(number).toBeDefined()
    const asked = await on.ask(tool, { ...shortCalls[tool], [field]: number })
    expect(asked.code).toBeUndefined()
    expect(await on.ask(tool, { ...shortCalls[tool], [field]: String(number) })).toEqual(asked)
  })
})

describe('a wrong argument', () => {
  it.each(cases)('$tool refuses $field = $shown, by name', async ({ tool, field, value }) => {
    expect(await on.refused(tool, { ...shortCalls[tool], [field]: value })).toContain(field)
  })

  it.each(tools.map(({ name }) => name))(
    'T-S12: %s refuses an argument it does not know, by name',
    async (tool) => {
      for (const extra of ['patientId', 'sql', 'where', 'STUDY_ID', ' limit', 'studyid', 'admin']) {
        expect(await on.refused(tool, { ...shortCalls[tool], [extra]: 1 })).toContain(extra)
      }
      const poisoned: object = { ...shortCalls[tool], ['__proto__']: { study_id: 30001 } }
      expect(await on.refused(tool, poisoned)).toContain('__proto__')
    },
  )

  it.each(
    tools.flatMap(({ name }) => Object.keys(shortCalls[name] ?? {}).map((field) => [name, field])),
  )('%s cannot do without %s', async (tool, field) => {
    const rest = Object.entries(shortCalls[tool] ?? {}).filter(([known]) => known !== field)
    expect(await on.refused(tool, Object.fromEntries(rest))).toContain(field)
  })

  it.each([[[]], [['text']], [[{ study_id: 30001 }]]])(
    'arguments that are no object (%j) are refused',
    async (args) => {
      for (const { name } of tools) await on.refused(name, args)
    },
  )

  it('is quoted neither with invisible characters nor at length', async () => {
    const message = await on.refused('get_study_count', {
      ['a\u202eb\u0007\u200b']: 1,
      ['x'.repeat(5000)]: 1,
    })
    expect(message).not.toMatch(/[\u0000-\u001f\u200b-\u200f\u202a-\u202e]/)
    expect(message.length).toBeLessThanOrEqual(500)
  })

  it('is refused where start lies after end', async () => {
    const window = { start: '2026-03-02', end: '2026-03-01' }
    const message = await on.refused('get_patient_observations', { patient_id: 1, ...window })
    expect(message).toContain('start')
  })
})

describe('an unknown data type', () => {
  it.each(['no-such-type', sqlText, 'omh:heart-rate:9.9', '%', '*', 'HEART-RATE', 'é'])(
    '%s is answered with the known ones',
    async (data_type) => {
      const outcome = await on.ask('get_patient_observations', {
        patient_id: patients.ana,
        data_type,
      })
      expect(outcome).toMatchObject({ code: 'INPUT_INVALID' })
      expect(JSON.stringify(outcome)).toContain('omh:blood-pressure:4.0')
    },
  )

  it('tells who may not see the patient nothing', async () => {
    const args = { patient_id: patients.fay, data_type: 'no-such-type' }
    expect(await on.ask('get_patient_observations', args)).toMatchObject({ code: 'NOT_VISIBLE' })
  })
})

describe('what is not visible', () => {
  it.each([
    ['get_study_metadata', { study_id: studies.missing }, 'list_studies'],
    ['list_practitioners', { organization_id: 1 }, 'list_organizations'],
    ['list_organizations', { organization_id: 1 }, 'list_organizations'],
  ])('is answered by %s with the tool that lists its like', async (tool, args, lister) => {
    const outcome = await on.ask(tool, args)
    expect(outcome).toMatchObject({ code: 'NOT_VISIBLE' })
    expect(JSON.stringify(outcome)).toContain(lister)
  })
})

describe('limit', () => {
  it.each([
    ['list_studies', 'studies', {}],
    ['get_patient_demographics', 'patients', { study_id: studies.pressure }],
    ['get_patient_observations', 'observations', { patient_id: patients.ana }],
  ])('%s is cut to JHE_MAX_ROWS, and says so', async (tool, key, args) => {
    for (const limit of [3, 1000]) {
      const outcome = await on.ask(tool, { ...args, limit }, { maxRows: 2 })
      expect(outcome).toMatchObject({ value: { truncated: true } })
      const value = outcome.code === undefined ? outcome.value : {}
      expect(value[key]).toHaveLength(2)
      expect(pageOf.parse(value).next_cursor).not.toBeNull()
    }
  })
})
