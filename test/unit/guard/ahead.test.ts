import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'

import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { createBrakeFile, type BrakeFile } from '../../../src/guard/brake/brake-file.js'
import { emptyState, lifted } from '../../../src/guard/brake/brake-text.js'
import { createCounter, type Counter } from '../../../src/guard/brake/counter.js'
import { createFileStore } from '../../../src/guard/brake/file-store.js'
import { createMemoryStore } from '../../../src/guard/brake/memory-store.js'
import { hourMs, minuteMs, read, type Figures } from '../../../src/guard/brake/reading.js'
import type { BrakeStore } from '../../../src/guard/brake/store.js'
import { createTestFolder, testMachine } from '../../support/worlds/stores.js'

const person = { issuer: 'https://jhe.example.org/o', subject: 10_001 }
const limits = { patientsPerHour: 10, patientsPerDay: 20, rowsPerHour: 100 }
const start = Date.parse('2026-03-04T09:30:00Z')

let at = start
const now = (): Date => new Date(at)
let folder: Awaited<ReturnType<typeof createTestFolder>>
beforeEach(async () => {
  at = start
  folder = await createTestFolder()
})
afterEach(async () => {
  await closeAll()
  await folder[Symbol.asyncDispose]()
})

const openFile = (): BrakeFile =>
  createBrakeFile({ dir: folder.path, machine: testMachine, now, warn: () => undefined })
const openStore = (): BrakeStore => createFileStore(openFile())
const opened: Counter[] = []
const openOn = (store: BrakeStore, aheadMs = minuteMs): Counter => {
  const counter = createCounter({ store, limits, now, aheadMs })
  opened.push(counter)
  return counter
}
/** A process of its own. */
const open = (aheadMs?: number): Counter => openOn(openStore(), aheadMs)
const closeAll = async (): Promise<void> => {
  for (const counter of opened.splice(0)) await counter.close()
}

const textOf = async (): Promise<string> => await readFile(join(folder.path, 'brake.json'), 'utf8')
const figuresOf = async (store = openStore()): Promise<Figures> =>
  read((await store.view(person)).reading, at)

/** @returns whether it may be told */
const tell = async (counter: Counter, patients: readonly number[], rows = 1): Promise<boolean> =>
  (await counter.count(person, { patients, rows })) === undefined

describe('what is counted ahead', () => {
  it('A44: takes a change of the file for the first two answers, and then for none of a block', async () => {
    const counter = open()
    expect(await tell(counter, [1])).toBe(true)
    expect(await figuresOf()).toEqual({ patientsHour: 1, patientsDay: 1, rowsHour: 1 })
    expect(await tell(counter, [1])).toBe(true)
    const text = await textOf()
    for (let n = 0; n < 5; n += 1) expect(await tell(counter, [1])).toBe(true)
    expect(await textOf()).toBe(text)
    expect(await figuresOf()).toEqual({ patientsHour: 1, patientsDay: 1, rowsHour: 7 })
    // the block is used up, and another patient is not counted yet
    expect(await tell(counter, [1])).toBe(true)
    expect(await tell(counter, [2])).toBe(true)
    expect(await figuresOf()).toMatchObject({ patientsHour: 2 })
  })

  it('A44: figures of a patient, who was told a moment ago, take no change', async () => {
    const counter = open()
    for (let n = 0; n < 2; n += 1) {
      at += 1_000
      expect(await tell(counter, [1], 0)).toBe(true)
    }
    const text = await textOf()
    at += minuteMs
    expect(await tell(counter, [1], 0)).toBe(true)
    expect(await textOf()).toBe(text)
    at += 1
    expect(await tell(counter, [1], 0)).toBe(true)
    expect(await textOf()).not.toBe(text)
  })

  it('A44: a process that is gone without a word has counted all that it told, for an hour', async () => {
    const counter = open()
    for (let n = 0; n < 2; n += 1) await tell(counter, [1])
    for (let n = 0; n < 5; n += 1) {
      at += 10_000
      expect(await tell(counter, [1])).toBe(true)
    }
    at += hourMs - 1
    const figures = await figuresOf()
    expect(figures.patientsHour).toBe(1)
    expect(figures.rowsHour).toBeGreaterThanOrEqual(5)
    at += minuteMs
    expect(await figuresOf()).toMatchObject({ patientsHour: 0, rowsHour: 0 })
  })

  it('A44: nobody is refused before the limit because of a block of their own', async () => {
    const counter = open()
    let told = 0
    while (await tell(counter, [1])) told += 1
    expect(told).toBe(limits.rowsPerHour)
  })

  it('A44: what was not used is given back at the end of the process', async () => {
    const counter = open()
    for (let n = 0; n < 3; n += 1) await tell(counter, [1])
    expect(await figuresOf()).toMatchObject({ rowsHour: 7 })
    await counter.close()
    expect(await figuresOf()).toMatchObject({ rowsHour: 3 })
    // and nothing is counted ahead any more
    await tell(counter, [1])
    expect(await figuresOf()).toMatchObject({ rowsHour: 4 })
  })

  it('A44: what was not used is given back by a process that is idle', async () => {
    const counter = open(50)
    for (let n = 0; n < 2; n += 1) await tell(counter, [1])
    await expect.poll(async () => (await figuresOf()).rowsHour, { timeout: 30_000 }).toBe(2)
  })

  it('A44: a process that ends leaves no lock behind', async () => {
    const counter = open()
    await tell(counter, [1])
    await counter.close()
    await expect(readFile(join(folder.path, 'brake.json.lock'))).rejects.toThrow('ENOENT')
  })
})

