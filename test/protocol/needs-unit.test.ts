import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { choosing, withForms } from '../support/clients/form-host.js'
import { eras, type CallResult } from '../support/clients/mcp-clients.js'
import { createDatabase, type TestDatabase } from '../support/database/database.js'
import { studies } from '../support/worlds/jhe/ids.js'
import { people } from '../support/worlds/jhe/people.js'
import { signInAs, type SignedIn } from '../support/worlds/signed-in.js'

const glucose = { study_id: studies.sugar, data_type: 'blood-glucose' }
const above = (number: number, stat = 'mean') => ({
  ...{ data_type: 'blood-glucose', stat, op: '>', number },
})
const weight = { study_id: studies.sugar, data_type: 'body-weight' }

const needsOf = ({ error }: CallResult) => error?.needs

describe.each(eras)('a number of another unit, for a client of %s', (era) => {
  let database: TestDatabase
  let signedIn: SignedIn

  beforeAll(async () => {
    database = await createDatabase('jhe_0045')
    signedIn = await signInAs(people.coordinator.userId, database.url)
  })
  afterAll(async () => {
    signedIn.remove()
    await database.drop()
  })

  const env = () => ({ ...signedIn.env, JHE_TOOLS: 'cohort' })

  it('is told as NEEDS_INPUT with the number in the unit of the answer', async () => {
    await withForms(era, { env: env() }, async (host) => {
      const low = await host.call('summarize_cohort', { ...glucose, low: 3.9, high: 10 })
      expect(low.error?.code).toBe('NEEDS_INPUT')
      expect(low.error?.message).toContain('low is 3.9, which no blood-glucose is in mg/dL')
      expect(low.error?.hint).toContain('then send low in mg/dL: 70 (3.9 mmol/L in mg/dL)')
      // a limit of the consensus has its own number in the other unit
      expect(needsOf(low)).toMatchObject({
        argument: 'low',
        options: [{ value: '70', label: '3.9 mmol/L in mg/dL' }],
      })
      const where = [above(150), above(7.8)]
      const second = await host.call('list_patient_summaries', { ...glucose, where })
      expect(needsOf(second)).toMatchObject({
        argument: 'where[1].number',
        options: [{ value: '140.5' }],
      })
    })
  })

  it('is none where it may be of the unit, or of no other', async () => {
    await withForms(era, { env: env() }, async (host) => {
      for (const args of [
        { ...glucose, low: 70, high: 180 },
        { ...glucose, low: 0 },
        { ...glucose, where: [above(20), above(3, 'days'), above(5, 'count')] },
        // kg and lb cannot be told apart
        { ...weight, low: 150 },
        { ...weight, low: 3, high: 300 },
      ])
        expect([args, (await host.call('summarize_cohort', args)).error]).toEqual([args, undefined])
    })
  })

  it('is asked of the person, whose answer is the argument', async () => {
    const answers = [choosing('70'), choosing('140.5'), 'decline' as const]
    await withForms(era, { env: env(), answers }, async (host, forms) => {
      const whole = await host.call('summarize_cohort', { ...glucose, low: 3.9 })
      expect(whole.value?.['groups']).toMatchObject([{ bands: [{ high: 70 }, { low: 70 }] }])
      const asked = { ...glucose, where: [above(7.8)] }
      const listed = await host.call('list_patient_summaries', asked)
      const same = { ...glucose, where: [above(140.5)] }
      expect(listed.value).toEqual((await host.call('list_patient_summaries', same)).value)
      const declined = await host.call('list_patient_summaries', asked)
      expect(declined.error?.code).toBe('NEEDS_INPUT')
      expect(forms.map(({ message }) => message)).toHaveLength(3)
    })
  })
})
