import { isRecord, type JsonRecord } from './record.js'

/** A member that is an object; empty where it is none. */
export const objectAt = (value: JsonRecord, name: string): JsonRecord => {
  const found = value[name]
  return isRecord(found) ? found : {}
}

/** The objects of a member that is a list. */
export const objectsAt = (value: JsonRecord, name: string): readonly JsonRecord[] => {
  const found = value[name]
  return Array.isArray(found) ? found.filter((item): item is JsonRecord => isRecord(item)) : []
}

/** A member that is a text; empty where it is none. */
export const textAt = (value: JsonRecord, name: string): string => {
  const found = value[name]
  return typeof found === 'string' ? found : ''
}

/** The texts of a member that is a list. */
export const textsAt = (value: JsonRecord, name: string): readonly string[] => {
  const found = value[name]
  return Array.isArray(found)
    ? found.filter((item): item is string => typeof item === 'string')
    : []
}

/** A member that is a number; undefined where it is none. */
export const numberAt = (value: JsonRecord, name: string): number | undefined => {
  const found = value[name]
  return typeof found === 'number' ? found : undefined
}
