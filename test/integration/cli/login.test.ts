import { spawn } from 'node:child_process'

import { afterEach, describe, expect, it } from 'vitest'

import { openBrowser } from '../../../src/auth/sign-in/browser.js'
import { logout } from '../../../src/cli/logout.js'
import { whoami, type WhoamiIo } from '../../../src/cli/whoami.js'
import { JheError } from '../../../src/errors.js'
import { rejected } from '../../support/caught.js'
import { runLogin } from '../../support/login-world.js'
import { ask, isFree } from '../../support/loopback.js'
import { sourceOf } from '../../support/sign-in-settings.js'
import {
  anna,
  callbackOf,
  openSignInWorld,
  signInAs,
  type SignInWorld,
  stateOf,
  type WorldOptions,
} from '../../support/sign-in-world.js'

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

/** A world in which Anna is signed in. */
const openSignedIn = async (options: WorldOptions = {}): Promise<SignInWorld> => {
  const world = await open(options)
  const running = runLogin(world)
  await signInAs(anna, world, await running.address)
  await running.code
  return world
}

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
    const running = runLogin(world, { timeout: 1 }, { settings })
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
    const running = runLogin(world, {}, { surroundings: 'ssh' })
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

describe('logout', () => {
  const signOut = async (world: SignInWorld, settings = world.settings()): Promise<string[]> => {
    const out: string[] = []
    const { issuerClient, stores } = settings
    expect(await logout({ issuerClient, stores, stdout: (line) => out.push(line) })).toBe(0)
    return out
  }

  it('T-R9: revokes at JHE, then removes, and says so', async () => {
    const world = await openSignedIn()
    const out = await signOut(world)
    expect(out[0]).toContain('revoked')
    expect(out[1]).toMatch(/^store: file/)
    expect(revocations(world)).toBeGreaterThan(0)
    expect(await world.stored()).toBeUndefined()
    expect(await world.files()).toEqual([])
  })

  it('T-R9: is the same when done twice or by nobody', async () => {
    const world = await openSignedIn()
    await signOut(world)
    const before = revocations(world)
    expect(await signOut(world)).toEqual(['Nobody was signed in.'])
    expect(revocations(world)).toBe(before)
  })

  it('T-R9: removes the session without a network too, and says local only', async () => {
    const world = await openSignedIn()
    const settings = world.settings()
    await world.issuer.close()
    const out = await signOut(world, settings)
    expect(out[0]).toContain('local only')
    expect(await world.stored()).toBeUndefined()
    worlds.length = 0
  })
})

describe('whoami', () => {
  const personInJhe: WhoamiIo['personInJhe'] = async () =>
    await Promise.resolve({
      kind: 'practitioner',
      organizations: [
        { id: 20_001, name: 'Harbor Clinic', role: 'manager' },
        { id: 20_002, name: 'Hill Institute', role: 'viewer' },
      ],
      study_count: 1,
    })

  const look = (world: SignInWorld, json: boolean, change: Partial<WhoamiIo> = {}) => {
    const out: string[] = []
    const code = whoami(
      { json },
      {
        identity: sourceOf(world.folder, world.settings()),
        permissionSource: ({ studies }) => (studies === null ? 'database' : 'claims'),
        personInJhe,
        now: () => new Date(),
        stdout: (line) => out.push(line),
        signal: new AbortController().signal,
        ...change,
      },
    )
    return { code, text: () => out.join('\n') }
  }

  it('tells programs everything in one JSON object', async () => {
    const world = await openSignedIn({ scopes: 'openid email' })
    const { code, text } = look(world, true)
    expect(await code).toBe(0)
    const expires_at = new Date(((await world.stored())?.expires_at ?? 0) * 1000).toISOString()
    expect(JSON.parse(text())).toEqual({
      signed_in: true,
      subject: 10_001,
      email: 'anna@example.org',
      kind: 'practitioner',
      issuer: world.issuer.issuer,
      client_id: world.issuer.clientId,
      store: 'file',
      expires_at,
      permission_source: 'claims',
      organizations: [
        { id: 20_001, name: 'Harbor Clinic', role: 'manager' },
        { id: 20_002, name: 'Hill Institute', role: 'viewer' },
      ],
      study_count: 1,
    })
  })

  it('tells people the same in lines', async () => {
    const world = await openSignedIn()
    const { code, text } = look(world, false)
    expect(await code).toBe(0)
    for (const part of ['user 10001', 'practitioner', 'Hill Institute (viewer)', 'file', '1'])
      expect(text()).toContain(part)
  })

  it('gives 3 when nobody is signed in', async () => {
    const world = await open()
    const forPrograms = look(world, true)
    const forPeople = look(world, false)
    expect([await forPrograms.code, await forPeople.code]).toEqual([3, 3])
    expect(forPrograms.text()).toBe('{"signed_in":false}')
    expect(forPeople.text()).toContain('jhe-mcp login')
  })

  it('tells what it knows when the database cannot be asked, then fails', async () => {
    const world = await openSignedIn()
    const down = new JheError('DATABASE_UNAVAILABLE', 'The database is down.', 'Wait.')
    const { code, text } = look(world, true, {
      personInJhe: async () => await Promise.reject(down),
    })
    expect(await rejected(code)).toBe(down)
    expect(JSON.parse(text())).toMatchObject({
      signed_in: true,
      subject: 10_001,
      kind: null,
      organizations: null,
      study_count: null,
    })
  })
})
