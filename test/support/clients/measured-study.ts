import { requestCodes } from '../answers/measurements.js'
import { makeIndexes } from '../database/make-indexes.js'
import type { OpenedDatabase } from '../fixtures.js'
import { studies } from '../worlds/jhe/ids.js'

/** Both ends of JHE's history, each without and with the advised indexes: a table of `describe.each`. */
export const indexedForms = [
  ['jhe_0045', false],
  ['jhe_0045', true],
  ['jhe_0011', false],
  ['jhe_0011', true],
] as const

type IndexedForm = (typeof indexedForms)[number]

/** Opens a database whose study `clocks` asks for these codes, all of its patients agreeing. */
export async function openMeasured(
  open: (template: IndexedForm[0]) => Promise<OpenedDatabase>,
  [template, isIndexed]: readonly [IndexedForm[0], IndexedForm[1]],
  codes: readonly string[],
): Promise<OpenedDatabase> {
  const opened = await open(template)
  if (isIndexed) await makeIndexes(opened.database)
  await requestCodes(opened.database.sql, studies.clocks, codes)
  return opened
}
