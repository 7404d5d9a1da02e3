import { isRecord, type JsonRecord } from '../record.js'
import { z } from 'zod'

/** What a field holds the id of. */
export type IdKind =
  'study' | 'patient' | 'observation' | 'record' | 'organization' | 'practitioner' | 'data_source'

/** An id of JHE: clinical records have uuids, all else numbers. */
export type MarkedId = number | string

/**
 * What is known of a field besides its form: whose id it holds, or that it is a FHIR R5 Bundle: of
 * resources that JHE renders, or of clinical records, whose references are another system's.
 */
type Mark = { readonly idOf: IdKind } | { readonly bundleOf: 'resources' | 'records' }

const marks = z.registry<Mark>()

/** Marks a field, or each element of a list, as the id of something; the audit trail records those of studies and patients. */
export const idOf = <Field extends z.ZodType>(kind: IdKind, field: Field): Field => {
  marks.add(field, { idOf: kind })
  return field
}

/** Marks a field as a FHIR R5 Bundle, whose resources say themselves what they are. */
export const bundleOf = <Field extends z.ZodType>(field: Field): Field => {
  marks.add(field, { bundleOf: 'resources' })
  return field
}

/** The same of clinical records: each entry is one, whatever its type. */
export const recordBundleOf = <Field extends z.ZodType>(field: Field): Field => {
  marks.add(field, { bundleOf: 'records' })
  return field
}

export type MarkedIds = ReadonlyMap<IdKind, ReadonlySet<MarkedId>>

type Found = (kind: IdKind, id: MarkedId) => void
type Reader = (value: unknown, found: Found) => void

/** FHIR resource types that stand for something with an id (JHE renders a study as a Group). */
const kindOfResource = new Map<unknown, IdKind>([
  ['Group', 'study'],
  ['Patient', 'patient'],
  ['Observation', 'observation'],
  ['Organization', 'organization'],
])

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i

const foundId = (kind: IdKind, value: unknown, found: Found): void => {
  if (kind !== 'record') foundNumber(kind, value, found)
  else if (typeof value === 'string' && uuid.test(value)) found(kind, value)
}

const foundNumber = (kind: IdKind | undefined, text: unknown, found: Found): void => {
  const id = typeof text === 'string' && /^\d+$/.test(text) ? Number(text) : text
  if (kind !== undefined && typeof id === 'number' && Number.isSafeInteger(id)) found(kind, id)
}

const resourcesIn = (bundle: unknown): readonly JsonRecord[] => {
  const entries: unknown = isRecord(bundle) ? bundle['entry'] : undefined
  return (Array.isArray(entries) ? entries : []).flatMap((entry: unknown) => {
    const resource = isRecord(entry) ? entry['resource'] : undefined
    return isRecord(resource) ? [resource] : []
  })
}

const readRecords: Reader = (bundle, found) => {
  for (const resource of resourcesIn(bundle)) foundId('record', resource['id'], found)
}

/** Ids of the resources of a bundle, and of the subjects that they refer to. */
const readBundle: Reader = (bundle, found) => {
  for (const resource of resourcesIn(bundle)) {
    foundNumber(kindOfResource.get(resource['resourceType']), resource['id'], found)
    const subject = isRecord(resource['subject']) ? resource['subject']['reference'] : undefined
    const [type, id] = typeof subject === 'string' ? subject.split('/').slice(-2) : []
    foundNumber(kindOfResource.get(type), id, found)
  }
}

const ofMark = (mark: Mark): Reader => {
  if ('bundleOf' in mark) return mark.bundleOf === 'records' ? readRecords : readBundle
  return (value, found) => {
    foundId(mark.idOf, value, found)
  }
}

const ofObject = (shape: Readonly<Record<string, z.core.$ZodType>>): Reader | undefined => {
  const fields = Object.entries(shape).flatMap(([name, field]) => {
    const reader = readerOf(field)
    return reader === undefined ? [] : [{ name, reader }]
  })
  if (fields.length === 0) return undefined
  return (value, found) => {
    if (isRecord(value)) for (const { name, reader } of fields) reader(value[name], found)
  }
}

const ofElements = (element: z.core.$ZodType): Reader | undefined => {
  const reader = readerOf(element)
  return (
    reader &&
    ((value, found) => {
      if (Array.isArray(value)) for (const each of value) reader(each, found)
    })
  )
}

const ofAny = (schemas: readonly z.core.$ZodType[]): Reader | undefined => {
  const readers = schemas.map(readerOf).filter((reader) => reader !== undefined)
  if (readers.length === 0) return undefined
  return (value, found) => {
    for (const reader of readers) reader(value, found)
  }
}

/** Reads the marked ids of a value of the schema; undefined where it holds none. */
const readerOf = (schema: z.core.$ZodType): Reader | undefined => {
  const mark = marks.get(schema)
  if (mark !== undefined) return ofMark(mark)
  if (schema instanceof z.ZodObject) return ofObject(schema.shape)
  if (schema instanceof z.ZodArray) return ofElements(schema.element)
  if (schema instanceof z.ZodUnion) return ofAny(schema.options)
  if (schema instanceof z.ZodPipe) return ofAny([schema.in, schema.out])
  return isWrapper(schema) ? readerOf(schema.unwrap()) : undefined
}

const isWrapper = (
  schema: z.core.$ZodType,
): schema is z.ZodOptional | z.ZodNullable | z.ZodDefault =>
  schema instanceof z.ZodOptional ||
  schema instanceof z.ZodNullable ||
  schema instanceof z.ZodDefault

const readers = new WeakMap<z.core.$ZodType, { readonly reader: Reader | undefined }>()

/**
 * Ids of a value by what they are of, at any depth, as the marks of its schema say.
 * @param schema the input or output schema of a tool
 */
export function markedIds(schema: z.core.$ZodType, value: unknown): MarkedIds {
  const known = readers.get(schema) ?? { reader: readerOf(schema) }
  readers.set(schema, known)
  const ids = new Map<IdKind, Set<MarkedId>>()
  known.reader?.(value, (kind, id) => {
    const before = ids.get(kind)
    if (before === undefined) ids.set(kind, new Set([id]))
    else before.add(id)
  })
  return ids
}
