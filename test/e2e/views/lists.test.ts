import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'

import { launchChromium } from '../../support/processes/chromium.js'
import { faultsIn } from '../../support/views/axe.js'
import { builtView, maxPageBytes } from '../../support/views/built-view.js'
import { measure, styleOf } from '../../support/views/measure.js'
import { resultWith, studyView, summaryView } from '../../support/views/open-list.js'
import { resultOf } from '../../support/views/open-trend.js'
import {
  callsOf,
  openInHost,
  toldModel,
  withView,
  type OpenView,
  type StandIn,
} from '../../support/views/stand-in-host.js'

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(async () => {
  await browser.close()
})

/** The name of the button that has the focus. */
const focused = async ({ frame }: OpenView): Promise<unknown> =>
  await frame.evaluate(
    "(document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent)",
  )

const emptied = { content: [{ type: 'text', text: 'the answer as text' }], structuredContent: {} }
const stripped = { content: emptied.content }

describe.each([summaryView, studyView])('the view $name', (given) => {
  let html = ''
  beforeAll(async () => {
    html = await builtView(given.name)
  })

  const inHost = async (host: Partial<StandIn>, use: (view: OpenView) => Promise<void>) => {
    const results = [resultWith(given.answer)]
    const opening = openInHost(browser, { html, width: 720, args: given.args, results, ...host })
    await withView(opening, use)
  }
  const title = ({ frame }: OpenView) => frame.getByRole('heading', { name: given.title })
  const opener = ({ frame }: OpenView) => frame.getByRole('button', { name: given.opened[0] })

  it('row 13: begins as hosts expect it, ends once, and is small', () => {
    expect(html.startsWith('<!doctype html><html lang="en"><head>')).toBe(true)
    expect(html.match(/<head/g)).toHaveLength(1)
    expect(html.match(/<\/script/g)).toHaveLength(1)
    expect(html).not.toContain('<!--')
    expect(html).not.toMatch(/https?:\/\/(?!www\.w3\.org\/2000\/svg)/)
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(maxPageBytes)
  })

  it.each([
    ['row 3: taken out', stripped],
    ['row 5: emptied', emptied],
  ])('asks its own tool once where the data was %s', async (_row, result) => {
    const call = () => resultWith(given.answer)
    await inHost({ results: [result, result], call }, async (view) => {
      await title(view).waitFor()
      expect(await callsOf(view)).toEqual([{ name: given.tool, arguments: given.args }])
    })
  })

  it('row 4: shows the text where the host lets it ask nothing, and opens nothing', async () => {
    await inHost({ results: [stripped], capabilities: {} }, async (view) => {
      await view.frame.getByText('the answer as text').waitFor()
    })
    await inHost({ capabilities: {} }, async (view) => {
      await title(view).waitFor()
      expect(await opener(view).count()).toBe(0)
    })
  })

  it('row 8: shows an error with its hint', async () => {
    const text = 'NOT_VISIBLE: There is no such one.\nUse list_studies.'
    const results = [{ isError: true, content: [{ type: 'text', text }] }]
    await inHost({ results }, async (view) => {
      await view.frame.getByRole('heading', { name: 'Not visible to you' }).waitFor()
      await view.frame.getByText('Use list_studies.').waitFor()
      await view.frame.getByRole('button', { name: 'Ask again' }).waitFor()
    })
  })

  it('opens a trend in its place by keyboard alone, and comes back to where it was', async () => {
    const call = () => resultOf([60, 62, null, 64])
    await inHost({ call }, async (view) => {
      await opener(view).focus()
      await opener(view).press('Enter')
      await view.frame.getByText('3 readings', { exact: true }).waitFor()
      expect(await callsOf(view)).toEqual([
        { name: 'get_observation_trend', arguments: given.opened[1] },
      ])
      expect(await focused(view)).toBe('Back to all types')
      await view.page.keyboard.press('Enter')
      await title(view).waitFor()
      expect(await focused(view)).toBe(given.opened[0])
    })
  })

  it('shows an error of a trend with a way back', async () => {
    const call = () => ({
      isError: true,
      content: [{ type: 'text', text: 'QUERY_TIMEOUT: Late.' }],
    })
    await inHost({ call }, async (view) => {
      await opener(view).click()
      await view.frame.getByRole('heading', { name: 'No answer' }).waitFor()
      await view.frame.getByRole('button', { name: 'Back to all types' }).click()
      await title(view).waitFor()
    })
  })

  it('tells the model what is looked at after a change, without values, where it is offered', async () => {
    const capabilities = { serverTools: {}, updateModelContext: { text: {} } }
    await inHost({ capabilities, call: () => resultOf([60, 62]) }, async (view) => {
      await opener(view).click()
      await view.frame.getByText('2 readings', { exact: true }).waitFor()
      const text = JSON.stringify(await toldModel(view))
      expect(text).toContain('get_observation_trend of omh:blood-pressure:4.0')
      expect(text).toContain(given.name === 'study' ? 'study 30001' : 'patient 40013')
      expect(text).not.toMatch(/62|129|beats|mmHg/)
    })
  })

  it('row 26: has no fault that axe finds, in both themes, closed and with its table open', async () => {
    for (const theme of ['light', 'dark']) {
      await inHost({ context: { theme } }, async (view) => {
        await title(view).waitFor()
        await view.frame.getByRole('button', { name: 'Table' }).click()
        await view.frame.locator('table').waitFor()
        expect(await faultsIn(view)).toEqual([])
      })
    }
  })

  it('row 20: fits into a fixed height of 400, and pages through its rows', async () => {
    const context = { containerDimensions: { height: 400 } }
    await inHost({ height: 400, context }, async (view) => {
      await title(view).waitFor()
      expect(await measure(view, 'document.documentElement.scrollHeight')).toBeLessThanOrEqual(400)
      const first = await view.frame.locator('.row:visible h2').allInnerTexts()
      await view.frame.getByRole('button', { name: 'Next rows' }).click()
      const second = await view.frame.locator('.row:visible h2').allInnerTexts()
      expect(second).not.toEqual(first)
      await view.frame.getByRole('button', { name: 'Previous rows' }).click()
      expect(await view.frame.locator('.row:visible h2').allInnerTexts()).toEqual(first)
    })
    const call = () => resultOf([60, 62, null, 64])
    await inHost({ height: 400, context, call }, async (view) => {
      await opener(view).click()
      await view.frame.getByText('mean', { exact: true }).first().waitFor()
      expect(await measure(view, 'document.documentElement.scrollHeight')).toBeLessThanOrEqual(400)
    })
  })

  it.each([320, 494, 720, 1100])('row 21: does not scroll sideways in %i pixels', async (width) => {
    await inHost({ width }, async (view) => {
      await view.frame.getByRole('button', { name: 'Table' }).click()
      await view.frame.locator('table').waitFor()
      expect(await measure(view, 'document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
    })
  })

  it('row 22: mirrors a page from right to left, but not its drawings', async () => {
    const mirrored = html.replace('<html lang="en">', '<html lang="en" dir="rtl">')
    await inHost({ html: mirrored, width: 494 }, async (view) => {
      await title(view).waitFor()
      expect(await styleOf(view, 'h1', 'direction')).toBe('rtl')
      expect(await styleOf(view, '.bar svg', 'direction')).toBe('ltr')
      expect(await measure(view, 'document.documentElement.scrollWidth')).toBeLessThanOrEqual(494)
    })
  })

  it('row 19: keeps the focus when the theme changes', async () => {
    await inHost({ context: { theme: 'light' } }, async (view) => {
      await opener(view).focus()
      const params = { theme: 'dark' }
      await view.tell({ method: 'ui/notifications/host-context-changed', params })
      await view.frame.locator('html[data-theme="dark"]').waitFor()
      expect(await focused(view)).toBe(given.opened[0])
    })
  })

  it('row 23: moves nothing where less motion is asked for', async () => {
    await inHost({ results: [], reducedMotion: 'reduce' }, async (view) => {
      await view.frame.locator('.loading').waitFor()
      expect(await styleOf(view, '.loading', 'animation-name')).toBe('none')
    })
  })

  it('row 24: draws in the colours of the system where they are forced', async () => {
    await inHost({ forcedColors: 'active' }, async (view) => {
      await title(view).waitFor()
      const fills = z
        .array(z.string().nullable())
        .parse(
          await view.frame.evaluate(
            "[...document.querySelectorAll('.bar svg path')].map((path) => path.getAttribute('fill'))",
          ),
        )
      expect(fills.filter((fill) => fill?.startsWith('#'))).toEqual([])
      expect(fills).toContain('CanvasText')
    })
  })
})

describe('the view summary', () => {
  it('row 9: always shows what is not shared and why, and what was withdrawn', async () => {
    const html = await builtView('summary')
    const { args, answer } = summaryView
    const results = [resultWith(answer)]
    await withView(openInHost(browser, { html, width: 720, args, results }), async ({ frame }) => {
      await frame.getByText('omh:body-weight:3.0 (consent not answered)').waitFor()
      await frame.getByText('3 rows were withdrawn as errors').waitFor()
    })
  })

  it('pictures 5: reads the table back: each number once', async () => {
    const html = await builtView('summary')
    const { args, answer } = summaryView
    const results = [resultWith(answer)]
    await withView(openInHost(browser, { html, width: 720, args, results }), async ({ frame }) => {
      await frame.getByRole('button', { name: 'Table' }).click()
      const rows = await frame.locator('tbody tr').allInnerTexts()
      const shares = '<54: 0.5 % · 54–69: 2.5 % · 70–180: 71.0 % · 181–250: 20.3 % · >250: 5.8 %'
      const days = '21 of 28 · longest gap 3 days'
      expect(rows.map((row) => row.split('\t').map((cell) => cell.trim()))).toEqual([
        [
          'Blood pressure, systolic',
          '129 mmHg mean · 128 median · 8 sd · 107–147 · 127 readings',
          days,
        ],
        [
          'Blood pressure, diastolic',
          '81 mmHg mean · 81 median · 5 sd · 70–94 · 127 readings',
          days,
        ],
        [
          'Blood glucose, blood glucose',
          `151 mg/dL mean · 140 median · 50 sd · 48–301 · CV 33.1 % · GMI 6.9 % · ${shares} · 127 readings`,
          days,
        ],
      ])
    })
  })
})

describe('the view study', () => {
  it('asks without the format where the answer is in FHIR', async () => {
    const html = await builtView('study')
    const host = {
      ...{ html, width: 720, args: { study_id: 30_001, format: 'fhir' } },
      results: [resultWith({ bundle: { resourceType: 'Bundle' } })],
      call: () => resultWith(studyView.answer),
    }
    await withView(openInHost(browser, host), async (view) => {
      await view.frame.getByRole('heading', { name: studyView.title }).waitFor()
      expect(await callsOf(view)).toEqual([
        { name: 'get_study_metadata', arguments: { study_id: 30_001 } },
      ])
    })
  })
})
