import { describe, expect, it } from 'vitest'
import { z } from 'zod'

import { resultOf, trendArgs } from '../../support/views/open-trend.js'
import { savedFrom, saving } from '../../support/views/saved.js'
import { callsOf, toldModel, type OpenView } from '../../support/views/stand-in-host.js'
import { viewTests } from '../../support/views/view-tests.js'

const tenDays = resultOf([60, 61, 62, 63, 64, 65, 66, 67, 68, 69])

const { inHost } = viewTests(
  'trend',
  { args: trendArgs, results: [tenDays] },
  async ({ frame }) => {
    await frame.getByText('10 readings', { exact: true }).waitFor()
  },
)

/** Drags within the chart, from one part of its width to another. */
const drag = async ({ page, frame }: OpenView, from: number, to: number): Promise<void> => {
  const box = await frame.locator('.chart svg').boundingBox()
  if (box === null) throw new Error('there is no chart')
  const y = box.y + box.height / 2
  await page.mouse.move(box.x + from * box.width, y)
  await page.mouse.down()
  await page.mouse.move(box.x + ((from + to) / 2) * box.width, y)
  await page.mouse.move(box.x + to * box.width, y)
}

const asked = z.object({
  arguments: z.looseObject({ start: z.string(), end: z.string() }),
})

const capabilities = { serverTools: {}, updateModelContext: { text: {} } }

describe('the view of a trend', () => {
  it('asks for what is dragged over, in a finer step, and marks it meanwhile', async () => {
    await inHost({ call: () => resultOf([70, 71]) }, async (view) => {
      await drag(view, 0.8, 0.2)
      const marked = view.frame.locator('.chart rect.cursor')
      expect(Number(await marked.getAttribute('width'))).toBeGreaterThan(300)
      await view.page.mouse.up()
      await view.frame.getByText('2 readings', { exact: true }).waitFor()
      const [call, ...others] = (await callsOf(view)).map((params) => asked.parse(params))
      expect(others).toEqual([])
      if (call === undefined) throw new Error('nothing was asked')
      const { start, end, ...rest } = call.arguments
      expect(rest).toEqual({ ...trendArgs, bucket: 'hour' })
      expect(start).toMatch(/^2026-11-0[23]T/)
      expect(end).toMatch(/^2026-11-0[89]T/)
    })
  })

  it('gives a drag up with Escape, and takes a click for none', async () => {
    await inHost({}, async (view) => {
      await drag(view, 0.2, 0.8)
      await view.page.keyboard.press('Escape')
      await view.page.mouse.up()
      await view.frame.locator('.chart svg').click()
      expect(await callsOf(view)).toEqual([])
      expect(await view.frame.locator('.chart rect.cursor').getAttribute('width')).toBe('0')
    })
  })

  it('row 27: zooms by keyboard around the bucket that is read', async () => {
    await inHost({ call: () => resultOf([70, 71]) }, async (view) => {
      await view.frame.getByRole('slider').press('Home')
      await view.frame.getByRole('button', { name: 'Zoom in' }).press('Enter')
      await view.frame.getByText('2 readings', { exact: true }).waitFor()
      expect(await callsOf(view)).toEqual([
        {
          name: 'get_observation_trend',
          arguments: {
            ...{ ...trendArgs, bucket: 'hour' },
            ...{ start: '2026-11-01T00:00:00.000Z', end: '2026-11-04T08:00:00.000Z' },
          },
        },
      ])
    })
  })

  it('tells the model what is looked at after the last change, and no value', async () => {
    const call = () => resultOf([70, 71])
    await inHost({ call, capabilities }, async (view) => {
      await view.frame.getByRole('button', { name: 'Week' }).click()
      await view.frame.getByText('2 readings', { exact: true }).waitFor()
      expect(await toldModel(view)).toEqual([
        {
          content: [
            {
              type: 'text',
              text: 'The person looks at get_observation_trend of omh:heart-rate:2.0 of patient 40013, bucket week, 2026-11-01 to 2026-11-02 in UTC.',
            },
          ],
        },
      ])
    })
  })

  it('saves its numbers and its drawing where the host can, and only there', async () => {
    await inHost({}, async ({ frame }) => {
      expect(await frame.getByRole('button', { name: 'Save as CSV' }).isVisible()).toBe(false)
    })
    await inHost({ ...saving, call: () => resultOf([70, 71]) }, async (view) => {
      const [csv, svg] = await savedFrom(view, ['CSV', 'SVG'])
      expect(csv?.name).toBe('trend-40013-heart-rate-day.csv')
      expect(csv?.mimeType).toBe('text/csv')
      expect(csv?.text).toContain('heart_rate,beats/min,,,1,69,64,74')
      expect(svg?.mimeType).toBe('image/svg+xml')
      expect(svg?.text).toMatch(/^<svg /)
    })
  })

  it('says by the name of a file which part of the time it holds, and that there is more', async () => {
    const call = () => resultOf([70, 71], { truncated: true, next_cursor: 'c1' })
    await inHost({ ...saving, call }, async (view) => {
      await view.frame.getByRole('slider').press('Home')
      await view.frame.getByRole('button', { name: 'Zoom in' }).press('Enter')
      await view.frame.getByText('2 readings', { exact: true }).waitFor()
      const [csv] = await savedFrom(view, ['CSV'])
      expect(csv?.name).toBe(
        'trend-40013-heart-rate-hour-from-2026-11-01T00-00-to-2026-11-04T08-00-part.csv',
      )
    })
  })
})
