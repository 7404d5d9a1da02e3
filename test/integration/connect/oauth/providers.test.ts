import { afterEach, describe, expect, it } from 'vitest'

import { OAuthError } from '../../../../src/auth/issuer/token-request.js'
import { checkCallback } from '../../../../src/auth/sign-in/callback/callback-check.js'
import { prepareAuthorization } from '../../../../src/connect/oauth/authorization.js'
import { discover } from '../../../../src/connect/oauth/discovery/discover.js'
import type {
  Discovery,
  OAuthContext,
  Registration,
  RemoteTokens,
} from '../../../../src/connect/oauth/oauth.js'
import { register, type WantedClient } from '../../../../src/connect/oauth/registration.js'
import { wantedScopes } from '../../../../src/connect/oauth/scopes.js'
import { refreshTokens, revokeTokens } from '../../../../src/connect/oauth/tokens.js'
import { rejected } from '../../../support/caught.js'
import { contextOf, redirectUri } from '../../../support/connect/contexts.js'
import {
  startProvider,
  type McpProvider,
  type ProviderOptions,
} from '../../../support/connect/provider.js'

const started: McpProvider[] = []

afterEach(async () => {
  for (const provider of started.splice(0)) await provider.close()
})

const open = async (options: ProviderOptions): Promise<McpProvider> => {
  const provider = await startProvider(options)
  started.push(provider)
  return provider
}

interface SignedIn {
  readonly context: OAuthContext
  readonly discovery: Discovery
  readonly registration: Registration
  readonly tokens: RemoteTokens
  readonly address: URL
}

const never = (): AbortSignal => new AbortController().signal

/** The whole way of a person. */
const signIn = async (provider: McpProvider, wanted: WantedClient = {}): Promise<SignedIn> => {
  const context = contextOf(provider.serverUrl, {}, new Date())
  const discovery = await discover(context, {}, undefined)
  const registration = await register(context, discovery, wanted, undefined)
  const scopes = wantedScopes(discovery, {}, [])
  const request = await prepareAuthorization(context, discovery, registration, scopes)
  const back = await provider.signIn(request.address)
  expect(back.href).toContain(redirectUri)
  const verdict = checkCallback(back.searchParams, request.expected)
  if (verdict.kind !== 'code') throw new Error(`no code: ${back.search}`)
  const tokens = await request.redeem(verdict.parameters, never())
  return { context, discovery, registration, tokens, address: new URL(request.address) }
}

const given = (method: string): { options: ProviderOptions; wanted: WantedClient } => ({
  options: {
    authentications: [method],
    clients: [
      {
        client_id: 'given',
        client_secret: 'a secret: 100%+/=',
        token_endpoint_auth_method: method,
        redirect_uris: [redirectUri],
        application_type: 'native',
        grant_types: ['authorization_code', 'refresh_token'],
      },
    ],
  },
  wanted: { clientId: 'given', clientSecret: 'a secret: 100%+/=' },
})

const ways: readonly (readonly [string, ProviderOptions, WantedClient, Partial<Registration>])[] = [
  ['at the root', {}, {}, { kind: 'registered', authentication: 'none' }],
  ['under a path', { path: '/tenant/one' }, {}, { kind: 'registered', authentication: 'none' }],
  [
    'with Basic',
    { authentications: ['client_secret_basic'] },
    {},
    { kind: 'registered', authentication: 'client_secret_basic' },
  ],
  [
    'with the secret in the body',
    { authentications: ['client_secret_post'] },
    {},
    { kind: 'registered', authentication: 'client_secret_post' },
  ],
  [
    'with a given client and Basic',
    given('client_secret_basic').options,
    given('').wanted,
    { kind: 'given', authentication: 'client_secret_basic' },
  ],
  [
    'with a given client and its secret in the body',
    given('client_secret_post').options,
    given('').wanted,
    { kind: 'given', authentication: 'client_secret_post' },
  ],
]

