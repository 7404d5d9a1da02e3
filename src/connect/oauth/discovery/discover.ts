import { isEndpointOf } from '../../../auth/sign-in/authorization-address.js'
import { serverChanged } from '../../connect-errors.js'
import type { Challenge, Discovery, OAuthContext, Pin } from '../oauth.js'
import { stepFailed } from '../oauth-errors.js'
import type { Search } from './documents.js'
import { findIssuerMetadata, type IssuerMetadata } from './issuer-metadata.js'
import { findResourceMetadata } from './resource-metadata.js'
import { isSameUrl } from './same-url.js'

/** For all requests together. */
const limitMs = 45_000

/** What the server names: its issuer, itself, and scopes. */
interface Named extends Pin {
  readonly scopes: readonly string[] | undefined
  /** Whether it has metadata; without, its own origin is the issuer (MCP 2025-03-26). */
  readonly isTold: boolean
}

const nameIssuer = async (
  search: Search,
  challenge: Challenge,
  pin: Pin | undefined,
): Promise<Named> => {
  const { server } = search.context
  const metadata = await findResourceMetadata(search, challenge)
  const listed = metadata?.authorization_servers ?? []
  const known = listed.find((issuer) => pin !== undefined && isSameUrl(issuer, pin.issuer))
  return {
    issuer: known ?? listed[0] ?? server.origin,
    resource: metadata?.resource ?? server.href,
    scopes: metadata?.scopes_supported,
    isTold: listed.length > 0,
  }
}

const shown = (text: string): string =>
  URL.canParse(text) ? `${new URL(text).origin}${new URL(text).pathname}` : 'no address'

/** @throws JheError SERVER_CHANGED */
const requirePinned = ({ server }: OAuthContext, named: Named, pin: Pin): void => {
  const changed = (['issuer', 'resource'] as const).find((key) => !isSameUrl(named[key], pin[key]))
  if (changed === undefined) return
  const what = changed === 'issuer' ? 'sign-in server' : 'resource'
  throw serverChanged.pin(server, what, { before: shown(pin[changed]), now: shown(named[changed]) })
}

/** MCP 2025-03-26, "Fallbacks for Servers without Metadata Discovery". */
const defaultMetadata = (origin: string): IssuerMetadata => ({
  issuer: origin,
  authorization_endpoint: `${origin}/authorize`,
  token_endpoint: `${origin}/token`,
  registration_endpoint: `${origin}/register`,
})

const toDiscovery = ({ resource, scopes }: Named, metadata: IssuerMetadata): Discovery => ({
  issuer: metadata.issuer,
  resource,
  authorizationEndpoint: metadata.authorization_endpoint,
  tokenEndpoint: metadata.token_endpoint,
  registrationEndpoint: metadata.registration_endpoint,
  revocationEndpoint: metadata.revocation_endpoint,
  namesIssuer: metadata.authorization_response_iss_parameter_supported === true,
  clientAuthentications: metadata.token_endpoint_auth_methods_supported,
  acceptsDocuments: metadata.client_id_metadata_document_supported === true,
  scopes,
  offersOfflineAccess: metadata.scopes_supported?.includes('offline_access') === true,
})

/** An issuer has neither query nor fragment (RFC 8414, section 2). @throws JheError ISSUER_FAILED */
const requireIssuer = (context: OAuthContext, issuer: string): void => {
  if (isEndpointOf(issuer, context.server.href) && !/[?#]/.test(issuer)) return
  throw stepFailed(
    context,
    'resource',
    'the sign-in server that it names is not an https:// address of another computer, so nothing was sent there',
  )
}

/**
 * Finds out how a server wants people to sign in: its metadata by the challenge, by path and at the
 * root (RFC 9728), then that of its issuer in three forms (RFC 8414, OpenID Connect Discovery).
 * @param challenge what the server said with 401 or 403; empty where it was not asked
 * @param pin of the first sign-in: another issuer is not asked at all
 * @throws JheError SERVER_CHANGED where the pin does not hold; ISSUER_UNREACHABLE; ISSUER_FAILED that
 * names the step and who can put it right
 */
export async function discover(
  context: OAuthContext,
  challenge: Challenge,
  pin: Pin | undefined,
): Promise<Discovery> {
  const signal = AbortSignal.timeout(limitMs)
  const named = await nameIssuer({ context, step: 'resource', signal }, challenge, pin)
  if (pin !== undefined) requirePinned(context, named, pin)
  requireIssuer(context, named.issuer)
  const metadata = await findIssuerMetadata({ context, step: 'issuer', signal }, named.issuer)
  if (metadata !== undefined) return toDiscovery(named, metadata)
  if (!named.isTold) return toDiscovery(named, defaultMetadata(context.server.origin))
  throw stepFailed(
    context,
    'issuer',
    `${shown(named.issuer)} has none (RFC 8414, OpenID Connect Discovery)`,
    'Tell the administrator of the server: `authorization_servers` must name the issuer exactly as it calls itself.',
  )
}
