import { at, list, text, type Json } from './short-form.js'
import type { SchemaVersion } from '../worlds/jhe/row.js'
import type { Expectation } from './permission-row.js'

/** What somebody sees of what JHE has only from core.0035 on. */
export const onlyNewer = (seen: string): Expectation => ({
  '0011': 'SCHEMA_UNSUPPORTED',
  '0045': seen,
})

/** Whether a version of JHE has what a tool is about. */
export const isThere = (tool: string, version: SchemaVersion): boolean =>
  version === '0045' || !tool.includes('clinical')

/** The last digits of the uuids of the test world's records. */
export const recordNumbers = (rows: unknown): string =>
  list(rows)
    .map((row) => Number(text(at(row, 'id')).slice(-12)))
    .join(' ') || 'none'

/** Types of clinical records that are withheld, and why. */
export const withheldTypes = (value: Json): string =>
  list(value['withheld'])
    .map((entry) => `, ${text(at(entry, 'type'))} withheld: ${text(at(entry, 'reason'))}`)
    .join('')
