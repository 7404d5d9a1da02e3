import { auth as authByModern, type OAuthDiscoveryState } from '@modelcontextprotocol/client'
import { auth as authByLegacy } from '@modelcontextprotocol/sdk/client/auth.js'
import { describe, expect } from 'vitest'

import { createBrowser } from '../../support/broker/browser.js'
import { it } from '../../support/broker/broker-test.js'
import { codeOf } from '../../support/broker/oauth-client.js'

const redirectUrl = 'http://127.0.0.1:45454/callback'

interface Kept {
  client: { readonly client_id: string } | undefined
  tokens:
    { access_token: string; token_type: string; refresh_token?: string | undefined } | undefined
  verifier: string
  address: URL | undefined
  discovery: OAuthDiscoveryState | undefined
}

/** What both SDKs want to keep of one server, in memory. */
const createClientStore = () => {
  const kept: Kept = {
    client: undefined,
    tokens: undefined,
    verifier: '',
    address: undefined,
    discovery: undefined,
  }
  const provider = {
    redirectUrl,
    clientMetadata: {
      client_name: 'A client of the SDK',
      redirect_uris: [redirectUrl],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
      scope: 'openid offline_access',
    },
    clientInformation: () => kept.client,
    saveClientInformation: (client: { client_id: string }) => {
      kept.client = client
    },
    tokens: () => kept.tokens,
    saveTokens: (tokens: Kept['tokens']) => {
      kept.tokens = tokens
    },
    redirectToAuthorization: (address: URL) => {
      kept.address = address
    },
    saveCodeVerifier: (verifier: string) => {
      kept.verifier = verifier
    },
    codeVerifier: () => kept.verifier,
    saveDiscoveryState: (state: OAuthDiscoveryState) => {
      kept.discovery = state
    },
    discoveryState: () => kept.discovery,
  }
  return { kept, provider }
}

/** One sign-in and one refresh of an SDK, from the address that a person types in. */
const goThrough = async (
  origin: string,
  ask: (
    store: ReturnType<typeof createClientStore>,
    code?: { readonly authorizationCode: string; readonly iss: string },
  ) => Promise<string>,
) => {
  const store = createClientStore()
  expect(await ask(store)).toBe('REDIRECT')
  const page = await createBrowser().follow(String(store.kept.address), origin)
  expect(await ask(store, { authorizationCode: codeOf(page), iss: origin })).toBe('AUTHORIZED')
  const first = store.kept.tokens
  expect(await ask(store)).toBe('AUTHORIZED')
  const second = store.kept.tokens
  expect(second?.access_token).not.toBe(first?.access_token)
  return second?.access_token ?? ''
}

describe.for(['/mcp', '/sse'])('a client of the MCP SDK at %s', (path) => {
  it('of the 2025 era discovers, registers, signs in and refreshes', async ({ serve }) => {
    const { origin, broker } = await serve()
    const access = await goThrough(
      origin,
      async ({ provider }, code) =>
        await authByLegacy(provider, { serverUrl: `${origin}${path}`, ...code }),
    )
    const authentication = await broker.authenticate(
      `Bearer ${access}`,
      AbortSignal.timeout(20_000),
    )
    expect(authentication).toMatchObject({ ok: true, caller: { subject: 1001 } })
  })

  it('of the 2026 era does too', async ({ serve }) => {
    const { origin, broker } = await serve()
    const access = await goThrough(
      origin,
      async ({ provider }, code) =>
        await authByModern(provider, { serverUrl: `${origin}${path}`, ...code }),
    )
    const authentication = await broker.authenticate(
      `Bearer ${access}`,
      AbortSignal.timeout(20_000),
    )
    expect(authentication).toMatchObject({ ok: true, caller: { subject: 1001 } })
  })
})
