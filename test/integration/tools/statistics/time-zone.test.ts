import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'

import { viewerOf } from '../../../../src/permissions/viewer.js'
import { createQueryExecutor } from '../../../../src/query/query-executor.js'
import { summarizePatient } from '../../../../src/query/observations/summary/summary.js'
import { timeIn } from '../../../../src/tools/observations/time-zone.js'
import { createDatabase, type TestDatabase } from '../../../support/database/database.js'
import { whileStored } from '../../../support/clients/statistics-caller.js'
import {
  connectRaw,
  createToolCaller,
  type ToolCaller,
} from '../../../support/clients/tool-caller.js'
import { codes, patients } from '../../../support/worlds/jhe/ids.js'
import { people } from '../../../support/worlds/jhe/people.js'
import { everything } from '../../../../src/permissions/grant.js'

/** Each hour of 48 around a change of clocks; the ids count them. */
const firstId = 69_100
const hoursFrom = (start: string) =>
  Array.from({ length: 48 }, (_, hour) => {
    const time = new Date(Date.parse(start) + hour * 3_600_000).toISOString()
    const frame = { effective_time_frame: { date_time: time } }
    const body = { body_temperature: { value: 36.5, unit: 'C' }, ...frame }
    return {
      id: firstId + hour,
      patient: patients.fay,
      code: codes.temperature,
      body: JSON.stringify(body),
    }
  })

const slimSchema = z.object({
  observations: z.array(z.object({ id: z.int(), effective: z.object({ at: z.string() }) })),
  time_zone: z.string(),
})
const fhirSchema = z.object({
  bundle: z.object({
    entry: z
      .array(z.object({ resource: z.object({ id: z.string(), effectiveDateTime: z.string() }) }))
      .default([]),
  }),
  time_zone: z.string(),
})

describe.each(['0011', '0045'] as const)(
  'time_zone of get_patient_observations on core.%s',
  (version) => {
    let database: TestDatabase
    let caller: ToolCaller
    beforeAll(async () => {
      database = await createDatabase(`jhe_${version}`)
      caller = createToolCaller(connectRaw(database.url))
    })
    afterAll(async () => {
      await caller.close()
      await database.drop()
    })

    const ask = async (args: object): Promise<unknown> => {
      const all = {
        patient_id: patients.fay,
        data_type: 'body-temperature',
        order: 'oldest',
        limit: 100,
      }
      const outcome = await caller.call(
        people.analyst.userId,
        'get_patient_observations',
        { ...all, ...args },
        { maxBytes: 1_000_000 },
      )
      if (outcome.code !== undefined) throw new Error(`${outcome.code}: ${outcome.message}`)
      return outcome.value
    }

    it.each([
      // the short day of spring, the long one of autumn, and a zone half an hour off
      ['Europe/Berlin', '2026-03-29', '2026-03-28T12:00:00Z', 11, 23, '+01:00', '+02:00'],
      ['Europe/Berlin', '2026-10-25', '2026-10-24T12:00:00Z', 10, 25, '+02:00', '+01:00'],
      ['America/New_York', '2026-03-08', '2026-03-07T12:00:00Z', 17, 23, '-05:00', '-04:00'],
      ['America/New_York', '2026-11-01', '2026-10-31T12:00:00Z', 16, 25, '-04:00', '-05:00'],
      ['Asia/Kolkata', '2026-03-29', '2026-03-28T12:00:00Z', 7, 24, '+05:30', '+05:30'],
      ['UTC', '2026-03-29', '2026-03-28T12:00:00Z', 12, 24, 'Z', 'Z'],
    ] as const)(
      'of %s takes %s for the day of its clocks, in both formats',
      async (time_zone, day, start, before, hours, first, last) => {
        await whileStored(database, hoursFrom(start), async () => {
          const window = { start: day, end: day, time_zone }
          const slim = slimSchema.parse(await ask(window))
          const ids = Array.from({ length: hours }, (_, hour) => firstId + before + hour)
          expect(slim.observations.map(({ id }) => id)).toEqual(ids)
          const times = slim.observations.map(({ effective }) => effective.at)
          for (const time of times) expect(time.startsWith(day)).toBe(true)
          expect(times[0]?.endsWith(first)).toBe(true)
          expect(times.at(-1)?.endsWith(last)).toBe(true)
          const fhir = fhirSchema.parse(await ask({ ...window, format: 'fhir' }))
          const resources = fhir.bundle.entry.map(({ resource }) => resource)
          expect(resources.map(({ id }) => Number(id))).toEqual(ids)
          // FHIR says the same instants in UTC
          expect(resources.map(({ effectiveDateTime }) => Date.parse(effectiveDateTime))).toEqual(
            times.map((time) => Date.parse(time)),
          )
          expect([slim.time_zone, fhir.time_zone]).toEqual([time_zone, time_zone])
        })
      },
    )

    it('echoes UTC where none was given', async () => {
      for (const format of ['slim', 'fhir'])
        expect(await ask({ format })).toMatchObject({ time_zone: 'UTC' })
    })
  },
)

