import { createHash } from 'node:crypto'

import { createServeKeys } from '../../../src/state/serve-keys.js'
import type { ServeKeys } from '../../../src/state/store.js'

/** The keys of replicas, from any texts, the newest first. */
export const testKeys = (...texts: readonly string[]): ServeKeys =>
  createServeKeys(texts.map((text) => createHash('sha256').update(text).digest('base64')))
