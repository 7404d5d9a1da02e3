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

  it.each([
    { body_weight: 180, units: 'lb' },
    { body_weight: 180, uom: 'lb' },
    { body_weight: 180, unitOfMeasure: 'lb' },
    { body_weight: 180, body_weight_unit: 'lb' },
    { body_weight: 180, bodyWeightUnits: 'lb' },
    { body_weight: 180, 'Body-Weight-UOM': 'lb' },
    { body_weight: 180, weight_unit: 'lb' },
    { body_weight: { value: 180 }, body_weight_unit: 'lb' },
    { body_weight: { value: 180, units: 'lb' } },
    { body_weight: { value: 180, unitCode: 'lb' } },
    { body_weight: { value: 180, value_unit: 'lb' } },
  ])('D13: is its unit under any key that says so, and is told once: %j', (body) => {
    expect(readBody('omh:body-weight:3.0', body)).toEqual({
      values: [{ name: 'body_weight', value: 180, unit: 'lb' }],
      context: {},
    })
  })

  it('D13: is the code of a FHIR Quantity only where it has no unit, and of units', () => {
    const system = 'http://unitsofmeasure.org'
    const read = (quantity: object) =>
      readBody('omh:body-weight:3.0', { body_weight: { value: 180, ...quantity } }).values
    expect(read({ system, code: '[lb_av]' })).toEqual([
      {
        ...{ name: 'body_weight', value: 180, unit: '[lb_av]' },
        details: [{ name: 'system', value: system }],
      },
    ])
    expect(read({ system, code: '[lb_av]', unit: 'lb' })).toMatchObject([{ unit: 'lb' }])
    expect(read({ system: 'http://loinc.org', code: '29463-7' })).toMatchObject([{ unit: null }])
  })

  it('D13: under a key that names the number counts before one that names none', () => {
    const body = {
      weight: 180,
      weight_unit: 'lb',
      height: 70,
      heightUnit: 'in',
      age: 50,
      unit: 'a',
    }
    expect(readBody('x:vitals:1.0', body)).toEqual({
      values: [
        { name: 'age', value: 50, unit: 'a' },
        { name: 'height', value: 70, unit: 'in' },
        { name: 'weight', value: 180, unit: 'lb' },
      ],
      context: {},
    })
  })

  it('D13: under a part of a name is not that of another number of this name', () => {
    const body = { rate: 5, heart_rate: 60, rate_unit: '1/h' }
    expect(readBody('x:rates:1.0', body).values).toEqual([
      { name: 'heart_rate', value: 60, unit: null },
      { name: 'rate', value: 5, unit: '1/h' },
    ])
  })

  it.each([{ units: '' }, { units: 7 }, { units: { of: 'mass' } }, { unit: '' }])(
    'D13: is none where it is empty, a number or an object: %j',
    (units) => {
      for (const body of [
        { body_weight: 80, ...units },
        { body_weight: { value: 80, ...units } },
      ]) {
        expect(readBody('omh:body-weight:3.0', body).values).toContainEqual(
          expect.objectContaining({ name: 'body_weight', value: 80, unit: null }),
        )
      }
    },
  )

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