describe('what others change', () => {
  const ahead = async (): Promise<Counter> => {
    const counter = open()
    for (let n = 0; n < 3; n += 1) await tell(counter, [1])
    return counter
  }

  it('A44: a count that was begun anew counts from then on, and nothing is put back', async () => {
    const counter = await ahead()
    const other = openFile()
    at += 1_000
    await rm(join(folder.path, 'brake.json'))
    await other.renew(() => emptyState)
    expect(await figuresOf()).toMatchObject({ patientsHour: 0, rowsHour: 0 })
    expect(await tell(counter, [1])).toBe(true)
    expect(await figuresOf()).toMatchObject({ patientsHour: 1 })
    await counter.close()
    expect(await figuresOf()).toEqual({ patientsHour: 1, patientsDay: 1, rowsHour: 1 })
  })

  it('A44: a count that was emptied stays empty when a process ends', async () => {
    const counter = await ahead()
    await openFile().update(() => emptyState)
    await counter.close()
    expect(await figuresOf()).toMatchObject({ patientsHour: 0, rowsHour: 0 })
  })

  it('A44: a lift holds at once', async () => {
    const counter = await ahead()
    await openFile().renew((state) => lifted(state, at + hourMs))
    const { rowsHour } = await figuresOf()
    for (let n = 0; n < 3; n += 1) expect(await tell(counter, [1], 1_000)).toBe(true)
    expect((await figuresOf()).rowsHour).toBeLessThanOrEqual(rowsHour)
  })

  it('A44: what was seen a moment ago serves no answer after a change of this process', async () => {
    const store = createFileStore(openFile(), 60_000)
    const counter = openOn(store)
    for (let n = 0; n < 3; n += 1) await tell(counter, [1])
    const seen = await store.view(person)
    expect(seen.isCurrent()).toBe(true)
    await store.change(person, (reading) => ({
      next: { ...reading, stoppedAt: at },
      answer: undefined,
    }))
    expect(seen.isCurrent()).toBe(false)
    expect(await counter.count(person, { patients: [1], rows: 1 }, seen)).toBe('stopped')
    await counter.close()
  })

  it('A47: a stop holds at once, for an answer that was counted ahead too', async () => {
    const counter = await ahead()
    await openStore().change(person, (reading) => ({
      next: { ...reading, stoppedAt: at },
      answer: undefined,
    }))
    expect(await counter.count(person, { patients: [1], rows: 1 })).toBe('stopped')
    await counter.close()
    expect((await openStore().view(person)).reading.stoppedAt).toBe(at)
  })
})

/** What was told of rows, and when. */
interface Told {
  readonly at: number
  readonly rows: number
}

const within = (told: readonly Told[], end: number): number =>
  told.filter((one) => one.at > end - hourMs).reduce((sum, { rows }) => sum + rows, 0)

describe('several processes', () => {
  const step = fc.record({
    /** Which process asks, and whether it is killed afterwards. */
    by: fc.nat(2),
    isKilled: fc.constantFrom(false, false, true),
    rows: fc.nat(30),
    patient: fc.nat(12),
    later: fc.constantFrom(0, 0, 1_000, 20_000, minuteMs, 10 * minuteMs),
  })

  it('A44: together never tell more than the limits, however they are interleaved and killed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        at = start
        const store = createMemoryStore()
        const begin = (): Counter => openOn(store)
        const counters = [begin(), begin(), begin()]
        const told: Told[] = []
        const seen = new Map<number, number>()
        for (const { by, isKilled, rows, patient, later } of steps) {
          at += later
          const counter = counters[by] ?? begin()
          if (await tell(counter, [patient], rows)) {
            told.push({ at, rows })
            seen.set(patient, at)
          }
          if (isKilled) counters[by] = begin()
          expect(within(told, at)).toBeLessThanOrEqual(limits.rowsPerHour)
          const patients = [...seen.values()].filter((moment) => moment > at - hourMs)
          expect(patients.length).toBeLessThanOrEqual(limits.patientsPerHour)
          const figures = await figuresOf(store)
          expect(figures.rowsHour).toBeGreaterThanOrEqual(within(told, at))
          expect(figures.patientsHour).toBeGreaterThanOrEqual(patients.length)
        }
        await closeAll()
      }),
      { numRuns: 200 },
    )
  })

  it('A44: that ask at once are told as much as one, and no more', async () => {
    const counters = [open(), open()]
    for (const counter of counters) await tell(counter, [1], 1)
    const answers = await Promise.all(
      Array.from({ length: 120 }, async (_, n) => await tell(counters[n % 2] ?? open(), [1])),
    )
    const told = counters.length + answers.filter(Boolean).length
    expect(told).toBeLessThanOrEqual(limits.rowsPerHour)
    await closeAll()
    // what the last blocks held is given back, so that the rest is told
    let rest = 0
    while (await tell(counters[0] ?? open(), [1])) rest += 1
    expect(told + rest).toBe(limits.rowsPerHour)
  })
})
