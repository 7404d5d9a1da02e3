import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { grantOf, type Grant } from '../../../src/permissions/grant.js'
import { tools } from '../../../src/tools/registry.js'
import { isRecord } from '../../../src/record.js'
import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { makeIndexes } from '../../support/database/make-indexes.js'
import { connectTo, createToolCaller, type ToolCaller } from '../../support/clients/tool-caller.js'
import { check, withForeignCursor } from '../../support/grants/judge.js'
import { anyArgs, anyGrant, createRandom } from '../../support/grants/random-questions.js'
import { besideRest, recordRequests, type Pair } from '../../support/grants/rest.js'
import { personNames } from '../../support/tools/permission-row.js'
import { patients, studies } from '../../support/worlds/jhe/ids.js'
import { people, type PersonName } from '../../support/worlds/jhe/people.js'
import { permissionRows } from '../../tools/registry.js'

/** Calls in all; 10,000 where it is asked for. */
const callCount = Number(process.env['JHE_TEST_GRANT_CALLS'] ?? 480)
const grantCount = Math.max(4, Math.round(callCount / 60))

const uncounted = {
  patients_consented: null,
  patients_pending: null,
  patients_declined: null,
}

const roomy = { maxBytes: 20_000_000 }

/** With the advised indexes other statements answer. */
describe.each([
  ['0011', 'without', 11],
  ['0045', 'without', 45],
  ['0045', 'with', 450],
] as const)(
  'cohort 7: under a grant on the schema core.%s, %s the advised indexes',
  (version, indexes, seed) => {
    let database: TestDatabase
    let full: ToolCaller

    beforeAll(async () => {
      database = await createDatabase(`jhe_${version}`)
      await database.sql(recordRequests)
      if (indexes === 'with') await makeIndexes(database)
      full = createToolCaller(connectTo(database.url))
    })
    afterAll(async () => {
      await full.close()
      await database.drop()
    })

    const withRest = async (grant: Grant, ask: (pair: Pair) => Promise<void>): Promise<void> => {
      await besideRest({ grant, full, version }, ask)
    }

    it('A39: any call is answered as if there were nothing but what the grant allows', async () => {
      const random = createRandom(seed)
      const ofEach = Math.ceil(callCount / 3 / grantCount)
      for (let n = 0; n < grantCount; n += 1) {
        await withRest(anyGrant(random), async (pair) => {
          for (let call = 0; call < ofEach; call += 1) {
            const tool = random.pick(tools.filter(({ name }) => name !== 'get_server_status'))
            const asked = {
              person: random.pick(
                random.is(0.7) ? (['coordinator', 'member', 'ana', 'ben'] as const) : personNames,
              ),
              tool: tool.name,
              args: anyArgs(random, tool.input.shape),
              settings: {
                ...roomy,
                consent: random.is(0.3) ? ('off' as const) : ('enforce' as const),
                claim: random.is(0.2) ? random.some(Object.values(studies)) : null,
              },
            }
            await check(pair, random.is(0.3) ? await withForeignCursor(pair, asked) : asked)
          }
        })
      }
    }, 900_000)

    // of the others the statements are the same with the indexes
    const isRepeated = (tool: string): boolean =>
      indexes === 'with' && !/observation|metadata|cohort/.test(tool)
    const matrix = permissionRows.filter(
      ({ tool }) => tool !== 'get_server_status' && !isRepeated(tool),
    )

    it.each([
      ['locked study', grantOf({ studies: [studies.pressure] })],
      ['locked patient', grantOf({ patient: [patients.ana] })],
      [
        'locked type',
        grantOf({ types: { read: ['omh:heart-rate:2.0'], search: ['omh:heart-rate:2.0'] } }),
      ],
      [
        'locked type of records',
        grantOf({ types: { read: ['Condition'], search: ['Condition'] } }),
      ],
    ] as const)(
      'every row of the permission matrix has its column "%s"',
      async (_what, grant) => {
        await withRest(grant, async (pair) => {
          for (const { tool, args } of matrix) {
            for (const person of personNames) {
              await check(pair, { person, tool, args, settings: roomy })
            }
          }
        })
      },
      300_000,
    )

    const see = async (person: PersonName, tool: string, args: object, grant: Grant) => {
      const outcome = await full.call(people[person].userId, tool, args, { ...roomy, grant })
      return outcome.code === undefined ? outcome.value : { code: outcome.code }
    }

    it('A42: a session held to a patient counts nobody else, whoever asks', async () => {
      const ofAna = grantOf({ patient: [patients.ana] })
      const own = {
        patient_count: null,
        data_types: [
          { code: 'Condition', ...uncounted },
          { code: 'QuestionnaireResponse', ...uncounted },
          {},
          {},
        ],
      }
      for (const person of ['coordinator', 'member', 'ana'] as const) {
        const metadata = await see(
          person,
          'get_study_metadata',
          { study_id: studies.pressure },
          ofAna,
        )
        expect(metadata).toMatchObject(own)
        const summary = await see(
          person,
          'summarize_observations',
          { study_id: studies.pressure },
          ofAna,
        )
        expect(summary).toMatchObject({ types: [{ patients: 1 }, { patients: 1 }] })
        const cohort = await see(
          person,
          'summarize_cohort',
          { study_id: studies.pressure, data_type: 'blood-pressure' },
          ofAna,
        )
        expect(cohort).toMatchObject(
          person === 'ana'
            ? { code: 'NOT_VISIBLE' }
            : { groups: [{ patients: null, with_data: null, sd: null }], withheld: [] },
        )
        const found = await see(person, 'search_patients', { study_id: studies.pressure }, ofAna)
        expect(found).toMatchObject({ total: 1, patients: [{ id: patients.ana }] })
      }
      for (const tool of ['get_patient_observations', 'summarize_observations']) {
        expect(await see('coordinator', tool, { patient_id: patients.dan }, ofAna)).toEqual({
          code: 'NOT_VISIBLE',
        })
      }
    })

    it('A42: a patient whose session is held to another patient sees neither', async () => {
      const ofBen = grantOf({ patient: [patients.ben] })
      expect(await see('ana', 'get_study_count', {}, ofBen)).toEqual({ count: 0 })
      for (const patient_id of [patients.ana, patients.ben]) {
        expect(await see('ana', 'get_patient_observations', { patient_id }, ofBen)).toEqual({
          code: 'NOT_VISIBLE',
        })
      }
    })

    it('A42: a patient is held to a study although no claim holds them', async () => {
      const pressure = grantOf({ studies: [studies.pressure] })
      expect(await see('ana', 'list_studies', {}, pressure)).toMatchObject({
        total: 1,
        studies: [{ id: studies.pressure }],
      })
      const rows = await see(
        'ana',
        'get_patient_observations',
        { limit: 1000, patient_id: patients.ana },
        pressure,
      )
      const found =
        'observations' in rows && Array.isArray(rows['observations']) ? rows['observations'] : []
      const kinds = found.map((row: unknown) => (isRecord(row) ? row['data_type'] : null))
      expect(new Set(kinds)).toEqual(new Set(['omh:blood-pressure:4.0', 'omh:heart-rate:2.0']))
    })

    it('A39: rows and figures are limited apart', async () => {
      const grant = grantOf({ types: { read: [], search: ['omh:heart-rate:2.0'] } })
      const ofAna = { patient_id: patients.ana }
      expect(await see('coordinator', 'get_patient_observations', ofAna, grant)).toMatchObject({
        observations: [],
        withheld: [],
      })
      expect(await see('coordinator', 'summarize_observations', ofAna, grant)).toMatchObject({
        types: [{ data_type: 'omh:heart-rate:2.0' }],
      })
      const asked = { ...ofAna, data_type: 'heart-rate' }
      expect(await see('coordinator', 'get_patient_observations', asked, grant)).toEqual({
        code: 'NOT_VISIBLE',
      })
    })

    it('A40: what is outside is answered byte for byte as what does not exist', async () => {
      const grant = grantOf({
        studies: [studies.pressure],
        types: { read: ['omh:heart-rate:2.0'], search: ['omh:heart-rate:2.0'] },
      })
      const pairs: readonly (readonly [string, object, object])[] = [
        ['get_study_metadata', { study_id: studies.devices }, { study_id: studies.missing }],
        ['get_patient_demographics', { study_id: studies.sugar }, { study_id: studies.missing }],
        [
          'get_patient_observations',
          { patient_id: patients.cora },
          { patient_id: patients.missing },
        ],
        ['summarize_observations', { study_id: studies.devices }, { study_id: studies.missing }],
        ['search_patients', { study_id: studies.sugar }, { study_id: studies.missing }],
        [
          'get_patient_observations',
          { patient_id: patients.ana, data_type: 'blood-pressure' },
          { patient_id: patients.ana, data_type: 'nonsense' },
        ],
        [
          'get_observation_trend',
          { patient_id: patients.ana, data_type: 'blood-glucose', bucket: 'day' },
          { patient_id: patients.missing, data_type: 'nonsense', bucket: 'day' },
        ],
      ]
      for (const person of ['coordinator', 'member', 'ana', 'ben'] as const) {
        for (const [tool, outside, missing] of pairs) {
          const ask = async (args: object) =>
            JSON.stringify(await full.call(people[person].userId, tool, args, { grant }))
          const answer = await ask(outside)
          expect(answer).toBe(await ask(missing))
          expect(answer).toContain('NOT_VISIBLE')
        }
      }
    })
  },
)
