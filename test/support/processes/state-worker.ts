import { toJheError } from '../../../src/errors.js'
import { embeddedKeys } from '../../../src/state/embedded/embedded-keys.js'
import { openEmbeddedState } from '../../../src/state/embedded.js'
import { ends, grantOf } from '../state/fixtures.js'
import { testMachine } from '../worlds/stores.js'

/** Opens the embedded state in a folder, stores a grant, and stays until it is killed. */
const [folder = '', grant = ''] = process.argv.slice(2)
const options = { machine: testMachine, warn: () => undefined }

try {
  const keys = await embeddedKeys(folder, options)
  const store = await openEmbeddedState({ ...options, folder, keys, now: () => new Date() })
  await store.grants.create(grantOf(grant), ends)
  await store.counts.exchange(new Map([['person', 1]]))
  console.log('stored')
  setInterval(() => undefined, 60_000)
} catch (thrown) {
  const { code, message } = toJheError(thrown)
  console.log(`${code} ${message}`)
}
