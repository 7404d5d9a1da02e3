import { randomBytes } from 'node:crypto'

import { describe, expect, it } from 'vitest'

import { JheError } from '../../../src/errors.js'
import { createPersonLimits, type PersonLimits } from '../../../src/http/limits/limits.js'
import { createSharedRate, type SharedRate } from '../../../src/http/limits/shared-rate.js'
import { openMemoryState } from '../../../src/state/memory.js'
import type { SharedCounts } from '../../../src/state/store.js'

const a = 10_001
const b = 10_002
const secret = randomBytes(32)
const start = Date.parse('2026-03-04T09:30:10Z')

/** The counts that replicas share, with the names that they were sent and a clock of its own. */
const openCounts = () => {
  let now = new Date(start)
  let isDown = false
  let exchanges = 0
  const rows = new Map<string, number>()
  const counts: SharedCounts = {
    exchange: async (calls) => {
      await new Promise((resolve) => setImmediate(resolve))
      exchanges += 1
      if (isDown) throw new JheError('STATE_UNAVAILABLE', 'The state is down.', 'Wait.')
      const minute = new Date(Math.floor(now.getTime() / 60_000) * 60_000)
      const prefix = `${minute.toISOString()} `
      for (const [person, n] of calls) {
        const key = `${prefix}${person}`
        rows.set(key, (rows.get(key) ?? 0) + n)
      }
      const own = [...rows].filter(([key]) => key.startsWith(prefix))
      return { minute, totals: new Map(own.map(([key, n]) => [key.slice(prefix.length), n])) }
    },
  }
  return {
    counts,
    rows,
    exchanges: () => exchanges,
    setDown: (down: boolean) => (isDown = down),
    now: () => now,
    goOn: (ms: number) => (now = new Date(now.getTime() + ms)),
  }
}

/** How many of so many calls at once are let through. */
const passed = async (calls: readonly Promise<void>[]): Promise<number> =>
  (await Promise.allSettled(calls)).filter(({ status }) => status === 'fulfilled').length

const many = (rates: readonly SharedRate[], count: number, subject = a): Promise<void>[] =>
  Array.from({ length: count }, (_, n) => n).flatMap((n) => {
    const rate = rates[n % rates.length]
    return rate === undefined ? [] : [rate.take(subject)]
  })

const errorOf = async (work: Promise<unknown>): Promise<unknown> =>
  await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )

describe('F22: a rate is not multiplied by the replicas', () => {
  const replicas = (shared: ReturnType<typeof openCounts>, skew = [0, 0, 0]) =>
    skew.map((ms) =>
      createSharedRate({
        rate: 120,
        counts: shared.counts,
        secret,
        now: () => new Date(shared.now().getTime() + ms),
      }),
    )

  it('120 to 160 of 600 calls at once pass through three', async () => {
    const through = await passed(many(replicas(openCounts()), 600))
    expect(through).toBeGreaterThanOrEqual(120)
    expect(through).toBeLessThanOrEqual(160)
  })

  it.each([10, 33, 60])('and of 600 in lots of %s between two exchanges', async (lot) => {
    const shared = openCounts()
    const three = replicas(shared)
    let through = 0
    for (let sent = 0; sent < 600; sent += lot) {
      through += await passed(many(three, Math.min(lot, 600 - sent)))
      for (const rate of three) await rate.exchange()
    }
    expect(through).toBeGreaterThanOrEqual(120)
    expect(through).toBeLessThanOrEqual(160)
  })

  it('also where the clock of one goes 45 s wrong', async () => {
    const shared = openCounts()
    const three = replicas(shared, [0, 45_000, -5_000])
    const through = await passed(many(three, 600))
    expect(through).toBeGreaterThanOrEqual(120)
    expect(through).toBeLessThanOrEqual(160)
  })

  it('with the counts of the state itself', async () => {
    const now = () => new Date(start)
    const { counts } = openMemoryState({ now })
    const three = [0, 1, 2].map(() => createSharedRate({ rate: 120, counts, secret, now }))
    const through = await passed(many(three, 600))
    expect(through).toBeGreaterThanOrEqual(120)
    expect(through).toBeLessThanOrEqual(160)
  })

  it('tells a person when to ask again, and answers then', async () => {
    const shared = openCounts()
    const [rate] = replicas(shared)
    if (rate === undefined) throw new Error('no replica')
    expect(await passed(many([rate], 121))).toBe(120)
    expect(await errorOf(rate.take(a))).toMatchObject({
      code: 'RATE_LIMITED',
      message:
        'You have asked jhe-mcp more than 120 times in this minute, which is the limit for one person.',
      hint: 'Ask again in 50 s; a summary or a longer page needs fewer calls.',
    })
    expect(await passed([rate.take(b)])).toBe(1)
    shared.goOn(50_000)
    expect(await passed([rate.take(a)])).toBe(1)
  })

  it('names people to the others by a hash that only the replicas can make', async () => {
    const shared = openCounts()
    const three = replicas(shared)
    await passed(many(three, 60))
    for (const rate of three) await rate.exchange()
    expect(shared.rows.size).toBe(1)
    expect([...shared.rows.keys()].join()).not.toContain(String(a))
    const other = createSharedRate({
      rate: 120,
      counts: shared.counts,
      secret: randomBytes(32),
      now: shared.now,
    })
    await other.take(a)
    await other.exchange()
    expect(shared.rows.size).toBe(2)
  })

  it('asks the state for one statement, however many people call, and for none when no one does', async () => {
    const shared = openCounts()
    const [rate] = replicas(shared)
    if (rate === undefined) throw new Error('no replica')
    await rate.exchange()
    expect(shared.exchanges()).toBe(0)
    for (let person = 0; person < 200; person += 1) await rate.take(person)
    expect(shared.exchanges()).toBe(0)
    await rate.exchange()
    expect(shared.exchanges()).toBe(1)
    shared.goOn(180_000)
    await rate.exchange()
    expect(shared.exchanges()).toBe(1)
  })

  it('each replica goes on by its own counts while the state is down, and shares again after it', async () => {
    const shared = openCounts()
    const three = replicas(shared)
    shared.setDown(true)
    expect(await passed(many(three, 600))).toBe(360)
    shared.goOn(60_000)
    shared.setDown(false)
    for (const rate of three) {
      await rate.take(b)
      await rate.exchange()
    }
    const through = await passed(many(three, 600))
    expect(through).toBeGreaterThanOrEqual(120)
    expect(through).toBeLessThanOrEqual(160)
  })
})

