import { isRecord } from '../record.js'

/** The rows of a result: of its first list, or of its FHIR bundle. */
export const rowsOf = (value: Readonly<Record<string, unknown>>): number => {
  const { bundle } = value
  const lists = isRecord(bundle) ? [bundle['entry']] : Object.values(value)
  const list = lists.find((part) => Array.isArray(part))
  return Array.isArray(list) ? list.length : 0
}
