import type { Browser } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'

import { launchChromium } from '../browser/chromium.js'
import { builtView } from './built-view.js'
import { openInHost, withView, type OpenView, type StandIn } from './stand-in-host.js'

/** What the tests of one view have in common. */
export interface ViewTests {
  /** The page of the view, of the built program. */
  readonly html: () => string
  /**
   * Runs with the view in a host of its own, as soon as it shows what it is to show; afterwards
   * nothing was complained of, and nothing loaded.
   */
  readonly inHost: (host: Partial<StandIn>, use: (view: OpenView) => Promise<void>) => Promise<void>
}

let users = 0
let shared: Promise<Browser> | undefined

/** The browser of all views of a file. */
const acquireBrowser = async (): Promise<Browser> => {
  users += 1
  shared ??= launchChromium()
  return await shared
}

const releaseBrowser = async (): Promise<void> => {
  users -= 1
  if (users > 0) return
  const browser = await shared
  shared = undefined
  await browser?.close()
}

/** Pages do not change while tests run. */
const pages = new Map<string, string>()

const pageOf = async (name: string): Promise<string> => {
  const page = pages.get(name) ?? (await builtView(name))
  pages.set(name, page)
  return page
}

const noWait = async (): Promise<void> => {
  await Promise.resolve()
}

/**
 * Starts a browser for the tests of a file, and ends it after them.
 * @param name of the view
 * @param usual the host where a test says nothing else
 * @param shown waits until the view shows what the tests begin with
 */
export function viewTests(
  name: string,
  usual: Partial<StandIn>,
  shown: (view: OpenView) => Promise<void> = noWait,
): ViewTests {
  let browser: Browser
  let html = ''
  beforeAll(async () => {
    browser = await acquireBrowser()
    html = await pageOf(name)
  })
  afterAll(async () => {
    await releaseBrowser()
  })
  return {
    html: () => html,
    inHost: async (host, use) => {
      await withView(openInHost(browser, { html, width: 720, ...usual, ...host }), async (view) => {
        await shown(view)
        await use(view)
      })
    },
  }
}

/** Waits for the title of an answer, or of what is said in its stead. */
export const titled = async ({ frame }: OpenView): Promise<void> => {
  await frame.getByRole('heading', { level: 1 }).waitFor()
}
