import { createHash, randomBytes } from 'node:crypto'

import { decodeJwt } from 'jose'
import { describe, expect } from 'vitest'

import { it } from '../../support/broker/broker-test.js'
import {
  answerTo,
  attempt,
  authorize,
  codeOf,
  postForm,
  redeem,
  refresh,
  registerId,
  signIn,
} from '../../support/broker/oauth-client.js'

const codesOf = (answers: readonly { readonly body: Readonly<Record<string, unknown>> }[]) =>
  answers.map(({ body }) => body['error'] ?? 'ok')

describe('a code', () => {
  it('is redeemed once, also by 30 requests at 3 replicas at the same time', async ({ serve }) => {
    const { origin } = await serve({ replicas: 3 })
    const own = attempt(origin, await registerId(origin))
    const code = codeOf(await authorize(own))
    const answers = await Promise.all(
      Array.from({ length: 30 }, async () => await redeem(origin, own, code)),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    const others = answers.filter(({ status }) => status !== 200)
    expect(new Set(codesOf(others))).toEqual(new Set(['invalid_grant']))
  })

  it('that is redeemed again ends the grant of the first', async ({ serve, state }) => {
    const served = await serve()
    const { origin } = served
    const own = attempt(origin, await registerId(origin))
    const code = codeOf(await authorize(own))
    const { body } = await redeem(origin, own, code)
    expect((await redeem(origin, own, code)).body['error']).toBe('invalid_grant')
    const again = await refresh(origin, own.clientId, body['refresh_token'])
    expect(again.body['error']).toBe('invalid_grant')
    expect(await state.grants.list()).toEqual([])
    expect(served.revoked).toHaveLength(1)
  })

  it('of another client is refused', async ({ serve }) => {
    const { origin } = await serve()
    const own = attempt(origin, await registerId(origin))
    const other = await registerId(origin, {
      client_name: 'Other',
      redirect_uris: ['http://127.0.0.1/callback'],
    })
    const code = codeOf(await authorize(own))
    const { status, body } = await redeem(origin, { ...own, clientId: other }, code)
    expect({ status, error: body['error'] }).toEqual({ status: 400, error: 'invalid_grant' })
  })

  it.for([
    ['another verifier', { code_verifier: randomBytes(32).toString('base64url') }],
    ['an empty verifier', { code_verifier: '' }],
    ['another redirect address', { redirect_uri: 'http://127.0.0.1:1/callback' }],
    ['another code', { code: 'x'.repeat(43) }],
  ] as const)('is refused with %s', async ([, change], { serve }) => {
    const { origin } = await serve()
    const own = attempt(origin, await registerId(origin))
    const { status, body } = await redeem(origin, own, codeOf(await authorize(own)), change)
    expect({ status, error: body['error'] }).toEqual({ status: 400, error: 'invalid_grant' })
  })
})

describe('an authorization request', () => {
  it.for([
    ['without PKCE', { code_challenge: null, code_challenge_method: null }, 'invalid_request'],
    ['with PKCE plain', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['without a method of PKCE', { code_challenge_method: null }, 'invalid_request'],
    ['for a token', { response_type: 'token' }, 'unsupported_response_type'],
    ['for an ID token', { response_type: 'code id_token' }, 'unsupported_response_type'],
    ['with a request object', { request: 'e30.e30.' }, 'request_not_supported'],
    [
      'with an address of one',
      { request_uri: 'https://evil.example/r' },
      'request_uri_not_supported',
    ],
    ['without a page', { prompt: 'none' }, 'login_required'],
    ['for another resource', { resource: 'https://other.example/mcp' }, 'invalid_target'],
    ['for a resource that begins so', { resource: 'http://127.0.0.1/mcp' }, 'invalid_target'],
  ] as const)(
    '%s is refused, with the issuer in the answer',
    async ([, change, error], { serve }) => {
      const { origin } = await serve()
      const page = await authorize(attempt(origin, await registerId(origin), undefined, change))
      expect(answerTo(page)).toMatchObject({ error, iss: origin, state: 'a-state' })
    },
  )

  it('that names the PKCE challenge of nobody is of no use without its verifier', async ({
    serve,
  }) => {
    const { origin } = await serve()
    const clientId = await registerId(origin)
    const own = attempt(origin, clientId, undefined, {
      code_challenge: createHash('sha256').update('stolen').digest('base64url'),
    })
    const answer = await redeem(origin, own, codeOf(await authorize(own)))
    expect(answer.body['error']).toBe('invalid_grant')
  })

  it.for([
    ['none', null],
    ['an empty one', ''],
    ['openid', 'openid'],
    ['offline_access', 'openid profile email offline_access'],
    ['an unknown one', 'jhe:write admin'],
    ['ours among others', 'openid jhe:read jhe:write'],
  ] as const)('F32: with the scope %s gets jhe:read', async ([, scope], { serve }) => {
    const { origin } = await serve()
    const change = { scope, nonce: 'n', max_age: '0', id_token_hint: 'x', acr_values: '1' }
    const own = attempt(origin, await registerId(origin), undefined, change)
    const { body } = await redeem(origin, own, codeOf(await authorize(own)))
    expect(body['scope']).toBe('jhe:read')
    expect(body['id_token']).toBeUndefined()
    const next = await refresh(origin, own.clientId, body['refresh_token'], { scope: 'openid x' })
    expect(next.body['scope']).toBe('jhe:read')
    expect(next.body['id_token']).toBeUndefined()
  })
})

const aliases = ['/mcp', '/sse', '/mcp/', '/sse/', '', '/'] as const

describe('F24: the resource', () => {
  it.for(aliases)(
    '"%s" is the same as every other, at both endpoints',
    async (alias, { serve }) => {
      const { origin } = await serve()
      const { clientId, ...first } = await signIn(origin, { resource: `${origin}${alias}` })
      expect(decodeJwt(first.access).aud).toBe(`${origin}/mcp`)
      let token: unknown = first.refresh
      for (const other of [...aliases, undefined]) {
        const change = other === undefined ? {} : { resource: `${origin}${other}` }
        const { status, body } = await refresh(origin, clientId, token, change)
        expect({ other, status }).toEqual({ other, status: 200 })
        expect(decodeJwt(String(body['access_token'])).aud).toBe(`${origin}/mcp`)
        token = body['refresh_token']
      }
    },
  )

  it('may be left out, or named twice', async ({ serve }) => {
    const { origin } = await serve()
    const none = await signIn(origin, { resource: null })
    expect(decodeJwt(none.access).aud).toBe(`${origin}/mcp`)
    const form = new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: none.clientId,
      refresh_token: none.refresh,
    })
    form.append('resource', `${origin}/sse`)
    form.append('resource', `${origin}/mcp`)
    expect((await postForm(`${origin}/token`, form)).status).toBe(200)
  })

  it('that is foreign is refused before the refresh token is used up', async ({ serve }) => {
    const { origin } = await serve()
    const { clientId, refresh: token } = await signIn(origin)
    for (const resource of ['https://other.example/', `${origin}/other`, `${origin}/mcp#x`, 'x']) {
      const { status, body } = await refresh(origin, clientId, token, { resource })
      expect({ status, error: body['error'] }).toEqual({ status: 400, error: 'invalid_target' })
    }
    expect((await refresh(origin, clientId, token)).status).toBe(200)
  })
})

