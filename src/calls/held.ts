import type { Held } from '../guard/brake/counter.js'
import { markedIds, type IdKind, type MarkedIds } from '../tools/field-marks.js'
import type { Tool } from '../tools/tool.js'
import { rowsOf } from './rows-of.js'

/** What a row of a patient is marked with; a list of patients has no other rows. */
const rowKinds: readonly IdKind[] = ['observation', 'record', 'patient']

const patientsIn = (ids: MarkedIds): readonly number[] =>
  [...(ids.get('patient') ?? [])].filter((id) => typeof id === 'number')

/** Tools that answer rows of patients unless the answer says otherwise; those for figures end in `.s`. */
const isOfRows = ({ access }: Pick<Tool, 'access'>): boolean =>
  /^(?:Observation|Record|Patient)\.r$/.test(access)

/**
 * What an answer holds of patients, by the marks of the tool's fields: everybody whom it names, and
 * whom it was asked about. Its rows are those with an id; of a tool for rows that marks none, all that
 * it lists. Figures of a study name nobody and hold nothing.
 */
export function heldBy(
  tool: Pick<Tool, 'input' | 'output' | 'access'>,
  args: unknown,
  value: Readonly<Record<string, unknown>>,
): Held {
  const answered = markedIds(tool.output, value)
  const asked = markedIds(tool.input, args)
  const marked = rowKinds.map((kind) => answered.get(kind)?.size ?? 0).find((size) => size > 0)
  return {
    patients: [...new Set([...patientsIn(asked), ...patientsIn(answered)])],
    rows: marked ?? (isOfRows(tool) ? rowsOf(value) : 0),
  }
}