describe('a sign-in at oidc-provider', () => {
  it.each(ways)('%s', async (_name, options, wanted, kind) => {
    const provider = await open(options)
    const { context, discovery, registration, tokens, address } = await signIn(provider, wanted)
    expect(discovery).toMatchObject({
      issuer: provider.issuer,
      resource: provider.serverUrl,
      namesIssuer: true,
    })
    expect(registration).toMatchObject(kind)
    expect(Object.fromEntries(address.searchParams)).toMatchObject({
      response_type: 'code',
      resource: provider.serverUrl,
      code_challenge_method: 'S256',
      scope: 'read offline_access',
      prompt: 'consent',
    })
    expect(tokens.scopes).toContain('read')
    expect(tokens.expires_at).toBeGreaterThan(context.now().getTime() / 1000)
    expect((await provider.tokenOf(tokens.access_token))?.aud).toBe(provider.serverUrl)

    const renewed = await refreshTokens(context, discovery, registration, tokens, never())
    if (typeof renewed === 'string') throw new Error(renewed)
    expect(renewed.access_token).not.toBe(tokens.access_token)
    expect((await provider.tokenOf(renewed.access_token))?.aud).toBe(provider.serverUrl)
    expect(provider.forms.map((form) => [form.get('grant_type'), form.get('resource')])).toEqual([
      ['authorization_code', provider.serverUrl],
      ['refresh_token', provider.serverUrl],
    ])
    expect(provider.forms[0]?.get('redirect_uri')).toBe(redirectUri)

    expect(await revokeTokens(context, discovery, registration, renewed, 5000)).toBe('revoked')
    expect(await provider.tokenOf(renewed.access_token)).toBeNull()
    expect(await refreshTokens(context, discovery, registration, renewed, never())).toBe('spent')
  })

  it('a registration that the issuer has lost must be made anew', async () => {
    const provider = await open({})
    const { context, discovery, registration, tokens } = await signIn(provider)
    await provider.forget(registration.clientId)
    expect(await refreshTokens(context, discovery, registration, tokens, never())).toBe(
      'unregistered',
    )
  })

  it('a given client with a wrong secret is told, and the session is not given up', async () => {
    const { options, wanted } = given('client_secret_basic')
    const provider = await open(options)
    const { context, discovery, registration, tokens } = await signIn(provider, wanted)
    const wrong = { ...registration, clientSecret: 'wrong' }
    const error = await rejected(refreshTokens(context, discovery, wrong, tokens, never()))
    expect(error).toBeInstanceOf(OAuthError)
    expect(error.message).toContain('JHE_SERVER_CLIENT_ID')
    expect(error.message).not.toContain('wrong')
  })

  it('a code that was used is told, and its words name the next step', async () => {
    const provider = await open({})
    const { context, discovery, registration } = await signIn(provider)
    const request = await prepareAuthorization(context, discovery, registration, ['read'])
    const { searchParams } = await provider.signIn(request.address)
    await request.redeem(searchParams, never())
    const error = await rejected(request.redeem(searchParams, never()))
    expect(error instanceof OAuthError && error.error).toBe('invalid_grant')
    expect(error.hint).toContain('jhe-mcp login')
  })

  it('mix-up: an answer in the name of another issuer gives no code', async () => {
    const provider = await open({})
    const { context, discovery, registration } = await signIn(provider)
    const request = await prepareAuthorization(context, discovery, registration, ['read'])
    const back = await provider.signIn(request.address)
    for (const iss of ['https://evil.example', undefined]) {
      const answer = new URLSearchParams(back.search)
      if (iss === undefined) answer.delete('iss')
      else answer.set('iss', iss)
      expect(checkCallback(answer, request.expected).kind).toBe('refused')
      answer.set('error', 'access_denied')
      const verdict = checkCallback(answer, request.expected)
      expect(verdict.kind === 'refused' && verdict.error.code).toBe('CALLBACK_REJECTED')
    }
  })
})
