import { asciiOf } from './base64.js'
import { fieldsOf, rowsOf, textIn, type Fields } from './fields.js'

/** Deeper than this a body is not read. */
const deepest = 6

/** What of a header and a body is no reading: it is told by the row itself. */
const passedOver: ReadonlySet<string> = new Set([
  'effective_time_frame',
  'schema_id',
  'id',
  'uuid',
  'user_id',
  'creation_date_time',
  'source_creation_date_time',
])

/** Names of the short form that are not those of the body. */
const shortNames: ReadonlyMap<string, string> = new Map([
  ['systolic_blood_pressure', 'systolic'],
  ['diastolic_blood_pressure', 'diastolic'],
])

interface Found {
  readonly values: Fields[]
  readonly context: Record<string, unknown>
}

const nameOf = (path: readonly string[]): string => {
  const name = path.join('.')
  return shortNames.get(name) ?? name
}

/** Keys that say that a number is a bound or an estimate; the first two hold nothing else. */
const comparatorKeys = [
  ...['comparator', 'value_comparator', 'operator', 'qualifier', 'relation', 'prefix'],
] as const

/** What they hold (FHIR quantity-comparator and its usual spellings). */
const comparators: readonly unknown[] = ['<', '<=', '≤', '>', '>=', '≥', '~', '≈', 'ad']

/** What says that a number is exact. */
const exact = /^(?:|==?|eq|equals?|exact)$/i

const comparatorIn = (quantity: Fields): string | undefined => {
  const found = comparatorKeys.map((key, i) => {
    const said = textIn(quantity[key])?.trim()
    if (said === undefined) return undefined
    return (i < 2 ? !exact.test(said) : comparators.includes(said)) ? said : undefined
  })
  return found.find((said) => said !== undefined)
}

const addNumber = (found: Found, path: readonly string[], quantity: Fields) => {
  const { value, unit } = quantity
  const comparator = comparatorIn(quantity)
  const isNumber = typeof value === 'number'
  found.values.push({
    name: nameOf(path),
    value: isNumber ? value : null,
    unit: textIn(unit) ?? null,
    ...(comparator === undefined ? {} : { comparator }),
    ...(isNumber
      ? {}
      : { reason: value === undefined || value === null ? 'missing' : 'not a number' }),
  })
}

/** Every `{value, unit}` and number of a body, and its texts as context, by their paths. */
const read = (found: Found, value: unknown, path: readonly string[]): void => {
  if (typeof value === 'number') addNumber(found, path, { value })
  else if (typeof value === 'string' || typeof value === 'boolean') {
    found.context[nameOf(path)] = value
  } else if (Object.hasOwn(fieldsOf(value), 'unit')) addNumber(found, path, fieldsOf(value))
  else if (path.length < deepest) {
    const parts: readonly (readonly [string, unknown])[] = Array.isArray(value)
      ? value.map((child: unknown, at) => [String(at), child])
      : Object.entries(fieldsOf(value))
    for (const [key, child] of parts) if (!passedOver.has(key)) read(found, child, [...path, key])
  }
}

const parsed = (json: string): Fields => {
  try {
    return fieldsOf(JSON.parse(json))
  } catch {
    return {}
  }
}

/** The code of an observation; undefined where it only says that there is none. */
const codeOf = ({ code }: Fields): string | undefined => {
  const [coding = {}] = rowsOf(fieldsOf(code)['coding'])
  const isAbsent = textIn(coding['system'])?.endsWith('/data-absent-reason') === true
  return isAbsent ? undefined : textIn(coding['code'])
}

const effectiveOf = ({ effectiveDateTime, effectivePeriod }: Fields): Fields =>
  effectiveDateTime === undefined ? fieldsOf(effectivePeriod) : { at: effectiveDateTime }

const rowOf = (resource: Fields): Fields => {
  const attachment = fieldsOf(resource['valueAttachment'])
  const { header, body } = parsed(asciiOf(textIn(attachment['data']) ?? ''))
  const { modality, acquisition_provenance: provenance } = fieldsOf(header)
  const found: Found = { values: [], context: {} }
  read(found, body, [])
  const told = [
    ['modality', modality ?? fieldsOf(provenance)['modality']],
    ['source_name', fieldsOf(provenance)['source_name']],
    ['body_not_shown', attachment['title']],
  ] as const
  for (const [name, value] of told) if (value !== undefined) found.context[name] = value
  return {
    id: resource['id'],
    data_type: codeOf(resource),
    effective: effectiveOf(resource),
    ...found,
    status: resource['status'],
  }
}

/** The resources of a type in a bundle. */
export const resourcesIn = (bundle: unknown, type: string): readonly Fields[] =>
  rowsOf(fieldsOf(bundle)['entry'])
    .map(({ resource }) => fieldsOf(resource))
    .filter(({ resourceType }) => resourceType === type)

/**
 * The observations of a bundle in the short form: their numbers by the names that their bodies
 * (Open mHealth, in an attachment) have.
 */
export const fhirRows = (bundle: unknown): readonly Fields[] =>
  resourcesIn(bundle, 'Observation').map(rowOf)
