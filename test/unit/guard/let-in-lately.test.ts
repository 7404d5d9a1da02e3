import { beforeEach, describe, expect, it } from 'vitest'

import { createMemoryStore } from '../../../src/guard/brake/memory-store.js'
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
