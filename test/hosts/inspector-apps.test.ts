import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { launchChromium } from '../support/browser/chromium.js'
import { openApps, type Apps } from './support/inspector-apps.js'
import { runsPrograms } from './support/installed.js'
import { startInspectorWeb, type WebHost } from './support/inspector-web.js'

const patient = { patient_id: '40013' }
const study = { study_id: '30002' }

describe.skipIf(!runsPrograms)("the Inspector's own page", () => {
  let home: string
  let browser: Browser
  let host: WebHost
  let apps: Apps
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'jhe-apps-'))
    browser = await launchChromium()
    host = await startInspectorWeb(home)
    apps = await openApps(browser, host)
  }, 240_000)
  afterAll(async () => {
    await browser.close()
    await host.close()
    rmSync(home, { recursive: true, force: true })
  })

  it('draws a trend, and asks for another step', async () => {
    const fields = { ...patient, data_type: 'omh:blood-pressure:4.0' }
    const view = await apps.draw('Trend of observations', fields, 'Blood pressure', {
      bucket: 'day',
    })
    await view.getByRole('button', { name: 'Week' }).click()
    await view
      .getByText(/by week/)
      .first()
      .waitFor()
  })

  it.each([
    ['a summary', 'Summarize observations', patient, 'Summary of observations'],
    ['a study', 'Describe a study', study, 'Steady Pressure'],
  ] as const)(
    'draws %s, and opens the trend of a type in its place',
    async (_of, app, fields, title) => {
      const view = await apps.draw(app, fields, title)
      expect(await view.locator('.row .bar svg').count()).toBeGreaterThan(0)
      await view.getByRole('button', { name: 'Blood pressure, open trend' }).click()
      await view.locator('.chart svg').first().waitFor()
      await view.getByRole('button', { name: 'Back to all types' }).click()
      await view.getByRole('heading', { name: title }).waitFor()
    },
  )

  it('draws single observations, and goes to older ones', async () => {
    const fields = { ...patient, data_type: 'blood-pressure', limit: '5' }
    const view = await apps.draw('Patient observations', fields, 'Blood pressure')
    await view.getByText('5 readings', { exact: true }).waitFor()
    const newest = await view.locator('.value').textContent()
    await view.getByRole('button', { name: 'Older' }).click()
    await expect.poll(async () => await view.locator('.value').textContent()).not.toBe(newest)
  })

  it('draws the patients of a study and those found, and goes to the next page', async () => {
    const view = await apps.draw(
      'Patients of a study',
      { ...study, limit: '5' },
      'Patients of study 30002',
    )
    expect(await view.locator('tbody tr').count()).toBe(5)
    // this host takes no word of who is chosen
    expect(await view.locator('tbody button').count()).toBe(0)
    await view.getByRole('button', { name: 'More' }).click()
    await view.getByText('This is a later page.').waitFor()
    await apps.draw('Find patients', { name: 'tomasz' }, 'Patients found')
  })

  it('complains of nothing that a view loads or runs', () => {
    expect(apps.complaints).toEqual([])
  })
})
