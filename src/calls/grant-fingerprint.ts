import type { Grant } from '../permissions/grant.js'
import { fingerprint } from '../text/fingerprint.js'

/**
 * A hash of what a session is held to: the same for the same studies, patient, data types, tools and
 * limits, whoever asks and until when.
 */
export function grantFingerprint({ studies, patient, types, tools, limits }: Grant): string {
  const { read, search } = types
  const { rows, bytes } = limits
  return fingerprint(JSON.stringify([studies, patient, read, search, tools, rows, bytes]))
}
