import type { Browser, Page } from 'playwright-core'
import { expect } from 'vitest'

import { axeFaults } from '../axe.js'
import { startConsoleProcess, type ConsoleProcess } from './console-process.js'

/** A page of a console that runs for itself. */
export interface ConsolePage {
  readonly page: Page
  readonly console: ConsoleProcess
  readonly origin: string
  /** What the browser complained of, in any tab. */
  readonly complaints: readonly string[]
  /** What was asked of any other address than the console's. */
  readonly strayed: readonly string[]
  /** Waits until nothing is asked any more. */
  readonly settled: (timeout?: number) => Promise<void>
  /** Goes to a page and waits for its heading. */
  readonly go: (path: string, heading: string) => Promise<void>
  /** What axe finds wrong, by rule and element. */
  readonly axe: () => Promise<readonly string[]>
  /** Pixels that the page is wider than its window. */
  readonly tooWide: () => Promise<unknown>
  close(): Promise<void>
}

export const usualSize = { width: 1_100, height: 900 } as const

/** @param args and settings of `jhe-mcp console` */
export async function openConsolePage(
  browser: Browser,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ConsolePage> {
  const started = await startConsoleProcess(args, env)
  const { origin } = new URL(started.address)
  const complaints: string[] = []
  const strayed: string[] = []
  const context = await browser.newContext({ viewport: usualSize })
  context.on('page', (tab) => {
    tab.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    tab.on('pageerror', (error) => {
      complaints.push(error.message)
    })
    tab.on('dialog', (dialog) => {
      complaints.push(`a dialog: ${dialog.message()}`)
      void dialog.dismiss()
    })
  })
  context.on('request', (request) => {
    const url = new URL(request.url())
    if (url.origin !== origin && url.protocol !== 'data:' && url.protocol !== 'blob:')
      strayed.push(request.url())
  })
  const page = await context.newPage()
  const settled = async (timeout = 60_000): Promise<void> => {
    await page.waitForSelector('h1', { timeout })
    await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached', timeout })
  }
  const close = async (): Promise<void> => {
    await context.close()
    await started.close()
  }
  try {
    await page.goto(started.address)
    // a busy machine makes the demo world in more than a minute
    await settled(110_000)
  } catch (thrown) {
    await close()
    throw thrown
  }
  return {
    page,
    console: started,
    origin,
    complaints,
    strayed,
    settled,
    go: async (path, heading) => {
      await page.goto(`${origin}/#/${path}`)
      await page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor()
      await settled()
    },
    axe: async () => await axeFaults(page),
    tooWide: async () =>
      await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      ),
    close,
  }
}

/** Nothing was asked of anybody else, and the browser complained of nothing. */
export const expectQuiet = ({ complaints, strayed }: ConsolePage): void => {
  expect(complaints).toEqual([])
  expect(strayed).toEqual([])
}
