/** A JSON object. */
export type JsonRecord = Readonly<Record<string, unknown>>

/** Whether a value is an object that is neither null nor an array. */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
