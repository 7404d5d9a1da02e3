import type { IncomingMessage } from 'node:http'

/** Headers of which a request has one at most (RFC 9112 section 3.2, RFC 9110 section 5.3). */
const singular = ['host', 'authorization', 'content-type']

/**
 * Whether a header that says where a request goes, who sends it or what it is comes twice. Node takes
 * the first; a proxy in front may have looked at another.
 */
export function hasRepeatedHeaders({ rawHeaders }: IncomingMessage): boolean {
  const seen = new Set<string>()
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]?.toLowerCase() ?? ''
    if (!singular.includes(name)) continue
    if (seen.has(name)) return true
    seen.add(name)
  }
  return false
}
