import { readFileSync } from 'node:fs'

import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'

import {
  expectQuiet,
  openConsolePage,
  usualSize,
  type ConsolePage,
} from '../../support/console/console-page.js'
import { launchChromium } from '../../support/browser/chromium.js'

const slow = { timeout: 150_000 } as const

let browser: Browser
let opened: ConsolePage
let page: Page
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

type Fields = Readonly<Record<string, string>>

/** What is asked of each tool, and what its view says of the answer. */
const asked: readonly (readonly [tool: string, fields: Fields, shown: RegExp])[] = [
  ['summarize_observations', { patient_id: '40013' }, /days with data/],
  ['get_patient_observations', { patient_id: '40013', data_type: 'blood-pressure' }, /mmHg/],
  ['get_study_metadata', { study_id: '30002' }, /consent/],
  ['get_patient_demographics', { study_id: '30002' }, /12 patients/],
  ['search_patients', { study_id: '30002', name: 'a' }, /Patients found/],
]

/** Asks a tool by its form. @returns its part of the page */
const askByForm = async (tool: string, fields: Fields): Promise<Locator> => {
  const offer = page.locator('details.offer', { has: page.getByText(tool, { exact: true }) })
  if ((await offer.getAttribute('open')) === null) await offer.locator('summary').first().click()
  for (const [name, value] of Object.entries(fields))
    await offer.locator(`label:has(bdi:text-is("${name}")) input`).fill(value)
  await offer.getByRole('button', { name: 'Ask', exact: true }).click()
  await offer.locator('.view h2').first().waitFor()
  return offer
}

/** Nothing is wrong with the page in either theme, nor in a narrow window. */
const expectFit = async (what: string): Promise<void> => {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    expect(await opened.axe(), `${what}, ${colorScheme}`).toEqual([])
  }
  await page.setViewportSize({ width: 320, height: 700 })
  expect(await opened.tooWide(), what).toBe(0)
  await page.setViewportSize(usualSize)
  await page.emulateMedia({ colorScheme: 'light' })
}

describe('the views of hosts are parts of the console’s page:', () => {
  it.each(asked)('%s by form', slow, async (tool, fields, shown) => {
    await opened.go('home', 'Home')
    await opened.go('tools', 'Tools')
    const offer = await askByForm(tool, fields)
    expect(await offer.locator('.view').textContent()).toMatch(shown)
    expect(await page.locator('main').count()).toBe(1)
    expect(await page.locator('h1').count()).toBe(1)
    await expectFit(tool)
    expectQuiet(opened)
  })

  it('a trend by form, which is asked again by its own buttons, and saved', slow, async () => {
    await opened.go('home', 'Home')
    await opened.go('tools', 'Tools')
    const offer = page.locator('details.offer', {
      has: page.getByText('get_observation_trend', { exact: true }),
    })
    await offer.locator('summary').first().click()
    await offer.getByLabel('patient_id').fill('40013')
    await offer.getByLabel('data_type').fill('blood-pressure')
    await offer.getByLabel('bucket').selectOption('week')
    await offer.getByRole('button', { name: 'Ask', exact: true }).click()
    const view = offer.locator('.view')
    await view.getByRole('button', { name: 'Month', exact: true }).click()
    await view.getByRole('button', { name: 'Month', exact: true, pressed: true }).waitFor()
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      view.getByRole('button', { name: 'Save as CSV' }).click(),
    ])
    expect(saved.suggestedFilename()).toBe('trend-40013-blood-pressure-month.csv')
    expect(readFileSync(await saved.path(), 'utf8')).toContain('systolic')
    await expectFit('a trend')
    expectQuiet(opened)
  })

  it(
    'a participant: the summary opens a trend in place, which asks and leads back',
    slow,
    async () => {
      await opened.go('studies/30002/patients/40013', 'Participant 40013')
      const view = page.locator('.view').first()
      const opener = view.getByRole('button', { name: 'Blood pressure, open trend' })
      await opener.click()
      await view.locator('.chart svg').waitFor()
      await view.getByRole('button', { name: 'Month', exact: true }).click()
      await view.getByRole('button', { name: 'Month', exact: true, pressed: true }).waitFor()
      await expectFit('a trend in place')
      await view.getByRole('button', { name: 'Back to all types' }).click()
      await opener.waitFor()
      await page.getByRole('button', { name: 'Show single readings' }).click()
      await page
        .getByRole('heading', { name: /^Observations|readings/i })
        .last()
        .waitFor()
      await opened.settled()
      await expectFit('a participant')
      expectQuiet(opened)
    },
  )

  it('a participant on paper: dark mode is white, and the tables are open', slow, async () => {
    await opened.go('home', 'Home')
    await opened.go('studies/30002/patients/40013', 'Participant 40013')
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.evaluate('window.print = () => undefined')
    await page.getByRole('button', { name: 'Print' }).click()
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe(
      'rgb(255, 255, 255)',
    )
    const view = page.locator('.view').first()
    await view.locator('table').waitFor()
    expect(await view.locator('.toolbar').first().isVisible()).toBe(false)
    // the headings of the rows are buttons on the screen, and stay on paper
    expect(await view.locator('.open').first().isVisible()).toBe(true)
    expect(await page.locator('main').innerHTML()).not.toContain('#262624')
  })

  it(
    'a study: consent by type, whose trend opens; its people are found by name',
    slow,
    async () => {
      await opened.go('studies/30002', 'Steady Pressure')
      const study = page.locator('.view').last()
      expect(await study.textContent()).toContain('agreed')
      await study.getByRole('button', { name: 'Blood pressure, open trend' }).click()
      await study.locator('.chart svg').waitFor()
      await study.getByRole('button', { name: 'Back to all types' }).click()
      await page.getByRole('button', { name: 'Show all participants' }).click()
      const people = page.locator('.view').first()
      await people.getByText('12 patients').waitFor()
      const name = (await people.locator('tbody td bdi').nth(1).textContent()) ?? ''
      await page.getByLabel('Find a participant').fill(name)
      await page.getByRole('button', { name: 'Find', exact: true }).click()
      await people.getByRole('heading', { name: 'Patients found' }).waitFor()
      await expectFit('a study')
      await people.locator('tbody a').first().click()
      await page.getByRole('heading', { level: 1, name: /^Participant \d/ }).waitFor()
      expectQuiet(opened)
    },
  )
})
