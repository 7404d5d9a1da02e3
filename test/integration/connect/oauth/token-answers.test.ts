import { describe, expect } from 'vitest'

import { OAuthError } from '../../../../src/auth/issuer/token-request.js'
import type { Registration, RemoteTokens } from '../../../../src/connect/oauth/oauth.js'
import { refreshTokens } from '../../../../src/connect/oauth/tokens.js'
import { rejected } from '../../../support/caught.js'
import { contextOf } from '../../../support/connect/contexts.js'
import {
  sendJson,
  sendPage,
  type HandMade,
  type PageAnswer,
} from '../../../support/connect/pages.js'
import {
  answering,
  before,
  client,
  discoveryOf,
  good,
  it,
  never,
  nowSeconds,
  renewed,
} from '../../../support/connect/token-server.js'

const renew = async (
  server: HandMade,
  registration = client(server),
  signal = never(),
): Promise<RemoteTokens | string> =>
  await refreshTokens(
    contextOf(`${server.url}/mcp`),
    discoveryOf(server),
    registration,
    before,
    signal,
  )

describe('the client, with Basic', () => {
  it.for([
    ['pre-registered.client_1', 'a-secret_2.~', 'pre-registered.client_1:a-secret_2.%7E'],
    ['a client:1', 'p%+/=ä', 'a+client%3A1:p%25%2B%2F%3D%C3%A4'],
  ] as const)(
    '%s is named as forms write it',
    async ([clientId, clientSecret, expected], { start }) => {
      const server = await start(answering(200, good))
      await renew(
        server,
        client(server, { clientId, clientSecret, authentication: 'client_secret_basic' }),
      )
      const [, sent = ''] = String(server.seen[0]?.headers['authorization']).split(' ')
      expect(Buffer.from(sent, 'base64').toString()).toBe(expected)
    },
  )
})

describe('a token answer', () => {
  it.for<readonly [string, object, object]>([
    ['as it should be', good, renewed],
    ['seconds as text', { ...good, expires_in: '60' }, renewed],
    ['no type', { ...good, token_type: undefined }, renewed],
    ['the type in other letters', { ...good, token_type: 'bearer' }, renewed],
    ['no seconds', { ...good, expires_in: undefined }, { ...renewed, expires_at: null }],
    ['seconds that are none', { ...good, expires_in: 'soon' }, { ...renewed, expires_at: null }],
    [
      'null for what is absent',
      { ...good, expires_in: null, refresh_token: null, scope: null },
      { ...renewed, expires_at: null, refresh_token: 'canary-refresh', scopes: ['read'] },
    ],
    [
      'no new refresh token',
      { ...good, refresh_token: undefined },
      { ...renewed, refresh_token: 'canary-refresh' },
    ],
    ['an ID token of anybody', { ...good, id_token: 'x.y.z' }, renewed],
    ['a scope that is none', { ...good, scope: 7 }, { ...renewed, scopes: ['read'] }],
    [
      'a life of a century',
      { ...good, expires_in: 3_200_000_000 },
      { ...renewed, expires_at: nowSeconds + 366 * 86_400 },
    ],
    ['status 201', good, renewed],
  ])('%s', async ([name, body, expected], { start }) => {
    const server = await start(answering(name === 'status 201' ? 201 : 200, body))
    expect(await renew(server)).toEqual(expected)
  })

  it('is asked for with the resource, and with a public client by its id', async ({ start }) => {
    const server = await start(good)
    await renew(server)
    expect(Object.fromEntries(new URLSearchParams(server.seen[0]?.body))).toEqual({
      grant_type: 'refresh_token',
      refresh_token: 'canary-refresh',
      resource: `${server.url}/mcp`,
      client_id: 'canary-client',
    })
    expect(server.seen[0]?.headers['authorization']).toBeUndefined()
  })
})

const outcome = async (server: HandMade, registration: Registration): Promise<unknown> =>
  await renew(server, registration).catch((thrown: unknown) => thrown)

