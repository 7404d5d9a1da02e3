import * as client from 'openid-client'

import { textOf, type CustomFetch } from '../../auth/issuer/http.js'
import {
  parseTokenAnswer,
  withoutChallenge,
  type ReadTokenAnswer,
} from '../../auth/issuer/token-answer.js'
import { isLoopback } from '../../auth/issuer/http.js'
import type { Discovery, OAuthContext, Registration } from './oauth.js'
import { unexpectedAnswer } from './oauth-errors.js'
import { send } from './send.js'

/** RFC 6749, section 2.3.1. */
const authenticationOf = ({ authentication, clientSecret }: Registration): client.ClientAuth => {
  switch (authentication) {
    case 'none':
      return client.None()
    case 'client_secret_basic':
      return client.ClientSecretBasic(clientSecret)
    case 'client_secret_post':
      return client.ClientSecretPost(clientSecret)
  }
}

/** An openid-client configuration whose requests go through the given `fetch`. */
export function configurationOf(
  discovery: Discovery,
  registration: Registration,
  fetch: CustomFetch,
): client.Configuration {
  const { revocationEndpoint } = discovery
  const config = new client.Configuration(
    {
      issuer: discovery.issuer,
      authorization_endpoint: discovery.authorizationEndpoint,
      token_endpoint: discovery.tokenEndpoint,
      ...(revocationEndpoint !== undefined && { revocation_endpoint: revocationEndpoint }),
      authorization_response_iss_parameter_supported: discovery.namesIssuer,
    },
    registration.clientId,
    undefined,
    authenticationOf(registration),
  )
  config[client.customFetch] = fetch
  if (isLoopback(new URL(discovery.issuer))) client.allowInsecureRequests(config)
  return config
}

/** A `fetch` for openid-client that keeps the token answer. */
export interface TokenFetch {
  readonly fetch: CustomFetch
  readonly answer: () => ReadTokenAnswer | undefined
}

export interface TokenFetchOptions {
  readonly signal: AbortSignal
  /** Parameters that are sent exactly so. */
  readonly form?: Readonly<Record<string, string>>
}

/**
 * Sends forms to the issuer. An answer with tokens is read leniently and handed on without its ID
 * token, which says nothing that is needed here.
 */
export function createTokenFetch(
  context: OAuthContext,
  { signal, form = {} }: TokenFetchOptions,
): TokenFetch {
  let answer: ReadTokenAnswer | undefined
  const fetch: CustomFetch = async (url, { headers, body }) => {
    if (body instanceof URLSearchParams)
      for (const [name, value] of Object.entries(form)) body.set(name, value)
    const request = { method: 'POST', headers, body: textOf(body) ?? '', signal } as const
    const { response, text } = await send(context, 'token', url, request)
    const { status } = response
    if (status >= 500 || status === 429) throw unexpectedAnswer(context, 'token', url, response)
    const whole = new Response(text === '' ? null : text, { status, headers: response.headers })
    if (!response.ok) return await withoutChallenge(whole)
    if (text === '') return whole
    answer = parseTokenAnswer(text, 'the sign-in server')
    const { access_token, token_type, refresh_token, expires_in } = answer
    return Response.json({ access_token, token_type, refresh_token, expires_in }, { status })
  }
  return { fetch, answer: () => answer }
}
