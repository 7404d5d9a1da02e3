import { answerOf, dayBucket } from '../picture-answers.js'

/** What a trend was asked with. */
export const trendArgs = {
  patient_id: 40_013,
  data_type: 'omh:heart-rate:2.0',
  bucket: 'day',
} as const

/** A result of days with these means; a day without one is a gap. */
export const resultOf = (means: readonly (number | null)[], rest: object = {}) => ({
  content: [{ type: 'text', text: 'the answer as text' }],
  structuredContent: answerOf(
    means.flatMap((mean, at) =>
      mean === null
        ? []
        : [
            dayBucket(at, [
              { name: 'heart_rate', unit: 'beats/min', mean, min: mean - 5, max: mean + 5 },
            ]),
          ],
    ),
    rest,
  ),
})
