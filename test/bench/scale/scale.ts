import type pg from 'pg'

import { roleScript } from '../../../src/cli/role-script.js'
import { advisedIndexes } from '../../../src/db/time-index.js'
import { createIndexes, fillWithDemo, role, withSuperuser } from '../database.js'
import type { BenchContext, Section } from '../section.js'
import { median } from '../statistics.js'
import { openMeter, type Cost, type Meter, type SafeParse } from './measure.js'
import { latest, scaleQuestions, type ScaleQuestion } from './questions.js'
import { indexTable, scaleTable } from './tables.js'
import { blowUp, insertMore, scaled } from './world.js'

/** What the advised indexes are like in a database of one size. */
export interface IndexCost {
  readonly buildSeconds: number
  /** Bytes of each, by name. */
  readonly bytes: Readonly<Record<string, number>>
  /** Bytes of JHE's own indexes on observations. */
  readonly ownBytes: number
  /** Microseconds that one more row takes, in one long insert. */
  readonly insertWithout: number
  readonly insertWith: number
}

/** What was measured at one size. */
export interface Size {
  readonly rows: number
  readonly deepRows: number
  readonly without: ReadonlyMap<string, Cost>
  readonly with: ReadonlyMap<string, Cost>
  /** Of the newest page without the advised indexes. */
  readonly safeParse: SafeParse
  readonly indexes: IndexCost
}

const rounds = 5
const rowsMore = 20_000

const secondsOf = async (work: () => Promise<unknown>): Promise<number> => {
  const from = performance.now()
  await work()
  return (performance.now() - from) / 1000
}

/** Microseconds for each row of a long insert, taken back each time. */
const insertCost = async (client: pg.Client, rows: number, end: string): Promise<number> => {
  const times: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    await client.query('begin')
    times.push(
      await secondsOf(async () => {
        await insertMore(client, rows, rowsMore, end)
      }),
    )
    await client.query('rollback')
  }
  return (median(times) * 1e6) / rowsMore
}

const sizesOf = async (client: pg.Client): Promise<ReadonlyMap<string, number>> => {
  const { rows } = await client.query<{ name: string; bytes: number }>(
    `select indexrelid::regclass::text as name, pg_relation_size(indexrelid)::float8 as bytes
     from pg_index where indrelid = 'core_observation'::regclass`,
  )
  return new Map(rows.map(({ name, bytes }) => [name, bytes]))
}

/** Measures in a session of its own. */
const measure = async <T>(
  url: string,
  today: string,
  what: (meter: Meter) => Promise<T>,
): Promise<T> => {
  const claim = Array.from({ length: 1_000 }, (_, n) => scaled.largeStudy + n)
  const meter = await openMeter({ url, today, claim })
  try {
    return await what(meter)
  } finally {
    await meter.close()
  }
}

const measureAll = async (
  meter: Meter,
  questions: readonly ScaleQuestion[],
): Promise<ReadonlyMap<string, Cost>> => {
  const costs = new Map<string, Cost>()
  for (const question of questions) costs.set(question.name, await meter.cost(question))
  return costs
}

const measureSize = async (
  client: pg.Client,
  {
    url,
    today,
    rows,
    note,
  }: { url: string; today: string; rows: number; note: (line: string) => void },
): Promise<Size> => {
  const end = `${today}T00:00:00Z`
  const questions = scaleQuestions(today)
  note(`filling a database with ${rows} observations`)
  await fillWithDemo(client)
  await blowUp(client, rows, end)
  await client.query(roleScript(role))
  const own = [...(await sizesOf(client)).values()].reduce((sum, bytes) => sum + bytes, 0)
  note('asking without the advised indexes')
  const [without, safeParse] = await measure(url, today, async (meter) => {
    const costs = await measureAll(meter, questions)
    return [costs, await meter.safeParse(latest)] as const
  })
  const insertWithout = await insertCost(client, rows, end)
  note('making the advised indexes')
  await client.query('vacuum core_observation')
  const buildSeconds = await secondsOf(async () => {
    await createIndexes(client)
  })
  const sizes = await sizesOf(client)
  const insertWith = await insertCost(client, rows, end)
  await client.query('vacuum (analyze) core_observation')
  note('asking with them')
  const withThem = await measure(url, today, async (meter) => await measureAll(meter, questions))
  const found = await client.query<{ count: number }>(
    'select count(*)::float8 as count from core_observation where subject_patient_id = $1',
    [scaled.deepPatient],
  )
  const bytes = Object.fromEntries(advisedIndexes.map((name) => [name, sizes.get(name) ?? 0]))
  return {
    rows,
    deepRows: found.rows[0]?.count ?? 0,
    without,
    with: withThem,
    safeParse,
    indexes: { buildSeconds, bytes, ownBytes: own, insertWithout, insertWith },
  }
}

const oneSize = async ({ cluster, note }: BenchContext, rows: number): Promise<Size> => {
  const { port } = await cluster()
  const name = `bench_${rows}`
  const today = new Date().toISOString().slice(0, 10)
  const url = `postgresql://${role}@127.0.0.1:${port}/${name}`
  return await withSuperuser(port, 'postgres', async (admin) => {
    await admin.query(`create database ${name}`)
    const size = await withSuperuser(
      port,
      name,
      async (client) => await measureSize(client, { url, today, rows, note }),
    )
    await admin.query(`drop database ${name} with (force)`)
    return size
  })
}

/** What the product's statements cost while the database grows, with and without the advised indexes. */
export const scale: Section = {
  name: 'scale',
  run: async (context) => {
    const sizes: Size[] = []
    for (const rows of context.rows) sizes.push(await oneSize(context, rows))
    return [scaleTable(sizes), indexTable(sizes)]
  },
}
