import type { CallerIdentity, Identity } from '../../auth/identity.js'
import type { Log } from '../../log.js'
import type { Metrics } from '../../metrics.js'
import { orAbort } from '../../or-abort.js'
import type { GrantWithSession } from '../../state/store.js'
import { retryAfter } from '../answer.js'
import type { Authentication, Refusal } from '../broker.js'
import type { Revocations } from '../exchange/revocations.js'
import type { UpstreamPort } from '../upstream-port.js'
import type { AccessToken, AccessTokens } from './access-token.js'
import type { LiveGrants } from './live-grants.js'

const refuse = (refusal: Refusal): Authentication => ({ ok: false, refusal })
const invalid = refuse({ status: 401, error: 'invalid_token' })
const withoutScope = refuse({ status: 403, error: 'insufficient_scope' })
const unavailable = refuse({ status: 503, retryAfter })

/** The person of one request: JHE's words of the grant, and nothing that outlives the request. */
const identityOf = ({ subject, session }: GrantWithSession, endsAt: number): CallerIdentity => {
  const identity: Identity = { subject, issuer: session.issuer, studies: session.studies }
  return {
    current: async (signal) => {
      signal.throwIfAborted()
      return await Promise.resolve(identity)
    },
    state: async () => await Promise.resolve({ identity, issuedAt: session.confirmedAt, endsAt }),
  }
}

const callerOf = (token: AccessToken, grant: GrantWithSession): Authentication => {
  const { subject, clientId, grantId, endsAt, delegation } = token
  // a token always speaks of the person and the client that its grant was given for
  if (grant.subject !== subject || grant.clientId !== clientId) return invalid
  return {
    ok: true,
    caller: { subject, clientId, grantId, identity: identityOf(grant, endsAt), endsAt, delegation },
  }
}

export interface AuthenticateOptions {
  readonly tokens: AccessTokens
  readonly grants: LiveGrants
  readonly revocations: Pick<Revocations, 'has'>
  readonly foreignTokens: UpstreamPort['foreignTokens']
  readonly metrics: Metrics
  readonly log: Log
}

/** The token of a header `Bearer <token>` (RFC 6750 section 2.1). */
const bearerOf = (authorization: string | undefined): string | undefined =>
  /^Bearer +([\w.~+/-]+=*) *$/i.exec(authorization ?? '')?.[1]

const outcomeOf = (authentication: Authentication) => {
  if (authentication.ok) return 'ok'
  const { refusal } = authentication
  return refusal.status === 503 ? 'unavailable' : refusal.error
}

/** Verifies bearer tokens. @returns a function that takes the header `Authorization` */
export function createAuthenticate(
  options: AuthenticateOptions,
): (authorization: string | undefined, signal: AbortSignal) => Promise<Authentication> {
  const { tokens, grants, revocations, foreignTokens, metrics, log } = options

  const authenticateOwn = async (text: string): Promise<Authentication> => {
    const token = await tokens.verify(text)
    if (token === undefined) return invalid
    if (!token.hasScope) return withoutScope
    const { delegation } = token
    if (delegation !== undefined && (await revocations.has(delegation))) return invalid
    const life = await grants.find(token.grantId)
    if (life.kind === 'unknown') return unavailable
    return life.kind === 'ended' ? invalid : callerOf(token, life.grant)
  }

  const authenticate = async (
    authorization: string | undefined,
    signal: AbortSignal,
  ): Promise<Authentication> => {
    const text = bearerOf(authorization)
    if (text === undefined) return invalid
    if (text.includes('.')) return await orAbort(authenticateOwn(text), signal)
    return foreignTokens === undefined ? invalid : await foreignTokens.authenticate(text, signal)
  }

  return async (authorization, signal) => {
    let authentication: Authentication
    try {
      authentication = await authenticate(authorization, signal)
    } catch (thrown) {
      if (signal.aborted) throw thrown
      log.failure(thrown)
      authentication = unavailable
    }
    metrics.auth(outcomeOf(authentication))
    return authentication
  }
}
