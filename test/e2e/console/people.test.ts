import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'

import {
  expectQuiet,
  openConsolePage,
  type ConsolePage,
} from '../../support/console/console-page.js'
import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { freePort } from '../../support/loopback.js'
import { launchChromium } from '../../support/browser/chromium.js'
import { people } from '../../support/worlds/jhe/people.js'
import { openServerWorld, type ServerWorld } from '../../support/worlds/server-world.js'
import { signInAs } from '../../support/worlds/signed-in.js'

const pages = [
  ['studies', 'Studies'],
  ['quality', 'Data quality'],
  ['consent', 'Consent'],
  ['tools', 'Tools'],
  ['servers', 'Servers'],
  ['messages', 'Messages'],
  ['chat', 'Chat'],
  ['home', 'Home'],
] as const

/** For conditions on a busy machine. */
const patient = { timeout: 20_000 } as const
/** Each visits all pages, or starts several programs. */
const slow = { timeout: 150_000 } as const

let browser: Browser
let cache: string
let opened: ConsolePage | undefined
beforeAll(async () => {
  browser = await launchChromium()
  // the demo world is made once for all
  cache = mkdtempSync(join(tmpdir(), 'jhe-mcp-cache-'))
})
afterAll(async () => {
  await browser.close()
  rmSync(cache, { recursive: true, force: true })
})
afterEach(async () => {
  await opened?.close()
  opened = undefined
})

