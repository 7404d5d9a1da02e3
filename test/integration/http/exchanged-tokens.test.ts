import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import {
  duringAt,
  exchangeAt,
  failed,
  narrowedAt,
  payloadOf,
} from '../../support/serve/exchange.js'
import { signInServed } from '../../support/serve/sign-in.js'
import { openWholeServer, type WholeServer } from '../../support/serve/whole-server.js'
import { patients, studies } from '../../support/worlds/jhe/ids.js'
import { people } from '../../support/worlds/jhe/people.js'

const { coordinator } = people

let database: TestDatabase
let world: WholeServer

beforeAll(async () => {
  database = await createDatabase('jhe_0045')
  world = await openWholeServer({
    databaseUrl: database.url,
    people: [{ subject: coordinator.userId }],
    answersAt: new Date('2026-03-01T12:00:00Z'),
  })
})
afterAll(async () => {
  await world.close()
  await database.drop()
})

describe('cohort 12: a token that is exchanged for a narrower one', () => {
  it('narrows to a patient', async () => {
    const holder = await signInServed(world, coordinator.userId)
    const child = await narrowedAt(world, holder, { patient: String(patients.ana) })
    await duringAt(world, { kind: 'v2 modern', holder: child }, async (client) => {
      // of one patient the argument is filled in
      const own = await client.call('get_patient_observations', { limit: 1 })
      expect(own).toContain('"observations"')
      const asked = { patient_id: patients.ben, limit: 1 }
      expect(await failed(client.call('get_patient_observations', asked))).toContain('NOT_VISIBLE')
      const listed = await client.call('get_patient_demographics', { study_id: studies.pressure })
      expect(listed).toContain('Almeida')
      expect(listed).not.toContain('Baptiste')
    })
    const line = world.lines.findLast(({ name }) => name === 'get_patient_demographics')
    expect(line).toMatchObject({
      delegation: payloadOf(child)['jti'],
      act: [holder.clientId],
      patients: [patients.ana],
    })
  })

  it('narrows to data types, by short name, full code and FHIR type', async () => {
    const holder = await signInServed(world, coordinator.userId)
    const type = 'blood-pressure, omh:body-weight:3.0 Condition'
    const child = await narrowedAt(world, holder, { type })
    expect(payloadOf(child)['grants']).toEqual([
      { type: ['blood-pressure', 'omh:body-weight:3.0', 'Condition'] },
    ])
    await duringAt(world, { kind: 'v2 legacy', holder: child }, async (client) => {
      const rows = await client.call('get_patient_observations', { patient_id: patients.ana })
      expect(rows).toContain('omh:blood-pressure')
      expect(rows).not.toContain('omh:heart-rate')
      const other = { patient_id: patients.ana, data_type: 'heart-rate' }
      for (const tool of ['get_patient_observations', 'summarize_observations'])
        expect(await failed(client.call(tool, other))).toContain('NOT_VISIBLE')
    })
  })

  it('offers the tools that it names, and no other', async () => {
    const holder = await signInServed(world, coordinator.userId)
    const child = await narrowedAt(world, holder, {
      tools: 'list_studies,summarize_observations',
    })
    await duringAt(world, { kind: 'v1', holder: child }, async (client) => {
      expect(await client.call('list_studies')).toContain(String(studies.pressure))
      const asked = { study_id: studies.pressure, data_type: 'blood-pressure' }
      expect(await client.call('summarize_observations', asked)).toContain('blood-pressure')
      for (const tool of ['get_study_count', 'search_patients', 'list_patient_summaries'])
        expect(await failed(client.call(tool, asked))).toContain('-32602')
    })
    const tools = 'list_studies -list_studies'
    const { body } = await exchangeAt(world, holder, { tools })
    expect(body['error']).toBe('invalid_scope')
  })
})
