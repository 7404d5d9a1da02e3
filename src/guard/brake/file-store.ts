import { shareNext } from '../../share-next.js'
import type { BrakeFile } from './brake-file.js'
import { markOf, personName } from './brake-key.js'
import type { Opened } from './brake-reader.js'
import { readingIn, withReading, type BrakeState } from './brake-text.js'
import type { BrakeStore } from './store.js'

/** A change that waits for the file. */
type Job = (opened: Opened) => BrakeState

/** What people have read lately, in a file; changes of one moment are one write. */
export function createFileStore(file: BrakeFile): BrakeStore {
  const waiting: Job[] = []
  const writeAll = shareNext(async () => {
    const jobs = waiting.splice(0)
    await file.update((opened) =>
      jobs.reduce((state, job) => job({ ...opened, state }), opened.state),
    )
  })
  return {
    reading: async (person) => {
      const { key, state } = await file.read()
      return readingIn(state, personName(key, person))
    },
    change: async (person, work) => {
      const answers: ReturnType<typeof work>['answer'][] = []
      waiting.push(({ key, state }) => {
        const name = personName(key, person)
        const { next, answer } = work(readingIn(state, name), (patient) => markOf(key, patient))
        answers.push(answer)
        return next === undefined ? state : withReading(state, name, next)
      })
      await writeAll()
      for (const answer of answers) return answer
      throw new Error('a change was not made')
    },
  }
}
