/** Metadata of an issuer as clients of MCP need it, with changes. */
export const issuerDocument = (
  issuer: string,
  change: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> => ({
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  registration_endpoint: `${issuer}/register`,
  revocation_endpoint: `${issuer}/revoke`,
  code_challenge_methods_supported: ['S256'],
  token_endpoint_auth_methods_supported: ['none'],
  ...change,
})

/** Metadata of a protected resource. */
export const resourceDocument = (
  resource: string,
  issuer: string,
  change: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> => ({ resource, authorization_servers: [issuer], ...change })

export const resourcePath = '/.well-known/oauth-protected-resource'
export const issuerPath = '/.well-known/oauth-authorization-server'
export const openidPath = '/.well-known/openid-configuration'
