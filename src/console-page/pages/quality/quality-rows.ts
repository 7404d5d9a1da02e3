import { type JsonRecord } from '../../../record.js'
import { numberAt, objectAt, objectsAt, textAt } from '../../../record-members.js'
import type { ServerClient } from '../../api/tools.js'
import { readWorklist } from '../../parts/worklist.js'

/** What is known of a participant from the lists of all types. */
export interface Participant {
  readonly id: string
  /** By type, what its list says; types that the participant did not agree to are not among them. */
  readonly byType: ReadonlyMap<string, JsonRecord>
}

/** One type of one participant. */
export interface QualityRow {
  readonly patient: string
  readonly type: string
  /** Of the list of the last 30 days; undefined without consent. */
  readonly listed: JsonRecord | undefined
  /** Of all readings; undefined where there are none. */
  readonly summary: JsonRecord | undefined
}

/** Days with data over all types. */
const daysOf = ({ byType }: Participant): number =>
  [...byType.values()].reduce((sum, row) => sum + (numberAt(row, 'days') ?? 0), 0)

/** The participants of a study, those with the fewest days of data in the last 30 first. */
export async function readParticipants(
  own: ServerClient,
  study: number,
  types: readonly string[],
): Promise<readonly Participant[]> {
  const found = new Map<string, Map<string, JsonRecord>>()
  for (const type of types)
    for (const patient of (await readWorklist(own, study, type)).patients) {
      const id = String(patient['patient_id'])
      const row = found.get(id) ?? new Map<string, JsonRecord>()
      row.set(type, patient)
      found.set(id, row)
    }
  return [...found]
    .map(([id, byType]) => ({ id, byType }))
    .toSorted((a, b) => daysOf(a) - daysOf(b))
}

/** The rows of a few participants, from a summary of each. */
export async function readQuality(
  own: ServerClient,
  { study, types }: { readonly study: number; readonly types: readonly string[] },
  participants: readonly Participant[],
): Promise<readonly QualityRow[]> {
  const rows = await Promise.all(
    participants.map(async ({ id, byType }) => {
      const args = { patient_id: Number(id), study_id: study }
      const { value } = await own.call('summarize_observations', args)
      const summaries = objectsAt(value, 'types')
      return types.map((type) => ({
        patient: id,
        type,
        listed: byType.get(type),
        summary: summaries.find((summary) => textAt(summary, 'data_type') === type),
      }))
    }),
  )
  return rows.flat()
}

/** Days with data of all days, and the longest time without. */
export interface Coverage {
  readonly days: number
  readonly all: number
  readonly longestGap: number | undefined
}

/** Days with data of all days between the first reading and the last; undefined without any. */
export const coverageOf = (row: QualityRow): Coverage | undefined => {
  const coverage = objectAt(row.summary ?? {}, 'coverage')
  const [days, all] = [numberAt(coverage, 'days_with_data'), numberAt(coverage, 'days')]
  return days === undefined || all === undefined
    ? undefined
    : { days, all, longestGap: numberAt(coverage, 'longest_gap_days') }
}
