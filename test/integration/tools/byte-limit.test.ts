import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { connectTo, createToolCaller, type ToolCaller } from '../../support/clients/tool-caller.js'
import { isThere } from '../../support/tools/newer-jhe.js'
import { listTools, listToolsOf, readPage, walk, type ListCall } from '../../support/walk.js'
import { shortCalls } from '../../tools/registry.js'
import { patients, studies } from '../../support/worlds/jhe/ids.js'
import { people, type PersonName } from '../../support/worlds/jhe/people.js'

const roomy = { maxBytes: 100_000_000 }

/** What the SDK adds to a result for a client of 2026-07-28. */
const added = {
  resultType: 'complete',
  _meta: {
    'io.modelcontextprotocol/serverInfo': {
      name: 'jhe-mcp',
      title: 'JupyterHealth Exchange',
      version: '10.10.10',
    },
  },
}

/** Bytes of an answer on the wire. */
const sizeOf = (value: unknown, text: string): number =>
  Buffer.byteLength(
    JSON.stringify({ content: [{ type: 'text', text }], structuredContent: value, ...added }),
  )

let caller: ToolCaller
let database: TestDatabase

const open = async (version: '0011' | '0045') => {
  database = await createDatabase(`jhe_${version}`)
  caller = createToolCaller(connectTo(database.url))
}
const close = async () => {
  await caller.close()
  await database.drop()
}

const asking = (who: PersonName, tool: string, args: Record<string, unknown>): ListCall => ({
  subject: people[who].userId,
  tool,
  args,
})
const of = (who: PersonName, patient_id: number, format: string, rest: object = {}) =>
  asking(who, 'get_patient_observations', { patient_id, format, ...rest })
const inFhir = { study_id: studies.pressure, format: 'fhir' }
const few = { start: '2026-02-02T03:00', end: '2026-02-02T06:30' }

describe.each(['0011', '0045'] as const)('on the schema core.%s', (version) => {
  beforeAll(async () => {
    await open(version)
  })
  afterAll(close)

  const lists: readonly (readonly [string, ListCall])[] = [
    ...listToolsOf(version).map(
      (tool) => [tool, asking('coordinator', tool, shortCalls[tool] ?? {})] as const,
    ),
    ['a long history', of('analyst', patients.gus, 'slim', few)],
    ['a long history in FHIR', of('analyst', patients.gus, 'fhir', { ...few, order: 'oldest' })],
    ['odd rows', of('analyst', patients.fay, 'slim')],
    ['hostile rows', of('oddball', patients.mallory, 'slim')],
    ['hostile rows in FHIR', of('oddball', patients.mallory, 'fhir')],
    ['studies', asking('coordinator', 'list_studies', {})],
    ['hostile studies', asking('oddball', 'list_studies', {})],
    ['patients', asking('coordinator', 'get_patient_demographics', { study_id: studies.pressure })],
    ['patients in FHIR', asking('coordinator', 'get_patient_demographics', inFhir)],
  ]

  it.each(lists)('T-D6: %s stay under any limit, cut at a row, and go on', async (_name, list) => {
    const whole = await walk(caller, { ...list, settings: roomy }, [1000])
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 10_000, max: 120_000 }), async (maxBytes) => {
        const settings = { maxBytes }
        const pages = await walk(caller, { ...list, settings }, [1000])
        for (const { value, text } of pages) {
          expect(sizeOf(value, text)).toBeLessThanOrEqual(maxBytes)
        }
        expect(pages.flatMap(({ ids }) => ids)).toEqual(whole.flatMap(({ ids }) => ids))
        const [first] = pages
        if (first === undefined || first.cursor === null) return
        // what fits is not held back: it is nearly full, or one row more would be too much
        const oneMore = { ...list.args, limit: first.ids.length + 1 }
        const more = await readPage(caller, { ...list, args: oneMore, settings: roomy })
        const isFull = sizeOf(first.value, first.text) > 0.95 * maxBytes - 300
        expect(isFull || sizeOf(more.value, more.text) > maxBytes - 100).toBe(true)
      }),
      { numRuns: 4 },
    )
  })

  it('T-D6: what has no rows to give up stays under any limit too', async () => {
    const calls = [
      ...Object.entries(shortCalls)
        .filter(([tool]) => !listTools.includes(tool) && isThere(tool, version))
        .map(([tool, args]) => asking('coordinator', tool, args)),
      asking('analyst', 'get_study_metadata', { study_id: studies.clocks }),
      asking('oddball', 'get_study_metadata', { study_id: studies.hostile }),
      asking('oddball', 'get_study_metadata', { study_id: studies.hostile, format: 'fhir' }),
    ]
    for (const { subject, tool, args } of calls) {
      const outcome = await caller.call(subject, tool, args, { maxBytes: 10_000 })
      if (outcome.code !== undefined) throw new Error(outcome.message)
      expect(sizeOf(outcome.value, outcome.text)).toBeLessThanOrEqual(10_000)
    }
  })
})

