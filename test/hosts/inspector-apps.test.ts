import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { launchChromium } from '../support/processes/chromium.js'
import { runsPrograms } from './support/installed.js'
import { startInspectorWeb, type WebHost } from './support/inspector-web.js'

describe.skipIf(!runsPrograms)('hosts that show views, in their own pages', () => {
  let home: string
  let browser: Browser
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'jhe-apps-'))
    browser = await launchChromium()
  })
  afterAll(async () => {
    await browser.close()
    rmSync(home, { recursive: true, force: true })
  })

  describe('Inspector', () => {
    let host: WebHost
    let page: Page
    const complaints: string[] = []
    beforeAll(async () => {
      host = await startInspectorWeb(home)
      page = await browser.newPage({ viewport: { width: 1400, height: 1000 } })
      page.on('console', (message) => {
        if (message.text().includes('Content Security Policy')) complaints.push(message.text())
      })
    })
    afterAll(async () => {
      await page.close()
      await host.close()
    })

    it('draws a trend, and asks for another step', async () => {
      await page.goto(host.address)
      const connect = page.getByRole('switch', { name: /jhe/ })
      await connect.focus()
      await connect.press('Space')
      await page.getByText('Connected', { exact: true }).waitFor()
      await page.locator('label', { hasText: /^Apps$/ }).click()
      await page.getByRole('button', { name: /^Trend of observations/ }).click()
      await page.getByLabel('patient_id').first().fill('40013')
      await page.getByLabel('data_type').first().fill('omh:blood-pressure:4.0')
      await page
        .getByLabel(/^bucket/)
        .first()
        .click()
      await page.getByRole('option', { name: 'day', exact: true }).click()
      await page.getByTestId('open-app').click()
      const view = page.frameLocator('iframe').frameLocator('iframe')
      // the first question makes the world of the demo
      await view.getByRole('heading', { name: 'Blood pressure' }).waitFor({ timeout: 150_000 })
      await view.getByRole('button', { name: 'Week' }).click()
      await view
        .getByText(/by week/)
        .first()
        .waitFor()
      expect(complaints).toEqual([])
    })
  })
})
