import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

import { rejected } from '../../../support/caught.js'
import { ask, isFree } from '../../../support/loopback.js'
import {
  anna,
  callbackOf,
  signInAs,
  startSignIn,
  stateOf,
} from '../../../support/worlds/sign-in-world.js'
import { useWorlds } from '../../../support/worlds/open-worlds.js'

const { open } = useWorlds()

describe('the sign-in', () => {
  it('ends with a stored session, a page that says so and a free port', async () => {
    const world = await open({ listsRevocation: false })
    const signIn = startSignIn(world.settings())
    const reply = await signInAs(anna, world, await signIn.address)
    const session = await signIn.done
    expect(reply.status).toBe(200)
    expect(reply.body).toContain('You are signed in')
    expect(session).toMatchObject({
      subject: anna.subject,
      issuer: world.issuer.issuer,
      client_id: world.issuer.clientId,
    })
    expect(await world.stored()).toEqual(session)
    expect([await isFree(world.port), await isFree(world.port, '::1')]).toEqual([true, true])
  })

  it('leaves one file, readable by its owner only', async () => {
    const world = await open()
    const signIn = startSignIn(world.settings())
    await signInAs(anna, world, await signIn.address)
    await signIn.done
    expect(await world.files()).toEqual(['token_cache.json'])
    const { mode } = await stat(join(world.folder, 'token_cache.json'))
    expect((mode & 0o777).toString(8)).toBe('600')
  })

  it('9700-8: asks for a code with PKCE S256, state, nonce and the configured scopes, nothing else', async () => {
    const world = await open({ scopes: 'openid email' })
    const signIn = startSignIn(world.settings())
    const { searchParams } = new URL(await signIn.address)
    expect([...searchParams.keys()].sort()).toEqual([
      'client_id',
      'code_challenge',
      'code_challenge_method',
      'nonce',
      'redirect_uri',
      'response_type',
      'scope',
      'state',
    ])
    expect(Object.fromEntries(searchParams)).toMatchObject({
      client_id: world.issuer.clientId,
      code_challenge_method: 'S256',
      response_type: 'code',
      redirect_uri: `http://localhost:${world.port}/callback`,
      scope: 'openid email',
    })
    await signInAs(anna, world, await signIn.address)
    expect((await signIn.done).email).toBe(anna.email)
  })

  it.each([
    'http://localhost:PORT/callback',
    'http://127.0.0.1:PORT/callback',
    'http://[::1]:PORT/auth/callback',
    'http://localhost:PORT/a/../callback',
  ])('9700-1: sends %s byte for byte in both requests', async (redirectUri) => {
    const world = await open({ redirectUri })
    const signIn = startSignIn(world.settings())
    const reply = await signInAs(anna, world, await signIn.address)
    await signIn.done
    expect(reply.status).toBe(200)
    const text = redirectUri.replace('PORT', String(world.port))
    expect(new URL(await signIn.address).searchParams.get('redirect_uri')).toBe(text)
    expect(world.issuer.grants.map((grant) => grant.redirect_uri)).toEqual([text])
  })

  it('7636-1: uses a new verifier, state and nonce each time and shows no verifier', async () => {
    const world = await open()
    const addresses: string[] = []
    for (let time = 0; time < 3; time += 1) {
      const signIn = startSignIn(world.settings())
      addresses.push(await signIn.address)
      await signInAs(anna, world, await signIn.address)
      await signIn.done
    }
    const verifiers = world.issuer.grants.map((grant) => grant.code_verifier ?? '')
    expect(new Set(verifiers).size).toBe(3)
    for (const verifier of verifiers) expect(verifier).toMatch(/^[\w~.-]{43,128}$/)
    for (const name of ['state', 'nonce', 'code_challenge']) {
      const values = addresses.map((address) => new URL(address).searchParams.get(name))
      expect(new Set(values).size, name).toBe(3)
    }
    expect(addresses.filter((address) => verifiers.some((v) => address.includes(v)))).toEqual([])
  })

  it.each([
    ['nothing', undefined],
    ['an empty list', []],
    ['plain only', ['plain']],
  ])('7636-2: stops before the browser at an issuer that offers %s', async (_name, methods) => {
    const world = await open({
      discovery: (document) => ({ ...document, code_challenge_methods_supported: methods }),
    })
    const signIn = startSignIn(world.settings())
    expect(await rejected(signIn.done)).toMatchObject({ code: 'ISSUER_FAILED' })
    expect(signIn.shown).toEqual([])
    expect(await isFree(world.port)).toBe(true)
  })

  it('works with a discovery that lists plain and S256, as JHE does', async () => {
    const world = await open({
      discovery: (document) => ({
        ...document,
        code_challenge_methods_supported: ['plain', 'S256'],
        id_token_signing_alg_values_supported: ['RS256', 'HS256'],
        token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
      }),
    })
    const signIn = startSignIn(world.settings())
    await signInAs(anna, world, await signIn.address)
    expect((await signIn.done).subject).toBe(anna.subject)
  })

  it.each([
    'file:///etc/passwd',
    'javascript:alert(1)',
    'http://jhe.example/o/',
    'https://u:p@x.y/',
  ])('T-B5: shows no address to an issuer that names %s as its page', async (endpoint) => {
    const world = await open({
      discovery: (document) => ({ ...document, authorization_endpoint: endpoint }),
    })
    const signIn = startSignIn(world.settings())
    expect(await rejected(signIn.done)).toMatchObject({ code: 'ISSUER_FAILED' })
    expect(signIn.shown).toEqual([])
  })

  it('T-P8: ignores a wrong state and a forged refusal, and takes the right answer after them', async () => {
    const world = await open()
    const settings = world.settings()
    const signIn = startSignIn(settings)
    const address = await signIn.address
    const wrong = await ask(callbackOf(settings, { state: 'older', code: 'c' }))
    const forged = await ask(callbackOf(settings, { state: 'forged', error: 'access_denied' }))
    expect([wrong.status, forged.status]).toEqual([400, 400])
    expect((await signInAs(anna, world, address)).status).toBe(200)
    expect((await signIn.done).subject).toBe(anna.subject)
  })

  it('T-P8: says on time-out how many callbacks of older tabs it ignored', async () => {
    const world = await open()
    const settings = world.settings()
    const signIn = startSignIn(settings, { timeout: 5 })
    await signIn.address
    await ask(callbackOf(settings, { state: 'older', code: 'c' }))
    await ask(callbackOf(settings, { state: 'forged', error: 'access_denied' }))
    const error = await rejected(signIn.done)
    expect(error.code).toBe('SIGN_IN_TIMEOUT')
    expect(error.message).toContain('ignored callbacks from older tabs: 2')
    expect(await isFree(world.port)).toBe(true)
  })

  it('is denied when the person declines, on the page and in the error alike', async () => {
    const world = await open()
    const settings = world.settings()
    const signIn = startSignIn(settings)
    const state = stateOf(await signIn.address)
    const reply = await ask(
      callbackOf(settings, { state, error: 'access_denied', error_description: 'PRIVATE STORY' }),
    )
    const error = await rejected(signIn.done)
    expect(error.code).toBe('SIGN_IN_DENIED')
    expect(reply.status).toBe(400)
    expect(reply.body).toContain(error.message)
    expect(reply.body + error.message + error.hint).not.toContain('PRIVATE')
    expect(await world.files()).toEqual([])
  })

  it('tells that a scope is unknown to JHE', async () => {
    const world = await open({ scopes: 'openid offline' })
    const settings = world.settings()
    const signIn = startSignIn(settings)
    const state = stateOf(await signIn.address)
    const reply = await ask(callbackOf(settings, { state, error: 'invalid_scope' }))
    const error = await rejected(signIn.done)
    expect(error).toMatchObject({ code: 'CONFIG_INVALID' })
    expect(error.message).toContain('JHE_SCOPES')
    expect(reply.body).toContain('JHE_SCOPES')
  })
})
