import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'

import { launchChromium } from '../browser/chromium.js'
import { talkingHosts, type NamedHost } from './hosts/named-hosts.js'
import { openProduct, type Product, type ViewedTool } from './product.js'
import { openInHost, withView, type OpenView, type StandIn } from './stand-in-host.js'
import { viewQuestions } from './view-questions.js'

/** What a view's tool is asked with. */
export const argsOf = ({ name }: ViewedTool): object => viewQuestions[name] ?? {}

/** Waits until the view shows an answer, or says why it has none. */
export const settled = async ({ frame }: OpenView): Promise<void> => {
  await frame.locator('main:not([aria-busy="true"]) :is(h1, h2):not(:empty)').first().waitFor()
  expect(await frame.locator('.loading').count()).toBe(0)
}

/** The host that does all as the specification says. */
export const plainHost = (): NamedHost => {
  const [reference] = talkingHosts
  if (reference === undefined) throw new Error('there is no reference host')
  return reference
}

/** What is done with a view. */
export type Use = (view: OpenView, tool: ViewedTool) => Promise<void>

/** One browser and one product for the tests of a file. */
export interface EveryView {
  readonly browser: () => Browser
  readonly product: () => Product
  /** Runs with the view of a tool in a host, which gives it a real answer as that host does. */
  readonly inHost: (
    host: NamedHost,
    tool: ViewedTool,
    use: Use,
    more?: Partial<StandIn>,
  ) => Promise<void>
  /** The same with each view that there is, all at once. */
  readonly eachView: (host: NamedHost, use: Use, more?: Partial<StandIn>) => Promise<void>
}

export function everyView(): EveryView {
  let product: Product
  let browser: Browser
  /** An answer of each tool: it is asked once for all hosts. */
  const answers = new Map<string, Promise<object>>()
  beforeAll(async () => {
    product = await openProduct()
    browser = await launchChromium()
  })
  afterAll(async () => {
    await browser.close()
    await product.close()
  })
  const answerOf = async (tool: ViewedTool): Promise<object> => {
    const { name } = tool
    const answer = answers.get(name) ?? product.call({ name, arguments: argsOf(tool) })
    answers.set(name, answer)
    return await answer
  }
  const inHost: EveryView['inHost'] = async (host, tool, use, more = {}) => {
    const opening = openInHost(browser, {
      ...{ html: tool.html, width: host.width, args: argsOf(tool) },
      ...{ results: [host.given(await answerOf(tool))], call: product.call },
      ...host.standIn('light'),
      ...more,
    })
    await withView(opening, async (view) => {
      await use(view, tool)
    })
  }
  return {
    browser: () => browser,
    product: () => product,
    inHost,
    eachView: async (host, use, more) => {
      await Promise.all(
        product.viewed.map(async (tool) => {
          await inHost(host, tool, use, more)
        }),
      )
    },
  }
}