describe('a refresh that is refused', () => {
  it.for<readonly [string, number, Registration['kind'], unknown]>([
    ['invalid_grant', 400, 'registered', 'spent'],
    ['invalid_grant', 401, 'given', 'spent'],
    ['invalid_client', 401, 'registered', 'unregistered'],
    ['invalid_client', 400, 'registered', 'unregistered'],
    ['unauthorized_client', 401, 'registered', 'unregistered'],
    ['unauthorized_client', 400, 'registered', 'spent'],
    ['unauthorized_client', 400, 'given', 'spent'],
    ['unauthorized_client', 401, 'given', expect.any(OAuthError)],
    ['invalid_client', 401, 'given', expect.any(OAuthError)],
    ['invalid_client', 401, 'document', expect.any(OAuthError)],
    ['invalid_target', 400, 'registered', expect.any(OAuthError)],
    ['<script>', 400, 'registered', expect.any(OAuthError)],
  ])('%s, status %i, client %s', async ([error, status, kind, expected], { start }) => {
    const server = await start((_seen, response) => {
      response.setHeader('www-authenticate', 'Basic realm="x"')
      sendJson(response, status, { error, error_description: 'canary-description' })
    })
    const found = await outcome(server, client(server, { kind }))
    expect(found).toEqual(expected)
    if (found instanceof OAuthError) {
      expect(found.code).toBe('ISSUER_FAILED')
      expect(`${found.message}${found.hint}`).not.toMatch(/canary|script/)
    }
  })

  it('is not sent without a refresh token', async ({ start }) => {
    const server = await start(good)
    const context = contextOf(`${server.url}/mcp`)
    const tokens = { ...before, refresh_token: null }
    expect(await refreshTokens(context, discoveryOf(server), client(server), tokens, never())).toBe(
      'spent',
    )
    expect(server.seen).toEqual([])
  })
})

describe('trouble of the token endpoint keeps the session', () => {
  it.for<readonly [string, PageAnswer, string, string]>([
    ['500', 500, 'ISSUER_FAILED', 'status 500'],
    [
      '503 with an error of OAuth',
      answering(503, { error: 'invalid_grant' }),
      'ISSUER_FAILED',
      'status 503',
    ],
    ['429', answering(429, { error: 'slow_down' }), 'ISSUER_FAILED', 'status 429'],
    ['404', 404, 'ISSUER_FAILED', 'not one of OAuth'],
    [
      'a page',
      (_seen, response) => {
        sendPage(response)
      },
      'ISSUER_FAILED',
      'web page',
    ],
    [
      'a refusal as a page',
      (_seen, response) => {
        sendPage(response, 403)
      },
      'ISSUER_FAILED',
      'not one of OAuth',
    ],
    ['an empty answer', 200, 'ISSUER_FAILED', 'not one of OAuth'],
    ['half an answer', answering(200, '{"access_token":"canary-a'), 'ISSUER_FAILED', 'not JSON'],
    [
      'no token',
      answering(200, { token_type: 'Bearer' }),
      'ISSUER_FAILED',
      'access_token is missing',
    ],
    [
      'another type of token',
      answering(200, { ...good, token_type: 'mac' }),
      'ISSUER_FAILED',
      'token_type',
    ],
    [
      'F52: a redirect',
      (_seen, response) => {
        response.writeHead(307, { location: 'https://evil.example' }).end()
      },
      'SERVER_CHANGED',
      'https://evil.example',
    ],
    [
      'a lost connection',
      (_seen, response) => {
        response.destroy()
      },
      'ISSUER_UNREACHABLE',
      'the token request',
    ],
  ])('%s', async ([, page, code, words], { start }) => {
    const server = await start(page)
    const error = await rejected(renew(server))
    expect(error.code).toBe(code)
    expect(error.message).toContain(words)
    expect(`${error.message}${error.hint}`).not.toContain('canary')
  })

  const stalled: PageAnswer = (_seen, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.write('{"access_token":"canary')
  }

  it('an answer that stalls after its head is given up', async ({ start }) => {
    const server = await start(stalled)
    const context = { ...contextOf(`${server.url}/mcp`), answerMs: 100 }
    const asked = refreshTokens(context, discoveryOf(server), client(server), before, never())
    const error = await rejected(asked)
    expect(error.code).toBe('ISSUER_FAILED')
    expect(error.message).toContain('did not end in time')
  })

  it.for<readonly [string, PageAnswer, string]>([
    ['never begins', () => undefined, 'ISSUER_UNREACHABLE'],
    ['never ends', stalled, 'ISSUER_FAILED'],
  ])('a signal of time: the answer that %s is named', async ([, page, code], { start }) => {
    const server = await start(page)
    const error = await rejected(renew(server, client(server), AbortSignal.timeout(2_000)))
    expect(error.code).toBe(code)
    expect(error.message).toContain('in time')
  })

  it('a refresh ends with its signal', async ({ start }) => {
    const server = await start(() => undefined)
    const stop = new AbortController()
    const renewing = renew(server, client(server), stop.signal)
    stop.abort(new Error('stopped by the person'))
    await expect(renewing).rejects.toThrow('stopped by the person')
  })
})
