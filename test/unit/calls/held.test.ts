import { describe, expect, it } from 'vitest'
import { z } from 'zod'

import { heldBy } from '../../../src/calls/held.js'
import { idOf, markedIds } from '../../../src/tools/field-marks.js'
import { patientId } from '../../../src/tools/params.js'
import { tools } from '../../../src/tools/registry.js'

const input = z.strictObject({ patient_id: patientId.optional() })
const rows = z.strictObject({ rows: z.array(z.strictObject({ value: z.number() })) })
const three = { rows: [{ value: 1 }, { value: 2 }, { value: 3 }] }

describe('what an answer holds of patients', () => {
  it('A44: counts a tool for rows that nobody has marked', () => {
    const tool = { input, output: rows, access: 'Observation.r' } as const
    expect(heldBy(tool, { patient_id: 40_001 }, three)).toEqual({ patients: [40_001], rows: 3 })
    expect(heldBy(tool, {}, three)).toEqual({ patients: [], rows: 3 })
  })

  it('A44: counts whoever a tool for figures names, and whom it was asked about', () => {
    const named = z.strictObject({
      rows: z.array(z.strictObject({ patient_id: idOf('patient', z.int()), mean: z.number() })),
    })
    const tool = { input, output: named, access: 'Observation.s' } as const
    const value = {
      rows: [
        { patient_id: 40_001, mean: 1 },
        { patient_id: 40_002, mean: 2 },
      ],
    }
    expect(heldBy(tool, {}, value)).toEqual({ patients: [40_001, 40_002], rows: 2 })
    const figures = { ...tool, output: rows }
    expect(heldBy(figures, { patient_id: 40_003 }, three)).toEqual({ patients: [40_003], rows: 0 })
    expect(heldBy(figures, {}, three)).toEqual({ patients: [], rows: 0 })
  })

  it('A44: every tool that takes a patient says so', () => {
    const taking = tools.filter((tool) => Object.hasOwn(tool.input.shape, 'patient_id'))
    expect(taking.length).toBeGreaterThan(4)
    for (const { name, input: asked } of taking)
      expect([name, [...(markedIds(asked, { patient_id: 40_001 }).get('patient') ?? [])]]).toEqual([
        name,
        [40_001],
      ])
  })
})
