import { isRecord, type JsonRecord } from '../record.js'

/** A JSON object; undefined for any other text. */
export function readObject(text: string): JsonRecord | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** The arguments of a call: an empty text is none. */
export const readArguments = (text: string): JsonRecord | undefined =>
  text.trim() === '' ? {} : readObject(text)
