import * as client from 'openid-client'
import { z } from 'zod'

import type { IssuerHttp } from '../auth/issuer/http.js'
import {
  configurationFor,
  createIssuerClient,
  toIssuerError,
  type IssuerClient,
} from '../auth/issuer/issuer-client.js'
import { causesOf, IssuerAnswer, issuerFailed } from '../auth/issuer/issuer-errors.js'
import { OAuthError } from '../auth/issuer/token-request.js'
import type { SessionOwner } from '../auth/session/session.js'
import { parsePermissions, parseSubject } from '../auth/tokens/id-token-claims.js'
import type { Metrics, UpstreamCall } from '../metrics.js'

/** Who a living access token belongs to, as JHE says now. */
export interface UserInfo {
  readonly subject: number
  /** `jhe_permissions.studies`; null without the claim, and where it is not read. */
  readonly studies: readonly number[] | null
}

/** What JHE says of an access token (RFC 7662, section 2.2); `username`, an e-mail address, is dropped. */
export interface Introspection {
  readonly active: boolean
  readonly clientId: string | undefined
  readonly scopes: readonly string[]
  /** Seconds since the epoch. */
  readonly endsAt: number | undefined
}

/** JHE as its confidential client sees it. No request is sent before the first call. */
export interface UpstreamClient {
  readonly issuerClient: IssuerClient
  /** Counts and times a request. */
  measured<T>(call: UpstreamCall, work: () => Promise<T>): Promise<T>
  /**
   * @returns undefined for a token that JHE refuses (401)
   * @throws JheError ISSUER_UNREACHABLE, ISSUER_FAILED, TOKEN_INVALID
   */
  userInfo(accessToken: string): Promise<UserInfo | undefined>
  /** @throws JheError ISSUER_UNREACHABLE or ISSUER_FAILED, also where JHE refuses our secret */
  introspect(token: string): Promise<Introspection>
}

export interface UpstreamClientOptions extends SessionOwner {
  readonly clientSecret: string
  readonly http: IssuerHttp
  readonly metrics: Pick<Metrics, 'upstream'>
  /** Whether `jhe_permissions` is left unread, as with `JHE_PERMISSIONS=database`. */
  readonly ignoresPermissions?: boolean
}

const introspectionSchema = z.object({
  active: z.boolean(),
  client_id: z.string().max(255).optional(),
  scope: z.string().optional(),
  exp: z.number().optional(),
})

/** RFC 6750, section 3.1: the token, and not a proxy between here and JHE, is refused. */
const isRefused = (thrown: unknown): boolean =>
  causesOf(thrown).some((cause) =>
    cause instanceof client.WWWAuthenticateChallengeError
      ? cause.status === 401 && cause.cause.some(({ scheme }) => scheme === 'bearer')
      : cause instanceof IssuerAnswer && cause.refusesBearer,
  )

export function createUpstreamClient({
  issuer,
  clientId,
  clientSecret,
  http,
  metrics,
  ignoresPermissions = false,
}: UpstreamClientOptions): UpstreamClient {
  const issuerClient = createIssuerClient({ issuer, clientId }, http, {
    clientSecret,
    ignoresPermissions,
  })

  const measured = async <T>(call: UpstreamCall, work: () => Promise<T>): Promise<T> => {
    const start = performance.now()
    const note = (outcome: 'ok' | 'refused' | 'failed'): void => {
      metrics.upstream(call, outcome, (performance.now() - start) / 1000)
    }
    try {
      const result = await work()
      note('ok')
      return result
    } catch (thrown) {
      note(thrown instanceof OAuthError || isRefused(thrown) ? 'refused' : 'failed')
      throw thrown
    }
  }

  /** JHE has an endpoint for introspection but does not list it. */
  const configuration = async (): Promise<client.Configuration> => {
    const metadata = await issuerClient.metadata()
    const { introspection_endpoint = `${issuer}/introspect/` } = metadata
    return configurationFor({ ...metadata, introspection_endpoint }, issuerClient, { keys: [] })
  }

  return {
    issuerClient,
    measured,
    userInfo: async (accessToken) => {
      try {
        const claims = await measured('userinfo', async () =>
          client.fetchUserInfo(await configuration(), accessToken, client.skipSubjectCheck),
        )
        const studies = ignoresPermissions ? null : (parsePermissions({ jhe_permissions: claims["jhe_permissions"] })?.studies ?? null)
        return { subject: parseSubject(claims, undefined), studies }
      } catch (thrown) {
        if (isRefused(thrown)) return undefined
        throw toIssuerError(thrown, issuer)
      }
    },
    introspect: async (token) => {
      try {
        const answer = await measured('introspect', async () =>
          client.tokenIntrospection(await configuration(), token),
        )
        const parsed = introspectionSchema.safeParse(answer)
        if (!parsed.success) throw issuerFailed.nonConform(issuer, parsed.error)
        const { active, client_id, scope = '', exp } = parsed.data
        return { active, clientId: client_id, scopes: scope.split(' '), endsAt: exp }
      } catch (thrown) {
        throw toIssuerError(thrown, issuer)
      }
    },
  }
}
