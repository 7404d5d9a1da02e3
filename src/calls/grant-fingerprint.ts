import type { Grant } from '../permissions/grant.js'
import { fingerprint } from '../text/fingerprint.js'

/** A grant never changes. */
const made = new WeakMap<Grant, string>()

/**
 * A hash of what a session is held to: the same for the same studies, patient, data types, tools and
 * limits, whoever asks and until when.
 */
export function grantFingerprint(grant: Grant): string {
  const known = made.get(grant)
  if (known !== undefined) return known
  const { studies, patient, types, tools, limits } = grant
  const { read, search } = types
  const { rows, bytes } = limits
  const hash = fingerprint(JSON.stringify([studies, patient, read, search, tools, rows, bytes]))
  made.set(grant, hash)
  return hash
}
