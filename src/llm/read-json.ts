import { isRecord } from '../record.js'

type Json = Readonly<Record<string, unknown>>

/** A JSON object; undefined for any other text. */
export function readObject(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** A member that is an object; empty where it is none. */
export const objectAt = (value: Json, name: string): Json => {
  const found = value[name]
  return isRecord(found) ? found : {}
}

/** A member that is a text; empty where it is none. */
export const textAt = (value: Json, name: string): string => {
  const found = value[name]
  return typeof found === 'string' ? found : ''
}

/** The objects of a member that is a list. */
export const objectsAt = (value: Json, name: string): readonly Json[] => {
  const found = value[name]
  return Array.isArray(found) ? found.filter((item): item is Json => isRecord(item)) : []
}

/** The arguments of a call: an empty text is none. */
export const readArguments = (text: string): Json | undefined =>
  text.trim() === '' ? {} : readObject(text)
