import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { launchChromium } from '../../support/processes/chromium.js'
import { builtView, maxPageBytes } from '../../support/views/built-view.js'
import { cellsOf, extentOf, faultsOf } from '../../support/views/looks.js'
import { styleOf } from '../../support/views/measure.js'
import { openPeople, peopleOf, person } from '../../support/views/open-people.js'
import { withView, type OpenView, type StandIn } from '../../support/views/stand-in-host.js'

let browser: Browser
let html = ''
beforeAll(async () => {
  browser = await launchChromium()
  html = await builtView('people')
})
afterAll(async () => {
  await browser.close()
})

const hostile = '</script><img src=x onerror=alert(1)>\u202E"&'
const long = 'Wolfeschlegelsteinhausenbergerdorff'.repeat(6)
const page = { total: 90, truncated: true, next_cursor: 'c1' }
const many = peopleOf(
  Array.from({ length: 25 }, (_, at) =>
    person(40_001 + at, at === 3 ? { given_name: long, email: `${long}@example.org` } : {}),
  ),
  page,
)

const telling = { serverTools: {}, updateModelContext: {} }

const inHost = async (host: Partial<StandIn>, use: (view: OpenView) => Promise<void>) => {
  const given = { results: [many], capabilities: telling, ...host }
  await withView(openPeople(browser, html, given), async (view) => {
    await view.frame.getByRole('heading', { level: 1 }).waitFor()
    await use(view)
  })
}

describe('the page of patients', () => {
  it('row 13: begins as hosts expect it, ends once, and is small', () => {
    expect(html).toMatch(/^<!doctype html><html lang="en"><head>/)
    expect(html.match(/<\/script/g)).toHaveLength(1)
    expect(html).not.toMatch(/https?:\/\/(?!www\.w3\.org\/2000\/svg)/)
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(maxPageBytes)
  })

  it('row 12: shows hostile names as texts, each for itself', async () => {
    const results = [
      peopleOf([
        person(40_001, {
          given_name: hostile,
          family_name: hostile,
          birth_date: hostile,
          email: hostile,
          identifiers: [{ system: hostile, value: hostile }],
        }),
      ]),
    ]
    await inHost({ results }, async (view) => {
      expect(await view.frame.locator('img').count()).toBe(0)
      await view.frame.getByText('<img src=x onerror=alert(1)>').first().waitFor()
      expect(await view.frame.locator('body').innerText()).not.toContain('\u202E')
      expect(await view.frame.locator('td:has(bdi)').count()).toBe(4)
    })
  })

  it('row 18: has its own solid background where a host says no theme', async () => {
    await inHost({ colorScheme: 'dark' }, async (view) => {
      expect(await styleOf(view, 'body', 'background-color')).toBe('rgb(38, 38, 36)')
    })
  })

  it('rows 19 and 27: keeps the pick and the focus when the theme changes', async () => {
    await inHost({ context: { theme: 'light' } }, async (view) => {
      const picked = view.frame.getByRole('button', { name: 'Choose patient 40002' })
      await picked.focus()
      await view.page.keyboard.press('Space')
      const params = { theme: 'dark' }
      await view.tell({ method: 'ui/notifications/host-context-changed', params })
      await view.frame.locator('html[data-theme="dark"]').waitFor()
      expect(await picked.getAttribute('aria-pressed')).toBe('true')
      expect(await view.frame.evaluate('document.activeElement.textContent')).toBe('40002')
    })
  })

  it('row 20: shows as many rows as a fixed height of 400 has room for, and the others by a button', async () => {
    const context = { containerDimensions: { height: 400 } }
    await inHost({ height: 400, context }, async (view) => {
      expect((await extentOf(view)).height).toBeLessThanOrEqual(400)
      const shown = view.frame.locator('tbody tr:visible th')
      const first = await shown.allInnerTexts()
      expect(first[0]).toBe('40001')
      await view.frame.getByText(`1–${first.length} of 25`).waitFor()
      await view.frame.getByRole('button', { name: 'Next rows' }).click()
      expect((await shown.allInnerTexts())[0]).toBe(String(40_001 + first.length))
      expect((await extentOf(view)).height).toBeLessThanOrEqual(400)
    })
  })

  it('shows the whole page where the height has no limit', async () => {
    await inHost({}, async (view) => {
      expect(await view.frame.locator('tbody tr:visible').count()).toBe(25)
      expect(await cellsOf(view)).toHaveLength(25)
    })
  })

  it.each([320, 494, 720, 1100])('row 21: does not scroll sideways in %i pixels', async (width) => {
    await inHost({ width }, async (view) => {
      expect((await extentOf(view)).width).toBeLessThanOrEqual(width)
    })
  })

  it('row 22: mirrors a page from right to left', async () => {
    const mirrored = html.replace('<html lang="en">', '<html lang="en" dir="rtl">')
    await inHost({ html: mirrored }, async (view) => {
      expect(await styleOf(view, 'td', 'text-align')).toBe('start')
      expect(await styleOf(view, 'h1', 'direction')).toBe('rtl')
    })
  })

  it('row 23: moves nothing where less motion is asked for', async () => {
    const opening = openPeople(browser, html, { reducedMotion: 'reduce' })
    await withView(opening, async (view) => {
      await view.frame.locator('.loading').waitFor()
      expect(await styleOf(view, '.loading', 'animation-name')).toBe('none')
    })
  })

  it('row 24: shows who is picked without colour', async () => {
    await inHost({ forcedColors: 'active' }, async (view) => {
      await view.frame.getByRole('button', { name: 'Choose patient 40001' }).click()
      expect(await styleOf(view, 'button[aria-pressed="true"]', 'border-top-width')).toBe('3px')
    })
  })

  it('row 26: has no fault that axe finds, in both themes', async () => {
    for (const theme of ['light', 'dark']) {
      for (const width of [320, 720]) {
        await inHost({ context: { theme }, width }, async (view) => {
          await view.frame.getByRole('button', { name: 'Choose patient 40001' }).click()
          expect(await faultsOf(view)).toEqual([])
        })
      }
    }
  })

  it('row 26: names its table, its columns and its rows', async () => {
    await inHost({}, async (view) => {
      await view.frame.getByRole('table', { name: 'Patients of study 30001' }).waitFor()
      await view.frame.getByRole('columnheader', { name: 'Born (age)' }).waitFor()
      await view.frame.getByRole('rowheader', { name: 'Choose patient 40001' }).waitFor()
    })
  })
})
