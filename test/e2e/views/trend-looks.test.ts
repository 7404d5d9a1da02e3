import { describe, expect, it } from 'vitest'

import { answerOf, dayBucket, svgOf } from '../../support/picture-answers.js'
import { styleOf } from '../../support/views/measure.js'
import { resultOf, trendArgs } from '../../support/views/open-trend.js'
import { titled, viewTests } from '../../support/views/view-tests.js'

const days = resultOf([60, 62, null, 64, 66, 68])

const { inHost } = viewTests('trend', { args: trendArgs, results: [days] }, titled)

describe('the page of a view', () => {
  it('row 12: a browser reads the file of hostile texts as SVG, and loads nothing', async () => {
    const hostile = '</script><img src=x onerror=alert(1)>\u202E"&'
    const answer = answerOf(
      [dayBucket(0, [{ name: hostile, unit: hostile, kind: hostile, mean: 1, min: 1, max: 1 }])],
      { notice: hostile, time_zone: hostile, withheld: [{ data_type: hostile, reason: hostile }] },
    )
    await inHost({}, async (view) => {
      const svg = JSON.stringify(svgOf({ data_type: hostile }, answer))
      const kinds = await view.page.evaluate(
        `(() => { const d = new DOMParser().parseFromString(${svg}, 'image/svg+xml'); return [d.documentElement.tagName, d.querySelectorAll('parsererror, script, image, a').length] })()`,
      )
      expect(kinds).toEqual(['svg', 0])
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

  it('row 27: reads each bucket aloud as the slider comes to it', async () => {
    await inHost({ context: { locale: 'en-GB' } }, async (view) => {
      const slider = view.frame.getByRole('slider')
      await slider.press('ArrowLeft')
      await slider.press('ArrowLeft')
      expect(await slider.getAttribute('aria-valuetext')).toBe(
        'Wed, 4 Nov 2026 mean 64 (59–69) beats/min · 1 reading',
      )
    })
  })
})
