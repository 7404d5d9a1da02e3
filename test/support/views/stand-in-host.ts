import type { Browser, Frame, Page } from 'playwright-core'
import { z } from 'zod'

import { handedOver, type HostOrders, type WayIn } from './hosts/host-page.js'
import { giveBack, HostWindow, takeWindow, type Answering } from './hosts/host-window.js'

/** A host of MCP Apps as a page that behaves like one of those that people use. */
export interface StandIn {
  readonly html: string
  readonly width: number
  /** Fixed, as some hosts have it; it follows the view without it. */
  readonly height?: number
  /** The `hostContext` that it tells; without a theme where it has none. */
  readonly context?: object
  readonly capabilities?: object
  /** The arguments that it tells as input; it tells none where it has none. */
  readonly args?: object
  /** The results that it tells, one after the other. */
  readonly results?: readonly object[]
  /** Never answers. */
  readonly isMute?: boolean
  /** Gives its frame the width that a view sends, for good. */
  readonly obeysWidth?: boolean
  /** Shows its frame only when the view has said that it is ready. */
  readonly hidesUntilReady?: boolean
  /** Tells input and results right behind its introduction, without waiting for the view. */
  readonly tellsEarly?: boolean
  /** How it puts the page into its frame; as the frame's document without it. */
  readonly way?: WayIn
  /** What the page may load and run; next to nothing without it. */
  readonly policy?: string
  /** Answers the view's own calls. */
  readonly call?: Answering
  readonly forcedColors?: 'active'
  readonly reducedMotion?: 'reduce'
  readonly colorScheme?: 'light' | 'dark'
  /** Answers with an error what a view tells the model. */
  readonly refusesContext?: boolean
  /** Its clock can be moved on by a test. */
  readonly hasOwnClock?: boolean
}

/** The strictest of the known policies: nothing but what stands in the page. */
const strictest =
  "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src 'none'; font-src 'none'; connect-src 'none'; form-action 'none'; base-uri 'none'"

const asked = z.array(
  z.looseObject({
    id: z.unknown().optional(),
    method: z.string().optional(),
    params: z.looseObject({}).optional(),
    result: z.unknown().optional(),
    error: z.looseObject({ code: z.number() }).optional(),
  }),
)

/** The view within its host. Its window is that of other views before and after it. */
export interface OpenView {
  readonly page: Page
  readonly frame: Frame
  /** What the view sent. */
  readonly sent: () => Promise<z.output<typeof asked>>
  /** Sends the view a message. */
  readonly tell: (message: object) => Promise<void>
  /** What the browser complained of: breaches of the policy, errors of scripts. */
  readonly complaints: readonly string[]
  /** Addresses that anything was loaded from. */
  readonly loaded: readonly string[]
  /** Makes axe known to the view. */
  readonly loadAxe: () => Promise<void>
  readonly close: () => Promise<void>
}

const ordersOf = (host: StandIn): HostOrders => {
  const { html, way = 'srcdoc', policy = strictest, ...rest } = host
  return {
    capabilities: { serverTools: {} },
    context: {},
    results: [],
    ...rest,
    way,
    html: handedOver(way, html, policy),
  }
}

const sizeOf = ({ width, height = 900 }: StandIn) => ({ width, height })

/** What the system says. */
const mediaOf = ({ colorScheme = 'light', forcedColors, reducedMotion }: StandIn) =>
  ({
    colorScheme,
    forcedColors: forcedColors ?? 'none',
    reducedMotion: reducedMotion ?? 'no-preference',
  }) as const

/** A window as the host has it; one whose clock can be moved on is used once. */
const windowFor = async (browser: Browser, host: StandIn): Promise<HostWindow> => {
  if (host.hasOwnClock === true) {
    return await HostWindow.open(browser, { viewport: sizeOf(host), ...mediaOf(host) })
  }
  const opened = await takeWindow(browser)
  await opened.page.setViewportSize(sizeOf(host))
  await opened.page.emulateMedia({ media: 'screen', ...mediaOf(host) })
  return opened
}

const awaitAxe = `window.axeCame = new Promise((came) => { addEventListener('message', ({ data }) => {
  if (data?.axe) { window.axeText = data.axe; came() }
}) }); 0`

const closing = (browser: Browser, opened: HostWindow, isOnce: boolean) => async () => {
  if (isOnce) {
    await opened.page.context().close()
    return
  }
  await opened.end()
  giveBack(browser, opened)
}

/** Shows a view in a host, in a window that had others before. */
export async function openInHost(browser: Browser, host: StandIn): Promise<OpenView> {
  const opened = await windowFor(browser, host)
  const { page } = opened
  const notes = opened.begin(host.call)
  await page.evaluate(`window.start(${JSON.stringify(ordersOf(host))})`)
  const element = await page.waitForSelector('iframe', { state: 'attached' })
  const frame = await element.contentFrame()
  if (frame === null) throw new Error('the view has no frame')
  return {
    page,
    frame,
    ...notes,
    sent: async () => asked.parse(await page.evaluate('window.log')),
    tell: async (message) => {
      await page.evaluate(`window.send(${JSON.stringify(message)})`)
    },
    loadAxe: async () => {
      await frame.evaluate(awaitAxe)
      await opened.handAxe()
      await frame.evaluate('window.axeCame')
      await frame.evaluate('(0, eval)(window.axeText); 0')
    },
    close: closing(browser, opened, host.hasOwnClock === true),
  }
}

/** Runs with a view in a host; afterwards nothing was complained of, and nothing loaded. */
export async function withView(
  opening: Promise<OpenView>,
  use: (view: OpenView) => Promise<void>,
): Promise<void> {
  const view = await opening
  try {
    await use(view)
    const { complaints, loaded } = view
    if (complaints.length + loaded.length > 0) {
      throw new Error(`the browser complains: ${[...complaints, ...loaded].join('; ')}`)
    }
  } finally {
    await view.close()
  }
}

/** The calls of tools that a view made itself. */
export const callsOf = async ({ sent }: OpenView) =>
  (await sent()).filter(({ method }) => method === 'tools/call').map(({ params }) => params)

/** What a view told the model of what is looked at; it waits for the first. */
export async function toldModel({ page, sent }: OpenView): Promise<readonly unknown[]> {
  await page.waitForFunction('window.log.some((m) => m.method === "ui/update-model-context")')
  const told = (await sent()).filter(({ method }) => method === 'ui/update-model-context')
  return told.map(({ params }) => params)
}
