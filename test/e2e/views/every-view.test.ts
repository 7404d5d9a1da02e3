import fc from 'fast-check'
import type { Browser, Frame, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'

import { launchChromium } from '../../support/processes/chromium.js'
import { checkState, collisions, passTime, patient, tooWide } from '../../support/views/checks.js'
import {
  chatGpt,
  claudeDesktop,
  mute,
  namedHosts,
  talkingHosts,
  type NamedHost,
} from '../../support/views/hosts/named-hosts.js'
import { maxPageBytes } from '../../support/views/built-view.js'
import { openProduct, type Product, type ViewedTool } from '../../support/views/product.js'
import {
  callsOf,
  openInHost,
  withView,
  type OpenView,
  type StandIn,
} from '../../support/views/stand-in-host.js'
import { viewQuestions } from '../../support/views/view-questions.js'

let product: Product
let browser: Browser
beforeAll(async () => {
  product = await openProduct()
  browser = await launchChromium()
})
afterAll(async () => {
  await browser.close()
  await product.close()
})

const texts = z.array(z.string())

const argsOf = ({ name }: ViewedTool): object => viewQuestions[name] ?? {}

const opened = async (host: NamedHost, tool: ViewedTool, more: Partial<StandIn> = {}) => {
  const args = argsOf(tool)
  const result = host.given(await product.call({ name: tool.name, arguments: args }))
  return await openInHost(browser, {
    ...{ html: tool.html, width: host.width, args, results: [result], call: product.call },
    ...host.standIn('light'),
    ...more,
  })
}

const saysNoHost = async (page: Page | Frame): Promise<boolean> =>
  (await page.getByRole('heading', { name: 'No host' }).count()) > 0

const isReady = async ({ sent }: OpenView): Promise<boolean> =>
  (await sent()).some(({ method }) => method === 'ui/notifications/initialized')

/** Waits until the view shows an answer, or says why it has none. */
const settled = async ({ frame }: OpenView): Promise<void> => {
  await frame.locator('main:not([aria-busy="true"]) :is(h1, h2):not(:empty)').first().waitFor()
  expect(await frame.locator('.loading').count()).toBe(0)
}

/** Runs with each view that there is, in a host. */
const eachView = async (
  host: NamedHost,
  use: (view: OpenView, tool: ViewedTool) => Promise<void>,
  more: Partial<StandIn> = {},
): Promise<void> => {
  await Promise.all(
    product.viewed.map(async (tool) => {
      await withView(opened(host, tool, more), async (view) => {
        await use(view, tool)
      })
    }),
  )
}

const [reference] = talkingHosts
const plain = (): NamedHost => {
  if (reference === undefined) throw new Error('there is no reference host')
  return reference
}

describe('every view that the server lists', { timeout: 180_000 }, () => {
  it('is the view of a tool that is asked here', () => {
    expect(product.uris.toSorted()).toEqual([
      ...new Set(product.viewed.map(({ uri }) => uri).toSorted()),
    ])
    expect(
      product.viewed.map(({ name }) => name).filter((name) => !(name in viewQuestions)),
    ).toEqual([])
  })

  it.each(namedHosts.map((host) => [host.name, host] as const))(
    'rows 16, 21 and 26: draws a real answer in the %s, in both themes and all widths',
    async (_name, host) => {
      await eachView(
        host,
        async (view, tool) => {
          if (host === mute) {
            await passTime(view, 8_000, async () => await saysNoHost(view.frame))
          } else {
            await settled(view)
            expect(await view.frame.locator('main h1').textContent(), tool.name).not.toBe('')
          }
          await checkState(view, host)
        },
        { hasOwnClock: host === mute },
      )
    },
  )

  it('row 1: says so where there is no host', async () => {
    for (const { html } of product.viewed) {
      const page = await browser.newPage()
      await page.clock.install()
      await page.setContent(html)
      await passTime({ page }, 8_000, async () => await saysNoHost(page))
      expect(await page.locator('.loading').count()).toBe(0)
      await page.close()
    }
  })

  it('row 2: tells a mute host that it is ready after 3 seconds, and then what is missing', async () => {
    await eachView(
      mute,
      async (view) => {
        await passTime(view, 3_000, async () => await isReady(view))
        await passTime(view, 8_000, async () => await saysNoHost(view.frame))
      },
      { hasOwnClock: true },
    )
  })

  it.each([
    ['rows 3 and 37: taken out of local results', claudeDesktop],
    ['rows 5 and 37: emptied by a reload', chatGpt],
  ] as const)('%s, so that it asks its own tool once, which is audited', async (_row, host) => {
    for (const tool of product.viewed) {
      const before = await product.calls(tool.name)
      const view = await opened(host, tool)
      await settled(view)
      expect(await callsOf(view)).toEqual([{ name: tool.name, arguments: argsOf(tool) }])
      // the host's own, and one
      await expect
        .poll(async () => (await product.calls(tool.name)) - before, patient(tool.name))
        .toBe(2)
      await view.page.context().close()
    }
  })

  it('row 13: begins as hosts expect it, ends once, and is small', () => {
    for (const { html, name } of product.viewed) {
      expect(html.startsWith('<!doctype html><html lang="en"><head>'), name).toBe(true)
      expect(html.match(/<head/g), name).toHaveLength(1)
      expect(html.match(/<\/script/g), name).toHaveLength(1)
      expect(html, name).not.toContain('<!--')
      expect(html, name).not.toMatch(/https?:\/\/(?!www\.w3\.org\/2000\/svg)/)
      expect(Buffer.byteLength(html), name).toBeLessThanOrEqual(maxPageBytes)
    }
  })

  it('rows 14 and 15: takes nothing from other windows, and nothing malformed', async () => {
    const attack = { jsonrpc: '2.0', id: 'foreign', method: 'ping' }
    const messages = fc.sample(
      fc.oneof(
        fc.jsonValue(),
        fc.record({ jsonrpc: fc.constant('2.0'), method: fc.string(), params: fc.jsonValue() }),
        fc.record({ jsonrpc: fc.constant('2.0'), id: fc.jsonValue(), result: fc.jsonValue() }),
      ),
      10_000,
    )
    await eachView(plain(), async (view) => {
      await settled(view)
      const shown = await view.frame.locator('main').innerText()
      await view.frame.evaluate(
        `new Promise((came) => { addEventListener('message', ({ source }) => { if (source !== parent) came() }); const f = document.createElement('iframe'); f.hidden = true; f.srcdoc = '<script>parent.postMessage(' + ${JSON.stringify(JSON.stringify(attack))} + ', "*")<\\/script>'; document.body.append(f) })`,
      )
      await view.page.evaluate(
        `for (const m of ${JSON.stringify(messages)}) document.querySelector('iframe').contentWindow.postMessage(m, '*')`,
      )
      await view.tell({ id: 'still', method: 'ping' })
      await view.page.waitForFunction('window.log.some((m) => m.id === "still")')
      // a ping of its host is answered, that of another window is not
      expect(await view.page.evaluate('window.log.some((m) => m.id === "foreign")')).toBe(false)
      expect(await view.frame.locator('main').innerText()).toBe(shown)
    })
  })

  it('row 18: has its own solid background and colours where a dark host says no theme', async () => {
    await eachView(
      plain(),
      async (view) => {
        await settled(view)
        const colours = await view.frame.evaluate(
          '(({ backgroundColor, color }) => [backgroundColor, color])(getComputedStyle(document.body))',
        )
        expect(colours).toEqual(['rgb(38, 38, 36)', 'rgb(245, 245, 245)'])
      },
      { context: {}, colorScheme: 'dark' },
    )
  })

  it('row 22: mirrors a page from right to left, but not its drawings', async () => {
    for (const tool of product.viewed) {
      const html = tool.html.replace('<html lang="en">', '<html lang="en" dir="rtl">')
      const view = await opened(plain(), tool, { html })
      await settled(view)
      const directions = await view.frame.evaluate(
        "['h1', 'svg:has(text)'].map((name) => [...document.querySelectorAll(name)].map((one) => getComputedStyle(one).direction))",
      )
      const [heads, drawings] = z.tuple([texts, texts]).parse(directions)
      expect(new Set(heads), tool.name).toEqual(new Set(['rtl']))
      expect(
        drawings.filter((one) => one !== 'ltr'),
        tool.name,
      ).toEqual([])
      await view.page.evaluate('window.setWidth(320)')
      await expect.poll(async () => await view.frame.evaluate(tooWide), patient(tool.name)).toBe(0)
      await expect
        .poll(async () => await view.frame.evaluate(collisions), patient(tool.name))
        .toEqual([])
      await view.page.context().close()
    }
  })

  it('row 23: moves nothing where less motion is asked for', async () => {
    await eachView(
      plain(),
      async (view) => {
        await view.frame.locator('.loading').waitFor()
        const moving =
          "document.getAnimations().length + [...document.querySelectorAll('*')].filter((one) => parseFloat(getComputedStyle(one).transitionDuration) > 0).length"
        expect(await view.frame.evaluate(moving)).toBe(0)
      },
      { reducedMotion: 'reduce', results: [] },
    )
  })

  it('row 24: draws in the colours of the system where they are forced', async () => {
    await eachView(
      plain(),
      async (view, { name }) => {
        await settled(view)
        const own =
          "[...document.querySelectorAll('svg *')].flatMap((one) => ['stroke', 'fill'].map((a) => one.getAttribute(a))).filter((value) => value?.startsWith('#'))"
        expect(await view.frame.evaluate(own), name).toEqual([])
      },
      { forcedColors: 'active' },
    )
  })

  it('row 28: is printed without what only a screen needs', async () => {
    await eachView(plain(), async (view) => {
      await settled(view)
      await view.page.emulateMedia({ media: 'print' })
      const shown =
        "[...document.querySelectorAll('.toolbar, input[type=range]')].filter((one) => one.checkVisibility()).length"
      expect(await view.frame.evaluate(shown)).toBe(0)
    })
  })

  it('row 35: answers its end, and refuses what it does not know', async () => {
    await eachView(plain(), async (view) => {
      await settled(view)
      await view.tell({ id: 'odd', method: 'sampling/createMessage' })
      await view.page.waitForFunction('window.log.some((m) => m.error?.code === -32601)')
      await view.tell({ id: 'end', method: 'ui/resource-teardown', params: {} })
      await view.page.waitForFunction('window.log.some((m) => m.id === "end" && m.result)')
    })
  })
})
