import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import {
  expectQuiet,
  openConsolePage,
  usualSize,
  type ConsolePage,
} from '../../support/console/console-page.js'
import { launchChromium } from '../../support/browser/chromium.js'

const slow = { timeout: 150_000 } as const
const patient = { timeout: 20_000 } as const

let browser: Browser
let opened: ConsolePage
let page: Page
beforeAll(async () => {
  browser = await launchChromium()
  // fewer than the study has participants, as a large study has with the usual limit
  opened = await openConsolePage(browser, ['--demo'], { JHE_BRAKE_PATIENTS_PER_HOUR: '10' })
  ;({ page } = opened)
})
afterAll(async () => {
  await opened.close()
  await browser.close()
})

describe('who has never seen the page', () => {
  it('finds the study that asks for blood pressure, which does not say so in its name', async () => {
    await opened.go('studies', 'Studies')
    await page.getByLabel('Find a study').fill('blood pressure')
    const rows = page.locator('tbody tr')
    await rows.filter({ hasText: 'Steady Pressure' }).waitFor()
    await expect
      .poll(async () => await page.getByText('…', { exact: true }).count(), patient)
      .toBe(0)
    const found = await rows.allTextContents()
    expect(found.every((row) => /blood pressure/i.test(row))).toBe(true)
    await page.getByLabel('Find a study').fill('nothing of the kind')
    await page.getByText('No study has these words.').waitFor()
  })

  it('is led to the silent participants by a question on the first page', async () => {
    await opened.go('home', 'Home')
    await page
      .getByText(/asks for .*blood pressure/i)
      .first()
      .waitFor()
    await page
      .getByRole('link', { name: 'Who of Steady Pressure has sent nothing for a week?' })
      .click()
    await page.getByRole('heading', { level: 1, name: 'Steady Pressure' }).waitFor()
    await opened.settled()
    const pressed = page.getByRole('button', { name: 'Silent for a week' })
    expect(await pressed.getAttribute('aria-pressed')).toBe('true')
  })
})

describe('a list of more people than one person may read in an hour', () => {
  it('is not shown in part; what to do is, and a way that stays below works', slow, async () => {
    await opened.go('home', 'Home')
    await opened.go('studies/30002/silent/7', 'Steady Pressure')
    const alert = page.getByRole('alert')
    await alert.getByText('more than 10 different patients').waitFor()
    expect(await alert.textContent()).toContain('brake --lift')
    await page.getByText('a part of it would look like all of it').waitFor()
    expect(await page.getByText('Participants, the longest silent first').count()).toBe(0)
    expect(await page.getByText(/of \d+ participants$/).count()).toBe(0)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      expect(await opened.axe(), colorScheme).toEqual([])
    }
    await page.setViewportSize({ width: 320, height: 700 })
    expect(await opened.tooWide()).toBe(0)
    await page.setViewportSize(usualSize)
    // of one type the longest silent are read alone
    await page.getByRole('combobox', { name: /^Data type/ }).selectOption({ index: 1 })
    await page.getByText(/^[1-9]\d* of \d+ participants$/).waitFor()
    expect(await alert.count()).toBe(0)
    await page.getByRole('link', { name: /^See and print the last month of/ }).click()
    await page.getByRole('button', { name: 'Print' }).waitFor()
    expectQuiet(opened)
  })
})
