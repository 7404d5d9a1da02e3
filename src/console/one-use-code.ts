import { randomBytes } from 'node:crypto'

import { digestOf, isSameSecret } from '../auth/same-secret.js'

/** What a code that somebody brought turned out to be. */
export type CodeState = 'taken' | 'used' | 'expired' | 'wrong'

/** A code that lets one page in, once. */
export interface OneUseCode {
  /** 32 characters that are safe in an address. */
  readonly code: string
  /** Uses the code up. */
  readonly take: (brought: string) => CodeState
}

const lifetimeMs = 120_000

/**
 * Makes a code of 24 random bytes. It stands in the fragment of the console's address, which browsers
 * do not send (RFC 9110, section 4.2.5), counts for two minutes, and only once: whoever brings it a
 * second time shows that somebody else has read it.
 * @param now milliseconds since 1970
 */
export function createOneUseCode(now: () => number): OneUseCode {
  const code = randomBytes(24).toString('base64url')
  const digest = digestOf(code)
  const ends = now() + lifetimeMs
  let isUsed = false
  return {
    code,
    take: (brought) => {
      if (!isSameSecret(brought, digest)) return 'wrong'
      if (isUsed) return 'used'
      if (now() > ends) return 'expired'
      isUsed = true
      return 'taken'
    },
  }
}

/** A secret of 32 random bytes that a page sends with each request. */
export interface Bearer {
  readonly token: string
  readonly matches: (brought: string) => boolean
}

/** @returns a new one; the process keeps only its hash */
export function createBearer(): Bearer {
  const token = randomBytes(32).toString('base64url')
  const digest = digestOf(token)
  return { token, matches: (brought) => isSameSecret(brought, digest) }
}
