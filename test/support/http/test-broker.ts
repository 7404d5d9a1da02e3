import type { Authentication, Broker } from '../../../src/broker/broker.js'
import { signedInAs } from '../clients/app.js'

/** What a token stands for. */
export interface TestToken {
  readonly subject: number
  readonly clientId: string
  readonly grantId: string | null
  /** `jhe_permissions.studies`; null or absent for a token without the claim. */
  readonly studies?: readonly number[] | null
}

/** Tokens and grants as the authorization server of all replicas knows them. */
export interface TestBroker extends Pick<Broker, 'authenticate' | 'isLive'> {
  /** @returns the `Authorization` header of a new token */
  issue(token: TestToken): string
  endGrant(grantId: string): void
  /** From now on nothing can be found out. */
  breakDown(): void
}

const issuer = 'http://localhost:8000/o'

export function createTestBroker(): TestBroker {
  const tokens = new Map<string, TestToken>()
  const ended = new Set<string>()
  let isBroken = false
  const isEnded = (grantId: string | null): boolean => grantId !== null && ended.has(grantId)
  const authentication = (header: string): Authentication => {
    if (isBroken) return { ok: false, refusal: { status: 503, retryAfter: 5 } }
    const token = tokens.get(header)
    if (token === undefined || isEnded(token.grantId))
      return { ok: false, refusal: { status: 401, error: 'invalid_token' } }
    if (token.clientId === 'narrow')
      return { ok: false, refusal: { status: 403, error: 'insufficient_scope' } }
    const { subject, clientId, grantId, studies = null } = token
    const identity = signedInAs({ subject, issuer, studies })
    return { ok: true, caller: { subject, clientId, grantId, identity, endsAt: 4_102_444_800 } }
  }
  return {
    issue: (token) => {
      const header = `Bearer ${token.clientId}-${token.subject}-${tokens.size}`
      tokens.set(header, token)
      return header
    },
    endGrant: (grantId) => {
      ended.add(grantId)
    },
    breakDown: () => {
      isBroken = true
    },
    authenticate: async (header = '') => await Promise.resolve(authentication(header)),
    isLive: async ({ grantId }) => {
      if (isBroken) throw new Error('the state is out of reach')
      return await Promise.resolve(!isEnded(grantId))
    },
  }
}
