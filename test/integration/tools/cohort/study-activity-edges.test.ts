import { describe, expect } from 'vitest'

import { grantOf } from '../../../../src/permissions/grant.js'
import { getStudyActivity } from '../../../../src/tools/cohort/activity.js'
import type { CallSettings, ToolCaller } from '../../../support/clients/tool-caller.js'
import { it } from '../../../support/fixtures.js'
import { patients, studies } from '../../../support/worlds/jhe/ids.js'
import { people } from '../../../support/worlds/jhe/people.js'

const valueOf = async (caller: ToolCaller, args: object, settings: CallSettings = {}) => {
  const outcome = await caller.call(people.coordinator.userId, 'get_study_activity', args, settings)
  if (outcome.code !== undefined) throw new Error(`${outcome.code}: ${outcome.message}`)
  return getStudyActivity.output.parse(outcome.value)
}

describe('what is not told', () => {
  it('a study that is not visible, one that does not exist and, to a patient, their own: byte for byte the same', async ({
    open,
  }) => {
    const { caller } = await open('jhe_0045')
    const ask = async (subject: number, study_id: number) =>
      JSON.stringify(await caller.call(subject, 'get_study_activity', { study_id, bucket: 'week' }))
    const missing = await ask(people.coordinator.userId, studies.missing)
    expect(missing).toContain('NOT_VISIBLE')
    expect(await ask(people.coordinator.userId, studies.clocks)).toBe(missing)
    expect(await ask(people.ana.userId, studies.pressure)).toBe(missing)
    expect(await ask(people.ben.userId, studies.pressure)).toBe(missing)
  })

  it('A42: how many people there are, in a session that is held to one patient', async ({
    open,
  }) => {
    const { caller } = await open('jhe_0045')
    const args = {
      study_id: studies.pressure,
      bucket: 'month',
      start: '2026-03-01',
      end: '2026-03-31',
    }
    const grant = grantOf({ patient: [patients.ana] })
    const found = await caller.call(people.coordinator.userId, 'get_study_activity', args, {
      grant,
    })
    expect(found).toMatchObject({
      value: {
        totals: { enrolled: null, with_data: null, consented: null, consent_rate: null },
        buckets: [
          { enrolled: null, active_patients: null, patient_days: 3 },
          { active_patients: null, consented: null, declined: null },
          { active_patients: null },
        ],
      },
    })
  })

  it('a window of more buckets than are looked at is refused with what to ask for', async ({
    open,
  }) => {
    const { caller } = await open('jhe_0045')
    const args = { study_id: studies.pressure, bucket: 'week', start: '1990-01-01' }
    expect(await caller.call(people.coordinator.userId, 'get_study_activity', args)).toMatchObject({
      code: 'INPUT_INVALID',
      message: 'The window has more than 520 weeks.',
    })
  })

  it('what does not fit: whole buckets are left out, with the start to go on from', async ({
    open,
  }) => {
    const { caller } = await open('jhe_0045')
    const whole = {
      study_id: studies.pressure,
      bucket: 'week',
      start: '2026-01-01',
      end: '2026-06-30',
    }
    const { buckets: all } = await valueOf(caller, whole)
    const starts = (rows: readonly { start: string }[]) => [
      ...new Set(rows.map(({ start }) => start)),
    ]
    const seen: string[] = []
    let start = whole.start
    for (let n = 0; n < 10; n += 1) {
      const {
        buckets,
        truncated,
        notice = '',
      } = await valueOf(caller, { ...whole, start }, { maxRows: 12 })
      seen.push(...starts(buckets))
      if (!truncated) break
      start = /ask again with start (\S+) for the rest/.exec(notice)?.[1] ?? ''
    }
    expect(seen).toEqual(starts(all))
  })
})
