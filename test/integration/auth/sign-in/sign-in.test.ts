import { once } from 'node:events'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'

import { afterEach, describe, expect, it } from 'vitest'

import { JheError } from '../../../../src/errors.js'
import { rejected } from '../../../support/caught.js'
import { ask, connectTo, isFree } from '../../../support/loopback.js'
import {
  anna,
  callbackOf,
  openSignInWorld,
  signInAs,
  type SignInWorld,
  startSignIn,
  stateOf,
  type WorldOptions,
} from '../../../support/sign-in-world.js'

const worlds: SignInWorld[] = []
afterEach(async () => {
  await Promise.all(
    worlds.splice(0).map(async (world) => {
      await world.close()
    }),
  )
})

const open = async (options: WorldOptions = {}): Promise<SignInWorld> => {
  const world = await openSignInWorld(options)
  worlds.push(world)
  return world
}

const authorizations = ({ issuer }: SignInWorld): number =>
  issuer.requests.filter((line) => line === 'GET /o/authorize/').length

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
    const signIn = startSignIn(settings, { timeout: 1 })
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

  it('9207-1: accepts the iss of an issuer that sends one', async () => {
    const world = await open({ sendsIss: true })
    const signIn = startSignIn(world.settings())
    const callback = await world.issuer.signIn(await signIn.address, anna.subject)
    expect(callback.searchParams.get('iss')).toBe(world.issuer.issuer)
    await ask(callback.href)
    expect((await signIn.done).subject).toBe(anna.subject)
  })

  it.each([
    ['9207-3: refuses an answer without the iss that the issuer promised', true, undefined],
    ['9207-2: refuses the answer of another issuer', true, 'https://other.example/o'],
    [
      '9207-5: refuses the answer of another issuer though none was promised',
      false,
      'https://x.example/o',
    ],
  ])('%s', async (_name, sendsIss, iss) => {
    const world = await open({ sendsIss })
    const signIn = startSignIn(world.settings())
    const callback = await world.issuer.signIn(await signIn.address, anna.subject)
    callback.searchParams.delete('iss')
    if (iss !== undefined) callback.searchParams.set('iss', iss)
    const reply = await ask(callback.href)
    expect((await rejected(signIn.done)).code).toBe('CALLBACK_REJECTED')
    expect(reply.status).toBe(400)
    expect(world.issuer.grants).toEqual([])
    expect(await world.files()).toEqual([])
  })

  it.each(['error:invalid_grant', 'html-502', 'json-500', 'drop', 'no-id-token'] as const)(
    'T-P9: when the exchange ends with %s, the page is a failure and nothing is stored',
    async (mode) => {
      const world = await open()
      const signIn = startSignIn(world.settings())
      const address = await signIn.address
      world.issuer.behave({ mode })
      const reply = await signInAs(anna, world, address)
      const error = await rejected(signIn.done)
      expect(error.code).toMatch(/^ISSUER_(FAILED|UNREACHABLE)$/)
      expect(reply.status).toBeGreaterThanOrEqual(400)
      expect(reply.body).not.toMatch(/success|you are signed in/i)
      expect(reply.body).toContain(error.code)
      expect(await world.stored()).toBeUndefined()
      expect(await isFree(world.port)).toBe(true)
    },
  )

  it('7636-4: a code that was bought with another verifier is refused and nothing is stored', async () => {
    const world = await open()
    const settings = world.settings()
    const first = startSignIn(settings)
    const stolen = await world.issuer.signIn(await first.address, anna.subject)
    first.stop.abort()
    await first.done.catch(() => undefined)
    const second = startSignIn(world.settings())
    const state = stateOf(await second.address)
    const code = stolen.searchParams.get('code') ?? ''
    const reply = await ask(callbackOf(settings, { state, code }))
    expect((await rejected(second.done)).code).toBe('ISSUER_FAILED')
    expect(reply.status).toBe(400)
    expect(await world.stored()).toBeUndefined()
  })

  it('T-P10: frees the port within 100 ms when it is stopped, and tells a waiting tab', async () => {
    const world = await open()
    const signIn = startSignIn(world.settings())
    const address = await signIn.address
    world.issuer.behave({ mode: 'hang' })
    const asked = world.issuer.tokenRequest()
    const reply = signInAs(anna, world, address)
    await asked
    const before = performance.now()
    signIn.stop.abort(new Error('interrupted'))
    await expect(signIn.done).rejects.toThrow('interrupted')
    expect(performance.now() - before).toBeLessThan(100)
    expect([await isFree(world.port), await isFree(world.port, '::1')]).toEqual([true, true])
    expect((await reply).body).toContain('The sign-in was stopped')
    expect(await world.files()).toEqual([])
  })

  it('T-P10: frees the port when it is stopped while nobody has come back', async () => {
    const world = await open()
    const signIn = startSignIn(world.settings())
    await signIn.address
    const idle = await connectTo(world.port)
    signIn.stop.abort()
    await expect(signIn.done).rejects.toThrow()
    idle.resume()
    if (!idle.closed) await once(idle, 'close')
    expect(await isFree(world.port)).toBe(true)
  })

  it('says that JHE cannot be reached before anything is shown', async () => {
    const world = await open()
    const settings = world.settings()
    await world.issuer.close()
    const signIn = startSignIn(settings)
    const error = await signIn.done.catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(JheError)
    expect(error).toMatchObject({ code: 'ISSUER_UNREACHABLE' })
    expect(signIn.shown).toEqual([])
    worlds.length = 0
  })

  it('makes one authorization request and one exchange', async () => {
    const world = await open()
    const signIn = startSignIn(world.settings())
    await signInAs(anna, world, await signIn.address)
    await signIn.done
    expect([authorizations(world), world.issuer.grants.length]).toEqual([1, 1])
  })
})
