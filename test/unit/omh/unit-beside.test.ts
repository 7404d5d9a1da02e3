import { describe, expect, it } from 'vitest'

import { readBody } from '../../../src/omh/body/read-body.js'

describe('a unit beside a number in the short form', () => {
  it('D13: is the unit of a bare number of a data type, and is told once', () => {
    expect(readBody('omh:body-weight:3.0', { body_weight: 180, unit: 'lb' })).toEqual({
      values: [{ name: 'body_weight', value: 180, unit: 'lb' }],
      context: {},
    })
  })

  it('D13: is the unit of both pressures', () => {
    const body = { systolic_blood_pressure: 16, diastolic_blood_pressure: 10, unit: 'kPa' }
    expect(readBody('omh:blood-pressure:4.0', body)).toEqual({
      values: [
        { name: 'systolic', value: 16, unit: 'kPa' },
        { name: 'diastolic', value: 10, unit: 'kPa' },
      ],
      context: {},
    })
  })

  it('D13: counts where the number stands, before the top of the body', () => {
    const summary = { total_sleep_time: 7, sleep_stage_summary_note: 'ok', unit: 'h' }
    const body = { sleep_stage_summary: summary, unit: 'min' }
    expect(readBody('ieee:sleep-stage-summary:1.0', body)).toMatchObject({
      values: [{ name: 'total_sleep_time', value: 7, unit: 'h' }],
      context: { unit: 'min' },
    })
  })

  it('D13: never takes the place of a number’s own unit', () => {
    const body = { body_weight: { value: 80, unit: 'kg' }, unit: 'lb' }
    expect(readBody('omh:body-weight:3.0', body)).toEqual({
      values: [{ name: 'body_weight', value: 80, unit: 'kg' }],
      context: { unit: 'lb' },
    })
  })

  it('D13: is the unit of each number at the top of a body that no table describes', () => {
    expect(readBody('x:hba1c:1.0', { hba1c: 7, unit: '%', note: 'by hand' })).toEqual({
      values: [{ name: 'hba1c', value: 7, unit: '%' }],
      context: { note: 'by hand' },
    })
  })

  it('D13: is no unit where it is no text, and none of a number of other meaning', () => {
    expect(readBody('omh:body-weight:3.0', { body_weight: 80, unit: 7, score: 3 }).values).toEqual([
      { name: 'body_weight', value: 80, unit: null },
      { name: 'score', value: 3, unit: null },
      { name: 'unit', value: 7, unit: null },
    ])
    expect(
      readBody('omh:body-weight:3.0', { body_weight: 80, unit: 'kg', score: 3 }).values,
    ).toEqual([
      { name: 'body_weight', value: 80, unit: 'kg' },
      { name: 'score', value: 3, unit: null },
    ])
  })
})
