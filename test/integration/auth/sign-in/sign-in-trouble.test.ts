import { once } from 'node:events'
import { describe, expect, it } from 'vitest'

import { JheError } from '../../../../src/errors.js'
import { rejected } from '../../../support/caught.js'
import { ask, connectTo, isFree } from '../../../support/loopback.js'
import {
  anna,
  callbackOf,
  signInAs,
  type SignInWorld,
  startSignIn,
  stateOf,
} from '../../../support/worlds/sign-in-world.js'
import { useWorlds } from '../../../support/worlds/open-worlds.js'

const { open, forget } = useWorlds()

const authorizations = ({ issuer }: SignInWorld): number =>
  issuer.requests.filter((line) => line === 'GET /o/authorize/').length

describe('the sign-in in trouble', () => {
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

  it('T-P10: has freed the port when it is stopped, though JHE never answers, and tells a waiting tab', async () => {
    const world = await open()
    const signIn = startSignIn(world.settings())
    const address = await signIn.address
    world.issuer.behave({ mode: 'hang' })
    const asked = world.issuer.tokenRequest()
    const reply = signInAs(anna, world, address)
    await asked
    signIn.stop.abort(new Error('interrupted'))
    await expect(signIn.done).rejects.toThrow('interrupted')
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

  it.each([
    ['before the port is taken', 1],
    ['while it holds the port', 2],
  ])('T-P10: frees the port when it is stopped while the store hangs, %s', async (_when, at) => {
    const world = await open()
    const settings = world.settings()
    const { stores } = settings
    let reads = 0
    let hang: () => void = () => undefined
    const asked = new Promise<void>((resolve) => {
      hang = resolve
    })
    const current: typeof stores.current = async () => {
      reads += 1
      if (reads < at) return await stores.current()
      hang()
      return await new Promise(() => undefined)
    }
    const signIn = startSignIn({ ...settings, stores: { ...stores, current } })
    await asked
    signIn.stop.abort(new Error('interrupted'))
    await expect(signIn.done).rejects.toThrow('interrupted')
    expect(await isFree(world.port)).toBe(true)
  })

  it('gives up in time while the store hangs', async () => {
    const world = await open()
    const settings = world.settings()
    const current = async () => await new Promise<never>(() => undefined)
    const stores = { ...settings.stores, current }
    const signIn = startSignIn({ ...settings, stores }, { timeout: 0.2 })
    expect((await rejected(signIn.done)).code).toBe('SIGN_IN_TIMEOUT')
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
    forget()
  })

  it('makes one authorization request and one exchange', async () => {
    const world = await open()
    const signIn = startSignIn(world.settings())
    await signInAs(anna, world, await signIn.address)
    await signIn.done
    expect([authorizations(world), world.issuer.grants.length]).toEqual([1, 1])
  })
})
