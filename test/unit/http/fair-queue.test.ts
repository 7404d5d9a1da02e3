import { describe, expect, it, vi } from 'vitest'

import { createFairQueue, type FairQueueOptions } from '../../../src/http/limits/fair-queue.js'

const a = 1
const b = 2
const c = 3

/** A queue whose work notes when it starts and ends when the test says so. */
const openQueue = (given: Partial<FairQueueOptions> = {}) => {
  const started: string[] = []
  const refused: string[] = []
  const running: { name: string; end: () => void }[] = []
  let depth = 0
  const queue = createFairQueue({
    ...{ slots: 2, perPerson: 2, waiting: 200, maxWaitMs: 10_000 },
    ...given,
    onDepth: (now) => (depth = now),
  })
  const ask = (person: number, name: string, signal = new AbortController().signal) => {
    void queue.enter(person, signal).then(
      (end) => {
        started.push(name)
        running.push({ name, end })
      },
      (thrown: unknown) => {
        refused.push(`${name} ${thrown instanceof Error ? thrown.message : 'unknown'}`)
      },
    )
  }
  const settle = async () => {
    await new Promise((resolve) => setImmediate(resolve))
  }
  /** Ends the work that has run longest. */
  const endOne = async () => {
    running.shift()?.end()
    await settle()
  }
  return { ask, settle, endOne, started, refused, running, depth: () => depth }
}

describe('F43: one person’s questions do not hold up another', () => {
  it('B starts with the next free place, however many of A wait', async () => {
    const queue = openQueue()
    for (let n = 0; n < 200; n += 1) queue.ask(a, `A${n}`)
    queue.ask(b, 'B0')
    await queue.settle()
    expect(queue.started).toEqual(['A0', 'A1'])
    await queue.endOne()
    await queue.endOne()
    expect(queue.started).toContain('B0')
    expect(queue.started).toHaveLength(4)
  })

  it('all who wait take turns', async () => {
    const queue = openQueue({ slots: 1, perPerson: 1 })
    for (let n = 0; n < 3; n += 1)
      for (const who of ['A', 'B', 'C'].entries()) queue.ask(who[0], `${who[1]}${n}`)
    await queue.settle()
    for (let n = 0; n < 8; n += 1) await queue.endOne()
    expect(queue.started).toEqual(['A0', 'B0', 'C0', 'A1', 'B1', 'C1', 'A2', 'B2', 'C2'])
  })

  it('no one runs more at a time than is theirs, although places are free', async () => {
    const queue = openQueue({ slots: 10, perPerson: 4 })
    for (let n = 0; n < 6; n += 1) queue.ask(a, `A${n}`)
    queue.ask(b, 'B0')
    await queue.settle()
    expect(queue.started).toEqual(['A0', 'A1', 'A2', 'A3', 'B0'])
    expect(queue.depth()).toBe(2)
    await queue.endOne()
    expect(queue.started).toHaveLength(6)
    expect(queue.depth()).toBe(1)
  })

  it('a full queue refuses the newest of who has most in it', async () => {
    const queue = openQueue({ slots: 1, perPerson: 1, waiting: 3 })
    queue.ask(c, 'C0')
    for (let n = 0; n < 4; n += 1) queue.ask(a, `A${n}`)
    await queue.settle()
    expect(queue.refused).toEqual([expect.stringContaining('A3')])
    queue.ask(b, 'B0')
    queue.ask(b, 'B1')
    await queue.settle()
    expect(queue.refused).toHaveLength(3)
    expect(queue.refused.map((text) => text.slice(0, 2)).toSorted()).toEqual(['A2', 'A3', 'B1'])
    expect(queue.refused[0]).toContain('jhe-mcp has more questions than it can answer')
    for (let n = 0; n < 4; n += 1) await queue.endOne()
    expect(queue.started).toEqual(['C0', 'A0', 'B0', 'A1'])
  })
})

describe('the queue of calls', () => {
  it('forgets a call that is cancelled', async () => {
    const queue = openQueue({ slots: 1 })
    const stop = new AbortController()
    queue.ask(a, 'A0')
    queue.ask(b, 'B0', stop.signal)
    queue.ask(b, 'B1')
    await queue.settle()
    stop.abort(new Error('gone'))
    await queue.settle()
    expect(queue.refused).toEqual(['B0 gone'])
    expect(queue.depth()).toBe(1)
    await queue.endOne()
    expect(queue.started).toEqual(['A0', 'B1'])
  })

  it('does not begin what was cancelled before', async () => {
    const queue = openQueue()
    queue.ask(a, 'A0', AbortSignal.abort(new Error('gone')))
    await queue.settle()
    expect(queue.refused).toEqual(['A0 gone'])
    expect(queue.started).toEqual([])
  })

  it('refuses a call that has waited for too long, and goes on', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const queue = openQueue({ slots: 1 })
      queue.ask(a, 'A0')
      queue.ask(b, 'B0')
      vi.advanceTimersByTime(9_999)
      await queue.settle()
      expect(queue.refused).toEqual([])
      vi.advanceTimersByTime(1)
      await queue.settle()
      expect(queue.refused).toEqual([
        'B0 jhe-mcp has more questions than it can answer right now: this one waited 10 s for its turn.',
      ])
      queue.ask(b, 'B1')
      await queue.endOne()
      expect(queue.started).toEqual(['A0', 'B1'])
    } finally {
      vi.useRealTimers()
    }
  })

  it('gives back a place once, however often its end is told', async () => {
    const queue = openQueue({ slots: 1 })
    for (let n = 0; n < 3; n += 1) queue.ask(a, `A${n}`)
    await queue.settle()
    const [first] = queue.running
    first?.end()
    first?.end()
    await queue.settle()
    expect(queue.started).toEqual(['A0', 'A1'])
  })

  it('with no room to wait takes only what can run at once', async () => {
    const queue = openQueue({ slots: 2, perPerson: 1, waiting: 0 })
    queue.ask(a, 'A0')
    queue.ask(a, 'A1')
    queue.ask(b, 'B0')
    await queue.settle()
    expect(queue.started).toEqual(['A0', 'B0'])
    expect(queue.refused).toHaveLength(1)
  })
})
