import fc from 'fast-check'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'

import { launchChromium } from '../../support/processes/chromium.js'
import { answerOf, dayBucket, svgOf } from '../../support/picture-answers.js'
import { faultsIn } from '../../support/views/axe.js'
import { builtView, maxPageBytes } from '../../support/views/built-view.js'
import { measure, styleOf } from '../../support/views/measure.js'
import { openTrend, resultOf } from '../../support/views/open-trend.js'
import { withView, type OpenView, type StandIn } from '../../support/views/stand-in-host.js'

let browser: Browser
let html = ''
beforeAll(async () => {
  browser = await launchChromium()
  html = await builtView('trend')
})
afterAll(async () => {
  await browser.close()
})

const days = resultOf([60, 62, null, 64, 66, 68])

const inHost = async (host: Partial<StandIn>, use: (view: OpenView) => Promise<void>) => {
  await withView(openTrend(browser, html, { results: [days], ...host }), async (view) => {
    await view.frame.getByRole('heading', { level: 1 }).waitFor()
    await use(view)
  })
}

describe('the page of a view', () => {
  it('row 13: begins as hosts expect it, ends once, and is small', () => {
    expect(html.startsWith('<!doctype html><html lang="en"><head>')).toBe(true)
    expect(html.match(/<head/g)).toHaveLength(1)
    expect(html.match(/<\/script/g)).toHaveLength(1)
    expect(html).not.toContain('<!--')
    expect(html).not.toMatch(/https?:\/\/(?!www\.w3\.org\/2000\/svg)/)
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(maxPageBytes)
  })

  it('row 12: shows hostile texts as texts, and a browser reads the file as SVG', async () => {
    const hostile = '</script><img src=x onerror=alert(1)>\u202E"&'
    const answer = answerOf(
      [dayBucket(0, [{ name: hostile, unit: hostile, kind: hostile, mean: 1, min: 1, max: 1 }])],
      { notice: hostile, time_zone: hostile, withheld: [{ data_type: hostile, reason: hostile }] },
    )
    const results = [{ content: [], structuredContent: answer }]
    await inHost({ results }, async (view) => {
      expect(await view.frame.locator('img').count()).toBe(0)
      await view.frame.getByText('<img src=x onerror=alert(1)>').first().waitFor()
      expect(await view.frame.locator('body').innerText()).not.toContain('\u202E')
      const svg = JSON.stringify(svgOf({ data_type: hostile }, answer))
      const kinds = await view.page.evaluate(
        `(() => { const d = new DOMParser().parseFromString(${svg}, 'image/svg+xml'); return [d.documentElement.tagName, d.querySelectorAll('parsererror, script, image, a').length] })()`,
      )
      expect(kinds).toEqual(['svg', 0])
    })
  })

  it('rows 14 and 15: takes nothing from other windows, and nothing malformed', async () => {
    await inHost({}, async (view) => {
      const attack = { jsonrpc: '2.0', method: 'ui/notifications/tool-cancelled', params: {} }
      await view.frame.evaluate(
        `(() => { const f = document.createElement('iframe'); f.srcdoc = '<script>parent.postMessage(' + ${JSON.stringify(JSON.stringify(attack))} + ', "*")<\\/script>'; document.body.append(f) })()`,
      )
      const messages = fc.sample(
        fc.oneof(
          fc.jsonValue(),
          fc.record({ jsonrpc: fc.constant('2.0'), method: fc.string(), params: fc.jsonValue() }),
          fc.record({ jsonrpc: fc.constant('2.0'), id: fc.jsonValue(), result: fc.jsonValue() }),
        ),
        2_000,
      )
      await view.page.evaluate(
        `for (const m of ${JSON.stringify(messages)}) document.querySelector('iframe').contentWindow.postMessage(m, '*')`,
      )
      await view.tell({ id: 'still', method: 'ping' })
      await view.page.waitForFunction('window.log.some((m) => m.id === "still")')
      await view.frame.getByText('5 readings', { exact: true }).waitFor()
    })
  })

  it('row 17: drops what a host writes that is no colour, and resolves light-dark', async () => {
    const variables = {
      '--color-background-primary': 'url(https://example.org/x.png)',
      '--color-text-primary': 'light-dark(rgb(1, 2, 3), rgb(250, 251, 252))',
      '--font-sans': 'serif; background: red',
    }
    await inHost({ context: { theme: 'dark', styles: { variables } } }, async (view) => {
      expect(await styleOf(view, 'body', 'background-color')).toBe('rgb(38, 38, 36)')
      expect(await styleOf(view, 'body', 'color')).toBe('rgb(250, 251, 252)')
      expect(await styleOf(view, 'body', 'font-family')).toContain('system-ui')
    })
  })

  it('row 18: has its own solid background where a host says no theme', async () => {
    await inHost({ colorScheme: 'dark' }, async (view) => {
      expect(await styleOf(view, 'body', 'background-color')).toBe('rgb(38, 38, 36)')
    })
  })

  it('rows 19 and 27: keeps place and focus when the theme changes, and is read by keyboard', async () => {
    await inHost({ context: { theme: 'light', locale: 'en-GB' } }, async (view) => {
      const slider = view.frame.getByRole('slider')
      await slider.focus()
      await slider.press('ArrowLeft')
      await slider.press('ArrowLeft')
      const said = await slider.getAttribute('aria-valuetext')
      expect(said).toBe('Wed, 4 Nov 2026 mean 64 (59–69) beats/min · 1 reading')
      const changed = { theme: 'dark' }
      await view.tell({ method: 'ui/notifications/host-context-changed', params: changed })
      await view.frame.locator('html[data-theme="dark"]').waitFor()
      expect(await slider.getAttribute('aria-valuetext')).toBe(said)
      expect(await view.frame.locator('input:focus').count()).toBe(1)
    })
  })

  it('row 20: fits into a fixed height of 400 with all buttons and a chart of 180 at least', async () => {
    const context = { containerDimensions: { height: 400 } }
    await inHost({ height: 400, context }, async (view) => {
      expect(await measure(view, 'document.documentElement.scrollHeight')).toBeLessThanOrEqual(400)
      const bottom = await measure(
        view,
        "document.querySelector('.toolbar').getBoundingClientRect().bottom",
      )
      expect(bottom).toBeLessThanOrEqual(400)
      expect(
        await measure(view, "document.querySelector('.chart svg').clientHeight"),
      ).toBeGreaterThanOrEqual(180)
      const sizes = (await view.sent()).filter(({ method }) => method?.endsWith('size-changed'))
      expect(sizes.length).toBeLessThanOrEqual(1)
    })
  })

  it.each([320, 494, 720, 1100])('row 21: does not scroll sideways in %i pixels', async (width) => {
    await inHost({ width }, async (view) => {
      expect(await measure(view, 'document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
    })
  })

  it('row 22: mirrors a page from right to left, but not its charts', async () => {
    html = html.replace('<html lang="en">', '<html lang="en" dir="rtl">')
    await inHost({}, async (view) => {
      expect(await styleOf(view, 'h1', 'direction')).toBe('rtl')
      expect(await styleOf(view, '.chart svg', 'direction')).toBe('ltr')
      expect(await styleOf(view, 'input', 'direction')).toBe('ltr')
    })
    html = html.replace(' dir="rtl"', '')
  })

  it('row 23: moves nothing where less motion is asked for', async () => {
    const view = await openTrend(browser, html, { reducedMotion: 'reduce' })
    await view.frame.locator('.loading').waitFor()
    expect(await styleOf(view, '.loading', 'animation-name')).toBe('none')
    await view.page.context().close()
  })

  it('row 24: draws in the colours of the system where they are forced', async () => {
    await inHost({ forcedColors: 'active' }, async (view) => {
      const strokes = z
        .array(z.string().nullable())
        .parse(
          await view.frame.evaluate(
            "[...document.querySelectorAll('.chart svg path')].map((path) => path.getAttribute('stroke'))",
          ),
        )
      expect(strokes.filter((stroke) => stroke?.startsWith('#'))).toEqual([])
      expect(strokes).toContain('CanvasText')
    })
  })

  it('row 26: has no fault that axe finds, in both themes, with its table open', async () => {
    for (const theme of ['light', 'dark']) {
      await inHost({ context: { theme } }, async (view) => {
        await view.frame.getByRole('button', { name: 'Table' }).click()
        await view.frame.locator('table').waitFor()
        expect(await faultsIn(view)).toEqual([])
      })
    }
  })

  it('row 26 and pictures 5: reads the table back: each bucket once, with its numbers', async () => {
    await inHost({ context: { locale: 'en-US' } }, async (view) => {
      const table = view.frame.getByRole('button', { name: 'Table' })
      await table.click()
      expect(await table.getAttribute('aria-expanded')).toBe('true')
      const rows = await view.frame.locator('tbody tr').allInnerTexts()
      expect(rows.map((row) => row.replace(/\s+/g, ' '))).toEqual(
        [
          ['Sun, Nov 1', 60],
          ['Mon, Nov 2', 62],
          ['Wed, Nov 4', 64],
          ['Thu, Nov 5', 66],
          ['Fri, Nov 6', 68],
        ].map(([day, mean]) => {
          const at = Number(mean)
          return `${String(day)}, 2026 mean ${at} (${at - 5}–${at + 5}) beats/min · 1 reading`
        }),
      )
    })
  })

  it('row 34: says how many gaps there are, and hatches them', async () => {
    await inHost({}, async (view) => {
      await view.frame.getByText('1 gap without data.').waitFor()
      await view.frame.getByText('no data', { exact: true }).waitFor()
    })
  })
})
