import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { JheError } from '../../../src/errors.js'
import type { Visited } from '../../support/broker/cookie-browser.js'
import { allow, openConsentWorld, type ConsentWorld } from '../../support/broker/world.js'

let world: ConsentWorld

beforeAll(async () => {
  world = await openConsentWorld()
})
afterAll(async () => {
  await world.close()
})

describe('F13: a state that cannot be used', () => {
  const down = async (): Promise<never> =>
    await Promise.reject(
      new JheError('STATE_UNAVAILABLE', 'The state at 10.0.0.7 is away.', 'Wait.'),
    )

  /** Lets one use of the state fail while something happens. */
  const without = async <T>(part: object, use: string, work: () => Promise<T>): Promise<T> => {
    const before: unknown = Reflect.get(part, use)
    Object.assign(part, { [use]: down })
    try {
      return await work()
    } finally {
      Object.assign(part, { [use]: before })
    }
  }

  const expectTrouble = (page: Visited): void => {
    expect([page.status, page.headers.get('retry-after')]).toEqual([503, '5'])
    expect(page.headers.get('www-authenticate')).toBeNull()
    expect(page.html).toContain('the place where this server keeps sign-ins cannot be reached')
    expect(page.html).toContain(world.events.at(-1)?.id)
    expect(page.html).not.toContain('10.0.0.7')
  }

  it('is said on the consent page, and the person can go on later', async () => {
    const browser = world.browser()
    const page = await browser.visit(`${world.publicUrl}/authorize`)
    expectTrouble(
      await without(world.interactions, 'details', async () => await browser.visit(page.url)),
    )
    expectTrouble(
      await without(
        world.state.pending,
        'put',
        async () => await browser.submit(page, { decision: 'allow' }),
      ),
    )
    const login = await browser.submit(page, { decision: 'allow' })
    const end = await browser.submit(login, { login: '10002' })
    expect(end.url.searchParams.has('code')).toBe(true)
  })

  it('leaves no session at JHE that belongs to no grant', async () => {
    const browser = world.browser()
    const login = await allow(browser, world)
    const before = world.state.rows.size
    const page = await without(
      world.state.grants,
      'create',
      async () => await browser.submit(login, { login: '10002' }),
    )
    expectTrouble(page)
    expect(world.state.rows.size).toBe(before)
    expect(world.calls.at(-1)).toEqual(['revoke', 'ok'])
  })

  it('is said at the callback', async () => {
    const browser = world.browser()
    const login = await allow(browser, world)
    const page = await without(
      world.state.pending,
      'put',
      async () => await browser.submit(login, { login: '10002' }),
    )
    expectTrouble(page)
    expect(world.calls.at(-1)).toEqual(['revoke', 'ok'])
  })
})
