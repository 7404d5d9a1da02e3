import { describe, expect } from 'vitest'

import type { Discovery, Registration } from '../../../../src/connect/oauth/oauth.js'
import { register } from '../../../../src/connect/oauth/registration.js'
import { rejected } from '../../../support/caught.js'
import { contextOf, redirectUri, testNow } from '../../../support/connect/contexts.js'
import {
  sendJson,
  sendPage,
  type HandMade,
  type PageAnswer,
} from '../../../support/connect/pages.js'
import { it } from '../../../support/connect/find.js'
import { discoveryOf } from '../../../support/connect/token-server.js'

const nowSeconds = testNow.getTime() / 1000
const document = 'https://app.example/client.json'

const answering =
  (status: number, body: object): PageAnswer =>
  (_seen, response) => {
    sendJson(response, status, body)
  }

const at = (server: HandMade, change: Partial<Discovery> = {}): Discovery => ({
  ...discoveryOf(server),
  registrationEndpoint: `${server.url}/register`,
  ...change,
})

const contextFor = ({ url }: HandMade) => contextOf(`${url}/mcp`)

const made = { client_id: 'made' }

describe('a new registration', () => {
  it('is that of a native client with our redirect address', async ({ start }) => {
    const server = await start(() => ({ '/register': answering(201, made) }))
    const found = await register(contextFor(server), at(server), {}, undefined)
    expect(found).toEqual({
      issuer: server.url,
      clientId: 'made',
      authentication: 'none',
      kind: 'registered',
      redirectUri,
    })
    expect(server.seen[0]?.headers['content-type']).toBe('application/json')
    expect(JSON.parse(server.seen[0]?.body ?? '')).toEqual({
      client_name: 'jhe-mcp',
      application_type: 'native',
      redirect_uris: [redirectUri],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    })
  })

  it.for<readonly [readonly string[] | undefined, string]>([
    [undefined, 'none'],
    [[], 'none'],
    [['none', 'client_secret_basic'], 'none'],
    [['client_secret_basic', 'client_secret_post'], 'client_secret_basic'],
    [['client_secret_post'], 'client_secret_post'],
    [['private_key_jwt'], 'none'],
  ])(
    'where the issuer takes %s, it asks for %s',
    async ([clientAuthentications, method], { start }) => {
      const server = await start(() => ({ '/register': answering(201, made) }))
      await register(contextFor(server), at(server, { clientAuthentications }), {}, undefined)
      expect(server.seen[0]?.body).toContain(`"token_endpoint_auth_method":"${method}"`)
    },
  )

  const secret = { ...made, client_secret: 'canary' }
  it.for<readonly [string, object, Partial<Registration>]>([
    [
      'a secret without end',
      { ...secret, client_secret_expires_at: 0, token_endpoint_auth_method: 'client_secret_post' },
      { clientSecret: 'canary', authentication: 'client_secret_post' },
    ],
    [
      'a secret that ends',
      {
        ...secret,
        client_secret_expires_at: 1_900_000_000,
        token_endpoint_auth_method: 'client_secret_basic',
      },
      { clientSecret: 'canary', authentication: 'client_secret_basic', endsAt: 1_900_000_000 },
    ],
    [
      'an end as text',
      { ...secret, client_secret_expires_at: '1900000000' },
      { authentication: 'client_secret_basic', endsAt: 1_900_000_000 },
    ],
    [
      'a secret and no word about it',
      secret,
      { clientSecret: 'canary', authentication: 'client_secret_basic' },
    ],
    [
      'a secret for nothing',
      { ...secret, token_endpoint_auth_method: 'none', client_secret_expires_at: 5 },
      { authentication: 'none' },
    ],
    [
      'null for what is absent',
      { ...made, client_secret: null, token_endpoint_auth_method: null },
      { authentication: 'none' },
    ],
  ])('%s', async ([, body, expected], { start }) => {
    const server = await start(() => ({ '/register': answering(200, body) }))
    const found = await register(contextFor(server), at(server), {}, undefined)
    expect(found).toMatchObject({ clientId: 'made', ...expected })
    expect(found.endsAt).toBe(expected.endsAt)
    expect(found.clientSecret !== undefined).toBe(expected.authentication !== 'none')
  })

  it.for<readonly [string, PageAnswer, string, string]>([
    [
      'a refusal',
      answering(400, { error: 'invalid_redirect_uri', error_description: 'canary' }),
      'ISSUER_FAILED',
      'status 400, invalid_redirect_uri',
    ],
    [
      'a refusal with odd signs',
      answering(400, { error: '<b>canary' }),
      'ISSUER_FAILED',
      'unknown error',
    ],
    ['a closed door', 401, 'ISSUER_FAILED', 'status 401'],
    ['no such endpoint', 404, 'ISSUER_FAILED', 'status 404'],
    ['trouble', 503, 'ISSUER_FAILED', 'status 503'],
    [
      'a page',
      (_seen, response) => {
        sendPage(response)
      },
      'ISSUER_FAILED',
      'web page',
    ],
    ['no client id', answering(201, {}), 'ISSUER_FAILED', 'client_id is missing'],
    [
      'an unknown way to authenticate',
      answering(201, { ...made, token_endpoint_auth_method: 'private_key_jwt' }),
      'ISSUER_FAILED',
      'token_endpoint_auth_method',
    ],
    [
      'a way with a secret, and none given',
      answering(201, { ...made, token_endpoint_auth_method: 'client_secret_basic' }),
      'ISSUER_FAILED',
      'token_endpoint_auth_method',
    ],
    [
      'F52: a redirect',
      (_seen, response) => {
        response.writeHead(307, { location: 'https://evil.example/r' }).end()
      },
      'SERVER_CHANGED',
      'https://evil.example',
    ],
  ])('%s is told', async ([, page, code, words], { start }) => {
    const server = await start(() => ({ '/register': page }))
    const error = await rejected(register(contextFor(server), at(server), {}, undefined))
    expect(error.code).toBe(code)
    expect(error.message).toContain(words)
    expect(`${error.message}${error.hint}`).not.toContain('canary')
  })
})

