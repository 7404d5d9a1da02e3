import { markOf, newKey, personName } from './brake-key.js'
import { emptyState, readingIn, withReading } from './brake-text.js'
import type { BrakeStore } from './store.js'

/** What people have read lately of what this process answered; gone with it. */
export function createMemoryStore(): BrakeStore {
  const key = newKey()
  let state = emptyState
  return {
    reading: async (person) => await Promise.resolve(readingIn(state, personName(key, person))),
    change: async (person, work) => {
      const name = personName(key, person)
      const { next, answer } = work(readingIn(state, name), (patient) => markOf(key, patient))
      if (next !== undefined) state = withReading(state, name, next)
      return await Promise.resolve(answer)
    },
  }
}
