import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'

import { startConsoleProcess, type ConsoleProcess } from '../../support/console/console-process.js'
import { launchChromium } from '../../support/processes/chromium.js'

const axeText = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let console_: ConsoleProcess
let browser: Browser
let page: Page
/** What the browser complained of. */
const complaints: string[] = []

const origin = (): string => new URL(console_.address).origin

/** Waits until nothing is asked any more. */
const settled = async (timeout = 60_000): Promise<void> => {
  await page.waitForSelector('h1', { timeout })
  const busy = page.locator('[aria-busy="true"]').first()
  await busy.waitFor({ state: 'detached', timeout })
}

const go = async (path: string): Promise<void> => {
  await page.goto(`${origin()}/#/${path}`)
  const current = page.locator('nav [aria-current]')
  await expect
    .poll(async () => await current.textContent())
    .toBe(titles[path.split('/')[0] ?? ''] ?? '')
  await settled()
}

const titles: Readonly<Record<string, string>> = {
  home: 'Home',
  studies: 'Studies',
  quality: 'Data quality',
  consent: 'Consent',
  tools: 'Tools',
  servers: 'Servers',
  messages: 'Messages',
  chat: 'Chat',
}

const paths = [
  'home',
  'studies',
  'studies/30002',
  'studies/30002/patients/40013',
  'quality',
  'consent',
  'tools',
  'servers',
  'messages',
  'chat',
]

beforeAll(async () => {
  console_ = await startConsoleProcess(['--demo'])
  browser = await launchChromium()
  const context = await browser.newContext({ viewport: { width: 1_100, height: 900 } })
  page = await context.newPage()
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', (error) => {
    complaints.push(error.message)
  })
  await page.goto(console_.address)
  // a busy machine makes the demo world in more than a minute
  await settled(110_000)
})
afterAll(async () => {
  await browser.close()
  await console_.close()
})

const violations = z.array(z.object({ id: z.string(), nodes: z.array(z.unknown()) }))

describe('the pages of the console', () => {
  it('the code is gone from the address, and no page holds a secret', async () => {
    expect(page.url()).toBe(`${origin()}/#/home`)
    const code = new URL(console_.address).hash.slice(1)
    expect(await page.content()).not.toContain(code)
  })

  it.each(['light', 'dark'] as const)(
    'axe finds nothing on any page (%s)',
    async (colorScheme) => {
      await page.emulateMedia({ colorScheme })
      for (const path of paths) {
        await go(path)
        // from outside of the page, whose policy lets no script in
        await page.evaluate(axeText)
        const found = violations.parse(
          await page.evaluate('axe.run(document).then(({ violations }) => violations)'),
        )
        expect(
          found.map(({ id, nodes }) => `${id} x${nodes.length}`),
          path,
        ).toEqual([])
      }
    },
    120_000,
  )

  it.each([320, 550])('nothing scrolls sideways at %i px', async (width) => {
    await page.setViewportSize({ width, height: 700 })
    for (const path of paths) {
      await go(path)
      const wide = await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      )
      expect(wide, path).toBe(0)
    }
    await page.setViewportSize({ width: 1_100, height: 900 })
  })

  it('who has sent nothing for a week is found by the keyboard alone, and printed', async () => {
    await go('home')
    await page.getByRole('link', { name: 'Steady Pressure' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Who has been silent?' }).waitFor()
    await settled()
    await page.getByRole('button', { name: 'Silent for a week' }).focus()
    await page.keyboard.press('Enter')
    await expect
      .poll(async () => await page.locator('[aria-live="polite"]').textContent())
      .toMatch(/^[1-9]\d* of 11 participants$/)
    const first = page.locator('tbody a').first()
    const patient = await first.textContent()
    await first.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: `Participant ${patient ?? ''}` }).waitFor()
    await settled()
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    expect(await page.locator('header').isVisible()).toBe(false)
    const paper = await page.evaluate('getComputedStyle(document.body).backgroundColor')
    expect(paper).toBe('rgb(255, 255, 255)')
    await page.emulateMedia({ media: 'screen', colorScheme: 'light' })
  })

  it('a tool is asked by form, and its drawing holds the numbers of its answer', async () => {
    await go('tools')
    const offer = page.locator('details.offer', {
      has: page.getByText('get_observation_trend', { exact: true }),
    })
    await offer.locator('summary').first().click()
    await offer.getByLabel('patient_id').fill('40013')
    await offer.getByLabel('data_type').fill('blood-pressure')
    // an empty field that is needed is said before anything is asked
    await offer.getByRole('button', { name: 'Ask' }).click()
    expect(await offer.locator('select:invalid').count()).toBe(1)
    expect(await offer.locator('.answered, .problem').count()).toBe(0)
    await offer.getByLabel('bucket').selectOption('day')
    await offer.getByRole('button', { name: 'Ask' }).click()
    await offer.locator('.drawing svg').waitFor()
    expect(await offer.locator('.drawing').textContent()).toContain('Blood pressure')
    // of the same world, so that it answers the same
    const command = offer.locator('.answered p code').first()
    expect(await command.textContent()).toContain('jhe-mcp call --demo get_observation_trend')
  })

  it('messages are listed, and their bodies only shown when asked for', async () => {
    await go('messages')
    await expect.poll(async () => await page.locator('tbody tr').count()).toBeGreaterThan(5)
    expect(await page.content()).not.toContain('structuredContent')
    await page.getByRole('button', { name: 'Show' }).first().click()
    await page.locator('tbody pre').first().waitFor()
  })

  it('a second page that has no code is told what to do', async () => {
    const other = await browser.newContext()
    const second = await other.newPage()
    await second.goto(`${origin()}/`)
    await second.getByRole('alert').waitFor()
    expect(await second.getByRole('alert').textContent()).toContain('address that the terminal')
    await other.close()
  })

  it('the browser complained of nothing: no script, style or address that the policy forbids', () => {
    expect(complaints).toEqual([])
  })
})