describe.each(['0011', '0045'] as const)('with enormous values on core.%s', (version) => {
  const json = version === '0011' ? 'value_attachment_data' : 'omh_data'
  const put = async (id: number, path: readonly string[], value: unknown) =>
    await database.sql(
      `update core_observation set ${json} = jsonb_set(${json}, $2, $3) where id = $1`,
      [id, path, JSON.stringify(value)],
    )

  beforeAll(async () => {
    await open(version)
    const long = 'ü"\u0001'.repeat(20_000)
    // five megabytes of JSON
    await put(60001, ['body', 'note'], 'ü"\u0001'.repeat(500_000))
    await put(60002, ['body', 'systolic_blood_pressure', 'unit'], long)
    await put(60003, ['body', 'body_posture'], long)
    await put(60004, ['body', 'heart_rate', 'value'], long)
    await put(
      60005,
      ['body'],
      Array.from({ length: 20_000 }, (_, i) => i),
    )
    const numbers = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`k${i}`, i]))
    await put(61025, ['body', 'mood'], numbers)
    await put(61025, ['body', 'notes'], long)
    const text = `x${'y'.repeat(100_000)}`
    await database.sql('update core_observation set status = $1 where id = 60008', [text])
    // identifiers are indexed: PostgreSQL takes no more than a page of them
    const identifier = 'i'.repeat(2500)
    await database.sql(
      `insert into core_observationidentifier (observation_id, system, value)
       select 60003, i || $1, i || $1 from generate_series(1, 3) as i`,
      [identifier],
    )
    await database.sql('update core_datasource set name = $1', [text])
    await database.sql('update core_study set name = $1 where id = $2', [text, studies.devices])
    await database.sql('update core_study set description = $1 where id = $2', [
      text,
      studies.pressure,
    ])
    await database.sql('update core_organization set type = $1', [text])
    await database.sql(
      'update core_patient set name_given = $1, telecom_phone = $1 where id = $2',
      [text, patients.ben],
    )
  })
  afterAll(close)

  it.each([
    ['observations', of('ana', patients.ana, 'slim')],
    ['observations, oldest first', of('ana', patients.ana, 'slim', { order: 'oldest' })],
    ['observations in FHIR', of('ana', patients.ana, 'fhir')],
    ['a body of an unknown type', of('analyst', patients.fay, 'slim')],
    ['a body of an unknown type in FHIR', of('analyst', patients.fay, 'fhir')],
    ['studies', asking('coordinator', 'list_studies', {})],
    ['patients', asking('coordinator', 'get_patient_demographics', { study_id: studies.pressure })],
    ['patients in FHIR', asking('coordinator', 'get_patient_demographics', inFhir)],
  ])('T-D6: %s are answered whole within 10,000 bytes at a time', async (_name, list) => {
    const whole = await walk(caller, { ...list, settings: roomy }, [1000])
    const pages = await walk(caller, { ...list, settings: { maxBytes: 10_000 } }, [1000])
    for (const { value, text } of pages) expect(sizeOf(value, text)).toBeLessThanOrEqual(10_000)
    expect(pages.flatMap(({ ids }) => ids)).toEqual(whole.flatMap(({ ids }) => ids))
  })

  it('T-D6: the description of a study is shortened, and the answer says so', async () => {
    const args = { study_id: studies.pressure }
    const call = async (maxBytes: number) =>
      await caller.call(people.coordinator.userId, 'get_study_metadata', args, { maxBytes })
    const short = await call(10_000)
    if (short.code !== undefined) throw new Error(short.message)
    expect(sizeOf(short.value, short.text)).toBeLessThanOrEqual(10_000)
    expect(String(short.value['description'])).toMatch(/^xy+…$/)
    expect(short.value['notice']).toContain('shortened')
    expect(short.value['observation_count']).toEqual(expect.any(Number))
    const whole = await call(roomy.maxBytes)
    expect(whole).not.toHaveProperty('value.notice')
  })

  it('T-D6: says of an attachment that is left out how large it is', async () => {
    const args = { patient_id: patients.ana, data_type: 'blood-pressure', format: 'fhir' }
    const outcome = await caller.call(people.ana.userId, 'get_patient_observations', args)
    if (outcome.code !== undefined) throw new Error(outcome.message)
    const attachments = [...outcome.text.matchAll(/"valueAttachment":(\{[^}]*\})/g)].map(
      ([, text = '']): unknown => JSON.parse(text),
    )
    expect(attachments).toHaveLength(3)
    for (const attachment of attachments) {
      expect(attachment).toHaveProperty('size')
      expect(attachment).not.toHaveProperty('data')
    }
  })
})
