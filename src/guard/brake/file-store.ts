import { shareNext } from '../../share-next.js'
import type { BrakeFile } from './brake-file.js'
import { markOf, personName } from './brake-key.js'
import type { Opened } from './brake-reader.js'
import { readingIn, withReading, type BrakeState } from './brake-text.js'
import type { BrakeStore, Mark } from './store.js'

/** A change that waits for the file. */
type Job = (opened: Opened) => BrakeState

const markerOf =
  (key: Opened['key']): Mark =>
  (patient) =>
    markOf(key, patient)

/**
 * What people have read lately, in a file; changes of one moment are one write.
 * @param momentMs milliseconds that one look serves a call: longer than most take
 */
export function createFileStore(file: BrakeFile, momentMs = 100): BrakeStore {
  const waiting: Job[] = []
  /** Grows at the beginning and at the end of each. */
  let changes = 0
  const writeAll = shareNext(async () => {
    const jobs = waiting.splice(0)
    await file.update((opened) =>
      jobs.reduce((state, job) => job({ ...opened, state }), opened.state),
    )
  })
  return {
    view: async (person) => {
      const [before, at] = [changes, performance.now()]
      const { key, state } = await file.read()
      return {
        reading: readingIn(state, personName(key, person)),
        mark: markerOf(key),
        isCurrent: () => changes === before && performance.now() - at < momentMs,
      }
    },
    change: async (person, work) => {
      changes += 1
      const answers: ReturnType<typeof work>['answer'][] = []
      waiting.push(({ key, state }) => {
        const name = personName(key, person)
        const { next, answer } = work(readingIn(state, name), markerOf(key))
        answers.push(answer)
        return next === undefined ? state : withReading(state, name, next)
      })
      try {
        await writeAll()
      } finally {
        // a look that was begun meanwhile may have found what was before
        changes += 1
      }
      for (const answer of answers) return answer
      throw new Error('a change was not made')
    },
    settled: file.settled,
  }
}
