import { z } from 'zod'

import { isEndpointOf } from '../../../auth/sign-in/authorization-address.js'
import { stepFailed } from '../oauth-errors.js'
import { firstDocument, type Search } from './documents.js'
import { isSameUrl } from './same-url.js'

const texts = z.array(z.string()).optional().catch(undefined)
const flag = z.boolean().optional().catch(undefined)

/** RFC 8414, section 2; OpenID Connect Discovery, section 3; RFC 9207; MCP 2026-07-28. */
const metadataSchema = z.looseObject({
  issuer: z.string(),
  authorization_endpoint: z.string(),
  token_endpoint: z.string(),
  registration_endpoint: z.string().optional(),
  revocation_endpoint: z.string().optional(),
  code_challenge_methods_supported: texts,
  token_endpoint_auth_methods_supported: texts,
  scopes_supported: texts,
  authorization_response_iss_parameter_supported: flag,
  client_id_metadata_document_supported: flag,
})

export type IssuerMetadata = Readonly<z.output<typeof metadataSchema>>

const endpoints = [
  'authorization_endpoint',
  'token_endpoint',
  'registration_endpoint',
  'revocation_endpoint',
] as const

/** Where the metadata of an issuer may be (RFC 8414, section 3.1 and 5; OpenID Connect Discovery, section 4). */
export const issuerAddresses = (issuer: string): readonly string[] => {
  const { origin, pathname } = new URL(issuer)
  const path = pathname.replace(/\/$/, '')
  return [
    `${origin}/.well-known/oauth-authorization-server${path}`,
    `${origin}/.well-known/openid-configuration${path}`,
    `${origin}${path}/.well-known/openid-configuration`,
  ]
}

/** @throws JheError ISSUER_FAILED */
const requireGood = ({ context }: Search, metadata: IssuerMetadata): void => {
  const foreign = endpoints.find((name) => {
    const endpoint = metadata[name]
    return endpoint !== undefined && !isEndpointOf(endpoint, metadata.issuer)
  })
  if (foreign !== undefined)
    throw stepFailed(
      context,
      'issuer',
      `${foreign} is not an https:// address of another computer, so nothing was sent there and no browser was opened`,
    )
  // RFC 7636, section 4.2; MCP 2026-07-28: without it a sign-in is not safe
  if (metadata.code_challenge_methods_supported?.includes('S256') !== true)
    throw stepFailed(
      context,
      'issuer',
      'it does not offer PKCE with S256, without which a sign-in is not safe, so no browser was opened',
      'Ask the administrator of its sign-in server to offer S256 (code_challenge_methods_supported).',
    )
}

/**
 * How an issuer signs people in.
 * @returns undefined where it has no such document
 * @throws JheError ISSUER_UNREACHABLE; ISSUER_FAILED for a document of another issuer, without PKCE or
 * with endpoints where nothing may be sent
 */
export async function findIssuerMetadata(
  search: Search,
  issuer: string,
): Promise<IssuerMetadata | undefined> {
  const { context } = search
  return await firstDocument(search, issuerAddresses(issuer), (document) => {
    const parsed = metadataSchema.safeParse(document)
    if (!parsed.success) {
      const field = String(parsed.error.issues[0]?.path[0] ?? 'its form')
      throw stepFailed(context, 'issuer', `${field} is missing or malformed`)
    }
    if (!isSameUrl(parsed.data.issuer, issuer))
      throw stepFailed(
        context,
        'issuer',
        `${new URL(issuer).origin} says that it is another issuer than the one that was asked`,
        'Tell the administrator of the server: `authorization_servers` must name the issuer exactly as it calls itself.',
      )
    requireGood(search, parsed.data)
    return parsed.data
  })
}
