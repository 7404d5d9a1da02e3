/** A JSON object. */
export type Json = Readonly<Record<string, unknown>>

export const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A member that is an object; empty where it is none. */
export const objectAt = (value: Json, name: string): Json => {
  const found = value[name]
  return isJson(found) ? found : {}
}

/** The objects of a member that is a list. */
export const listAt = (value: Json, name: string): readonly Json[] => {
  const found = value[name]
  return Array.isArray(found) ? found.filter((item): item is Json => isJson(item)) : []
}

/** A member that is a text; empty where it is none. */
export const textAt = (value: Json, name: string): string => {
  const found = value[name]
  return typeof found === 'string' ? found : ''
}

/** A member that is a number; undefined where it is none. */
export const numberAt = (value: Json, name: string): number | undefined => {
  const found = value[name]
  return typeof found === 'number' ? found : undefined
}

/** The texts of a member that is a list. */
export const textsAt = (value: Json, name: string): readonly string[] => {
  const found = value[name]
  return Array.isArray(found)
    ? found.filter((item): item is string => typeof item === 'string')
    : []
}
