import type { Browser, BrowserContextOptions, Page } from 'playwright-core'

import { axeText } from '../../axe.js'
import { hostPage } from './host-page.js'

/** What a window notes while a view is in it. */
interface Notes {
  readonly complaints: string[]
  readonly loaded: string[]
}

/** Answers a view's own calls. */
export type Answering = (params: unknown) => Promise<object> | object

/** A window with the page of a host, in which one view after the other is shown. */
export class HostWindow {
  readonly page: Page
  private call: Answering | undefined
  private notes: Notes = { complaints: [], loaded: [] }
  private hasAxe = false

  private constructor(page: Page) {
    this.page = page
    page.on('console', (message) => {
      if (message.type() === 'error') this.notes.complaints.push(message.text())
    })
    page.on('pageerror', (error) => this.notes.complaints.push(error.message))
    page.on('request', (request) => {
      if (!/^(data|about|blob):/.test(request.url())) this.notes.loaded.push(request.url())
    })
  }

  /** @param clocked what the system says to a window whose clock can be moved on by a test */
  static async open(browser: Browser, clocked?: BrowserContextOptions): Promise<HostWindow> {
    const page = await browser.newPage(clocked)
    if (clocked !== undefined) await page.clock.install()
    const opened = new HostWindow(page)
    await page.exposeFunction('callTool', async (params: unknown) => await opened.call?.(params))
    await page.setContent(hostPage)
    return opened
  }

  /** Begins with another view. @returns what is noted from now on */
  begin(call: Answering | undefined): Notes {
    this.call = call
    this.notes = { complaints: [], loaded: [] }
    return this.notes
  }

  /** Ends the view that is shown; the pointer is out of the way of the next. */
  async end(): Promise<void> {
    await this.page.evaluate('window.end()')
    await this.page.mouse.move(0, 0)
    this.call = undefined
  }

  /** Hands axe over to the view: the window keeps its text, which is long. */
  async handAxe(): Promise<void> {
    if (!this.hasAxe) await this.page.evaluate(`window.axeText = ${JSON.stringify(axeText)}; 0`)
    this.hasAxe = true
    await this.page.evaluate('window.handAxe()')
  }
}

const idle = new WeakMap<Browser, HostWindow[]>()

/** A window of a browser that nothing is shown in. */
export const takeWindow = async (browser: Browser): Promise<HostWindow> =>
  idle.get(browser)?.pop() ?? (await HostWindow.open(browser))

/** Gives a window back, for the next view. */
export const giveBack = (browser: Browser, opened: HostWindow): void => {
  idle.set(browser, [...(idle.get(browser) ?? []), opened])
}
