import { describe, expect } from 'vitest'
import { z } from 'zod'

import { encodeCursor } from '../../../src/tools/cursor.js'
import { tools } from '../../../src/tools/registry.js'
import { askFor } from '../../support/clinical/record-world.js'
import { it } from '../../support/fixtures.js'
import { askingOn, type Asking } from '../../support/tools/refused.js'
import { orgs, patients, studies } from '../../support/worlds/jhe/ids.js'
import { people } from '../../support/worlds/jhe/people.js'
import { shortCalls } from '../../tools/registry.js'

const pageOf = z.looseObject({ truncated: z.boolean(), next_cursor: z.string().nullable() })

let on: Asking
it.beforeAll(async ({ open }) => {
  const opened = await open('jhe_0045')
  const answers = { [patients.ana]: 'agreed' } as const
  await askFor(opened.database, [{ study: studies.sugar, type: 'Condition', answers }])
  on = askingOn(opened)
})

describe('a cursor', () => {
  const lists = tools.filter(({ input }) => 'limit' in input.shape).map(({ name }) => name)
  const pages = Object.fromEntries(lists.map((name) => [name, { ...shortCalls[name], limit: 1 }]))

  const cursorOf = async (tool: string): Promise<string> => {
    const outcome = await on.ask(tool, pages[tool] ?? {})
    if (outcome.code !== undefined) throw new Error(outcome.message)
    const { next_cursor } = pageOf.parse(outcome.value)
    return next_cursor ?? ''
  }

  it('exists for every tool with a limit', () => {
    expect(lists).toEqual(
      tools.filter(({ input }) => 'limit' in input.shape).map(({ name }) => name),
    )
  })

  it.each(lists)('of %s goes on, with another limit too', async (tool) => {
    const cursor = await cursorOf(tool)
    expect((await on.ask(tool, { ...pages[tool], limit: 5, cursor })).code).toBeUndefined()
  })

  it.each(lists)('of %s is refused by every other tool', async (tool) => {
    const cursor = await cursorOf(tool)
    for (const other of lists.filter((name) => name !== tool)) {
      expect(await on.refused(other, { ...pages[other], cursor })).toContain('cursor')
    }
  })

  it.each(lists)('of %s is refused from another person', async (tool) => {
    const cursor = await cursorOf(tool)
    const args = { ...pages[tool], cursor }
    for (const { userId } of [people.member, people.ana, people.stranger]) {
      expect(await on.refused(tool, args, userId)).toContain('cursor')
    }
  })

  it.each(lists)('of %s is refused when anything of it is changed or missing', async (tool) => {
    const cursor = await cursorOf(tool)
    const changed = [
      cursor.slice(0, -4),
      cursor.slice(4),
      `${cursor}${cursor}`,
      cursor.toUpperCase(),
      Buffer.from(
        Buffer.from(cursor, 'base64url')
          .toString()
          .replace(/"id":("?)\d/, '"id":$19'),
      ).toString('base64url'),
      Buffer.from(JSON.stringify({ at: null, id: 1 })).toString('base64url'),
    ]
    for (const text of changed) {
      expect(await on.refused(tool, { ...pages[tool], cursor: text })).toContain('cursor')
    }
  })

  it.each([
    ['get_patient_demographics', { study_id: studies.sugar }],
    ['get_patient_demographics', { patient_id: patients.ana }],
    ['get_patient_demographics', { format: 'fhir' }],
    ['get_patient_observations', { patient_id: patients.ben }],
    ['get_patient_observations', { study_id: studies.pressure }],
    ['get_patient_observations', { data_type: 'blood-pressure' }],
    ['get_patient_observations', { start: '2026-03-01' }],
    ['get_patient_observations', { end: '2026-03-31' }],
    ['get_patient_observations', { order: 'oldest' }],
    ['get_patient_observations', { format: 'fhir' }],
    ['get_clinical_records', { study_id: studies.sugar }],
    ['get_clinical_records', { type: 'Condition' }],
    ['get_clinical_records', { end: '2026-03-31' }],
    ['get_clinical_records', { format: 'fhir' }],
    ['list_practitioners', { organization_id: orgs.harbor }],
  ])('of %s is refused with other arguments: %j', async (tool, other) => {
    const cursor = await cursorOf(tool)
    expect(await on.refused(tool, { ...pages[tool], ...other, cursor })).toContain('cursor')
  })

  it('with a position that is none is refused, however well it was forged', async () => {
    const input = {
      patient_id: patients.ana,
      time_zone: 'UTC',
      order: 'newest',
      format: 'slim',
    }
    const tool = 'get_patient_observations'
    const question = { viewer: people.coordinator.userId, tool, input }
    const real = encodeCursor(question, { at: '2026-03-01T07:00:00+00:00', id: 60001 })
    expect((await on.ask(tool, { patient_id: patients.ana, cursor: real })).code).toBeUndefined()
    const impossible = [
      ...['2026-02-30T00:00:00+00:00', '2025-02-29T00:00:00+00:00', '0000-01-01T00:00:00+00:00'],
      ...[
        '2026-04-00T00:00:00+00:00',
        '294276-12-31T23:59:59+00:00',
        '999999-01-01T00:00:00+00:00',
      ],
      ...['4714-01-01T00:00:00+00:00 BC', '2026-01-01T24:00:00+00:00', '2026-01-01T00:00:60+00:00'],
    ]
    for (const at of ['garbage', '', "'; drop", '2026-99-99', '\u0000', ...impossible]) {
      const cursor = encodeCursor(question, { at, id: 60001 })
      expect(await on.refused(tool, { patient_id: patients.ana, cursor })).toContain('cursor')
    }
    const possible = ['2024-02-29T00:00:00+00:00', '0001-02-29T00:00:00+00:00 BC', '-infinity']
    for (const at of [
      ...possible,
      '294275-12-31T23:59:59.5+00:00',
      '4713-12-31T00:00:00+00:00 BC',
    ]) {
      const cursor = encodeCursor(question, { at, id: 60001 })
      expect((await on.ask(tool, { patient_id: patients.ana, cursor })).code).toBeUndefined()
    }
  })
})
