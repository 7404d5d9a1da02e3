import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import { isFree } from '../support/loopback.js'
import { anna, openSignInWorld, type SignInWorld } from '../support/worlds/sign-in-world.js'
import { launchChromium } from '../support/browser/chromium.js'
import { headed } from '../support/browser/headed.js'
import {
  addressLine,
  buildLoginProgram,
  type LoginProcess,
  type LoginProgram,
} from '../support/processes/spawn-login.js'

let browser: Browser
let program: LoginProgram
let world: SignInWorld
let page: Page
/** What the browser complains about on our pages, such as a breach of the content security policy. */
let complaints: string[] = []

beforeAll(async () => {
  browser = await launchChromium()
  program = await buildLoginProgram()
})
afterAll(async () => {
  await browser.close()
  await program.remove()
})
beforeEach(async () => {
  world = await openSignInWorld()
  page = await browser.newPage()
  complaints = []
  page.on('console', (message) => {
    const isOurs = message.location().url.startsWith(`http://localhost:${world.port}/`)
    if (message.type() === 'error' && isOurs) complaints.push(message.text())
  })
})
afterEach(async () => {
  await page.context().close()
  await world.close()
})

const start = async (
  args: readonly string[] = [],
): Promise<{ login: LoginProcess; address: string }> => {
  const login = program.start(world, ['--no-browser', ...args])
  return { login, address: await login.said(addressLine) }
}

/** Fills in the sign-in page that the tab shows. */
const signInOnPage = async (tab: Page): Promise<void> => {
  await tab.getByLabel('User id').fill(String(anna.subject))
  await tab.getByRole('button', { name: 'Sign in' }).click()
}

const callback = (query: string): string => `http://localhost:${world.port}/callback?${query}`

describe('a person in a browser', () => {
  it('signs in on the page of JHE and sees that it is done', async () => {
    const { login, address } = await start()
    await page.goto(address)
    await signInOnPage(page)
    await headed(page, 'You are signed in')
    expect(await page.title()).toContain('You are signed in')
    expect(await page.getByText('You can close this tab').isVisible()).toBe(true)
    expect(await page.locator('html').getAttribute('lang')).toBe('en')
    expect(await login.exit).toBe(0)
    expect(login.stdout()).toContain('user 10001')
    expect((await world.stored())?.subject).toBe(anna.subject)
    expect(complaints).toEqual([])
  })

  it('declines and reads that nothing was stored', async () => {
    const { login, address } = await start()
    await page.goto(address)
    await page.getByRole('link', { name: 'Decline' }).click()
    await headed(page, 'Sign-in was cancelled')
    expect(await page.getByRole('alert').innerText()).toContain('Nothing was stored')
    expect(await login.exit).toBe(3)
    expect(login.stderr()).toContain('SIGN_IN_DENIED')
    expect(await world.files()).toEqual([])
  })

  it('is too late: the terminal says so, and the port is free', async () => {
    const { login, address } = await start(['1'])
    await page.goto(address)
    expect(await login.exit).toBe(3)
    expect(login.stderr()).toContain('SIGN_IN_TIMEOUT')
    expect(await isFree(world.port)).toBe(true)
    await page.getByLabel('User id').fill(String(anna.subject))
    const failed = page.waitForEvent('requestfailed', (request) =>
      request.url().startsWith(callback('')),
    )
    await page.getByRole('button', { name: 'Sign in' }).click()
    expect((await failed).failure()?.errorText).toContain('CONNECTION_REFUSED')
    expect(await world.stored()).toBeUndefined()
  })

  it('T-P8: finishes in a tab of an older sign-in, then in the right one', async () => {
    const older = await start()
    await page.goto(older.address)
    older.login.child.kill('SIGINT')
    expect(await older.login.exit).toBe(130)
    const { login, address } = await start()
    await signInOnPage(page)
    await headed(page, 'This tab belongs to an older sign-in')
    await page.goto(address)
    await headed(page, 'You are signed in')
    expect(await login.exit).toBe(0)
  })

  it('T-P8: is sent a forged callback by another site, then signs in', async () => {
    const { login, address } = await start()
    await page.goto('data:text/html,<h1>A foreign site</h1>')
    await page.goto(callback('state=forged&code=stolen&error=access_denied'))
    await headed(page, 'This tab belongs to an older sign-in')
    expect(await page.content()).not.toContain('stolen')
    await page.goto(address)
    await signInOnPage(page)
    await headed(page, 'You are signed in')
    expect(await login.exit).toBe(0)
  })

  it('T-P9: reads that it failed when JHE does not redeem the code', async () => {
    const { login, address } = await start()
    await page.goto(address)
    world.issuer.behave({ mode: 'error:invalid_grant' })
    await signInOnPage(page)
    await headed(page, 'JHE could not complete the sign-in')
    expect(await page.getByText('You are signed in').count()).toBe(0)
    expect(await login.exit).toBe(4)
    expect(await world.stored()).toBeUndefined()
  })

  it('T-P11: runs no script of the address', async () => {
    const { login } = await start()
    const script = encodeURIComponent('"><script>document.title="owned"</script>')
    await page.goto(callback(`state=${script}&code=${script}&error=${script}&iss=${script}`))
    expect(await page.title()).not.toContain('owned')
    expect(await page.content()).not.toContain('owned')
    login.child.kill('SIGINT')
    expect(await login.exit).toBe(130)
  })

  it('T-P13: cannot be led to the listener by a foreign name', async () => {
    const { login } = await start()
    const response = await page.request.get(`http://127.0.0.1:${world.port}/.jhe-mcp/id`, {
      headers: { Host: `rebound.example:${world.port}` },
    })
    expect(response.status()).toBe(421)
    login.child.kill('SIGINT')
    expect(await login.exit).toBe(130)
  })
})
