import { compactVerify, decodeProtectedHeader, errors, importJWK } from 'jose'

import type { SessionOwner } from '../session/session.js'
import { delegationOf, type Delegation, type DelegationClaims } from './claims.js'
import { DelegationError, type DelegationFailure } from './delegation-error.js'
import { audienceOf, issuerName, type DelegationKeys } from './delegation-keys.js'
import { parseClaims, readDelegation } from './read-delegation.js'

/** Type of the token in its header (RFC 8725 section 3.11). */
export const tokenType = 'jhe-grant+jwt'
/** Longest life of a delegation, in seconds. */
export const longestDelegation = 43_200
/** Seconds that a clock may have been set back since a token was made. */
const clockTolerance = 60

export interface DelegationChecks {
  readonly owner: SessionOwner
  readonly keys: DelegationKeys
  readonly now: Date
}

/** A token that was verified, and whose it is. */
export interface VerifiedDelegation {
  /** `core_jheuser.id` */
  readonly subject: number
  readonly delegation: Delegation
  readonly claims: DelegationClaims
}

const refuse = (failure: DelegationFailure): never => {
  throw new DelegationError(failure)
}

const checkHeader = (token: string): void => {
  let header: Readonly<Record<string, unknown>>
  try {
    header = decodeProtectedHeader(token)
  } catch {
    return refuse('malformed')
  }
  if (header['alg'] !== 'EdDSA') refuse('algorithm')
  if (header['typ'] !== tokenType || header['crit'] !== undefined) refuse('malformed')
}

const openSigned = async (token: string, { key }: DelegationKeys): Promise<Uint8Array> => {
  const { kty, crv, x } = key
  const publicKey = await importJWK({ kty, crv, x }, 'EdDSA')
  try {
    return (await compactVerify(token, publicKey, { algorithms: ['EdDSA'] })).payload
  } catch (thrown) {
    return refuse(
      thrown instanceof errors.JWSSignatureVerificationFailed ? 'signature' : 'malformed',
    )
  }
}

/**
 * What changes while a process runs: the time, and what is revoked.
 * @throws DelegationError `expired`, `issued-in-future` or `revoked`
 */
export function checkStillGood(
  { exp, iat, jti, parents }: Pick<DelegationClaims, 'exp' | 'iat' | 'jti' | 'parents'>,
  { keys, now }: Pick<DelegationChecks, 'keys' | 'now'>,
): void {
  const seconds = now.getTime() / 1000
  if (seconds >= exp) refuse('expired')
  if (iat > seconds + clockTolerance) refuse('issued-in-future')
  const chain = [jti, ...parents]
  if (keys.revoked.some(({ id }) => chain.includes(id))) refuse('revoked')
}

/**
 * Verifies a token of `jhe-mcp delegate`: made here, with EdDSA pinned, for this JHE and OAuth client,
 * neither over nor revoked, nor any that it was made from.
 * @throws DelegationError
 */
export async function verifyDelegation(
  token: string,
  checks: DelegationChecks,
): Promise<VerifiedDelegation> {
  const { owner, keys } = checks
  // what is too long or no token at all is not given to the code that verifies
  const said = readDelegation(token)
  checkHeader(token)
  if (said.iss !== issuerName(keys)) refuse('foreign')
  const payload = await openSigned(token, keys)
  const claims = parseClaims(JSON.parse(new TextDecoder().decode(payload)))
  if (claims.aud !== audienceOf(owner)) refuse('audience')
  if (claims.exp - claims.iat > longestDelegation || claims.exp <= claims.iat) refuse('lifetime')
  checkStillGood(claims, checks)
  return { subject: Number(claims.sub), delegation: delegationOf(claims), claims }
}