describe('a refresh token', () => {
  it('F10: is taken from 9 processes at the same time, and all successors work', async ({
    serve,
  }) => {
    const { origin } = await serve({ replicas: 3 })
    const { clientId, refresh: token } = await signIn(origin)
    const answers = await Promise.all(
      Array.from({ length: 9 }, async () => await refresh(origin, clientId, token)),
    )
    expect(codesOf(answers)).toEqual(Array.from({ length: 9 }, () => 'ok'))
    const next = await Promise.all(
      answers.map(async ({ body }) => await refresh(origin, clientId, body['refresh_token'])),
    )
    expect(codesOf(next)).toEqual(Array.from({ length: 9 }, () => 'ok'))
  })

  it('F10: that comes after its successor was used ends the grant', async ({ serve, state }) => {
    const served = await serve()
    const { origin, broker } = served
    const { clientId, access, refresh: token } = await signIn(origin)
    const second = await refresh(origin, clientId, token)
    await refresh(origin, clientId, second.body['refresh_token'])
    expect((await refresh(origin, clientId, token)).body['error']).toBe('invalid_grant')
    expect(await state.grants.list()).toEqual([])
    const signal = AbortSignal.timeout(20_000)
    expect(await broker.authenticate(`Bearer ${access}`, signal)).toEqual({
      ok: false,
      refusal: { status: 401, error: 'invalid_token' },
    })
    const grantId = decodeJwt(access)['gid']
    const common = { subject: 1001, clientId, grantId }
    expect(served.events.slice(-2)).toEqual([
      { event: 'revoke', code: 'OK', ...common },
      { event: 'refused', code: 'invalid_grant', ...common },
    ])
    expect(served.revoked).toHaveLength(1)
  })

  it('F11: works again when the answer was lost', async ({ serve }) => {
    const { origin } = await serve()
    const { clientId, refresh: token } = await signIn(origin)
    await refresh(origin, clientId, token)
    const again = await refresh(origin, clientId, token)
    expect(again.status).toBe(200)
    expect((await refresh(origin, clientId, again.body['refresh_token'])).status).toBe(200)
  })

  it('of another client is refused and stays good', async ({ serve }) => {
    const { origin } = await serve()
    const { clientId, refresh: token } = await signIn(origin)
    const other = await registerId(origin, {
      client_name: 'Other',
      redirect_uris: ['http://127.0.0.1/callback'],
    })
    const stolen = await refresh(origin, other, token)
    expect(stolen.body['error']).toBe('invalid_grant')
    expect((await refresh(origin, clientId, token)).status).toBe(200)
  })

  it('costs at most 8 uses of the state, a sign-in at most 30', async ({ serve, state }) => {
    const { origin } = await serve()
    const clientId = await registerId(origin)
    await signIn(origin)
    state.uses()
    const own = attempt(origin, clientId)
    const { body } = await redeem(origin, own, codeOf(await authorize(own)))
    expect(state.uses()).toBeLessThanOrEqual(30)
    await refresh(origin, clientId, body['refresh_token'])
    expect(state.uses()).toBeLessThanOrEqual(8)
  })

  it('is refused in another form than the one of RFC 6749', async ({ serve }) => {
    const { origin } = await serve()
    const { clientId, refresh: token } = await signIn(origin)
    const response = await fetch(`${origin}/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        grant_type: 'refresh_token',
        client_id: clientId,
        refresh_token: token,
      }),
    })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: 'invalid_request' })
    const byGet = await fetch(`${origin}/token?grant_type=refresh_token&client_id=${clientId}`)
    expect(byGet.status).toBe(405)
    expect(byGet.headers.get('allow')).toBe('POST')
  })
})
