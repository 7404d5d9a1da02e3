import { CompactSign, importJWK } from 'jose'

import type { SessionOwner } from '../session/session.js'
import { actedBy, type DelegationClaims, type WrittenGrant } from './claims.js'
import { audienceOf, issuerName, type DelegationKeys } from './delegation-keys.js'
import { parseClaims } from './read-delegation.js'
import { longestDelegation, tokenType } from './verify-delegation.js'

/** What is delegated to whom. */
export interface DelegationRequest {
  readonly owner: SessionOwner
  /** `core_jheuser.id` */
  readonly subject: number
  /** The agent. */
  readonly to: string
  readonly grants: readonly WrittenGrant[]
  /** Seconds; never beyond 12 hours, nor beyond the end of the parent. */
  readonly lifetime: number
  readonly now: Date
  /** The delegation that this process is itself held to, verified. */
  readonly parent?: DelegationClaims | undefined
  /** A new random id. */
  readonly id: string
}

/** The claims of a new token: never more, and never longer, than those of its parent. */
export function claimsOf(request: DelegationRequest, keys: DelegationKeys): DelegationClaims {
  const { owner, subject, to, grants, lifetime, now, parent, id } = request
  const iat = Math.floor(now.getTime() / 1000)
  const exp = Math.min(iat + Math.min(lifetime, longestDelegation), parent?.exp ?? Infinity)
  return parseClaims({
    iss: issuerName(keys),
    aud: audienceOf(owner),
    sub: String(subject),
    act: actedBy(to, parent?.act),
    grants: [...(parent?.grants ?? []), ...grants],
    parents: parent === undefined ? [] : [...parent.parents, parent.jti],
    jti: id,
    iat,
    exp,
  })
}

/** Signs claims as a compact JWS (RFC 7515 section 7.1). */
export async function signDelegation(
  claims: DelegationClaims,
  { key }: DelegationKeys,
): Promise<string> {
  return await new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
    .setProtectedHeader({ alg: 'EdDSA', typ: tokenType })
    .sign(await importJWK(key, 'EdDSA'))
}
