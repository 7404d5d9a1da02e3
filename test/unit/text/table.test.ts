import fc from 'fast-check'
import stringWidth from 'string-width'
import { describe, expect, it } from 'vitest'

import { renderTable } from '../../../src/text/table.js'

const linesOf = (rows: readonly Record<string, unknown>[], width = 80) =>
  renderTable(rows, { width }).split('\n')

describe('a table for a terminal', () => {
  it('aligns texts left and numbers right, under their names', () => {
    const rows = [
      { id: 30001, name: 'Sleep', organization: { name: 'Lab' }, count: 7, active: true },
      { id: 5, name: '山田 🩺', organization: { name: null }, count: 12_345, active: false },
    ]
    expect(linesOf(rows)).toEqual([
      '   id  name     organization.name  count  active',
      '─────  ───────  ─────────────────  ─────  ──────',
      '30001  Sleep    Lab                    7  yes',
      '    5  山田 🩺  –                  12345  no',
    ])
  })

  it.each([
    ['2026-03-04T12:15:00+00:00', '2026-03-04 12:15Z'],
    ['2026-03-04T12:15:00.123456Z', '2026-03-04 12:15Z'],
    ['2026-03-04T12:15:30Z', '2026-03-04 12:15:30Z'],
    ['2026-03-04T12:15:00-05:00', '2026-03-04 12:15-05:00'],
    ['2026-03-04T12:15', '2026-03-04 12:15'],
    ['2026-03-04', '2026-03-04'],
    [96.333333, '96.33'],
    [0.000123456, '0.000123'],
    [-0.5, '-0.5'],
    [0, '0'],
    [1e21, '1e+21'],
    [[{ name: 'systolic', value: 124, unit: 'mmHg' }], 'systolic 124 mmHg'],
    [['a', 'b'], 'a, b'],
    ['two\nlines', 'two lines'],
  ])('shows %j as %s', (value, expected) => {
    expect(linesOf([{ value }])[2]?.trim()).toBe(expected)
  })

  it('cuts the widest text where the terminal is narrow, but no number and no time', () => {
    const rows = [
      { id: 123_456, note: 'a text that goes on and on', at: '2026-03-04T12:15:00Z', who: 'short' },
      { id: 1, note: '山田太郎山田太郎山田太郎', at: null, who: 'x' },
    ]
    expect(linesOf(rows, 46)).toEqual([
      '    id  note          at                 who',
      '──────  ────────────  ─────────────────  ─────',
      '123456  a text that…  2026-03-04 12:15Z  short',
      '     1  山田太郎山…   –                  x',
    ])
  })

  it('becomes a block for each row where nothing is left to cut', () => {
    const rows = [
      { id: 1, note: 'a text that goes on', at: '2026-03-04T12:15:00Z' },
      { id: 2, note: 'x', at: null },
    ]
    expect(linesOf(rows, 20)).toEqual([
      'id    1',
      'note  a text that goes on',
      'at    2026-03-04 12:15Z',
      '',
      'id    2',
      'note  x',
      'at    –',
    ])
  })

  it('of nothing says so', () => {
    expect(renderTable([], { width: 80 })).toBe('none')
    expect(renderTable([{}], { width: 80 })).toBe('none')
  })

  it('never is wider than the terminal, has a line for each row, and no control character', () => {
    const row = fc.record({
      id: fc.nat(),
      name: fc.option(fc.string({ unit: 'grapheme' })),
      note: fc.string({ unit: 'binary' }),
    })
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1 }),
        fc.integer({ min: 40, max: 120 }),
        (rows, width) => {
          const lines = linesOf(rows, width)
          expect(lines).toHaveLength(rows.length + 2)
          for (const line of lines) {
            expect(stringWidth(line)).toBeLessThanOrEqual(width)
            expect(line).not.toMatch(/\p{Cc}/u)
          }
        },
      ),
    )
  })
})
