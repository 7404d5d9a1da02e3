import { WWWAuthenticateChallengeError } from 'openid-client'

import { causesOf, IssuerAnswer } from '../../auth/issuer/issuer-errors.js'
import { OAuthError } from '../../auth/issuer/token-request.js'
import type { Metrics, UpstreamCall } from '../../metrics.js'

/** RFC 6750, section 3.1: the token is refused, and not the request by a proxy between here and JHE. */
export const refusesToken = (thrown: unknown): boolean =>
  causesOf(thrown).some((cause) =>
    cause instanceof WWWAuthenticateChallengeError
      ? cause.status === 401 && cause.cause.some(({ scheme }) => scheme === 'bearer')
      : cause instanceof IssuerAnswer && cause.refusesBearer,
  )

/** Counts and times a request to JHE. */
export type Measured = <T>(call: UpstreamCall, work: () => Promise<T>) => Promise<T>

export const createMeasured =
  (metrics: Pick<Metrics, 'upstream'>): Measured =>
  async (call, work) => {
    const start = performance.now()
    const note = (outcome: 'ok' | 'refused' | 'failed'): void => {
      metrics.upstream(call, outcome, (performance.now() - start) / 1000)
    }
    try {
      const result = await work()
      note('ok')
      return result
    } catch (thrown) {
      note(thrown instanceof OAuthError || refusesToken(thrown) ? 'refused' : 'failed')
      throw thrown
    }
  }
