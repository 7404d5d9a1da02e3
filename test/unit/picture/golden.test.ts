import { describe, expect, it } from 'vitest'

import { answerOf, clockBucket, dayBucket, svgOf } from '../../support/picture-answers.js'

const named = (dataType: string, bucket = 'day') => ({
  patient_id: 40013,
  data_type: dataType,
  bucket,
})

const spread = (name: string, unit: string, [min, mean, max]: readonly number[]) => ({
  name,
  unit,
  mean,
  min,
  max,
})

const days = [0, 1, 2, 4, 5, 8]

const scenes = {
  pair: [
    named('omh:blood-pressure:4.0'),
    answerOf(
      days.map((at) =>
        dayBucket(
          at,
          [
            spread('systolic', 'mmHg', [120 - at, 128.25 + at, 139]),
            spread('diastolic', 'mmHg', [74, 81, 88 + at]),
          ],
          3,
        ),
      ),
      { notice: 'Demo: every person and every value is invented.' },
    ),
  ],
  'line in two units': [
    { study_id: 30001, data_type: 'omh:blood-glucose:4.0', bucket: 'day' },
    answerOf(
      days.map((at) =>
        dayBucket(
          at,
          [
            { ...spread('blood_glucose', 'mg/dL', [80, 131 + at, 210]), count: 6 },
            ...(at % 2 === 0
              ? [{ ...spread('blood_glucose', 'mmol/L', [4.1, 7.25, 9.9]), count: 2 }]
              : []),
          ],
          8,
        ),
      ),
      {
        withheld: [
          { data_type: 'omh:blood-glucose:4.0', reason: 'declined_or_withdrawn', patients: 2 },
          { data_type: 'omh:blood-glucose:4.0', reason: 'not_answered', patients: 1 },
        ],
        retracted: 3,
        future_time: 1,
        unknown_time: 2,
      },
    ),
  ],
  'bars of two sources': [
    named('omh:step-count:3.0'),
    answerOf(
      days.map((at) =>
        dayBucket(at, [
          { ...spread('step_count', 'steps', [4000, 4500, 5000]), source: 'Watch', sum: 9000 + at },
          { ...spread('step_count', 'steps', [100, 100, 100]), source: 'Phone', sum: 100 },
        ]),
      ),
    ),
  ],
  stack: [
    named('ieee:sleep-stage-summary:1.0'),
    answerOf(
      days.map((at) =>
        dayBucket(
          at,
          [
            ['awake', 1800],
            ['deep', 5400],
            ['light', 14_400],
            ['rem', 5000 + 100 * at],
          ].map(([name, mean]) => ({ name, unit: 'sec', mean, min: mean, max: mean })),
        ),
      ),
    ),
  ],
  profile: [
    named('omh:blood-glucose:4.0', 'time_of_day'),
    answerOf(
      [0, 1, 2, 3, 6, 7, 8, 22, 23].map((hour) =>
        clockBucket(hour, [
          {
            ...spread('blood_glucose', 'mg/dL', [70, 125, 190]),
            ...{ p05: 80 + hour, p25: 100 + hour, p50: 120 + hour, p75: 140 + hour, p95: 170 },
          },
        ]),
      ),
      {
        window: { start: '2026-11-15T00:00:00-08:00', end: '2026-11-29T00:00:00-08:00' },
        time_zone: 'America/Los_Angeles',
      },
    ),
  ],
  'nothing to show': [
    named('omh:heart-rate:2.0'),
    answerOf([], { withheld: [{ data_type: 'omh:heart-rate:2.0', reason: 'not_answered' }] }),
  ],
  'an asked window with empty edges': [
    { ...named('omh:body-weight:3.0'), start: '2026-10-25', end: '2026-11-20' },
    answerOf(
      [2, 3].map((at) => dayBucket(at, [spread('body_weight', 'kg', [73.5, 73.5, 73.5])])),
      { window: { start: '2026-10-25T00:00:00Z', end: '2026-11-20T00:00:00Z' } },
    ),
  ],
} as const

describe('a trend drawn as SVG', () => {
  it.each(Object.entries(scenes))(
    'pictures 9: %s is drawn as looked at',
    async (name, [args, answer]) => {
      await expect(`${svgOf(args, answer).replaceAll('><', '>\n<')}\n`).toMatchFileSnapshot(
        `golden/${name.replaceAll(' ', '-')}.svg`,
      )
    },
  )
})
