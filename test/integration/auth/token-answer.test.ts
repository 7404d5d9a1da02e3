import { describe, expect, it } from 'vitest'

import { probeClient } from '../../../src/auth/issuer/client-probe.js'
import { createIssuerHttp } from '../../../src/auth/issuer/http.js'
import { createIssuerClient } from '../../../src/auth/issuer/issuer-client.js'
import type { IssuerOptions, TokenMode } from '../../support/issuer/issuer.js'
import { rejected } from '../../support/caught.js'
import { useWorlds } from '../../support/worlds/open-worlds.js'
import { assembleSessions } from '../../support/worlds/assemble-sessions.js'
import { createSessionWorld, hour, mary } from '../../support/worlds/session-world.js'
import { anna, signInAs, startSignIn } from '../../support/worlds/sign-in-world.js'

const { open } = useWorlds()
const never = new AbortController().signal

describe('the token answer of a sign-in', () => {
  it.each<TokenMode>(['text-expiry', 'no-token-type'])('S08: is taken with %s', async (mode) => {
    const world = await open({ accessTokenSeconds: 7200 })
    world.issuer.behave({ mode })
    const signIn = startSignIn(world.settings())
    expect((await signInAs(anna, world, await signIn.address)).status).toBe(200)
    const { expires_at } = await signIn.done
    expect(Math.abs(expires_at - Date.now() / 1000 - 7200)).toBeLessThan(60)
  })

  it('is not believed for longer than JHE’s 14 days', async () => {
    const world = await open({ accessTokenSeconds: 10 * 365 * 86_400 })
    const signIn = startSignIn(world.settings())
    await signInAs(anna, world, await signIn.address)
    const { expires_at } = await signIn.done
    expect(expires_at).toBeLessThanOrEqual(Date.now() / 1000 + 14 * 86_400)
  })

  it.each<readonly [TokenMode, RegExp]>([
    ['mac-token', /token_type is missing or malformed/],
    ['not-json', /not JSON, though it says that it is/],
    ['html-200', /status 200 \(text\/html\)/],
    ['dot-401', /JHE_CLIENT_ID, or it is a confidential one: its client type must be Public/],
    ['error:unauthorized_client', /authorization grant type must be Authorization code/],
    ['error:invalid_grant', /did not take the authorization code.*cut off, used already or older/],
    ['html-500', /algorithm of the client is not RSA with SHA-2 256 \(RS256\)/],
    ['json-500', /algorithm of the client is not RSA with SHA-2 256 \(RS256\)/],
  ])('S08: with %s is told by its cause, on the page too', async (mode, says) => {
    const world = await open()
    world.issuer.behave({ mode })
    const signIn = startSignIn(world.settings())
    const page = await signInAs(anna, world, await signIn.address)
    const error = await rejected(signIn.done)
    expect(error.code).toBe('ISSUER_FAILED')
    expect(error.message).toMatch(says)
    expect(page.body).toContain('ISSUER_FAILED')
    expect(await world.files()).toEqual([])
  })

  it('S06: a confidential client is told so', async () => {
    const world = await open({ isConfidential: true })
    const signIn = startSignIn(world.settings())
    await signInAs(anna, world, await signIn.address)
    expect((await rejected(signIn.done)).message).toContain('client type must be Public')
  })
})

describe('a client that JHE does not know', () => {
  it('is named when nobody comes back from JHE’s error page', async () => {
    const world = await open()
    world.issuer.behave({ mode: 'dot-401' })
    const error = await rejected(startSignIn(world.settings(), { timeout: 5 }).done)
    expect(error.code).toBe('SIGN_IN_TIMEOUT')
    expect(error.message).toContain('JHE does not know the client in JHE_CLIENT_ID')
    expect(error.hint).toContain('For JHE administrators')
  })

  it.each<readonly [string, IssuerOptions, string | undefined, string]>([
    ['a good one', {}, undefined, 'good'],
    ['an unknown one', {}, 'another', 'unknown'],
    ['a confidential one', { isConfidential: true }, undefined, 'unknown'],
  ])('%s is recognised without a sign-in', async (_what, options, clientId, state) => {
    const world = await open(options)
    const { issuerClient } = world.settings()
    const http = createIssuerHttp({ env: {}, fetch, now: () => new Date() })
    const owner = { issuer: issuerClient.issuer, clientId: clientId ?? issuerClient.clientId }
    expect(await probeClient(createIssuerClient(owner, http), never)).toBe(state)
  })

  it.each<readonly [TokenMode, string]>([
    ['html-500', 'failed'],
    ['json-500', 'failed'],
    ['dot-401', 'unknown'],
    ['error:unauthorized_client', 'grant-type'],
    ['429', 'unclear'],
  ])('an answer of %s says: %s', async (mode, state) => {
    const world = await open()
    world.issuer.behave({ mode })
    expect(await probeClient(world.settings().issuerClient, never)).toBe(state)
  })
})

describe('the token answer of a refresh', () => {
  it.each<TokenMode>(['text-expiry', 'no-token-type'])('S08: is taken with %s', async (mode) => {
    await using world = await createSessionWorld()
    await world.leave(11 * hour)
    world.issuer.behave({ mode })
    const { source } = assembleSessions(world.dir, world.owner)
    expect(await source.current(never)).toMatchObject({ subject: mary.subject, studies: [30001] })
  })
})
