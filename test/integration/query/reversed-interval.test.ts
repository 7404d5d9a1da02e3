import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { indexStatements } from '../../../src/sql-scripts/index-script.js'
import { schemaProfiles } from '../../../src/db/profile.js'
import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { summaryOf, trendOf } from '../../support/clients/statistics-caller.js'
import { connectRaw, createToolCaller, type ToolCaller } from '../../support/clients/tool-caller.js'
import { walk } from '../../support/walk.js'
import { codes, patients } from '../../support/worlds/jhe/ids.js'
import { people } from '../../support/worlds/jhe/people.js'

const subject = people.analyst.userId
const patient_id = patients.fay
const data_type = 'heart-rate'
const start = '2026-03-10T12:00:00Z'
const end = '2026-03-09T12:00:00Z'

const json = {
  body: {
    heart_rate: { value: 60, unit: 'beats/min' },
    effective_time_frame: { time_interval: { start_date_time: start, end_date_time: end } },
  },
}

describe.each([
  ['0011', false],
  ['0011', true],
  ['0045', false],
  ['0045', true],
] as const)(
  'an interval that ends before it starts, on core.%s, indexes: %s',
  (version, hasIndexes) => {
    const column = version === '0011' ? 'value_attachment_data' : 'omh_data'
    const ids: readonly (number | string)[] = version === '0011' ? [69_001] : [69_001, 69_002]
    let database: TestDatabase
    let caller: ToolCaller

    beforeAll(async () => {
      database = await createDatabase(`jhe_${version}`)
      const add = async (id: number, columns: object) => {
        const row = { id, subject_patient_id: patient_id, codeable_concept_id: codes.heartRate }
        const values = { ...row, status: 'final', last_updated: '2026-03-11T00:00:00Z', ...columns }
        const names = Object.keys(values).join(', ')
        await database.sql(
          `insert into core_observation (${names})
         select ${names} from jsonb_populate_record(null::core_observation, $1)`,
          [JSON.stringify(values)],
        )
      }
      await add(69_001, { [column]: json })
      if (version === '0045') {
        const at = { effective_period_start: start, effective_period_end: end }
        await add(69_002, { [column]: { body: { heart_rate: json.body.heart_rate } }, ...at })
      }
      const [newest] = schemaProfiles
      const profile = version === '0011' ? schemaProfiles.at(-1) : newest
      if (hasIndexes && profile !== undefined) {
        for (const text of indexStatements(profile)) await database.sql(text)
      }
      caller = createToolCaller(connectRaw(database.url))
    })

    afterAll(async () => {
      await caller.close()
      await database.drop()
    })

    const rowsOf = async (args: object) => {
      const all = { patient_id, data_type, ...args }
      const call = { subject, tool: 'get_patient_observations', args: all }
      return (await walk(caller, call, [20])).flatMap(({ rows }) => rows)
    }
    const idsOf = async (args: object) =>
      (await rowsOf(args)).map(({ id }) => id).filter((id) => ids.includes(id))

    it('has no time in any format', async () => {
      const slim = (await rowsOf({})).filter(({ id }) => ids.includes(id))
      expect(slim.map(({ effective }) => effective)).toEqual(ids.map(() => null))
      const fhir = (await rowsOf({ format: 'fhir' })).filter(({ id }) => ids.includes(id))
      expect(fhir).toHaveLength(ids.length)
      for (const resource of fhir) expect(resource).not.toHaveProperty('effectivePeriod')
    })

    it.each(['newest', 'oldest'])(
      'stands with the unknown times at the end, %s first',
      async (order) => {
        const rows = await rowsOf({ order })
        const timed = rows.findLastIndex(({ effective }) => effective !== null)
        for (const id of ids) expect(rows.findIndex((row) => row.id === id)).toBeGreaterThan(timed)
      },
    )

    it.each([{ start: end }, { end: start }, { start: end, end: start }])(
      'is in no window: %o',
      async (window) => {
        for (const format of ['slim', 'fhir']) {
          expect(await idsOf({ ...window, format })).toEqual([])
        }
      },
    )

    it('is counted as of unknown time by the statistics', async () => {
      const unknown = (await rowsOf({})).filter(({ effective }) => effective === null).length
      const { types } = await summaryOf(caller, { subject, args: { patient_id, data_type } })
      expect(types[0]?.unknown_time).toBe(unknown)
      const trend = await trendOf(caller, {
        subject,
        args: { patient_id, data_type, bucket: 'day' },
      })
      expect(trend.unknown_time).toBe(unknown)
      expect(trend.buckets.map(({ start: day }) => day.slice(0, 10))).not.toContain('2026-03-10')
    })
  },
)
