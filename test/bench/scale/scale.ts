import type pg from 'pg'

import { roleScript } from '../../../src/sql-scripts/role-script.js'
import { advisedIndexes } from '../../../src/db/time-index.js'
import { createIndexes, fillWithDemo, role, withSuperuser } from '../database.js'
import type { Section } from '../results/section.js'
import { median } from '../results/statistics.js'
import { measureInTurn } from './in-turn.js'
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
  /** Of the newest page without the advised indexes; undefined where it is not asked about. */
  readonly safeParse: SafeParse | undefined
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

/** A database of one size, with the advised indexes. */
interface Filled extends Omit<Size, 'with'> {
  readonly url: string
}

/** What all databases are measured with. */
interface Plan {
  /** YYYY-MM-DD */
  readonly today: string
  readonly questions: readonly ScaleQuestion[]
  readonly note: (line: string) => void
}

const openMeterOn = async (url: string, today: string): Promise<Meter> => {
  const claim = Array.from({ length: 1_000 }, (_, n) => scaled.largeStudy + n)
  return await openMeter({ url, today, claim })
}

const measureWithout = async (
  url: string,
  { today, questions }: Plan,
): Promise<Pick<Size, 'without' | 'safeParse'>> => {
  const meter = await openMeterOn(url, today)
  try {
    const [without = new Map<string, Cost>()] = await measureInTurn([meter], questions)
    const isAsked = questions.some(({ name }) => name === latest.name)
    return { without, safeParse: isAsked ? await meter.safeParse(latest) : undefined }
  } finally {
    await meter.close()
  }
}

const fill = async (client: pg.Client, url: string, rows: number, plan: Plan): Promise<Filled> => {
  const { today, note } = plan
  const end = `${today}T00:00:00Z`
  note(`filling a database with ${rows} observations`)
  await fillWithDemo(client)
  await blowUp(client, rows, end)
  await client.query(roleScript(role))
  const ownBytes = [...(await sizesOf(client)).values()].reduce((sum, bytes) => sum + bytes, 0)
  note('asking without the advised indexes')
  const measured = await measureWithout(url, plan)
  const insertWithout = await insertCost(client, rows, end)
  note('making the advised indexes')
  await client.query('vacuum core_observation')
  const buildSeconds = await secondsOf(async () => {
    await createIndexes(client)
  })
  const sizes = await sizesOf(client)
  const insertWith = await insertCost(client, rows, end)
  await client.query('vacuum (analyze) core_observation')
  const found = await client.query<{ count: number }>(
    'select count(*)::float8 as count from core_observation where subject_patient_id = $1',
    [scaled.deepPatient],
  )
  const bytes = Object.fromEntries(advisedIndexes.map((name) => [name, sizes.get(name) ?? 0]))
  return {
    ...measured,
    url,
    rows,
    deepRows: found.rows[0]?.count ?? 0,
    indexes: { buildSeconds, bytes, ownBytes, insertWithout, insertWith },
  }
}

const fillOne = async (port: number, rows: number, plan: Plan): Promise<Filled> => {
  const name = `bench_${rows}`
  await withSuperuser(port, 'postgres', async (admin) => {
    await admin.query(`create database ${name}`)
  })
  const url = `postgresql://${role}@127.0.0.1:${port}/${name}`
  return await withSuperuser(port, name, async (client) => await fill(client, url, rows, plan))
}

const measureWith = async (filled: readonly Filled[], { today, questions, note }: Plan) => {
  note('asking all of them with the indexes, in turn')
  const meters: Meter[] = []
  try {
    for (const { url } of filled) meters.push(await openMeterOn(url, today))
    return await measureInTurn(meters, questions)
  } finally {
    for (const meter of meters) await meter.close()
  }
}

/** What the product's statements cost while the database grows, with and without the advised indexes. */
export const scale: Section = {
  name: 'scale',
  run: async ({ cluster, note, rows: all, only }) => {
    const today = new Date().toISOString().slice(0, 10)
    const plan = { today, questions: scaleQuestions(today, only), note }
    const { port } = await cluster()
    const filled: Filled[] = []
    for (const rows of all) filled.push(await fillOne(port, rows, plan))
    const costs = await measureWith(filled, plan)
    const sizes = filled.map((one, which) => ({
      ...one,
      with: costs[which] ?? new Map<string, Cost>(),
    }))
    return [scaleTable(sizes), indexTable(sizes)]
  },
}
