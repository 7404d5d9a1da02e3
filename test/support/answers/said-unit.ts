const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const general = [
  ...['unit', 'units', 'uom', 'unitofmeasure', 'unitofmeasurement', 'unitsofmeasure'],
  ...['unittext', 'unitname', 'unitsymbol', 'unitcode'],
]

const textAt = (object: Readonly<Record<string, unknown>>, keys: readonly string[]) => {
  const spelled = Object.entries(object).map(
    ([key, value]) => [key.toLowerCase().replaceAll(/[-_ ]/g, ''), value] as const,
  )
  return keys
    .map((key) => spelled.find(([each]) => each === key)?.[1])
    .find((text) => typeof text === 'string' && text !== '')
}

/** Names by which a key may call a number, the longest first. */
const namesOf = (name: string): readonly string[] => {
  const words = name.split('_')
  const runs = words.flatMap((_, from) =>
    words.slice(from).map((_word, length) => words.slice(from, from + length + 1).join('_')),
  )
  return runs.toSorted((a, b) => b.length - a.length)
}

/** The unit that an object says beside its number of a name in snake case; null where none. */
export function unitBeside(object: unknown, name: string): string | null {
  if (!isObject(object)) return null
  const named = namesOf(name)
    .filter((each) => each === name || !Object.hasOwn(object, each))
    .flatMap((each) => general.map((word) => each.replaceAll('_', '') + word))
  const said = textAt(object, [...named, ...general])
  const isOfUnits = object['system'] === 'http://unitsofmeasure.org'
  const code = isOfUnits ? textAt(object, ['code']) : undefined
  return [said, code].find((unit) => typeof unit === 'string') ?? null
}

/** The unit that a quantity says of itself; null of all else. */
export function ownUnit(stored: unknown): string | null {
  if (!isObject(stored)) return null
  const { unit } = stored
  return typeof unit === 'string' && unit !== '' ? unit : unitBeside(stored, 'value')
}
