import { randomBytes } from 'node:crypto'

import { createPrometheus } from '../../http/prometheus.js'
import { openMemoryState } from '../../state/memory.js'
import { createServeKeys } from '../../state/serve-keys.js'
import { serveUntilTold, type Served } from './serve-until-told.js'

/** What is served, without what this file makes. */
export type ServedInMemory = Omit<Served, 'state' | 'keys' | 'prometheus'>

/**
 * Serves until the process is told to end, with a state and keys that end with it.
 * @throws JheError CONFIG_INVALID
 */
export async function serveInMemory(served: ServedInMemory): Promise<void> {
  const { now, version } = served.context.runtime
  await serveUntilTold({
    ...served,
    state: openMemoryState({ now }),
    keys: createServeKeys([randomBytes(32).toString('base64')]),
    prometheus: createPrometheus({ version }),
  })
}
