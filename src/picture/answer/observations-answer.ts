import { fieldsOf, rowsOf, textIn, type Fields } from './fields.js'
import { fhirRows } from './fhir-rows.js'
import { isWithdrawn, observedRow, type ObservedRow } from './observed-row.js'
import { withheldOf, type LeftOut, type Withheld } from './trend-answer.js'

/** A page of single observations as it is drawn. */
export interface ObservationsAnswer {
  /** All rows in the order of the answer. */
  readonly rows: readonly ObservedRow[]
  /** Those of them that can be drawn, in order of time. */
  readonly drawn: readonly ObservedRow[]
  /** The clocks that the times are of. */
  readonly zone: string
  readonly withheld: readonly Withheld[]
  readonly leftOut: LeftOut
  readonly isPartial: boolean
  readonly notice: string | undefined
}

/** The answer has the list, or the bundle, that its rows are in. */
export const hasObservations = (answer: unknown): boolean => {
  const { observations, bundle } = fieldsOf(answer)
  return Array.isArray(observations) || fieldsOf(bundle)['resourceType'] === 'Bundle'
}

/** The rows of an answer in the short form, whatever format it has. */
export const rowsIn = ({ observations, bundle }: Fields): readonly Fields[] =>
  bundle === undefined ? rowsOf(observations) : fhirRows(bundle)

const startOf = ({ slot }: ObservedRow): number => slot?.start.instant ?? 0

/**
 * @param answer the structure that `get_patient_observations` answers, in either format
 * @param now milliseconds since 1970; what starts later is not drawn
 */
export function readObservationsAnswer(answer: unknown, now: number): ObservationsAnswer {
  const fields = fieldsOf(answer)
  const rows = rowsIn(fields).map(observedRow)
  const kept = rows.filter((row) => !isWithdrawn(row))
  const timed = kept.filter(({ slot }) => slot !== undefined)
  const drawn = timed.filter((row) => startOf(row) <= now)
  return {
    rows,
    drawn: [...drawn].sort((a, b) => startOf(a) - startOf(b)),
    // times of a bundle are in UTC, whatever zone was asked for
    zone: fields['bundle'] === undefined ? (textIn(fields['time_zone']) ?? 'UTC') : 'UTC',
    withheld: withheldOf(fields),
    leftOut: {
      unknownTime: kept.length - timed.length,
      futureTime: timed.length - drawn.length,
      retracted: rows.length - kept.length,
      unreadable: 0,
    },
    isPartial: fields['truncated'] === true || typeof fields['next_cursor'] === 'string',
    notice: textIn(fields['notice']),
  }
}
