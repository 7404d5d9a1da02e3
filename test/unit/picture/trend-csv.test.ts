import { describe, expect, it } from 'vitest'

import { trendCsv } from '../../../src/picture/csv/trend-csv.js'
import { trendPicture } from '../../../src/picture/trend-picture.js'
import { answerOf, clockBucket, dayBucket } from '../../support/picture-answers.js'

const csvOf = (answer: unknown, bucket = 'day'): readonly string[] =>
  trendCsv(trendPicture({ data_type: 'omh:x:1.0', bucket }, answer, 'dmy'))
    .trimEnd()
    .split('\r\n')

const head = 'start,end,data_type,name,unit,kind,source,count,mean,min,max,sum,p05,p25,p50,p75,p95'

describe('a trend as comma-separated values', () => {
  it('pictures 5: has the numbers of the answer as they are, one line for each bucket', () => {
    const values = (mean: number) => [{ name: 'step_count', unit: 'steps', mean, sum: 2 * mean }]
    const answer = answerOf([dayBucket(0, values(0.1), 2), dayBucket(1, values(4096.5), 2)])
    expect(csvOf(answer)).toEqual([
      head,
      '2026-11-01T00:00:00+00:00,2026-11-02T00:00:00+00:00,,step_count,steps,,,2,0.1,,,0.2,,,,,',
      '2026-11-02T00:00:00+00:00,2026-11-03T00:00:00+00:00,,step_count,steps,,,2,4096.5,,,8193,,,,,',
    ])
  })

  it('row 31: has the clocks of the answer with their offset', () => {
    const bucket = {
      ...dayBucket(0, [{ name: 'x', unit: null, mean: -1 }]),
      start: '2026-11-01T00:00:00-07:00',
      end: '2026-11-02T00:00:00-08:00',
    }
    expect(csvOf(answerOf([bucket]))[1]).toBe(
      '2026-11-01T00:00:00-07:00,2026-11-02T00:00:00-08:00,,x,,,,1,-1,,,,,,,,',
    )
    const hour = answerOf([clockBucket(23, [{ name: 'x', unit: 'u', p50: 1 }])])
    expect(csvOf(hour, 'time_of_day')[1]).toMatch(/^23:00,24:00,/)
  })

  it('row 12: has no cell that a program of tables takes for a formula, or for two', () => {
    const source = '=HYPERLINK("http://x","y")\r\n'
    const answer = answerOf([dayBucket(0, [{ name: '+1', unit: 'a,b', source, mean: 1 }])])
    expect(csvOf(answer)[1]).toContain(`,+1,"a,b",,"'=HYPERLINK(""http://x"",""y"") ",1,1,`)
    expect(csvOf(answer)).toHaveLength(2)
  })
})
