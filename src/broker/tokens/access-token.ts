import { createHash } from 'node:crypto'

import { errors, jwtVerify, type JWTPayload } from 'jose'
import { LRUCache } from 'lru-cache'
import { z } from 'zod'

import { delegatedClaims, delegationOf, type Delegation } from '../../auth/delegation/claims.js'
import type { Addresses } from '../addresses.js'
import { scope } from '../broker.js'
import type { KeyRing } from './key-ring.js'

/** What an access token of ours says (RFC 9068 section 2.2). */
export interface AccessToken {
  readonly subject: number
  readonly clientId: string
  readonly grantId: string
  readonly hasScope: boolean
  /** Seconds since the epoch. */
  readonly endsAt: number
  /** Of a token that was exchanged for a narrower one. */
  readonly delegation?: Delegation | undefined
}

export interface AccessTokens {
  /**
   * Verifies signature, type, algorithm, issuer, audience and lifetime; a token that was verified
   * before is known by its hash.
   * @returns undefined for any token that is not good
   * @throws JheError STATE_UNAVAILABLE without keys
   */
  verify(token: string): Promise<AccessToken | undefined>
  /** The same for a token that may have ended, which can still be revoked. */
  read(token: string): Promise<AccessToken | undefined>
}

export interface AccessTokenOptions {
  readonly addresses: Addresses
  readonly ring: KeyRing
  readonly now: () => Date
  /** Told whether a token was known by its hash. */
  readonly onCache: (hit: boolean) => void
}

/** Seconds that clocks of replicas may differ. */
const tolerance = 60
const maxKnown = 10_000
/** Characters of the longest token. */
export const maxTokenLength = 4096

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

const subjectOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined

const delegatedSchema = z.object({ ...delegatedClaims, exp: z.int() })

/**
 * What narrows a token; none for one of the whole grant.
 * @returns null for claims that are not understood: such a token is not good
 */
const delegationIn = (payload: JWTPayload): Delegation | undefined | null => {
  const { act, grants, parents } = payload
  if ([act, grants, parents].every((claim) => claim === undefined)) return undefined
  const parsed = delegatedSchema.safeParse(payload)
  return parsed.success ? delegationOf(parsed.data) : null
}

const tokenOf = (payload: JWTPayload): AccessToken | undefined => {
  const subject = subjectOf(payload.sub)
  const clientId = textOf(payload['client_id'])
  const grantId = textOf(payload['gid'])
  const { exp } = payload
  if (subject === undefined || clientId === undefined || grantId === undefined) return undefined
  const delegation = delegationIn(payload)
  if (exp === undefined || delegation === null) return undefined
  const scopes = textOf(payload['scope'])?.split(' ') ?? []
  return { subject, clientId, grantId, hasScope: scopes.includes(scope), endsAt: exp, delegation }
}

export function createAccessTokens(options: AccessTokenOptions): AccessTokens {
  const { addresses, ring, now, onCache } = options
  const known = new LRUCache<string, AccessToken>({ max: maxKnown })

  const payloadOf = async (token: string, at: Date): Promise<JWTPayload | undefined> => {
    const checks = {
      typ: 'at+jwt',
      algorithms: ['ES256'],
      issuer: addresses.publicUrl,
      audience: addresses.resource,
      clockTolerance: tolerance,
      currentDate: at,
      requiredClaims: ['exp', 'iat', 'sub', 'client_id', 'gid'],
    }
    const keys = await ring.current()
    try {
      return (await jwtVerify(token, keys.find, checks)).payload
    } catch (thrown) {
      if (!(thrown instanceof errors.JWKSNoMatchingKey)) return undefined
    }
    const newer = await ring.afterUnknownKey()
    if (newer.id === keys.id) return undefined
    try {
      return (await jwtVerify(token, newer.find, checks)).payload
    } catch {
      return undefined
    }
  }

  const parse = async (token: string, at: Date): Promise<AccessToken | undefined> => {
    if (token.length > maxTokenLength) return undefined
    const payload = await payloadOf(token, at)
    return payload === undefined ? undefined : tokenOf(payload)
  }

  return {
    verify: async (token) => {
      const hash = createHash('sha256').update(token).digest('base64url')
      const before = known.get(hash)
      onCache(before !== undefined)
      const good = before ?? (await parse(token, now()))
      if (good === undefined) return undefined
      if (now().getTime() / 1000 >= good.endsAt + tolerance) {
        known.delete(hash)
        return undefined
      }
      if (before === undefined) known.set(hash, good)
      return good
    },
    read: async (token) => await parse(token, new Date(0)),
  }
}
