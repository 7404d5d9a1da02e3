import * as client from 'openid-client'
import { z } from 'zod'

import { JheError } from '../../errors.js'
import { type IssuerHttp } from './http.js'
import { isLoopback } from './loopback.js'
import { causesOf, issuerFailed } from './issuer-errors.js'
import { jwksSchema, type Jwks, type SessionOwner } from '../session/session.js'

/** The issuer as this program's OAuth client sees it. No request is sent before the first call. */
export interface IssuerClient extends SessionOwner {
  readonly http: IssuerHttp
  /** Of a confidential client; absent for a public one. */
  readonly clientSecret?: string | undefined
  /** Whether `jhe_permissions` is left unread, as with `JHE_PERMISSIONS=database`. */
  readonly ignoresPermissions: boolean
  /**
   * The metadata (OpenID Connect Discovery 1.0, section 4), fetched once and again after a failure;
   * with `revocation_endpoint`, which JHE has but does not list.
   * @throws JheError ISSUER_UNREACHABLE or ISSUER_FAILED
   */
  metadata(): Promise<client.ServerMetadata>
  /** The published keys, asked anew each time. @throws as `metadata` */
  jwks(): Promise<Jwks>
}

const mismatchDetail = z.object({
  attribute: z.literal('issuer'),
  body: z.object({ issuer: z.string() }),
})

/** Any failure of a request to the issuer as a JheError. */
export function toIssuerError(thrown: unknown, issuer: string): JheError {
  for (const cause of causesOf(thrown)) {
    if (cause instanceof JheError) return cause
    if (cause instanceof client.ResponseBodyError) return issuerFailed.refused(cause.error, thrown)
    const mismatch = mismatchDetail.safeParse(cause).data
    if (mismatch) return issuerFailed.mismatch(issuer, mismatch.body.issuer)
  }
  return issuerFailed.nonConform(issuer, thrown)
}

const allowHttpOnLoopback = (issuer: string): ((config: client.Configuration) => void)[] =>
  isLoopback(new URL(issuer)) ? [client.allowInsecureRequests] : []

/** Ten years: the times of a token are judged by `verifyIdToken`, which can explain them. */
const anyTime = 10 * 365 * 86_400

/** RFC 6749, section 2.3.1: Basic unless the issuer offers the body alone. */
export const authenticationOf = (
  { token_endpoint_auth_methods_supported: methods }: client.ServerMetadata,
  clientSecret: string | undefined,
): client.ClientAuth => {
  if (clientSecret === undefined) return client.None()
  return methods?.includes('client_secret_basic') === false
    ? client.ClientSecretPost(clientSecret)
    : client.ClientSecretBasic(clientSecret)
}

/** An openid-client configuration for one exchange: signatures checked with `jwks`. */
export function configurationFor(
  metadata: client.ServerMetadata,
  { clientId, clientSecret, issuer, http }: IssuerClient,
  jwks: Jwks,
): client.Configuration {
  const config = new client.Configuration(
    metadata,
    clientId,
    { [client.clockTolerance]: anyTime, id_token_signed_response_alg: 'RS256' },
    authenticationOf(metadata, clientSecret),
  )
  config[client.customFetch] = http.fetch
  for (const allow of allowHttpOnLoopback(issuer)) allow(config)
  client.enableNonRepudiationChecks(config)
  // openid-client asks for the keys itself when they look old by the real clock
  client.setJwksCache(config, { jwks, uat: Math.floor(Date.now() / 1000) })
  return config
}

const discover = async (
  issuer: string,
  clientId: string,
  http: IssuerHttp,
): Promise<client.ServerMetadata> => {
  try {
    const config = await client.discovery(new URL(issuer), clientId, undefined, client.None(), {
      execute: allowHttpOnLoopback(issuer),
      [client.customFetch]: http.fetch,
    })
    const metadata: client.ServerMetadata = config.serverMetadata()
    const { revocation_endpoint = `${issuer}/revoke_token/` } = metadata
    return { ...metadata, revocation_endpoint }
  } catch (thrown) {
    throw toIssuerError(thrown, issuer)
  }
}

export function createIssuerClient(
  { issuer, clientId }: SessionOwner,
  http: IssuerHttp,
  {
    ignoresPermissions = false,
    clientSecret,
  }: Partial<Pick<IssuerClient, 'ignoresPermissions' | 'clientSecret'>> = {},
): IssuerClient {
  let discovered: Promise<client.ServerMetadata> | undefined

  const metadata = async (): Promise<client.ServerMetadata> => {
    discovered ??= discover(issuer, clientId, http)
    try {
      return await discovered
    } catch (thrown) {
      discovered = undefined
      throw thrown
    }
  }

  return {
    issuer,
    clientId,
    clientSecret,
    http,
    ignoresPermissions,
    metadata,
    jwks: async () => {
      const { jwks_uri } = await metadata()
      if (jwks_uri === undefined) throw issuerFailed.nonConform(issuer, 'no jwks_uri')
      const response = await http.fetch(jwks_uri, {
        body: undefined,
        headers: { accept: 'application/json, application/jwk-set+json' },
        method: 'GET',
        redirect: 'manual',
      })
      const parsed = jwksSchema.safeParse(await response.json().catch(() => undefined))
      if (!parsed.success) throw issuerFailed.nonConform(issuer, parsed.error)
      return parsed.data
    },
  }
}
