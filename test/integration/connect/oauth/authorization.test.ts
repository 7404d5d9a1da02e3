import { describe, expect } from 'vitest'

import { prepareAuthorization } from '../../../../src/connect/oauth/authorization.js'
import { revokeTokens } from '../../../../src/connect/oauth/tokens.js'
import { contextOf, redirectUri } from '../../../support/connect/contexts.js'
import { sendPage, type PageAnswer } from '../../../support/connect/pages.js'
import {
  before,
  client,
  discoveryOf,
  good,
  it,
  never,
  renewed,
} from '../../../support/connect/token-server.js'

describe('an authorization request', () => {
  it('keeps what the endpoint has, leaves out scopes that nobody names, and is never the same', async ({
    start,
  }) => {
    const server = await start(good)
    const context = contextOf(`${server.url}/mcp`)
    const prepare = async () =>
      await prepareAuthorization(context, discoveryOf(server), client(server), [])
    const [one, other] = [await prepare(), await prepare()]
    const { searchParams } = new URL(one.address)
    expect([...searchParams.keys()].toSorted()).toEqual([
      'client_id',
      'code_challenge',
      'code_challenge_method',
      'redirect_uri',
      'resource',
      'response_type',
      'state',
      'tenant',
    ])
    expect(searchParams.get('redirect_uri')).toBe(redirectUri)
    expect(one.expected).toEqual({
      state: searchParams.get('state'),
      issuer: server.url,
      namesIssuer: false,
    })
    for (const name of ['state', 'code_challenge'])
      expect(new URL(other.address).searchParams.get(name)).not.toBe(searchParams.get(name))
    expect(server.seen).toEqual([])
  })

  it('redeems with its verifier, and takes the scopes that it asked for where none are told', async ({
    start,
  }) => {
    const server = await start({ ...good, scope: undefined, refresh_token: undefined })
    const context = contextOf(`${server.url}/mcp`)
    const request = await prepareAuthorization(context, discoveryOf(server), client(server), [
      'a',
      'b',
    ])
    const answer = new URLSearchParams({ code: 'c', state: request.expected.state })
    expect(await request.redeem(answer, never())).toEqual({
      ...renewed,
      refresh_token: null,
      scopes: ['a', 'b'],
    })
    const form = new URLSearchParams(server.seen[0]?.body)
    expect(form.get('code_verifier')?.length).toBeGreaterThan(42)
    expect(form.get('redirect_uri')).toBe(redirectUri)
    expect(form.get('resource')).toBe(`${server.url}/mcp`)
  })
})

describe('revocation', () => {
  it.for<readonly [string, PageAnswer, string]>([
    ['both tokens, the refresh token first', 200, 'revoked'],
    ['a server in trouble', 503, 'local only'],
    [
      'a page',
      (_seen, response) => {
        sendPage(response)
      },
      'local only',
    ],
    ['a server that never answers', () => undefined, 'local only'],
  ])('%s', async ([what, revoke, expected], { start }) => {
    const server = await start(good, revoke)
    const context = contextOf(`${server.url}/mcp`)
    const limitMs = what.endsWith('never answers') ? 2_000 : 20_000
    expect(await revokeTokens(context, discoveryOf(server), client(server), before, limitMs)).toBe(
      expected,
    )
    const hints = server.seen.map(({ body }) => new URLSearchParams(body).get('token_type_hint'))
    expect(hints).toEqual(
      expected === 'revoked' ? ['refresh_token', 'access_token'] : ['refresh_token'],
    )
  })

  it('is local where the issuer has no endpoint for it', async ({ start }) => {
    const server = await start(good)
    const discovery = { ...discoveryOf(server), revocationEndpoint: undefined }
    const context = contextOf(`${server.url}/mcp`)
    expect(await revokeTokens(context, discovery, client(server), before, 1000)).toBe('local only')
    expect(server.seen).toEqual([])
  })
})
