import { describe, expect, it } from 'vitest'

import { rowsCsv } from '../../../src/picture/csv/rows-csv.js'
import { oneStudy, twoTypes, typeSummary } from '../../support/list-answers.js'
import { observed, pressureOf } from '../../support/observation-answers.js'

const linesOf = (rows: readonly object[]): readonly string[] =>
  rowsCsv(rows.map((row) => ({ ...row })))
    .trimEnd()
    .split('\r\n')

describe('rows of an answer as comma-separated values', () => {
  it('pictures 5: observations have a line for each number, with its bound and its status', () => {
    const rows = [
      observed(1, 0, pressureOf(128, 80)),
      observed(2, 1, {
        values: [{ name: 'x', value: 40, unit: 'mg/dL', comparator: '<' }],
        context: { body_posture: 'sitting, leaning' },
      }),
      observed(3, 2, { status: 'entered-in-error', source: '=cmd()' }),
      observed(4, 3, { values: [], effective: null, recorded: null }),
    ]
    expect(linesOf(rows)).toEqual([
      'id,data_type,effective.at,source,status,recorded,values.name,values.value,values.unit,context.body_posture,values.comparator,effective',
      '1,omh:blood-pressure:4.0,2020-11-01T00:00:00Z,Watch,final,2020-11-01T00:00:00Z,systolic,128,mmHg,,,',
      '1,omh:blood-pressure:4.0,2020-11-01T00:00:00Z,Watch,final,2020-11-01T00:00:00Z,diastolic,80,mmHg,,,',
      '2,omh:heart-rate:2.0,2020-11-01T00:01:00Z,Watch,final,2020-11-01T00:01:00Z,x,40,mg/dL,"sitting, leaning",<,',
      "3,omh:heart-rate:2.0,2020-11-01T00:02:00Z,'=cmd(),entered-in-error,2020-11-01T00:02:00Z,heart_rate,63,beats/min,,,",
      '4,omh:heart-rate:2.0,,Watch,final,,,,,,,',
    ])
  })

  it('pictures 5: a summary has a line for each number, one too for a type without any', () => {
    const [head = '', systolic = '', , glucose = '', last = ''] = linesOf([
      ...twoTypes.types,
      typeSummary('omh:x:1.0', []),
    ])
    const columns = head.split(',')
    const valueIn = (line: string, name: string): string | undefined =>
      line.split(',')[columns.indexOf(name)]
    expect(columns.slice(0, 6)).toEqual([
      'data_type',
      'count',
      'patients',
      'first',
      'last',
      'coverage.days_with_data',
    ])
    expect(valueIn(systolic, 'values.mean')).toBe('129.25')
    expect(valueIn(glucose, 'values.percent_of_readings.<54')).toBe('0.5')
    expect(valueIn(glucose, 'sources')).toBe('Dexcom G7; Contour Next')
    expect(valueIn(last, 'data_type')).toBe('omh:x:1.0')
    expect(last.split(',')).toHaveLength(columns.length)
  })

  it('pictures 5: a study has a line for each type, a patient one with all identifiers', () => {
    expect(linesOf(oneStudy.data_types)).toEqual([
      'code,name,observation_count,patients_consented,patients_pending,patients_declined,record_count',
      'omh:blood-pressure:4.0,Blood pressure,5312,8,3,1,',
      'omh:heart-rate:2.0,Heart rate,0,12,0,0,',
      'Condition,Condition,,8,3,1,7',
    ])
    const identifiers = [
      { system: 'urn:mrn', value: 'M-1' },
      { system: 'urn:x', value: 'X' },
    ]
    expect(linesOf([{ id: 1, phone: '+49 30 1', identifiers }])).toEqual([
      'id,phone,identifiers',
      "1,'+49 30 1,urn:mrn|M-1; urn:x|X",
    ])
  })

  it('row 12: no name of a column is taken for a formula', () => {
    expect(rowsCsv([{ '=cmd()': 1 }])).toBe("'=cmd()\r\n1\r\n")
    expect(rowsCsv([])).toBe('\r\n')
  })
})
