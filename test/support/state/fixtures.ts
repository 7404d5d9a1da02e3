import type { GrantWithSession, UpstreamSession } from '../../../src/state/store.js'

/** A session at JHE. */
export const sessionOf = (name: string): UpstreamSession => ({
  issuer: 'https://jhe.example/o',
  accessToken: `access-${name}`,
  refreshToken: `refresh-${name}`,
  idToken: `id-${name}`,
  accessEndsAt: 1_800_000_000,
  idTokenEndsAt: 1_800_000_001,
  confirmedAt: 1_700_000_000,
  studies: [30001, 30002],
})

/** What somebody allowed. */
export const grantOf = (
  id: string,
  subject = 7,
  clientId = 'client-1',
): Omit<GrantWithSession, 'createdAt' | 'usedAt'> => ({
  id,
  subject,
  clientId,
  clientName: 'Claude',
  redirectHost: 'claude.ai',
  session: sessionOf(id),
})

/** Long enough for any test. */
export const ends = { lifetime: 90 * 86_400, idle: 30 * 86_400 } as const

/** Seconds as `serve` asks for them. */
export const signingAges = { rotateAfter: 90 * 86_400, keepFor: 28_800 } as const
