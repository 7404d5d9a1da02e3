import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest'

import { askEveryOffer } from '../../support/console/ask-offers.js'
import {
  expectQuiet,
  openConsolePage,
  usualSize,
  type ConsolePage,
} from '../../support/console/console-page.js'
import { launchChromium } from '../../support/browser/chromium.js'
import { readSource, root } from '../../support/source-files.js'

/** Visits all pages, or asks everything, on a machine that may be busy. */
const slow = { timeout: 240_000 } as const

let browser: Browser
let opened: ConsolePage
let page: Page

/** The pages by their paths, with their headings. */
const pages = [
  ['home', 'Home'],
  ['studies', 'Studies'],
  ['studies/30002', 'Steady Pressure'],
  ['studies/30002/silent/7', 'Steady Pressure'],
  ['studies/30002/patients/40013', 'Participant 40013'],
  ['quality', 'Data quality'],
  ['consent', 'Consent'],
  ['tools', 'Tools'],
  ['servers', 'Servers'],
  ['messages', 'Messages'],
  ['chat', 'Chat'],
] as const

const picture = 'test/pictures/console.png'

/** Pixels of a PNG. Source: PNG, section 11.2.1 (IHDR). */
const sizeOf = (png: Buffer) => ({ width: png.readUInt32BE(16), height: png.readUInt32BE(20) })

beforeAll(async () => {
  browser = await launchChromium()
  opened = await openConsolePage(browser, ['--demo'])
  ;({ page } = opened)
})
afterAll(async () => {
  await opened.close()
  await browser.close()
})
afterEach(async () => {
  await page.setViewportSize(usualSize)
  await page.emulateMedia({ media: 'screen', colorScheme: 'light' })
})

