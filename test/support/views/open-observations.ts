import { observationsOf, observed } from '../observation-answers.js'
import { resultWith } from './open-list.js'

/** What single observations were asked with. */
export const observationsArgs = { patient_id: 40_013, limit: 10 } as const

/** A result of heart rates, one an hour. */
export const heartRates = (count: number, rest: object = {}) =>
  resultWith(
    observationsOf(
      Array.from({ length: count }, (_, at) => observed(at, at * 60)),
      rest,
    ),
  )
