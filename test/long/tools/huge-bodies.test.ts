import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'

import { countingGateway, type CountingGateway } from '../../support/counting-gateway.js'
import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { makeIndexes } from '../../support/database/make-indexes.js'
import { storeBodies } from '../../support/stored-bodies.js'
import { connectTo, createToolCaller, type ToolCaller } from '../../support/clients/tool-caller.js'
import { codes, patients } from '../../support/worlds/jhe/ids.js'
import { people } from '../../support/worlds/jhe/people.js'

const roomy = { maxBytes: 50_000_000 }
/** Other majors are asked the same of fewer; 2 MB a row are much to store. */
const rows = process.env['JHE_TEST_MAJOR'] === undefined ? 250 : 50
const few = 20
const patient = patients.fay
const subject = people.analyst.userId

/** Pulses of one hour, each with some text beside it. */
const data = (day: string, note: string) => `jsonb_build_object(
  'header', jsonb_build_object('modality', 'sensed'),
  'body', jsonb_build_object(
    'heart_rate', jsonb_build_object('value', 60 + i % 40, 'unit', 'beats/min'),
    'effective_time_frame', jsonb_build_object('date_time', '${day}T08:00:00Z'),
    'note', ${note}))`

const days = {
  ordinary: '2031-01-01',
  huge: '2031-02-01',
  edge: '2031-03-01',
  /** Text that does not become shorter when it is stored. */
  random: '2031-04-01',
  unlisted: '2031-05-01',
}
const random = `(select string_agg(md5(cast(k * i as text)), '') from generate_series(1, 4000) as k)`

const slimRow = z.object({
  id: z.int(),
  data_type: z.string(),
  effective: z.object({ at: z.string() }),
  values: z.array(z.unknown()),
  context: z.record(z.string(), z.unknown()),
  status: z.string(),
})
const slimAnswer = z.object({ observations: z.array(slimRow), notice: z.string().optional() })
const fhirAnswer = z.object({
  bundle: z.object({
    entry: z.array(
      z.object({
        resource: z.object({
          effectiveDateTime: z.string(),
          valueAttachment: z.object({
            data: z.string().optional(),
            size: z.string().optional(),
            title: z.string().optional(),
          }),
        }),
      }),
    ),
  }),
})

