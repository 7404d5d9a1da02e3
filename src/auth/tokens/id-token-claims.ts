import { z } from 'zod'

import type { Session } from '../session/session.js'
import { TokenValidationError } from './token-validation-error.js'

/** Seconds by which two clocks may differ before a token is refused. */
export const clockTolerance = 60
const furthestIssuedAhead = 300

const hour = 3600
/**
 * Longest accepted lifetimes in seconds. JHE's ID tokens last 10 hours and its access tokens 14 days
 * at most; an ID token may last a day, where a site has set more.
 */
const longestIdToken = 24 * hour
export const longestAccessToken = 14 * 24 * hour

const numericDate = z.number().nonnegative()

/** The claims that OpenID Connect Core, section 2, requires, and those that this program reads besides. */
const claimsSchema = z.object({
  iss: z.string(),
  sub: z.string(),
  aud: z.union([z.string(), z.array(z.string())]),
  exp: numericDate,
  iat: numericDate,
  nbf: numericDate.optional(),
  azp: z.string().optional(),
  nonce: z.string().optional(),
  at_hash: z.string().optional(),
  email: z.string().optional().catch(undefined),
  jhe_permissions: z.unknown().optional(),
})

export type IdTokenClaims = z.output<typeof claimsSchema>

const permissionsSchema = z.object({
  studies: z.array(z.int()),
  organizations: z.array(z.object({ id: z.int(), name: z.string(), role: z.string() })),
})

/** `jhe_permissions` as JHE's validator writes it (jupyterhealth-exchange PR 197). */
export type JhePermissions = Readonly<z.output<typeof permissionsSchema>>

/** @throws TokenValidationError `malformed` or `missing-claim` */
export function parseClaims(payload: unknown): IdTokenClaims {
  const parsed = claimsSchema.safeParse(payload)
  if (parsed.success) return parsed.data
  const name = parsed.error.issues[0]?.path[0]
  throw typeof name === 'string'
    ? new TokenValidationError('missing-claim', { claim: name })
    : new TokenValidationError('malformed')
}

/** @throws TokenValidationError `permissions`; null where the claim is absent. */
export function parsePermissions(
  claims: Pick<IdTokenClaims, 'jhe_permissions'>,
): JhePermissions | null {
  if (claims.jhe_permissions === undefined) return null
  const parsed = permissionsSchema.safeParse(claims.jhe_permissions)
  if (!parsed.success) throw new TokenValidationError('permissions')
  return parsed.data
}

const samePlaceOnLoopback = (one: string, other: string): boolean => {
  const unify = (text: string): string =>
    text.replace(/^(https?:\/\/)(localhost|127\.0\.0\.1|\[::1\])(?=[:/]|$)/, '$1loopback')
  return unify(one) === unify(other)
}

/** @throws TokenValidationError `issuer`, `issuer-loopback`, `audience` or `authorized-party` */
export function checkParties(claims: IdTokenClaims, issuer: string, clientId: string): void {
  if (claims.iss !== issuer)
    throw new TokenValidationError(
      samePlaceOnLoopback(claims.iss, issuer) ? 'issuer-loopback' : 'issuer',
    )
  const audiences = typeof claims.aud === 'string' ? [claims.aud] : claims.aud
  if (!audiences.includes(clientId)) throw new TokenValidationError('audience')
  const azpDemanded = audiences.length > 1
  if ((azpDemanded || claims.azp !== undefined) && claims.azp !== clientId)
    throw new TokenValidationError('authorized-party')
}

/** The claims of a verified token that are checked again in each call. */
export type TokenTimes = Pick<IdTokenClaims, 'exp' | 'iat' | 'nbf'>

/**
 * @param serverDate the issuer's clock at `now`, when a response told it
 * @throws TokenValidationError `lifetime`, `expired`, `not-yet-valid` or `issued-in-future`
 */
export function checkTimes(times: TokenTimes, now: Date, serverDate?: Date): void {
  const seconds = now.getTime() / 1000
  const skew =
    serverDate === undefined
      ? {}
      : { clockAhead: Math.round((now.getTime() - serverDate.getTime()) / 1000) }
  const refuse = (cause: 'expired' | 'not-yet-valid' | 'issued-in-future', off: number): never => {
    throw new TokenValidationError(cause, { seconds: Math.round(off), ...skew })
  }
  if (times.exp - times.iat > longestIdToken) throw new TokenValidationError('lifetime')
  if (seconds >= times.exp + clockTolerance) refuse('expired', seconds - times.exp)
  if (times.nbf !== undefined && seconds < times.nbf - clockTolerance)
    refuse('not-yet-valid', times.nbf - seconds)
  if (times.iat > seconds + furthestIssuedAhead) refuse('issued-in-future', times.iat - seconds)
}

/**
 * A stored session cannot end later than the longest one that JHE gives.
 * @throws TokenValidationError `stored-lifetime`
 */
export function checkSessionTimes(session: Pick<Session, 'expires_at'>, now: Date): void {
  const latest = now.getTime() / 1000 + longestAccessToken + furthestIssuedAhead
  if (session.expires_at > latest) throw new TokenValidationError('stored-lifetime')
}

/**
 * `sub` as JHE's user id: 1 to 255 ASCII characters by OpenID Connect, decimal digits in JHE
 * (`core_jheuser.id`).
 * @throws TokenValidationError `subject-invalid` or `subject-changed`
 */
export function parseSubject(
  claims: Pick<IdTokenClaims, 'sub'>,
  expected: number | undefined,
): number {
  const subject = /^[1-9]\d{0,254}$/.test(claims.sub) ? Number(claims.sub) : Number.NaN
  if (!Number.isSafeInteger(subject)) throw new TokenValidationError('subject-invalid')
  if (expected !== undefined && subject !== expected)
    throw new TokenValidationError('subject-changed')
  return subject
}
