import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { openConsolePage, type ConsolePage } from '../../support/console/console-page.js'
import { openFakeModel, type FakeModel } from '../../support/console/fake-model.js'
import { backendsOf, lockTable, waitingBackends } from '../../support/database/backends.js'
import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { launchChromium } from '../../support/browser/chromium.js'
import { studies } from '../../support/worlds/jhe/ids.js'
import { people } from '../../support/worlds/jhe/people.js'
import { signInAs, type SignedIn } from '../../support/worlds/signed-in.js'

let browser: Browser
let database: TestDatabase
let signedIn: SignedIn
let model: FakeModel
let opened: ConsolePage
beforeAll(async () => {
  browser = await launchChromium()
  database = await createDatabase('jhe_0045')
  signedIn = await signInAs(people.coordinator.userId, database.url)
  model = await openFakeModel('openai')
  opened = await openConsolePage(browser, [], signedIn.env)
})
afterAll(async () => {
  await opened.close()
  await model.close()
  signedIn.remove()
  await database.drop()
  await browser.close()
})

describe('a chat on the page', () => {
  it(
    'row 52: the stop button ends the statement in the database too',
    { timeout: 150_000 },
    async () => {
      const { page, go } = opened
      await go('chat', 'Chat')
      await page.getByLabel('Kind').selectOption('openai')
      await page.getByLabel('Address').fill(model.url)
      await page.getByRole('textbox', { name: 'Model' }).fill('qwen3')
      await page.getByRole('button', { name: 'Use this model' }).click()
      const args = { study_id: studies.pressure }
      model.say({ calls: [{ name: 'summarize_observations', args }] })
      // who reads the table waits, as in a statement that takes long
      const release = await lockTable(database.url, 'core_observation')
      try {
        await page.getByLabel('Your question').fill('How is the pressure study?')
        await page.getByRole('button', { name: 'Ask', exact: true }).click()
        const [running] = await waitingBackends(database, 1)
        await page.getByText('– running').waitFor()
        await page.getByRole('button', { name: 'Stop' }).click()
        await page.getByText('Stopped.', { exact: true }).waitFor()
        // the table is still locked: nothing but the stop has ended it
        await waitingBackends(database, 0)
        const states = (await backendsOf(database)).filter(({ pid }) => pid === running)
        expect(states.filter(({ state }) => state === 'active')).toEqual([])
      } finally {
        await release()
      }
      model.say({ calls: [{ name: 'summarize_observations', args }] }, { text: 'So it is.' })
      await page.getByLabel('Your question').fill('And now?')
      await page.getByRole('button', { name: 'Ask', exact: true }).click()
      await page.getByText('So it is.').waitFor()
      await page.locator('.chat .view svg').first().waitFor()
      expect(await opened.axe()).toEqual([])
    },
  )
})
