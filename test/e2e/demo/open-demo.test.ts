import { mkdtempSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'

import { openDemo } from '../../../src/demo/open-demo.js'
import { createWorld } from '../../../src/demo/world/create-world.js'

type Demo = Awaited<ReturnType<typeof openDemo>>

const today = '2026-03-15'
const folder = mkdtempSync(join(tmpdir(), 'jhe-mcp-demo-'))
const open: Demo[] = []

/** Opens the demo and tells what was said meanwhile. */
const openIn = async (cacheDir: string) => {
  const said: string[] = []
  const demo = await openDemo({
    cacheDir,
    today,
    version: '0.0.0-test',
    progress: (message) => said.push(message),
  })
  open.push(demo)
  return { demo, said }
}

const countOf = async (demo: Demo): Promise<number | undefined> =>
  (await demo.query<{ n: number }>('select count(*)::int as n from core_observation')).rows[0]?.n

const expected = createWorld(today).core_observation.length
const cacheFile = (): string => join(folder, readdirSync(folder)[0] ?? '')

const inventing = 'Inventing the demo world; the first start of a day takes a few seconds.'

beforeAll(async () => {
  const { said } = await openIn(folder)
  expect(said).toEqual([inventing])
})

afterEach(async () => {
  await Promise.all(
    open.splice(0).map(async (demo) => {
      await demo.close()
    }),
  )
})

afterAll(() => {
  rmSync(folder, { recursive: true })
})

describe('the demo database', () => {
  it('is kept as one file, from which later starts are served', async () => {
    const before = statSync(cacheFile())
    const { demo, said } = await openIn(folder)
    expect(await countOf(demo)).toBe(expected)
    expect(said).toEqual([])
    expect(readdirSync(folder)).toHaveLength(1)
    expect(statSync(cacheFile()).ino).toBe(before.ino)
    expect(before.size).toBeLessThan(15_000_000)
  })

  it('opens twice at once, and neither sees what happens to the other', async () => {
    const [first, second] = await Promise.all([openIn(folder), openIn(folder)])
    await first.demo.exec('truncate core_observation cascade')
    expect(await countOf(first.demo)).toBe(0)
    expect(await countOf(second.demo)).toBe(expected)
    const { demo } = await openIn(folder)
    expect(await countOf(demo)).toBe(expected)
  })

  it('is in UTC and has every row of the world, with the ids that tell them apart', async () => {
    const { demo } = await openIn(folder)
    const { rows: settings } = await demo.query<{ TimeZone: string }>('show TimeZone')
    expect(settings).toEqual([{ TimeZone: 'UTC' }])
    const world: Readonly<Record<string, readonly { id: number | string }[]>> = {
      ...createWorld(today),
    }
    for (const [table, rows] of Object.entries(world)) {
      const stored = await demo.query<{ id: number | string }>(`select id from ${table}`)
      const ids = rows.map(({ id }) => id)
      expect(new Set(stored.rows.map(({ id }) => id)), table).toEqual(new Set(ids))
      expect(stored.rows.length, table).toBe(ids.length)
    }
  })

  it('is built again where the file is damaged, by two starts at once without harm', async () => {
    truncateSync(cacheFile(), 1_000_000)
    const both = await Promise.all([openIn(folder), openIn(folder)])
    expect(both[0].said).toEqual([inventing])
    expect(await Promise.all(both.map(async ({ demo }) => await countOf(demo)))).toEqual([
      expected,
      expected,
    ])
    expect((await openIn(folder)).said).toEqual([])
    expect(readdirSync(folder)).toHaveLength(1)
  })

  it('opens where nothing can be kept, and says so', async () => {
    const file = join(folder, 'file')
    writeFileSync(file, '')
    const { demo, said } = await openIn(join(file, 'cache'))
    rmSync(file)
    expect(said).toEqual([
      inventing,
      'The demo world could not be kept: the next start will take as long.',
    ])
    expect(await countOf(demo)).toBe(expected)
  })
})
