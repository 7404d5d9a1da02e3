import { describe, expect } from 'vitest'

import { grantOf } from '../../../../src/permissions/grant.js'
import { listPatientSummaries } from '../../../../src/tools/cohort/list-patient-summaries.js'
import { requestCodes, whileMeasured } from '../../../support/answers/measurements.js'
import type { CallSettings, ToolCaller } from '../../../support/clients/tool-caller.js'
import { it, type OpenedDatabase } from '../../../support/fixtures.js'
import { patients, studies } from '../../../support/worlds/jhe/ids.js'
import { people } from '../../../support/worlds/jhe/people.js'

const tool = 'list_patient_summaries'
const now = '2026-11-21T12:00:00Z'

const pageOf = async (
  caller: ToolCaller,
  subject: number,
  args: object,
  settings: CallSettings = {},
) => {
  const outcome = await caller.call(subject, tool, args, settings)
  if (outcome.code !== undefined) throw new Error(`${outcome.code}: ${outcome.message}`)
  return listPatientSummaries.output.parse(outcome.value)
}

describe('list_patient_summaries', () => {
  const march = { start: '2026-03-01', end: '2026-03-31' }
  const asked = { study_id: studies.pressure, data_type: 'blood-pressure', ...march }

  it('who never sent anything is in the list, before who was silent longest', async ({ open }) => {
    const { database, caller } = await open('jhe_0045')
    await requestCodes(database.sql, studies.clocks, ['omh:oxygen-saturation:2.0'])
    const rows = [
      { id: 900_001, patient: patients.gus, at: '2026-01-05T08:00:00Z' },
      { id: 900_002, patient: patients.gus, at: '2027-05-01T08:00:00Z' },
    ].map((row) => ({
      ...{ ...row, code: 'omh:oxygen-saturation:2.0' },
      body: { oxygen_saturation: { value: 97, unit: '%' } },
    }))
    await database.sql(
      'delete from core_observation where codeable_concept_id = 50007 and id not in (select observation_id from core_observationidentifier)',
    )
    const silent = { study_id: studies.clocks, data_type: 'oxygen-saturation', start: '2026-11-14' }
    const { patients: listed, total } = await whileMeasured(
      database.sql,
      rows,
      async () => await pageOf(caller, people.analyst.userId, silent, { now: new Date(now) }),
    )
    expect(total).toBe(2)
    expect(listed).toMatchObject([
      { patient_id: patients.fay, count: 0, days: 0, last_seen: null, mean: null },
      { patient_id: patients.gus, count: 0, days: 0, last_seen: '2026-01-05T08:00:00Z' },
    ])
  })

  it('a study that is not visible, one that does not exist and, to a patient, their own: byte for byte the same', async ({
    open,
  }) => {
    const { caller } = await open('jhe_0045')
    const ask = async (subject: number, study_id: number) =>
      JSON.stringify(await caller.call(subject, tool, { ...asked, study_id }))
    const missing = await ask(people.coordinator.userId, studies.missing)
    expect(missing).toContain('NOT_VISIBLE')
    expect(await ask(people.coordinator.userId, studies.clocks)).toBe(missing)
    expect(await ask(people.ana.userId, studies.pressure)).toBe(missing)
    expect(await ask(people.ben.userId, studies.pressure)).toBe(missing)
  })

  it('A42: in a session that is held to one patient there is only that one, and no count of people', async ({
    open,
  }) => {
    const { caller } = await open('jhe_0045')
    const grant = grantOf({ patient: [patients.ana] })
    const found = await pageOf(caller, people.coordinator.userId, asked, { grant })
    expect(found).toMatchObject({ total: null, patients: [{ patient_id: patients.ana, count: 3 }] })
    expect(found.patients).toHaveLength(1)
  })

  it('a cursor belongs to its question, its person and its position', async ({ open }) => {
    const { caller } = await open('jhe_0045')
    const { userId } = people.coordinator
    const { next_cursor } = await pageOf(caller, userId, { ...asked, limit: 1 })
    const cursor = next_cursor ?? ''
    expect(cursor).not.toBe('')
    const others = [
      { ...asked, order: 'mean', cursor },
      { ...asked, where: [{ data_type: 'heart-rate', op: '>', number: 1 }], cursor },
      { ...asked, low: 1, cursor },
      { ...asked, study_id: studies.sugar, cursor },
    ]
    for (const args of others) {
      expect(await caller.call(userId, tool, args)).toMatchObject({ code: 'INPUT_INVALID' })
    }
    const foreign = await caller.call(people.member.userId, tool, { ...asked, cursor })
    expect(foreign).toMatchObject({ code: 'INPUT_INVALID' })
    const told: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    const moved = JSON.stringify({ ...Object(told), value: 0 })
    const changed = Buffer.from(moved).toString('base64url')
    expect(await caller.call(userId, tool, { ...asked, cursor: changed })).toMatchObject({
      code: 'INPUT_INVALID',
    })
    expect(await pageOf(caller, userId, { ...asked, cursor })).toMatchObject({ truncated: false })
  })

  describe('of as many numbers of several kinds', () => {
    const at = '2026-06-01T08:00:00Z'
    const window = { study_id: studies.clocks, start: '2026-06-01', end: '2026-06-30' }
    const askOf = async (
      { database, caller }: OpenedDatabase,
      code: string,
      bodies: readonly Readonly<Record<string, unknown>>[],
    ) => {
      await requestCodes(database.sql, studies.clocks, [code])
      const rows = bodies.map((body, i) => ({
        ...{ id: 910_000 + i, patient: patients.gus, code, body, at },
      }))
      return await whileMeasured(
        database.sql,
        rows,
        async () => await pageOf(caller, people.analyst.userId, { ...window, data_type: code }),
      )
    }

    it.for(['jhe_0011', 'jhe_0045'] as const)(
      'plain values count before bounds, and nights before naps (%s)',
      async (template, { open }) => {
        const opened = await open(template)
        const heart = (value: number, more: object = {}) => ({
          heart_rate: { value, unit: 'beats/min', ...more },
        })
        const bound = heart(250, { comparator: '>' })
        const rates = await askOf(opened, 'omh:heart-rate:2.0', [bound, heart(60)])
        expect(rates.patients).toContainEqual(expect.objectContaining({ numbers: 1, mean: 60 }))
        expect(rates.notice).toMatch(/^Statistics are of heart_rate\./)

        const sleep = (value: number, is_main_sleep: boolean) => ({
          ...{ sleep_duration: { value, unit: 'h' }, is_main_sleep },
        })
        const nights = await askOf(opened, 'omh:sleep-duration:2.0', [
          sleep(1, false),
          sleep(8, true),
        ])
        expect(nights.notice).toContain('sleep_duration, main sleep')
        expect(nights.notice).not.toContain('share')
      },
    )
  })

  it('order share needs limits, but of glucose, which has its own', async ({ open }) => {
    const { caller } = await open('jhe_0045')
    const { userId } = people.coordinator
    const share = { ...asked, order: 'share' }
    expect(await caller.call(userId, tool, share)).toMatchObject({ code: 'INPUT_INVALID' })
    const glucose = { study_id: studies.sugar, data_type: 'blood-glucose', order: 'share' }
    expect(await pageOf(caller, userId, glucose)).toMatchObject({ truncated: false })
  })
})
