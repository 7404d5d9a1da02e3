import { describe, expect, it } from 'vitest'

import { showAnswer } from '../../../src/text/show.js'

const record = (detail: string) => ({
  id: '31575f5e-1c3f-4b23-80f0-b17085723aa6',
  ...{ type: 'Encounter', date: '2026-12-29T17:00:00Z', system: 'SNOMED', code: '185349003' },
  ...{ display: 'Encounter for check up', status: 'planned', detail, source: 'Fogbank' },
})

describe('figures of a cohort on a terminal', () => {
  it('have the percentiles of a group in one cell', () => {
    const percentiles = { p10: 125.7, p50: 127.75, p90: 139.9 }
    const groups = [{ group: '70-79', patients: 3, mean: 131.96, percentiles }]
    expect(showAnswer({ groups }, 120).split('\n').at(-1)).toBe(
      '70-79         3  131.96  p10=125.7 p50=127.75 p90=139.9',
    )
  })
})

describe('clinical records on a terminal', () => {
  it('leave columns out, and say which, before a value is cut', () => {
    const shown = showAnswer({ records: [record('planned 2026-12-29')] }, 120)
    expect(shown).toContain('not shown: id')
    expect(shown).toContain('in the JSON')
    expect(shown).toContain('planned 2026-12-29')
    expect(shown).not.toContain('…')
    for (const line of shown.split('\n')) expect(line.length).toBeLessThanOrEqual(120)
  })

  it('become a block for each where they do not fit at all', () => {
    const shown = showAnswer({ records: [record('x'.repeat(180))] }, 100)
    expect(shown).toContain('x'.repeat(180))
    expect(shown).toMatch(/^id +31575f5e-1c3f-4b23-80f0-b17085723aa6$/m)
  })
})
