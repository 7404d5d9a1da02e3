import { type Browser, chromium } from 'playwright-core'

import { latePage } from './late-page.js'

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]

/** All pages of the browser are late. */
const makeLate = (browser: Browser): void => {
  const newContext = browser.newContext.bind(browser)
  browser.newContext = async (options) => {
    const context = await newContext(options)
    await context.addInitScript(latePage)
    return context
  }
}

/** The system's Chromium, without a window; `JHE_TEST_LATE` makes its pages late. */
export const launchChromium = async (): Promise<Browser> => {
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: flags,
  })
  if (process.env['JHE_TEST_LATE'] !== undefined) makeLate(browser)
  return browser
}
