import type { ServerResponse } from 'node:http'

import type { Addresses } from './addresses.js'
import { withMethods } from './answer.js'
import { exchangeGrantType } from './exchange/exchange-request.js'
import { resourcePaths, scope, type PathHandler } from './broker.js'

/** Which ways to become a client are open. */
export interface OpenWays {
  readonly registration: boolean
  /** May change while the server runs. */
  readonly documents: () => boolean
}

/** The metadata of the authorization server (RFC 8414 section 2). */
export const serverMetadata = ({ publicUrl, urlOf }: Addresses, ways: OpenWays): object => ({
  issuer: publicUrl,
  authorization_endpoint: urlOf('/authorize'),
  token_endpoint: urlOf('/token'),
  ...(ways.registration ? { registration_endpoint: urlOf('/register') } : {}),
  revocation_endpoint: urlOf('/revoke'),
  jwks_uri: urlOf('/jwks'),
  scopes_supported: [scope],
  response_types_supported: ['code'],
  grant_types_supported: ['authorization_code', 'refresh_token', exchangeGrantType],
  token_endpoint_auth_methods_supported: ['none'],
  revocation_endpoint_auth_methods_supported: ['none'],
  code_challenge_methods_supported: ['S256'],
  authorization_response_iss_parameter_supported: true,
  client_id_metadata_document_supported: ways.documents(),
})

/** The metadata of one protected resource (RFC 9728 section 2). @param path empty for the origin */
export const resourceMetadata = ({ publicUrl, urlOf }: Addresses, path: string): object => ({
  resource: urlOf(path),
  authorization_servers: [publicUrl],
  scopes_supported: [scope],
  bearer_methods_supported: ['header'],
  resource_name: 'JupyterHealth Exchange',
})

/** Seconds. */
const keepFor = 300

const cors = { 'Access-Control-Allow-Origin': '*' }

const answerPreflight = (response: ServerResponse): void => {
  response
    .writeHead(204, {
      ...cors,
      'Access-Control-Allow-Methods': 'GET',
      'Access-Control-Allow-Headers': '*',
      'Access-Control-Max-Age': String(keepFor),
    })
    .end()
}

/** A document that every page may read and everybody may keep for 5 minutes. */
export const publicDocument = (document: () => Promise<object> | object): PathHandler =>
  withMethods(['GET', 'HEAD', 'OPTIONS'], async (request, response) => {
    if (request.method === 'OPTIONS') {
      answerPreflight(response)
      return
    }
    const text = JSON.stringify(await document())
    response
      .writeHead(200, {
        ...cors,
        'Content-Type': 'application/json; charset=utf-8',
        'Cache-Control': `public, max-age=${keepFor}`,
        'Content-Length': String(Buffer.byteLength(text)),
      })
      .end(request.method === 'HEAD' ? undefined : text)
  })

/** The handlers of all metadata documents, which ask nobody. */
export function metadataHandlers(
  addresses: Addresses,
  ways: OpenWays,
): ReadonlyMap<string, PathHandler> {
  const server = publicDocument(() => serverMetadata(addresses, ways))
  const resources = ['', ...resourcePaths].map(
    (path) =>
      [
        `/.well-known/oauth-protected-resource${path}`,
        publicDocument(() => resourceMetadata(addresses, path)),
      ] as const,
  )
  return new Map([
    ['/.well-known/oauth-authorization-server', server],
    ['/.well-known/openid-configuration', server],
    ...resources,
  ])
}
