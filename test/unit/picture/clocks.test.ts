import { describe, expect, it } from 'vitest'

import { drawPanels, trendPicture } from '../../../src/picture/trend-picture.js'
import { lightPalette } from '../../../src/picture/palette.js'
import { slotTitle } from '../../../src/picture/words/dates.js'
import { answerOf } from '../../support/picture-answers.js'

/** The hours around the end of summer time, one of which comes twice. */
const starts = [
  '2026-10-25T01:00:00+02:00',
  '2026-10-25T02:00:00+02:00',
  '2026-10-25T02:00:00+01:00',
  '2026-10-25T03:00:00+01:00',
]
const ends = [...starts.slice(1), '2026-10-25T04:00:00+01:00']

const hours = answerOf(
  starts.map((start, at) => ({
    ...{ start, end: ends[at], count: 1 },
    values: [{ name: 'heart_rate', unit: 'beats/min', mean: 60 + at, min: 60, max: 70 }],
  })),
  { time_zone: 'Europe/Berlin' },
)

describe('row 31: clocks', () => {
  const asked = { patient_id: 40_013, data_type: 'omh:heart-rate:2.0', bucket: 'hour' }
  const picture = trendPicture(asked, hours, 'dmy')

  it('the zone of the answer is named, whatever that of the computer is', () => {
    expect(picture.subtitle).toContain('Europe/Berlin')
  })

  it('an hour that comes twice is two buckets of the same name, side by side', () => {
    const [panel] = picture.panels
    expect(panel?.slots.map((slot) => slotTitle(slot, picture.words))).toEqual([
      expect.stringContaining('01:00'),
      expect.stringContaining('02:00'),
      expect.stringContaining('02:00'),
      expect.stringContaining('03:00'),
    ])
    const size = { width: 600, height: 240, palette: lightPalette }
    const [drawn] = drawPanels(picture, size)
    const places = panel?.slots.map(({ start }) => drawn?.chart.plot.x(start.instant) ?? NaN) ?? []
    const widths = places.slice(1).map((place, at) => place - (places[at] ?? NaN))
    for (const width of widths) expect(width).toBeCloseTo(widths[0] ?? NaN, 6)
    expect(drawn?.chart.hasGaps).toBe(false)
  })
})