const open = async (
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ConsolePage> => {
  opened = await openConsolePage(browser, args, env)
  return opened
}

/** Every page has its heading, and says what is wrong where something is. */
const visitAll = async ({ go, axe }: ConsolePage): Promise<readonly string[]> => {
  const troubled: string[] = []
  for (const [path, heading] of pages) {
    await go(path, heading)
    expect(await axe(), path).toEqual([])
    if ((await opened?.page.getByRole('alert').count()) !== 0) troubled.push(path)
  }
  return troubled
}

const texts = async ({ page }: ConsolePage): Promise<string> =>
  (await page.locator('main').textContent()) ?? ''

/** What the first page says that somebody is. */
const youAre = async ({ page }: ConsolePage): Promise<string | null> =>
  await page.locator('dl div', { hasText: 'You are' }).locator('dd').textContent()

describe('the console of the demo, as', () => {
  const openAs = async (name: string): Promise<ConsolePage> =>
    await open(['--as', name], { XDG_CACHE_HOME: cache })

  it('a patient: shows only their own data', slow, async () => {
    const console = await openAs('patient')
    expect(await visitAll(console)).toEqual([])
    await console.go('home', 'Home')
    expect(await youAre(console)).toContain('a patient: you see your own data')
    await console.page.locator('main ul a').first().click()
    await console.page.getByRole('heading', { name: 'Participants' }).waitFor()
    await console.page.getByRole('button', { name: 'Show all participants' }).click()
    await console.page.getByText('1 patient', { exact: true }).waitFor()
    expect(await console.page.getByRole('heading', { name: 'Who has been silent?' }).count()).toBe(
      0,
    )
    await console.page.locator('.view tbody a').first().click()
    await console.page.getByRole('heading', { name: /^Participant \d/ }).waitFor()
    await console.settled()
    expect(await console.page.locator('.drawing svg').count()).toBeGreaterThan(0)
    expectQuiet(console)
  })

  it('a viewer: shows the one study', slow, async () => {
    const console = await openAs('viewer')
    expect(await visitAll(console)).toEqual([])
    expect(await console.page.locator('main ul li').count()).toBe(1)
    expect(await youAre(console)).toMatch(/^a practitioner: viewer of /)
    expectQuiet(console)
  })

  it('an account that is switched off: says who can switch it on', slow, async () => {
    const console = await openAs('inactive')
    expect(await youAre(console)).toBe('an account that is switched off')
    expect(await texts(console)).toContain('Ask your JHE administrator to activate')
    expect(await console.axe()).toEqual([])
    expectQuiet(console)
  })

  it('nobody that anybody has let in: says what to do', slow, async () => {
    const console = await openAs('newcomer')
    expect(await visitAll(console)).toEqual([])
    expect(await texts(console)).toContain('ask to be added')
    expect(await youAre(console)).toBe('an account that no organization has let in')
    expect(await texts(console)).toContain('Ask a manager of the organization of your study')
    expectQuiet(console)
  })
})

describe('the console of a JHE', () => {
  let database: TestDatabase
  let world: ServerWorld
  beforeAll(async () => {
    database = await createDatabase('jhe_0045')
    world = await openServerWorld(database.url)
  })
  afterAll(async () => {
    await world.close()
    await database.drop()
  })

  /** Presses the button, and signs in where the tab leads. */
  const signIn = async ({ page }: ConsolePage): Promise<void> => {
    const before = (await world.browser.tabs()).length
    await page.getByRole('button', { name: 'Sign in' }).first().click()
    await expect.poll(async () => (await world.browser.tabs()).length, patient).toBe(before + 1)
    const tab = (await world.browser.tabs()).at(-1) ?? ''
    expect((await world.finish(tab)).status).toBe(200)
  }

  it('signed out says so on each page, and how to sign in', slow, async () => {
    await world.run('logout')
    const console = await open([], world.env)
    expect(await visitAll(console)).toEqual(['studies', 'quality', 'consent', 'home'])
    expect(await texts(console)).toContain('Signed in asnobody')
    expect(await texts(console)).toContain('Press “Sign in”')
    expectQuiet(console)
  })

  it('row 54: a session that ends says so, and the page keeps its place', slow, async () => {
    await world.run('logout')
    const console = await open([], world.env)
    const { page, go, settled } = console
    await signIn(console)
    const study = page.locator('main ul a').first()
    await study.waitFor()
    const name = (await study.textContent()) ?? ''
    await study.click()
    await page.getByRole('heading', { level: 1, name }).waitFor()
    await settled()
    const where = page.url()

    expect((await world.run('logout')).code).toBe(0)
    const types = page.getByRole('combobox', { name: /^Data type/ })
    await types.selectOption({ index: 1 })
    await page.getByRole('alert').waitFor()
    const chosen = await types.inputValue()
    await signIn(console)
    await page.getByRole('alert').waitFor({ state: 'detached' })
    await settled()
    expect(page.url()).toBe(where)
    expect(await types.inputValue()).toBe(chosen)
    expect(await page.getByText(/^\d+ of \d+ participants$/).count()).toBe(1)
    await go('home', 'Home')
    expectQuiet(console)
  })

  it(
    'says on its first page what is wrong with the installation, and signs out',
    slow,
    async () => {
      await world.run('logout')
      const console = await open([], world.env)
      const { page, settled } = console
      await signIn(console)
      await page.locator('main ul a').first().waitFor()
      await page.getByText(`user ${people.coordinator.userId}`).waitFor()
      expect(await youAre(console)).toMatch(/^a practitioner: (?:manager|member|viewer) of /)
      await page.getByRole('button', { name: 'Check it' }).click()
      await page.getByText(/^\d+ of \d+ checks found nothing wrong$/).waitFor()
      expect(await console.axe()).toEqual([])
      await page.getByRole('button', { name: 'Sign out' }).click()
      await page.getByRole('status').filter({ hasText: 'Signed out: revoked at' }).waitFor()
      await settled()
      await page.getByRole('button', { name: 'Sign in' }).first().waitFor()
      expectQuiet(console)
    },
  )

  it('with a database that is down says so on each page, and what to do', slow, async () => {
    const down = `postgresql://reader@127.0.0.1:${await freePort()}/jhe`
    const signedIn = await signInAs(people.coordinator.userId, down)
    const console = await open([], signedIn.env)
    expect(await visitAll(console)).toEqual(['studies', 'quality', 'consent', 'home'])
    expect(await console.page.getByRole('alert').first().textContent()).toMatch(/database/i)
    const next = console.page.locator('.next')
    expect(await next.textContent()).toMatch(/database/i)
    expect(await texts(console)).toContain(`user ${people.coordinator.userId}`)
    expectQuiet(console)
    await console.close()
    opened = undefined
    signedIn.remove()
  })
})
