import { createBrakeFile } from '../../../src/guard/brake/brake-file.js'
import { createFileStore } from '../../../src/guard/brake/file-store.js'
import type { BrakeStore } from '../../../src/guard/brake/store.js'
import { createGuard, type Guard } from '../../../src/guard/guard.js'
import { createQueryExecutor } from '../../../src/query/query-executor.js'
import { connectTo } from '../clients/tool-caller.js'
import { openProcess, rowsOf } from '../guard/guarded-process.js'
import { testMachine } from '../worlds/stores.js'

/**
 * Asks for rows of a patient, and is killed before or after the brake has written its count, or when so
 * many answers were counted.
 */
const [dir = '', url = '', person = '', patient = '', when = '', times = '1'] =
  process.argv.slice(2)
const now = (): Date => new Date('2026-11-21T12:00:00Z')
const file = createBrakeFile({ dir, machine: testMachine, now, warn: () => undefined })
const store = createFileStore(file)

const die = (): void => {
  process.kill(process.pid, 'SIGKILL')
}

const dying: BrakeStore = {
  view: async (whose) => await store.view(whose),
  change: async (whose, work) => {
    if (when === 'before') die()
    const answer = await store.change(whose, work)
    if (when === 'after') die()
    return answer
  },
}

const limits = { patientsPerHour: 2, patientsPerDay: 3, rowsPerHour: 1_500 }
const counting = createGuard({ store: dying, limits, canaries: [], now })
let counted = 0
const guard: Guard = {
  ...counting,
  release: async (...answer) => {
    await counting.release(...answer)
    counted += 1
    if (when === 'counted' && counted === Number(times)) die()
  },
}
const database = createQueryExecutor(connectTo(url), {
  requireSafeRole: false,
  warn: () => undefined,
})
const asking = openProcess({ database, now, guard, record: () => undefined }, Number(person))
for (let n = 0; n < Number(times); n += 1) {
  const { text } = await asking.answer(...rowsOf(Number(patient)))
  console.log(`told ${text.length}`)
}
await database.close()