describe.each(['0011', '0045'] as const)('on the schema core.%s', (version) => {
  let database: TestDatabase

  beforeAll(async () => {
    database = await createDatabase(`jhe_${version}`)
    const pulse = { patient, code: codes.heartRate }
    const note = (bytes: number) => `repeat('x', ${bytes})`
    await storeBodies(database, {
      ...{ ...pulse, firstId: 900_000, rows, data: data(days.ordinary, `'as usual'`) },
    })
    await storeBodies(database, {
      ...{ ...pulse, firstId: 910_000, rows, data: data(days.huge, note(2_000_000)) },
    })
    const [bare] = await database.sql<{ bytes: number }>(
      `select octet_length(cast(${data(days.edge, "''")} as text)) as bytes from (select 1 as i) as t`,
    )
    const room = 65_536 - (bare?.bytes ?? 0)
    await storeBodies(database, {
      ...{ ...pulse, firstId: 920_000, rows: 2 },
      data: data(days.edge, `repeat('x', ${room} - 1 + i)`),
    })
    await storeBodies(database, {
      ...{ ...pulse, firstId: 930_000, rows: 3, data: data(days.random, random) },
    })
    await storeBodies(database, {
      ...{ ...pulse, firstId: 940_000, rows: few, data: data(days.unlisted, note(2_000_000)) },
      code: codes.mood,
    })
  })
  afterAll(async () => {
    await database.drop()
  })

  describe.each([false, true])('with the advised indexes: %s', (hasIndexes) => {
    let gateway: CountingGateway
    let caller: ToolCaller

    beforeAll(async () => {
      if (hasIndexes) await makeIndexes(database)
      gateway = await countingGateway(database.url)
      caller = createToolCaller(connectTo(gateway.url))
    })
    afterAll(async () => {
      await caller.close()
      await gateway.close()
    })

    const valueOf = async (tool: string, args: object): Promise<unknown> => {
      const all = { patient_id: patient, ...args }
      const outcome = await caller.call(subject, tool, all, roomy)
      if (outcome.code !== undefined) throw new Error(`${outcome.code}: ${outcome.message}`)
      return outcome.value
    }
    const on = (day: string) => ({ start: day, end: day })
    const pageOf = async (day: string, rest: object = {}) =>
      slimAnswer.parse(
        await valueOf('get_patient_observations', { ...on(day), limit: 1000, ...rest }),
      )
    const bundleOf = async (day: string) =>
      fhirAnswer
        .parse(
          await valueOf('get_patient_observations', { ...on(day), limit: 1000, format: 'fhir' }),
        )
        .bundle.entry.map(({ resource }) => resource)

    it('rows with 2 MB each say so, with their time, type, size and place', async () => {
      const { observations, notice } = await pageOf(days.huge)
      expect(observations).toHaveLength(rows)
      expect(notice).toContain('more than 64 kB')
      for (const { id, data_type, effective, values, context, status } of observations) {
        expect({ data_type, effective, values, status }).toEqual({
          data_type: 'omh:heart-rate:2.0',
          effective: { at: `${days.huge}T08:00:00Z` },
          values: [],
          status: 'final',
        })
        expect(Object.keys(context)).toEqual(['body_not_shown', 'body_bytes', 'body_at'])
        expect(context['body_at']).toBe(`http://localhost:8000/FHIR/R5/Observation/${id}`)
        expect(Number(context['body_bytes'])).toBeGreaterThan(2_000_000)
        expect(Number(context['body_bytes'])).toBeLessThan(2_001_000)
      }
    })

    it('in FHIR they keep their time, and the attachment says its size', async () => {
      const resources = await bundleOf(days.huge)
      expect(resources).toHaveLength(rows)
      for (const { effectiveDateTime, valueAttachment } of resources) {
        expect(effectiveDateTime).toContain(days.huge)
        expect(valueAttachment.data).toBeUndefined()
        expect(Number(valueAttachment.size)).toBeGreaterThan(2_000_000)
        expect(valueAttachment.title).toContain('Left out')
      }
    })

    it('a body of 64 kB is shown, one byte more is not', async () => {
      const { observations } = await pageOf(days.edge, { order: 'oldest' })
      const sizes = observations.map(({ context }) => context['body_bytes'] ?? 'shown')
      expect(sizes).toEqual(['shown', 65_537])
      const fhir = await bundleOf(days.edge)
      expect(fhir.map(({ valueAttachment }) => valueAttachment.size ?? 'shown').toSorted()).toEqual(
        ['65537', 'shown'],
      )
    })

    it('text that cannot be packed counts with its whole length', async () => {
      const { observations } = await pageOf(days.random)
      expect(observations.map(({ context }) => Number(context['body_bytes']) > 128_000)).toEqual([
        true,
        true,
        true,
      ])
    })

    it.each(['slim', 'fhir'])(
      `${rows} of them cost no more bytes than ${rows} others: %s`,
      async (format) => {
        const ask = async (day: string) => {
          await valueOf('get_patient_observations', { ...on(day), limit: rows, format })
          return gateway.taken()
        }
        await ask(days.ordinary)
        const ordinary = await ask(days.ordinary)
        expect(ordinary).toBeGreaterThan(rows * 100)
        expect(await ask(days.huge)).toBeLessThan(1.2 * ordinary)
      },
    )

    it('statistics read them in the database, and bring none of them along', async () => {
      for (const [day, type, count] of [
        [days.huge, 'heart-rate', rows],
        [days.unlisted, 'local:mood:1.0', few],
      ] as const) {
        gateway.taken()
        const summary = await valueOf('summarize_observations', { ...on(day) })
        const asked = { ...on(day), data_type: type, bucket: 'day' }
        const trend = await valueOf('get_observation_trend', asked)
        expect(gateway.taken()).toBeLessThan(60_000)
        const { types } = z
          .object({ types: z.array(z.looseObject({ count: z.int() })) })
          .parse(summary)
        const found = types.filter((each) => each.count > 0)
        expect(found).toMatchObject([{ count, values: [{ name: 'heart_rate' }] }])
        expect(trend).toMatchObject({ buckets: [{ count }] })
      }
    })
  })
})
