import * as client from 'openid-client'
import { z } from 'zod'

import type { IssuerHttp } from '../../auth/issuer/http.js'
import {
  configurationFor,
  createIssuerClient,
  toIssuerError,
  type IssuerClient,
} from '../../auth/issuer/issuer-client.js'
import { issuerFailed } from '../../auth/issuer/issuer-errors.js'
import type { SessionOwner } from '../../auth/session/session.js'
import { parsePermissions, parseSubject } from '../../auth/tokens/id-token-claims.js'
import type { Metrics } from '../../metrics.js'
import { createMeasured, refusesToken, type Measured } from './measured.js'

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
  /** As the issuer client's, counted and timed until it is known. */
  metadata(): Promise<client.ServerMetadata>
  /** Counts and times a request. */
  readonly measured: Measured
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

const userInfoSchema = z.object({ sub: z.string(), jhe_permissions: z.unknown().optional() })

/** @throws JheError ISSUER_FAILED or TOKEN_INVALID */
const personOf = (body: unknown, { issuer, ignoresPermissions }: IssuerClient): UserInfo => {
  const parsed = userInfoSchema.safeParse(body)
  if (!parsed.success) throw issuerFailed.nonConform(issuer, parsed.error)
  const permissions = ignoresPermissions ? null : parsePermissions(parsed.data)
  return { subject: parseSubject(parsed.data, undefined), studies: permissions?.studies ?? null }
}

/** @throws JheError ISSUER_FAILED */
const introspectionOf = (answer: unknown, issuer: string): Introspection => {
  const parsed = introspectionSchema.safeParse(answer)
  if (!parsed.success) throw issuerFailed.nonConform(issuer, parsed.error)
  const { active, client_id, scope = '', exp } = parsed.data
  return { active, clientId: client_id, scopes: scope.split(' '), endsAt: exp }
}

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

  const measured = createMeasured(metrics)

  let isKnown = false
  const metadata = async (): Promise<client.ServerMetadata> => {
    if (isKnown) return await issuerClient.metadata()
    const found = await measured('discovery', async () => await issuerClient.metadata())
    isKnown = true
    return found
  }

  /** JHE has an endpoint for introspection but does not list it. */
  const configuration = async (): Promise<client.Configuration> => {
    const found = await metadata()
    const { introspection_endpoint = `${issuer}/introspect/` } = found
    return configurationFor({ ...found, introspection_endpoint }, issuerClient, { keys: [] })
  }

  return {
    issuerClient,
    metadata,
    measured,
    userInfo: async (accessToken) => {
      try {
        const response = await measured('userinfo', async () => {
          const config = await configuration()
          const { userinfo_endpoint = `${issuer}/userinfo/` } = config.serverMetadata()
          return await client.fetchProtectedResource(
            config,
            accessToken,
            new URL(userinfo_endpoint),
            'GET',
          )
        })
        return personOf(await response.json(), issuerClient)
      } catch (thrown) {
        if (refusesToken(thrown)) return undefined
        throw toIssuerError(thrown, issuer)
      }
    },
    introspect: async (token) => {
      try {
        const answer = await measured(
          'introspect',
          async () => await client.tokenIntrospection(await configuration(), token),
        )
        return introspectionOf(answer, issuer)
      } catch (thrown) {
        throw toIssuerError(thrown, issuer)
      }
    },
  }
}