describe('limits of a person', () => {
  const open = (config: Partial<Parameters<typeof createPersonLimits>[0]['config']> = {}) => {
    const shared = openCounts()
    const told: string[] = []
    const limits = createPersonLimits({
      config: {
        ...{ rate: 5, concurrency: 4, queue: 200, dbPool: 10 },
        ...config,
      },
      counts: shared.counts,
      keys: { secrets: () => [secret] },
      metrics: {
        queued: () => told.push('queued'),
        queueDepth: (depth) => told.push(`depth ${depth}`),
        rateLimited: () => told.push('limited'),
      },
      now: shared.now,
    })
    return {
      limits,
      told,
      [Symbol.dispose]: () => {
        limits.close()
      },
    }
  }

  const never = new AbortController().signal
  const call = async (limits: PersonLimits, subject = a): Promise<string> =>
    await limits.turnOf(subject)(never, async () => await Promise.resolve('answer'))

  it('let calls through and count those that are refused', async () => {
    using opened = open()
    for (let n = 0; n < 5; n += 1) expect(await call(opened.limits)).toBe('answer')
    expect(await errorOf(call(opened.limits))).toMatchObject({ code: 'RATE_LIMITED' })
    expect(opened.told.filter((word) => word === 'limited')).toHaveLength(1)
    expect(opened.told.filter((word) => word === 'queued')).toHaveLength(5)
    expect(await call(opened.limits, b)).toBe('answer')
  })

  it('F43: one person leaves a place to others where the database has few', async () => {
    using opened = open({ rate: 100, dbPool: 2 })
    const started: string[] = []
    const ends: (() => void)[] = []
    const hold = (subject: number, name: string) =>
      opened.limits.turnOf(subject)(never, async () => {
        started.push(name)
        await new Promise<void>((resolve) => {
          ends.push(resolve)
        })
      })
    const calls = [hold(a, 'A0'), hold(a, 'A1'), hold(b, 'B0')]
    await new Promise((resolve) => setImmediate(resolve))
    expect(started).toEqual(['A0', 'B0'])
    while (ends.length > 0) {
      ends.shift()?.()
      await new Promise((resolve) => setImmediate(resolve))
    }
    await Promise.all(calls)
    expect(opened.told.at(-1)).toBe('queued')
  })

  it('a call that fails gives its place back', async () => {
    using opened = open({ rate: 100, dbPool: 2, queue: 0 })
    for (let n = 0; n < 5; n += 1) {
      const failed = opened.limits.turnOf(a)(never, async () => {
        await Promise.reject(new Error('no answer'))
      })
      expect(await errorOf(failed)).toMatchObject({ message: 'no answer' })
    }
    expect(await call(opened.limits)).toBe('answer')
  })

  it('flooding begins beyond ten times the rate, and ends with the minute', async () => {
    using opened = open()
    let floods = 0
    for (let n = 0; n < 60; n += 1) {
      if (opened.limits.isFlooding(a)) floods += 1
      await Promise.resolve()
      await Promise.resolve()
      await Promise.resolve()
    }
    expect(floods).toBe(9)
    expect(opened.limits.isFlooding(b)).toBe(false)
  })
})
