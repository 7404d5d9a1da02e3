import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'

import { connectTo, isFree } from '../../../support/loopback.js'
import {
  anna,
  openSignInWorld,
  signInAs,
  type SignInWorld,
} from '../../../support/worlds/sign-in-world.js'
import {
  addressLine,
  buildLoginProgram,
  type LoginProgram,
} from '../../../support/processes/spawn-login.js'

let program: LoginProgram
let world: SignInWorld
beforeAll(async () => {
  program = await buildLoginProgram()
})
afterAll(async () => {
  await program.remove()
})
afterEach(async () => {
  await world.close()
})

const newTabs = async (before: readonly string[]): Promise<string[]> =>
  (await program.tabs()).slice(before.length)

describe('processes that sign in', () => {
  it('T-P1: three at once open one tab and all end with 0', async () => {
    world = await openSignInWorld()
    const before = await program.tabs()
    const three = [1, 2, 3].map(() => program.start(world))
    const leaders = await Promise.all(
      three.map(async (login) => await login.said(/is signing in already|\/authorize\//)),
    )
    const addresses = leaders.filter((line) => addressLine.test(line))
    expect(addresses).toHaveLength(1)
    await signInAs(anna, world, addresses[0] ?? '')
    expect(await Promise.all(three.map(async (login) => await login.exit))).toEqual([0, 0, 0])
    // the browser notes a tab a moment after it was started
    await expect.poll(async () => await newTabs(before)).toEqual(addresses)
    expect(world.issuer.grants).toHaveLength(1)
    for (const login of three) expect(login.stdout()).toContain('user 10001')
    expect(await world.files()).toEqual(['token_cache.json'])
  })

  it('T-P1: when the one with the tab is killed, another takes over', async () => {
    world = await openSignInWorld()
    const first = program.start(world)
    await first.said(addressLine)
    const second = program.start(world)
    await second.said(/is signing in already/)
    first.child.kill('SIGKILL')
    await signInAs(anna, world, await second.said(addressLine))
    expect(await second.exit).toBe(0)
    expect(await first.exit).toBeNull()
  })

  it('T-P10: Ctrl-C ends it with 130 and the port is free at once', async () => {
    world = await openSignInWorld()
    const login = program.start(world)
    await login.said(addressLine)
    await connectTo(world.port)
    login.child.kill('SIGINT')
    expect(await login.exit).toBe(130)
    expect([await isFree(world.port), await isFree(world.port, '::1')]).toEqual([true, true])
  })

  it('T-P7: ends after the callback though connections idle and one is unfinished', async () => {
    world = await openSignInWorld()
    const login = program.start(world)
    const address = await login.said(addressLine)
    await connectTo(world.port)
    await connectTo(world.port, '', '::1')
    await connectTo(world.port, 'GET /callback?st')
    const reply = await signInAs(anna, world, address)
    expect(reply.body).toContain('You are signed in')
    expect(await login.exit).toBe(0)
  })

  it('T-B1: takes the pasted address from a pipe and needs no browser', async () => {
    world = await openSignInWorld()
    const before = await program.tabs()
    const login = program.start(world, ['--no-browser'])
    const callback = await world.issuer.signIn(await login.said(addressLine), anna.subject)
    login.child.stdin?.write(`${callback.href}\n`)
    expect(await login.exit).toBe(0)
    expect(await newTabs(before)).toEqual([])
  })
})