describe('the client that is used', () => {
  const known = (server: HandMade, change: Partial<Registration> = {}): Registration => ({
    issuer: server.url,
    clientId: 'known',
    authentication: 'none',
    kind: 'registered',
    redirectUri,
    ...change,
  })

  it.for<readonly [string, Partial<Registration>, string]>([
    ['as it is', {}, 'known'],
    ['with a secret that holds', { endsAt: nowSeconds + 3600 }, 'known'],
    ['of a time before redirect addresses were kept', { redirectUri: undefined }, 'known'],
    ['with a secret that has ended', { endsAt: nowSeconds - 1 }, 'made'],
    ['with a secret that ends during the sign-in', { endsAt: nowSeconds + 60 }, 'made'],
    ['of another issuer', { issuer: 'https://other.example' }, 'made'],
    ['with another redirect address', { redirectUri: 'http://127.0.0.1:9999/callback' }, 'made'],
    ['that settings gave before', { kind: 'given' }, 'made'],
    ['that was a document before', { kind: 'document' }, 'made'],
  ])('a registration of before, %s', async ([, change, expected], { start }) => {
    const server = await start(() => ({ '/register': answering(201, made) }))
    const found = await register(contextFor(server), at(server), {}, known(server, change))
    expect(found.clientId).toBe(expected)
    expect(server.seen).toHaveLength(expected === 'made' ? 1 : 0)
  })

  it('is that of the settings before any other, without a request', async ({ start }) => {
    const server = await start(() => ({}))
    const choose = async (wanted: object, change: Partial<Discovery> = {}) =>
      await register(contextFor(server), at(server, change), wanted, known(server))
    expect(await choose({ clientId: 'mine' })).toEqual({
      issuer: server.url,
      clientId: 'mine',
      authentication: 'none',
      kind: 'given',
    })
    expect(await choose({ clientId: 'mine', clientSecret: 's' })).toMatchObject({
      clientSecret: 's',
      authentication: 'client_secret_basic',
    })
    expect(
      await choose(
        { clientId: 'mine', clientSecret: 's' },
        { clientAuthentications: ['client_secret_post'] },
      ),
    ).toMatchObject({ authentication: 'client_secret_post' })
    expect(await choose({ clientId: document }, { acceptsDocuments: true })).toMatchObject({
      clientId: document,
      kind: 'document',
    })
    expect(await choose({ clientId: document }, { registrationEndpoint: undefined })).toMatchObject(
      { clientId: document, kind: 'given' },
    )
    expect(await choose({ clientId: document })).toMatchObject({ clientId: 'known' })
    expect(server.seen).toEqual([])
  })

  it('must be given where the issuer registers nobody', async ({ start }) => {
    const server = await start(() => ({}))
    const closed = at(server, { registrationEndpoint: undefined })
    const error = await rejected(register(contextFor(server), closed, {}, undefined))
    expect(error.code).toBe('ISSUER_FAILED')
    expect(error.hint).toContain('JHE_SERVER_CLIENT_ID')
    expect(error.hint).toContain('JHE_SERVER_HEADER_FILE')
  })
})
