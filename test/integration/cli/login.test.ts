import { spawn } from 'node:child_process'
import { describe, expect, it } from 'vitest'

import { openBrowser } from '../../../src/auth/sign-in/browser.js'
import { rejected } from '../../support/caught.js'
import { runLogin } from '../../support/worlds/login-world.js'
import { ask, isFree } from '../../support/loopback.js'
import {
  anna,
  callbackOf,
  signInAs,
  type SignInWorld,
  stateOf,
} from '../../support/worlds/sign-in-world.js'
import { useWorlds } from '../../support/worlds/open-worlds.js'

const { open, openSignedIn } = useWorlds()

const revocations = ({ issuer }: SignInWorld): number =>
  issuer.requests.filter((line) => line === 'POST /o/revoke_token/').length

describe('login', () => {
  it('shows the address on a line of its own before it opens the browser, then says who is signed in', async () => {
    const world = await open({ scopes: 'openid email' })
    const seen: number[] = []
    const running = runLogin(
      world,
      {},
      {
        openBrowser: async (address) => {
          seen.push(running.err.indexOf(address))
          return await Promise.resolve(true)
        },
      },
    )
    const address = await running.address
    await signInAs(anna, world, address)
    expect(await running.code).toBe(0)
    expect(running.opened).toEqual([address])
    expect(seen).toEqual([1])
    expect(running.out.join('\n')).toMatch(/person: +anna@example\.org \(user 10001\)/)
    expect(running.out.join('\n')).toMatch(/store: +file ?\(0600\)/)
    expect(running.out.join('\n')).toMatch(/expires: \d{4}-\d\d-\d\d \d\d:\d\d UTC, then renewed/)
  })

  it('shows no token and no code', async () => {
    const world = await open()
    const running = runLogin(world)
    const callback = await world.issuer.signIn(await running.address, anna.subject)
    await ask(callback.href)
    await running.code
    const session = await world.stored()
    const text = [...running.out, ...running.err].join('\n')
    const secrets = [
      session?.access_token,
      session?.refresh_token,
      session?.id_token,
      callback.searchParams.get('code'),
      world.issuer.grants[0]?.code_verifier,
    ]
    for (const secret of secrets) {
      expect(secret).toBeTruthy()
      expect(text).not.toContain(secret)
    }
  })

  it('does nothing when the session is good', async () => {
    const world = await openSignedIn()
    const running = runLogin(world)
    expect(await running.code).toBe(0)
    expect(running.out[0]).toContain('Already signed in')
    expect(running.out.join('\n')).toContain('user 10001')
    expect(running.err).toEqual([])
  })

  it('signs in again when forced, and ends the session that it replaces', async () => {
    const world = await openSignedIn()
    const before = await world.stored()
    const running = runLogin(world, { force: true })
    await signInAs(anna, world, await running.address)
    expect(await running.code).toBe(0)
    expect((await world.stored())?.access_token).not.toBe(before?.access_token)
    expect(revocations(world)).toBeGreaterThan(0)
  })

  it('T-P10: Ctrl-C while waiting gives 130 and frees the port', async () => {
    const world = await open()
    const running = runLogin(world)
    await running.address
    running.interrupt()
    expect(await running.code).toBe(130)
    expect([await isFree(world.port), await isFree(world.port, '::1')]).toEqual([true, true])
  })

  it('T-P8: the time-out says how many callbacks were ignored', async () => {
    const world = await open()
    const settings = world.settings()
    const running = runLogin(world, { timeout: 5 }, { settings })
    await running.address
    await ask(callbackOf(settings, { state: 'x', code: 'c' }))
    const error = await rejected(running.code)
    expect(error.code).toBe('SIGN_IN_TIMEOUT')
    expect(error.message).toMatch(/ignored callbacks from older tabs: 1/)
  })

  it('T-B4: says that no browser could be opened and goes on waiting', async () => {
    const world = await open()
    const launch = async () =>
      await Promise.resolve(spawn(process.execPath, ['-e', 'process.exit(3)']))
    const running = runLogin(
      world,
      {},
      { openBrowser: async (address) => await openBrowser(address, launch, 20_000) },
    )
    await running.said(/Could not open a browser; use the address above/)
    await signInAs(anna, world, await running.address)
    expect(await running.code).toBe(0)
  })

  it('T-B6: never prompts when stdin is not a terminal, and the end of stdin ends nothing', async () => {
    const world = await open()
    for (const browser of [true, false]) {
      const running = runLogin(world, { browser, force: true })
      running.stdin.end()
      await signInAs(anna, world, await running.address)
      expect(await running.code).toBe(0)
      expect(running.err.join('\n')).not.toMatch(/paste here/i)
    }
  })

  it('T-B1: over SSH it names the line that forwards the port', async () => {
    const world = await open()
    const running = runLogin(world, {}, { environment: 'ssh' })
    await running.said(new RegExp(`^ssh -L ${world.port}:127\\.0\\.0\\.1:${world.port} <host>$`))
    running.interrupt()
    await running.code
  })

  it('T-B1: --no-browser opens none, takes the pasted address and refuses a foreign one', async () => {
    const world = await open()
    const settings = world.settings()
    const running = runLogin(world, { browser: false }, { settings, isTTY: true })
    const address = await running.address
    await running.said(/paste here/)
    expect(running.err).toContain(`ssh -L ${world.port}:127.0.0.1:${world.port} <host>`)

    running.stdin.write(`${callbackOf(settings, { state: 'foreign', code: 'stolen-code' })}\n`)
    await running.said(/belongs to another sign-in/)
    running.stdin.write('hello\n\n')
    await running.said(/not the address the browser ended on/)
    running.stdin.write(
      `https://evil.example/callback?state=${stateOf(address)}&code=stolen-code\n`,
    )

    const callback = await world.issuer.signIn(address, anna.subject)
    running.stdin.write(`  "${callback.href}"\r\n`)
    expect(await running.code).toBe(0)
    expect(running.opened).toEqual([])
    expect(running.err.filter((line) => line.includes('not the address'))).toHaveLength(2)
    expect(running.err.join('\n')).not.toContain('stolen-code')
    expect(await isFree(world.port)).toBe(true)
  })

  it('T-B1: --no-browser says why a pasted refusal ended the sign-in', async () => {
    const world = await open()
    const settings = world.settings()
    const running = runLogin(world, { browser: false }, { settings })
    const state = stateOf(await running.address)
    running.stdin.write(`${callbackOf(settings, { state, error: 'access_denied' })}\n`)
    expect((await rejected(running.code)).code).toBe('SIGN_IN_DENIED')
  })
})