describe('the pages of the console', () => {
  it('the code is gone from the address, and no page holds a secret', async () => {
    expect(page.url()).toBe(`${opened.origin}/#/home`)
    const code = new URL(opened.console.address).hash.slice(1)
    expect(await page.content()).not.toContain(code)
  })

  it.each(['light', 'dark'] as const)(
    'axe finds nothing on any page (%s)',
    slow,
    async (colorScheme) => {
      await page.emulateMedia({ colorScheme })
      for (const [path, heading] of pages) {
        await opened.go(path, heading)
        expect(await opened.axe(), path).toEqual([])
      }
    },
  )

  it.each([
    ['320 px', 320],
    ['a zoom of 200 %', usualSize.width / 2],
  ])('nothing scrolls sideways at %s', slow, async (_name, width) => {
    await page.setViewportSize({ width, height: 700 })
    for (const [path, heading] of pages) {
      await opened.go(path, heading)
      expect(await opened.tooWide(), path).toBe(0)
    }
  })

  it('script and style are small', async () => {
    const texts = await Promise.all(
      ['/app.js', '/app.css'].map(async (path) => await (await fetch(opened.origin + path)).text()),
    )
    expect(gzipSync(texts.join('')).length).toBeLessThan(60_000)
  })

  it('who has sent nothing for a week is found by the keyboard alone, and printed', async () => {
    await opened.go('home', 'Home')
    const question = 'Who of Steady Pressure has sent nothing for a week?'
    await page.getByRole('link', { name: question }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Who has been silent?' }).waitFor()
    await opened.settled()
    await expect
      .poll(async () => await page.locator('[aria-live="polite"]').textContent(), {
        timeout: 20_000,
      })
      .toMatch(/^[1-9]\d* of 11 participants$/)
    const all = page.getByRole('link', {
      name: /^See and print the last month of these \d+ participants$/,
    })
    const count = Number(/\d+/.exec((await all.textContent()) ?? '')?.[0])
    const patient = await page.locator('tbody a').first().textContent()
    await all.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: `${count} participants` }).waitFor()
    await opened.settled()
    const headings = await page.getByRole('heading', { level: 2 }).allTextContents()
    expect(headings).toHaveLength(count)
    expect(headings[0]).toBe(`Participant ${patient ?? ''}`)
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    expect(await page.locator('header').isVisible()).toBe(false)
    const paper = await page.evaluate('getComputedStyle(document.body).backgroundColor')
    expect(paper).toBe('rgb(255, 255, 255)')
  })

  it('data quality says days, gaps, sources and what counts nowhere, the worst first', async () => {
    await opened.go('quality', 'Data quality')
    await page.getByLabel('Study').selectOption({ label: 'Steady Pressure' })
    await page.getByText(/^Participants 1 to 10 of 1\d/).waitFor()
    const heads = await page.locator('thead th').allTextContents()
    expect(heads).toEqual([
      'Participant',
      'Data type',
      'Days with data in the last 30',
      'Last reading',
      'Days with data in all',
      'Longest gap in days',
      'Sources',
      'Without a time',
      'In the future',
      'Retracted',
    ])
    const first = await page.locator('tbody a').first().textContent()
    await page.getByRole('button', { name: 'More' }).click()
    await page.getByText(/^Participants 11 to 1\d/).waitFor()
    await opened.settled()
    expect(await page.locator('tbody a').first().textContent()).not.toBe(first)
  })

  it('a tool is asked by form, and its drawing holds the numbers of its answer', async () => {
    await opened.go('tools', 'Tools')
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
    await offer.locator('.view .chart svg').waitFor()
    expect(await offer.locator('.view').textContent()).toContain('Blood pressure')
    // of the same world, so that it answers the same
    const command = offer.locator('.answered p code').first()
    expect(await command.textContent()).toContain('jhe-mcp call --demo get_observation_trend')
  })

  it(
    'every tool, resource, template and prompt is asked by its form and answers',
    slow,
    async () => {
      // one that is open holds what was asked before
      await opened.go('home', 'Home')
      await opened.go('tools', 'Tools')
      const values = {
        study_id: '30002',
        patient_id: '40013',
        data_type: 'blood-pressure',
        name: 'blood-pressure',
        // of the addresses of resources
        id: '20002',
        table: 'core_study',
      }
      const asked = await askEveryOffer(page.locator('main section:has(> h2)'), values)
      expect(asked.filter(({ problem }) => problem !== undefined)).toEqual([])
      expect(asked.filter(({ text = '' }) => text === '' || text === '(no text)')).toEqual([])
      const kinds = asked.map(({ kind }) => kind)
      expect(kinds.filter((kind) => kind === 'Tools').length).toBeGreaterThanOrEqual(17)
      expect([...new Set(kinds)]).toEqual(['Tools', 'Resources', 'Resources by name', 'Prompts'])
    },
  )

  it('the server proposes what an argument may be', async () => {
    await opened.go('home', 'Home')
    await opened.go('tools', 'Tools')
    const prompts = page.locator('section:has(> h3)', { hasText: 'Prompts' })
    const offer = prompts.last().locator('details.offer', { hasText: 'study_overview' })
    await offer.locator('summary').click()
    await offer.getByLabel('study_id').first().focus()
    await offer.locator('datalist option[value="30002"]').waitFor({ state: 'attached' })
  })

  // its days are those of the demo world of the day: it is not compared pixel by pixel
  it('the picture of the README is one of a page (`npm run docs` makes it)', async () => {
    const size = { width: 1_100, height: 860 }
    await page.setViewportSize(size)
    await opened.go('studies/30002/patients/40013', 'Participant 40013')
    const made = await page.screenshot()
    expect(sizeOf(made)).toEqual(size)
    const path = join(root, picture)
    if (inject('isUpdating')) writeFileSync(path, made)
    expect(sizeOf(readFileSync(path))).toEqual(size)
    expect(readSource('README.md')).toContain(`](${picture})`)
  })

  it('messages are listed, and their bodies only shown when asked for', async () => {
    await opened.go('messages', 'Messages')
    await expect
      .poll(async () => await page.locator('tbody tr').count(), { timeout: 20_000 })
      .toBeGreaterThan(5)
    expect(await page.content()).not.toContain('structuredContent')
    await page.getByRole('button', { name: 'Show' }).first().click()
    await page.locator('tbody pre').first().waitFor()
  })

  it('a second page that has no code is told what to do', async () => {
    const other = await browser.newContext()
    const second = await other.newPage()
    await second.goto(`${opened.origin}/`)
    await second.getByRole('alert').waitFor()
    expect(await second.getByRole('alert').textContent()).toContain('address that the terminal')
    await other.close()
  })

  it('the browser complained of nothing: no script, style or address that the policy forbids', () => {
    expectQuiet(opened)
  })
})
