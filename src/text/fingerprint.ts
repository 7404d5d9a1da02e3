import { createRequire } from 'node:module'
import type * as crypto from 'node:crypto'

const load: (name: string) => unknown = createRequire(import.meta.url)

let known: typeof crypto | undefined

const isCrypto = (loaded: unknown): loaded is typeof crypto =>
  typeof loaded === 'object' && loaded !== null && 'createHash' in loaded

/**
 * SHA-256 of a text in base64url. The first call loads the hash module, which would delay the start.
 * @throws Error where Node was built without cryptography
 */
export function fingerprint(text: string): string {
  const loaded = known ?? load('node:crypto')
  if (!isCrypto(loaded)) throw new Error('Node has no cryptography')
  known = loaded
  return loaded.createHash('sha256').update(text).digest('base64url')
}
