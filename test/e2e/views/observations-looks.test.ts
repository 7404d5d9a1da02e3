import { describe, expect, it } from 'vitest'

import { observationsOf, observed, pressureOf } from '../../support/observation-answers.js'
import { checkState } from '../../support/views/checks.js'
import { fixedHeight, heightFaults } from '../../support/views/fixed-height.js'
import { cellsOf } from '../../support/views/looks.js'
import { measure, styleOf } from '../../support/views/measure.js'
import { resultWith } from '../../support/views/open-list.js'
import { heartRates, observationsArgs } from '../../support/views/open-observations.js'
import type { OpenView } from '../../support/views/stand-in-host.js'
import { titled, viewTests } from '../../support/views/view-tests.js'

const pressures = resultWith(
  observationsOf(
    [0, 1, 2, 3].map((at) =>
      observed(at, at * 600, {
        ...pressureOf(128 + at, 80 - at),
        source: at === 1 ? 'Clinic' : 'Cuff',
        context: { body_posture: 'sitting' },
      }),
    ),
    { withheld: [{ data_type: 'omh:body-weight:3.0', reason: 'not_answered' }] },
  ),
)

/** Many types and long texts. */
const crowded = resultWith(
  observationsOf(
    Array.from({ length: 10 }, (_, at) =>
      observed(at, at * 60, {
        data_type: `omh:some-rather-long-name-of-a-type-${at}:1.0`,
        values: [{ name: `some_rather_long_name_${at}`, value: at, unit: `unit-${at}` }],
        source: `A source with a very long name that somebody gave it, number ${at}`,
        context: { note: 'word'.repeat(40) },
      }),
    ),
    { truncated: true, next_cursor: 'c1' },
  ),
)

const usual = { args: observationsArgs, results: [pressures] }
const { inHost, html } = viewTests('observations', usual, titled)

describe('the page of single observations', () => {
  it('row 12: shows hostile texts as texts', async () => {
    const hostile = '</script><img src=x onerror=alert(1)>\u202E"&'
    const answer = observationsOf(
      [
        observed(1, 0, {
          data_type: hostile,
          values: [{ name: hostile, value: 1, unit: hostile, comparator: hostile }],
          context: { [hostile]: hostile },
          source: hostile,
          status: hostile,
        }),
        observed(2, 9),
      ],
      { notice: hostile, time_zone: hostile, withheld: [{ data_type: hostile, reason: hostile }] },
    )
    await inHost({ results: [resultWith(answer)] }, async (view) => {
      expect(await view.frame.locator('img').count()).toBe(0)
      await view.frame.getByText('<img src=x onerror=alert(1)>').first().waitFor()
      expect(await view.frame.locator('body').innerText()).not.toContain('\u202E')
    })
  })

  it('rows 19 and 27: is read by keyboard, and keeps place and focus when the theme changes', async () => {
    await inHost({ context: { theme: 'light', locale: 'en-GB' } }, async (view) => {
      const slider = view.frame.getByRole('slider', { name: 'Reading' })
      await slider.focus()
      await slider.press('ArrowLeft')
      await slider.press('ArrowLeft')
      const said = await slider.getAttribute('aria-valuetext')
      expect(said).toBe('Sun, 1 Nov 2020 10:00 129/79 mmHg · Clinic')
      await view.tell({
        method: 'ui/notifications/host-context-changed',
        params: { theme: 'dark' },
      })
      await view.frame.locator('html[data-theme="dark"]').waitFor()
      expect(await slider.getAttribute('aria-valuetext')).toBe(said)
      expect(await view.frame.locator('input:focus').count()).toBe(1)
    })
  })

  it('reaches every control by Tab, in the order in which they stand', async () => {
    await inHost({ results: [crowded] }, async (view) => {
      const names: string[] = []
      await view.frame.getByRole('slider').focus()
      for (let at = 0; at < 3; at += 1) {
        await view.page.keyboard.press('Tab')
        names.push(String(await view.frame.evaluate('document.activeElement.textContent')))
      }
      expect(names[0]).toMatch(/^All types/)
      expect(names.slice(1)).toEqual(['Newer', 'Older'])
    })
  })

  it('row 20: fits into a fixed height of 400 with all buttons and a chart of 180 at least', async () => {
    await inHost(fixedHeight, async (view) => {
      expect(await heightFaults(view)).toEqual([])
      const chart = await measure(view, "document.querySelector('.chart svg').clientHeight")
      expect(chart).toBeGreaterThanOrEqual(180)
    })
  })

  it('row 20: says how many charts have no room in a fixed height', async () => {
    await inHost({ ...fixedHeight, results: [crowded] }, async (view) => {
      await view.frame.getByText(/more kinds of numbers: see the table/).waitFor()
      expect(await heightFaults(view)).toEqual([])
    })
  })

  it('rows 21 and 26: has no fault that axe finds, and fits every width', async () => {
    for (const results of [[pressures], [crowded]]) {
      await inHost({ results }, async (view) => {
        await view.frame.locator('table').waitFor()
        await checkState(view)
      })
    }
  })

  it('row 22: mirrors a page from right to left, but not its charts', async () => {
    const mirrored = html().replace('<html lang="en">', '<html lang="en" dir="rtl">')
    await inHost({ html: mirrored }, async (view) => {
      expect(await styleOf(view, 'h1', 'direction')).toBe('rtl')
      expect(await styleOf(view, '.chart svg', 'direction')).toBe('ltr')
      // a range of numbers alone would be read from its end
      expect(await styleOf(view, '.fact b bdi', 'direction')).toBe('ltr')
    })
  })

  it('row 26 and pictures 5: reads the table back: each row once, with its numbers as they are', async () => {
    await inHost({ context: { locale: 'en-US' } }, async (view) => {
      const day = 'Sun, Nov 1, 2020'
      expect(await cellsOf(view)).toEqual([
        [`${day} 00:00`, '128/80 mmHg', 'Cuff', 'body posture: sitting', '0'],
        [`${day} 10:00`, '129/79 mmHg', 'Clinic', 'body posture: sitting', '1'],
        [`${day} 20:00`, '130/78 mmHg', 'Cuff', 'body posture: sitting', '2'],
        ['Mon, Nov 2, 2020 06:00', '131/77 mmHg', 'Cuff', 'body posture: sitting', '3'],
      ])
    })
  })

  it('row 25: tells sources apart by shapes, and names them', async () => {
    await inHost({}, async (view) => {
      const legend = await view.frame.locator('.legend .item').allInnerTexts()
      expect(legend.map((text) => text.trim())).toEqual(['Clinic', 'Cuff', 'systolic', 'diastolic'])
    })
  })

  it('opens the table by itself where it is short and may grow, else by a button', async () => {
    const table = (view: OpenView) => view.frame.getByRole('button', { name: 'Table' })
    for (const [host, isOpen] of [
      [{}, 'true'],
      [fixedHeight, 'false'],
      [{ results: [heartRates(26)] }, 'false'],
    ] as const) {
      await inHost(host, async (view) => {
        expect(await table(view).getAttribute('aria-expanded')).toBe(isOpen)
        await table(view).click()
        expect(await table(view).getAttribute('aria-expanded')).not.toBe(isOpen)
      })
    }
  })
})
