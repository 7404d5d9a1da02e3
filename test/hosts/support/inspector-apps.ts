import type { Browser, FrameLocator, Page } from 'playwright-core'

import type { WebHost } from './inspector-web.js'

/** The Inspector's page of the apps of the server `jhe`. */
export interface Apps {
  /**
   * Asks a tool by its form, and waits for its view.
   * @param app title of the tool
   * @param fields texts by the names of the arguments
   * @param heading of the view
   * @param choices of arguments that are chosen from a list
   */
  readonly draw: (
    app: string,
    fields: Readonly<Record<string, string>>,
    heading: string,
    choices?: Readonly<Record<string, string>>,
  ) => Promise<FrameLocator>
  /** What the browser says of the policy of the page and its frames. */
  readonly complaints: readonly string[]
}

/** A first question makes the world of the demo, on a machine that may be busy. */
const timeout = 150_000

/** Waits for a view; while its host gives the calls up, it asks again, as a person would. */
const drawn = async (view: FrameLocator, heading: string): Promise<void> => {
  const title = view.getByRole('heading', { name: heading }).first()
  const again = view.getByRole('button', { name: 'Ask again' })
  await title.or(again).first().waitFor({ timeout })
  while (!(await title.isVisible())) {
    await again.click()
    await view.locator('main:not([aria-busy="true"])').waitFor({ timeout })
  }
}

const fill = async (
  page: Page,
  fields: Readonly<Record<string, string>>,
  choices: Readonly<Record<string, string>>,
): Promise<void> => {
  for (const [name, text] of Object.entries(fields)) await page.getByLabel(name).first().fill(text)
  for (const [name, option] of Object.entries(choices)) {
    await page
      .getByLabel(new RegExp(`^${name}`))
      .first()
      .click()
    await page.getByRole('option', { name: option, exact: true }).click()
  }
}

/** Opens the page, and connects it to the server. */
export async function openApps(browser: Browser, host: WebHost): Promise<Apps> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } })
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) complaints.push(message.text())
  })
  await page.goto(host.address)
  const connect = page.getByRole('switch', { name: /jhe/ })
  await connect.focus()
  await connect.press('Space')
  await page.getByText('Connected', { exact: true }).waitFor({ timeout })
  await page.locator('label', { hasText: /^Apps$/ }).click()
  return {
    complaints,
    draw: async (app, fields, heading, choices = {}) => {
      await page.getByRole('button', { name: new RegExp(`^${app}`) }).click()
      await fill(page, fields, choices)
      await page.getByTestId('open-app').click()
      const view = page.frameLocator('iframe').frameLocator('iframe')
      await drawn(view, heading)
      return view
    },
  }
}
