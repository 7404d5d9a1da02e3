import { beforeEach, describe, expect, it } from 'vitest'

import { JheError } from '../../../src/errors.js'
import { createMemoryStore } from '../../../src/guard/brake/memory-store.js'
import { minuteMs } from '../../../src/guard/brake/reading.js'
import type { BrakeStore } from '../../../src/guard/brake/store.js'
import { createGuard, type Guard, type GuardOptions } from '../../../src/guard/guard.js'
import { identityOf } from '../../support/guard/guarded-process.js'
import { patients } from '../../support/worlds/jhe/ids.js'
import { people } from '../../support/worlds/jhe/people.js'

const limits = { patientsPerHour: 2, patientsPerDay: 3, rowsPerHour: 1_500 }
const start = Date.parse('2026-11-21T12:00:00Z')
let at = start
beforeEach(() => {
  at = start
})

const guardWith = (change: Pick<GuardOptions, 'store'> & Partial<GuardOptions>): Guard =>
  createGuard({ limits, canaries: [], now: () => new Date(at), ...change })

describe('who was let in lately', () => {
  const person = identityOf(people.coordinator.userId)
  const release = async (guard: Guard, patient: number): Promise<void> => {
    await guard.release({ patients: [patient], rows: 1 }, person, () => undefined)
  }

  it('A47: is let in for a second without asking; a stop elsewhere holds for patients at once', async () => {
    const store = createMemoryStore()
    const canary = patients.ben
    const [here, elsewhere] = [
      guardWith({ store, admittedForMs: 1_000 }),
      guardWith({ store, canaries: [canary] }),
    ]
    await here.admit(person)
    await expect(release(elsewhere, canary)).rejects.toMatchObject({ code: 'BRAKED' })
    await here.admit(person)
    at += 1_000
    await expect(here.admit(person)).rejects.toMatchObject({ code: 'BRAKED' })
  })

  it('A47: is refused what holds patients within that second, and let in no more', async () => {
    const store = createMemoryStore()
    const canary = patients.ben
    const here = guardWith({ store, admittedForMs: 1_000 })
    await here.admit(person)
    const elsewhere = guardWith({ store, canaries: [canary] })
    await expect(release(elsewhere, canary)).rejects.toMatchObject({ code: 'BRAKED' })
    await expect(release(here, patients.ana)).rejects.toMatchObject({ code: 'BRAKED' })
    await expect(here.admit(person)).rejects.toMatchObject({ code: 'BRAKED' })
  })

  it('A47: is not let in any more once an answer was refused', async () => {
    const store = createMemoryStore()
    const canary = patients.ben
    const here = guardWith({ store, admittedForMs: 1_000, canaries: [canary] })
    await here.admit(person)
    await expect(release(here, canary)).rejects.toMatchObject({ code: 'BRAKED' })
    await expect(here.admit(person)).rejects.toMatchObject({ code: 'BRAKED' })
    const other = guardWith({ store, admittedForMs: 1_000 })
    await expect(other.admit(person)).rejects.toMatchObject({ code: 'BRAKED' })
  })
})

/** A store whose state is lost from `lose` on, and fails with `code` then. */
const losable = (code: 'STATE_UNAVAILABLE' | 'INTERNAL') => {
  const kept = createMemoryStore()
  let isLost = false
  const check = () => {
    if (isLost) throw new JheError(code, 'The state is not reachable.', 'Try again in a moment.')
  }
  const store: BrakeStore = {
    reading: async (person) => {
      check()
      return await kept.reading(person)
    },
    change: async (person, work) => {
      check()
      return await kept.change(person, work)
    },
  }
  return {
    store,
    lose: () => {
      isLost = true
    },
  }
}

describe('who was let in before the state was lost', () => {
  const person = identityOf(people.coordinator.userId)
  const lostFor = { code: 'STATE_UNAVAILABLE' } as const

  it('A46: is let in for less than five minutes, however often they come', async () => {
    const { store, lose } = losable('STATE_UNAVAILABLE')
    const guard = guardWith({ store })
    await guard.admit(person)
    lose()
    at = start + 5 * minuteMs - 1
    await guard.admit(person)
    await guard.admit(person)
    at = start + 5 * minuteMs
    await expect(guard.admit(person)).rejects.toMatchObject(lostFor)
  })

  it('A46: is told nothing of patients meanwhile', async () => {
    const { store, lose } = losable('STATE_UNAVAILABLE')
    const guard = guardWith({ store })
    await guard.admit(person)
    lose()
    const held = { patients: [patients.ana], rows: 1 }
    await expect(guard.release(held, person, () => undefined)).rejects.toMatchObject(lostFor)
    await guard.release({ patients: [], rows: 0 }, person, () => undefined)
  })

  it('A46: is let in by no clock that went back, and nobody else is', async () => {
    const { store, lose } = losable('STATE_UNAVAILABLE')
    const guard = guardWith({ store })
    await guard.admit(person)
    lose()
    const other = identityOf(people.analyst.userId)
    await expect(guard.admit(other)).rejects.toMatchObject(lostFor)
    at = start - 1
    await expect(guard.admit(person)).rejects.toMatchObject(lostFor)
  })

  it('A46: is not let in where the store fails in any other way', async () => {
    const { store, lose } = losable('INTERNAL')
    const guard = guardWith({ store })
    await guard.admit(person)
    lose()
    await expect(guard.admit(person)).rejects.toMatchObject({ code: 'INTERNAL' })
  })
})
