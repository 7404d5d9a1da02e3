import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import {
  expectQuiet,
  openConsolePage,
  type ConsolePage,
} from '../../support/console/console-page.js'
import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { freePort } from '../../support/loopback.js'
import { launchChromium } from '../../support/browser/chromium.js'
import { createBrowserStub, type BrowserStub } from '../../support/processes/spawn-bin.js'
import { openServedWorld, type ServedWorld } from '../../support/serve/served-world.js'
import { authorizeServed } from '../../support/serve/sign-in.js'
import { people } from '../../support/worlds/jhe/people.js'

const slow = { timeout: 150_000 } as const

let browser: Browser
let database: TestDatabase
let world: ServedWorld
beforeAll(async () => {
  browser = await launchChromium()
  database = await createDatabase('jhe_0045')
  world = await openServedWorld({ databaseUrl: database.url })
  await world.start()
})
afterAll(async () => {
  await world.close()
  await database.drop()
  await browser.close()
})

let home: string
let stub: BrowserStub
let opened: ConsolePage | undefined
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'jhe-mcp-elsewhere-'))
  stub = await createBrowserStub(home)
})
afterEach(async () => {
  await opened?.close()
  opened = undefined
  rmSync(home, { recursive: true, force: true })
})

const open = async (args: readonly string[]): Promise<ConsolePage> => {
  opened = await openConsolePage(browser, args, {
    HOME: home,
    USERPROFILE: home,
    BROWSER: stub.path,
    JHE_TOKEN_STORE: 'file',
    JHE_REDIRECT_URI: `http://127.0.0.1:${await freePort()}/callback`,
  })
  return opened
}

/** Presses the button, and signs in at the server and at JHE, where the tab leads. */
const signIn = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Sign in' }).first().click()
  await expect.poll(async () => (await stub.tabs()).length, { timeout: 20_000 }).toBe(1)
  const [tab = ''] = await stub.tabs()
  const back = await authorizeServed(world, tab, people.coordinator.userId)
  expect((await fetch(back)).status).toBe(200)
}

describe('a served jhe-mcp', () => {
  it('is what the console is about with --url, after a sign-in on its page', slow, async () => {
    const console = await open(['--url', `${world.publicUrl}/mcp`])
    const { page, go } = console
    await page.getByRole('alert').first().waitFor()
    expect(await page.locator('main').textContent()).toContain('Nobody is signed in at')
    await signIn(page)
    await page.locator('main ul a').first().waitFor()
    await go('servers', 'Servers')
    const row = page.getByRole('row').filter({ hasText: 'own' })
    expect(await row.textContent()).toContain('connected')
    await go('tools', 'Tools')
    const offer = page.locator('details.offer', {
      has: page.getByText('get_study_count', { exact: true }),
    })
    await offer.locator('summary').first().click()
    await offer.getByRole('button', { name: 'Ask' }).click()
    await offer.locator('.answered pre', { hasText: 'count: 3' }).first().waitFor()
    const command = await offer.locator('.answered p code').first().textContent()
    expect(command).toContain(`call --url ${world.publicUrl}/mcp get_study_count`)
    expectQuiet(console)
  })

  it('says who is signed in there, what is wrong with it, and signs out', slow, async () => {
    const console = await open(['--url', `${world.publicUrl}/mcp`])
    const { page, settled } = console
    await page.getByRole('alert').first().waitFor()
    await signIn(page)
    await page.getByText(`your account at ${world.publicUrl}`).waitFor()
    // as the studies tell, since the server does not
    await page.getByText(/^a practitioner: /).waitFor()
    await page.getByRole('button', { name: 'Check it' }).click()
    await page.getByText(/^\d+ of \d+ checks found nothing wrong$/).waitFor()
    // of the ladder for a server elsewhere
    expect(await page.getByRole('region', { name: /checks found/ }).textContent()).toContain(
      'tools',
    )
    expect(await console.axe()).toEqual([])
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('status').filter({ hasText: 'Signed out' }).waitFor()
    await settled()
    await page.getByRole('button', { name: 'Sign in' }).first().waitFor()
    await page.getByRole('alert').first().waitFor()
    expectQuiet(console)
  })

  it('is another server of a console, which signs in there too', slow, async () => {
    const console = await open(['--demo'])
    const { page, go } = console
    await go('servers', 'Servers')
    await page.getByLabel('Name').fill('clinic')
    await page.getByLabel('Address').fill(`${world.publicUrl}/mcp`)
    await page.getByRole('button', { name: 'Connect', exact: true }).click()
    const row = page.getByRole('row').filter({ hasText: 'clinic' })
    await row.getByText('Nobody is signed in at').waitFor()
    await signIn(page)
    await row.getByText('connected').waitFor()
    await go('tools', 'Tools')
    expect(await page.getByRole('heading', { level: 2 }).allTextContents()).toEqual([
      'JHE',
      'clinic',
    ])
    await page
      .locator('details.offer', { has: page.getByText('get_study_count', { exact: true }) })
      .nth(1)
      .waitFor()
    await go('servers', 'Servers')
    await row.getByRole('button', { name: 'Remove' }).click()
    await row.waitFor({ state: 'detached' })
    expect(console.strayed).toEqual([])
  })
})
