import { markOf, newKey, personName } from './brake-key.js'
import { emptyState, readingIn, withReading } from './brake-text.js'
import type { BrakeStore } from './store.js'

/** What people have read lately of what this process answered; gone with it. */
export function createMemoryStore(): BrakeStore {
  const key = newKey()
  const mark = (patient: number): string => markOf(key, patient)
  let state = emptyState
  return {
    view: async (person) =>
      await Promise.resolve({
        reading: readingIn(state, personName(key, person)),
        mark,
        isCurrent: () => false,
      }),
    change: async (person, work) => {
      const name = personName(key, person)
      const { next, answer } = work(readingIn(state, name), mark)
      if (next !== undefined) state = withReading(state, name, next)
      return await Promise.resolve(answer)
    },
  }
}