const known = [
  ...Intl.supportedValuesOf('timeZone'),
  // links, some of which Node lists by their other name
  ...['Asia/Kolkata', 'Asia/Calcutta', 'America/Buenos_Aires', 'Europe/Kiev', 'Europe/Kyiv'],
  ...[
    'US/Eastern',
    'US/Pacific',
    'US/Hawaii',
    'Canada/Atlantic',
    'Brazil/East',
    'Chile/Continental',
  ],
  ...[
    'GB',
    'NZ',
    'NZ-CHAT',
    'ROC',
    'ROK',
    'PRC',
    'W-SU',
    'Eire',
    'Cuba',
    'Iran',
    'Japan',
    'Navajo',
  ],
  ...['UTC', 'UCT', 'Zulu', 'Universal', 'Greenwich', 'GMT', 'GMT0', 'GMT+0', 'GMT-0', 'Etc/UTC'],
  ...['Etc/GMT+12', 'Etc/GMT-14', 'EST', 'MST', 'HST', 'EST5EDT', 'CST6CDT', 'MST7MDT', 'PST8PDT'],
]
/** What Node and PostgreSQL take for different zones, or what only one of them knows. */
const refused = [
  ...[
    'IST',
    'PST',
    'CST',
    'BST',
    'AST',
    'SST',
    'JST',
    'ACT',
    'AET',
    'ECT',
    'CET',
    'EET',
    'MET',
    'WET',
  ],
  ...[
    'US/Pacific-New',
    'SystemV/EST5',
    'Etc/Unknown',
    'Factory',
    'posixrules',
    'Mars/Olympus',
    '+02:00',
  ],
]

describe('a zone as the database reads it', () => {
  let database: TestDatabase
  let caller: ToolCaller
  beforeAll(async () => {
    database = await createDatabase('jhe_0045')
    caller = createToolCaller(connectRaw(database.url))
  })
  afterAll(async () => {
    await caller.close()
    await database.drop()
  })

  const ask = async (tool: string, time_zone: string) => {
    const args = { patient_id: patients.fay, data_type: 'mood', time_zone }
    const bucket = tool === 'get_observation_trend' ? { bucket: 'day' } : {}
    const outcome = await caller.call(people.analyst.userId, tool, { ...args, ...bucket })
    return outcome.code ?? outcome.value['time_zone']
  }
  const inDatabase = ['summarize_observations', 'get_observation_trend'] as const
  const asking = ['get_patient_observations', ...inDatabase] as const

  it('is the same as Node reads it wherever it is accepted, at any instant', async () => {
    // from 2000 on: of earlier years each edition of the zone data corrects some
    const instants = fc.sample(fc.integer({ min: 946_684_800, max: 2_145_916_800 }), 60)
    const accepted: string[] = []
    for (const zone of known) {
      if ((await ask('summarize_observations', zone)) !== zone) continue
      accepted.push(zone)
      const rows = await database.sql<{ local: string }>(
        `select to_char(to_timestamp(i) at time zone $2, 'YYYY-MM-DD"T"HH24:MI:SS') as local
         from unnest($1::bigint[]) with ordinality as u(i, n) order by n`,
        [instants, zone],
      )
      const shown = instants.map((second) =>
        timeIn(zone, new Date(second * 1000).toISOString()).slice(0, 19),
      )
      expect([zone, ...rows.map(({ local }) => local)]).toEqual([zone, ...shown])
    }
    // of all but the zones whose rules one of the two has learned anew
    expect(known.filter((zone) => !accepted.includes(zone)).length).toBeLessThan(20)
  })

  it.each(refused)('%s is refused by every tool that takes a zone', async (zone) => {
    for (const tool of asking) expect(await ask(tool, zone)).toBe('INPUT_INVALID')
  })

  it('is told by the name that it really has', async () => {
    for (const tool of asking) expect(await ask(tool, 'AMERICA/new_york')).toBe('America/New_York')
  })

  it('is refused where the database has other data about it, and no other zone is', async () => {
    await database.sql(`alter database ${database.name} set timezone_abbreviations = 'Australia'`)
    const other = createToolCaller(connectRaw(database.url))
    const call = async (time_zone: string) => {
      const args = { patient_id: patients.fay, time_zone }
      return (await other.call(people.analyst.userId, 'summarize_observations', args)).code
    }
    expect(await call('EST')).toBe('INPUT_INVALID')
    expect(await call('Australia/Sydney')).toBeUndefined()
    expect(await call('UTC')).toBeUndefined()
    await other.close()
  })
})

describe('a zone that the server does not know', () => {
  it('is INPUT_INVALID, with what helps', async () => {
    const database = await createDatabase('jhe_0045')
    const asked = createQueryExecutor(connectRaw(database.url), {
      requireSafeRole: false,
      warn: () => undefined,
    })
    const viewer = viewerOf(
      { subject: people.analyst.userId, issuer: 'http://localhost:8000/o', studies: null },
      { permissions: 'auto', consent: 'enforce' },
      everything,
    )
    const filter = {
      ...{ patient_id: patients.fay, study_id: null, data_type: null },
      ...{ window_start: null, window_end: null, now: '2026-11-21T12:00:00Z' },
    }
    // as if Node had learned of a zone that PostgreSQL has not
    const zone = { time_zone: 'Antarctica/Atlantis', zone_offsets: [3600] }
    await expect(
      asked.ask(viewer, summarizePatient, { ...filter, ...zone }, new AbortController().signal),
    ).rejects.toMatchObject({ code: 'INPUT_INVALID' })
    await asked.close()
    await database.drop()
  })
})
