import type { z } from 'zod'

import { leftOutKeys } from '../../omh/body/shown.js'
import { readObservation } from '../../omh/body/read-observation.js'
import type { ObservationRow, SlimRow } from '../../query/observations/page/observations.js'
import type { slimObservation } from './slim-rows.js'
import { timeIn } from './time-zone.js'

const toEffective = ({ start_at, end_at, is_interval }: ObservationRow, zone: string) => {
  if (!is_interval) return start_at === null ? null : { at: timeIn(zone, start_at) }
  const start = start_at === null ? {} : { start: timeIn(zone, start_at) }
  const end = end_at === null ? {} : { end: timeIn(zone, end_at) }
  return start_at === null && end_at === null ? null : { ...start, ...end }
}

/** How rows are shown. */
interface Showing {
  /** Whose clocks show the times. */
  readonly zone: string
  /** Address that the FHIR resources of this JHE are below. */
  readonly fhirBase: string
}

/** What a row says in place of a body that is too large. */
const tooLarge = (bytes: number, address: string) => ({
  values: [],
  context: { body_not_shown: 'too large', body_bytes: bytes, body_at: address },
})

/** An observation in its short form: what it says by name, and how much is not shown. */
export const toSlim = (
  row: SlimRow,
  { zone, fhirBase }: Showing,
): z.input<typeof slimObservation> => {
  const effective = toEffective(row, zone)
  const { values, context } =
    row.data_bytes === null
      ? readObservation(row.data, {
          code: row.coding_code,
          source: row.source,
          isTimed: effective !== null,
        })
      : tooLarge(row.data_bytes, `${fhirBase}/Observation/${row.id}`)
  return {
    id: row.id,
    data_type: row.coding_code,
    effective,
    values: [...values],
    context,
    source: row.source,
    status: row.status,
    recorded: timeIn(zone, row.recorded),
  }
}

const leftOutNotice = `${leftOutKeys[0]} counts what a row does not show, under the keys of its body in ${leftOutKeys[1]}; format fhir has bodies whole up to a sixth of JHE_MAX_BYTES.`
const tooLargeNotice =
  'Bodies of more than 64 kB are not shown; body_at is where JHE has them, for who is signed in there.'

/** What rows leave out, said once. */
export const notShownSentences = (
  rows: readonly z.input<typeof slimObservation>[],
): readonly string[] => {
  const has = (key: string): boolean => rows.some(({ context }) => Object.hasOwn(context, key))
  return [
    ...(has(leftOutKeys[0]) ? [leftOutNotice] : []),
    ...(has('body_not_shown') ? [tooLargeNotice] : []),
  ]
}
