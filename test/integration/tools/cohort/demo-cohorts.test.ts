import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'

import { catalog } from '../../../../src/db/catalog.js'
import { connectPglite } from '../../../../src/db/pglite-connection.js'
import { schemaProfiles } from '../../../../src/db/profile.js'
import { advisedIndexes, markOf, timeIndex } from '../../../../src/db/time-index.js'
import { openDemo } from '../../../../src/demo/open-demo.js'
import { demoPerson } from '../../../../src/demo/people.js'
import { indexStatements } from '../../../../src/sql-scripts/index-script.js'
import type { SendSql } from '../../../support/answers/measurements.js'
import { toMicroseconds } from '../../../support/answers/time-frame.js'
import { createToolCaller, type ToolCaller } from '../../../support/clients/tool-caller.js'
import { exportWorld, type ExportedWorld } from '../../../support/cohort/exported.js'
import { createFold } from '../../../support/cohort/fold-cohort.js'
import type { AskedCohort } from '../../../support/cohort/fold-groups.js'
import { cohortAnswer, expectedCohort, toldCohort } from '../../../support/cohort/told.js'

const summaries = z.object({
  types: z.array(z.object({ values: z.array(z.object({ gmi: z.number().optional() })) })),
})

const now = '2026-03-15T12:00:00Z'

const glucose = { study_id: 30_001, data_type: 'blood-glucose', time_zone: 'UTC' }
const pressure = { study_id: 30_002, data_type: 'blood-pressure', time_zone: 'UTC' }
const losAngeles = { time_zone: 'America/Los_Angeles' }

const questions: readonly AskedCohort[] = [
  glucose,
  { ...glucose, stat: 'share', low: 70, high: 180, group_by: 'age_band' },
  { ...glucose, start: '2026-02-01', end: '2026-03-10', group_by: 'month' },
  { ...glucose, where: [{ data_type: 'blood-glucose', stat: 'share', op: '>', number: 90.017 }] },
  { ...pressure, low: 90, high: 140, group_by: 'consent' },
  { ...pressure, ...losAngeles, part_of_day: 'night', value: 'diastolic' },
  { ...pressure, ...losAngeles, start: '2026-03-07', end: '2026-03-09', stat: 'days' },
  {
    ...pressure,
    where: [
      { data_type: 'blood-pressure', stat: 'mean', op: '>', number: 135.017 },
      { data_type: 'blood-pressure', stat: 'days', op: '>=', number: 10 },
    ],
  },
  { study_id: 30_001, data_type: 'body-weight', time_zone: 'UTC', stat: 'last' },
  { study_id: 30_001, data_type: 'omh:body-weight:3.0', time_zone: 'UTC', stat: 'max' },
]

/** Makes the advised indexes where nothing can be made beside other work. */
const makeIndexes = async (demo: Awaited<ReturnType<typeof openDemo>>): Promise<void> => {
  const [newest] = schemaProfiles
  await demo.transaction(async (writing) => {
    await writing.exec('set transaction read write')
    for (const text of newest === undefined ? [] : indexStatements(newest)) {
      await writing.exec(text.replace(' concurrently', ''))
    }
  })
}

describe.each([false, true])(
  'cohorts of the demo world, with the advised indexes: %s',
  (isIndexed) => {
    const folder = mkdtempSync(join(tmpdir(), 'jhe-mcp-cohorts-'))
    const { userId: subject } = demoPerson()
    let caller: ToolCaller
    let world: ExportedWorld

    beforeAll(async () => {
      const demo = await openDemo({ cacheDir: folder, today: '2026-03-15', version: '0.0.0-test' })
      if (isIndexed) await makeIndexes(demo)
      const sql: SendSql = async (text, values = []) => (await demo.query(text, [...values])).rows
      caller = createToolCaller(await connectPglite(demo))
      const found = await demo.query(catalog.usableIndexes, [
        advisedIndexes,
        ...(schemaProfiles[0] === undefined ? [] : [markOf(schemaProfiles[0])]),
        [timeIndex.start, timeIndex.seconds],
      ])
      expect(found.rows).toMatchObject([{ usable: isIndexed ? advisedIndexes.length : 0 }])
      world = await exportWorld(sql, subject)
    })
    afterAll(async () => {
      await caller.close()
      rmSync(folder, { recursive: true })
    })

    it.each(questions)('cohort 10: %j is a fold of the exported rows', async (asked) => {
      const outcome = await caller.call(subject, 'summarize_cohort', asked, { now: new Date(now) })
      if (outcome.code !== undefined) throw new Error(`${outcome.code}: ${outcome.message}`)
      const folded = createFold({ world, now: toMicroseconds(now) ?? 0n, enforce: true })(asked)
      const told = toldCohort(cohortAnswer(outcome.value))
      expect(told).toEqual(expectedCohort(folded, asked.group_by !== undefined))
      expect(told.groups.length).toBeGreaterThan(0)
    })

    it('cohort 10: glucose of a sensor has its indicator, variation and time active', async () => {
      const asked = { ...glucose, start: '2026-02-23' }
      const outcome = await caller.call(subject, 'summarize_cohort', asked, { now: new Date(now) })
      const value = outcome.code === undefined ? outcome.value : {}
      const [group] = cohortAnswer(value).groups
      expect(group?.unit).toBe('mg/dL')
      expect(group?.gmi).toBeGreaterThan(0)
      expect(group?.bands).toHaveLength(5)
      expect(group?.percent_active).toBeGreaterThan(0)
      expect(JSON.stringify(value)).toContain('gmi is of sensors only')
    })

    it.each([{}, { start: '2026-02-14' }, { start: '2026-02-23' }, { start: '2026-03-07' }])(
      'cohort 10: the indicator is that of the patients one by one, from %j',
      async (window) => {
        const settings = { now: new Date(now) }
        const asked = { ...glucose, ...window }
        const outcome = await caller.call(subject, 'summarize_cohort', asked, settings)
        const value = outcome.code === undefined ? outcome.value : {}
        const [group] = cohortAnswer(value).groups
        const { start } = cohortAnswer(value).window
        const found: number[] = []
        for (const patient_id of [40_001, 40_002, 40_003, 40_008, 40_011]) {
          const one = { patient_id, data_type: 'blood-glucose', time_zone: 'UTC', start }
          const answer = await caller.call(subject, 'summarize_observations', one, settings)
          const { types } = summaries.parse(answer.code === undefined ? answer.value : {})
          found.push(...types.flatMap(({ values }) => values.flatMap(({ gmi }) => gmi ?? [])))
        }
        expect(group?.gmi_patients ?? 0).toBe(found.length)
        const sum = found.reduce((total, gmi) => total + gmi, 0)
        if (found.length > 0) expect(group?.gmi).toBeCloseTo(sum / found.length, 1)
      },
    )
  },
)
