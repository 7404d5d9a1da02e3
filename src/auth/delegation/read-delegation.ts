import { delegationSchema, maxDepth, type DelegationClaims } from './claims.js'
import { DelegationError } from './delegation-error.js'

/** Characters of the longest token; an environment can hold it everywhere. */
export const maxLength = 16_384

const form = /^[\w-]+\.([\w-]+)\.[\w-]+$/

/** One text of a part alone is the part: bits that are not used are no way to write another. */
const isCanonical = (part: string): boolean =>
  Buffer.from(part, 'base64url').toString('base64url') === part

/** The value of a JSON text in base64url. @throws DelegationError `malformed` */
const jsonOf = (part: string): unknown => {
  try {
    const bytes = Buffer.from(part, 'base64url')
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new DelegationError('malformed')
  }
}

/** Names of agents within one another. */
const depthOf = (within: unknown): number =>
  typeof within === 'object' && within !== null && 'act' in within ? 1 + depthOf(within.act) : 0

/** @throws DelegationError `claims`, or `depth` for more agents than a delegation names */
export function parseClaims(payload: unknown): DelegationClaims {
  const claims = delegationSchema.safeParse(payload)
  if (!claims.success) {
    throw new DelegationError(depthOf(payload) > maxDepth ? 'depth' : 'claims')
  }
  return claims.data
}

/**
 * What a token says, which nobody has checked yet: enough to narrow what is listed and offered, and
 * never to answer. A start reads it without the code that verifies.
 * @throws DelegationError `malformed` or `claims`
 */
export function readDelegation(token: string): DelegationClaims {
  const payload = token.length > maxLength ? undefined : form.exec(token)?.[1]
  if (payload === undefined || !token.split('.').every(isCanonical))
    throw new DelegationError('malformed')
  return parseClaims(jsonOf(payload))
}
