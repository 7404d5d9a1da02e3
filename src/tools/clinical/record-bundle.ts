import { isRecord } from '../../record.js'
import type { FhirRecordRow } from '../../query/clinical/records.js'
import { inside } from './elements.js'

type Resource = Readonly<Record<string, unknown>>

/** Share of an answer's bytes that one record may take: it is sent as text and as structure. */
const bodyShare = 6
/** Beyond this a body is nested for no good reason, and cannot be walked through safely. */
const maxDepth = 100

/** How deep the brackets of a JSON text are nested. */
export const depthOf = (json: string): number => {
  let depth = 0
  let deepest = 0
  for (const [sign] of json.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    if (sign === '[' || sign === '{') depth += 1
    else if (sign === ']' || sign === '}') depth -= 1
    deepest = Math.max(deepest, depth)
  }
  return deepest
}

/** FHIR's mark of a resource that is not all there. */
const subsetted = {
  system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue',
  code: 'SUBSETTED',
}

/** The main elements of a record whose body is too large: those of the short form that are there. */
const cut = ({ resource_type, id, fields }: FhirRecordRow): Resource => ({
  resourceType: resource_type,
  id,
  meta: { tag: [subsetted] },
  ...Object.fromEntries(Object.entries(fields ?? {}).filter(([, value]) => value !== null)),
})

const bodyOf = ({ body_text }: FhirRecordRow, maxBytes: number): Resource | undefined => {
  if (body_text === null || Buffer.byteLength(body_text) > maxBytes) return undefined
  if (depthOf(body_text) > maxDepth) return undefined
  const body: unknown = JSON.parse(body_text)
  return isRecord(body) ? body : undefined
}

/** The body as JHE holds it, with its type and its id as JHE gives them; cut where it is too large. */
const toResource =
  (maxBytes: number) =>
  (row: FhirRecordRow): Resource => {
    const body = bodyOf(row, maxBytes)
    return body === undefined ? cut(row) : { ...body, resourceType: row.resource_type, id: row.id }
  }

interface Page {
  readonly rows: readonly FhirRecordRow[]
  readonly fhirBase: string
}

/** A page of one patient's clinical records as a FHIR R5 searchset. */
export function recordBundle(
  { rows, fhirBase }: Page,
  asked: { readonly patient_id: number; readonly type?: string | undefined },
  maxBytes: number,
): Resource {
  const resources = rows.map(toResource(Math.floor(maxBytes / bodyShare)))
  const entry = resources.map((resource) => ({
    fullUrl: `${fhirBase}/${String(resource['resourceType'])}/${String(resource['id'])}`,
    resource,
    search: { mode: 'match' },
  }))
  const search = `${encodeURIComponent(asked.type ?? '')}?patient=${asked.patient_id}&_count=${rows.length}`
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    link: [{ relation: 'self', url: `${fhirBase}/${search}` }],
    ...(entry.length === 0 ? {} : { entry }),
  }
}

const isCut = (resource: unknown): boolean => {
  const tags = inside(resource, 'meta', 'tag')
  return Array.isArray(tags) && tags.includes(subsetted)
}

/** What is said where a record was cut. */
export const cutSentences = (bundle: Resource): readonly string[] => {
  const entries = bundle['entry']
  const isAnyCut = Array.isArray(entries) && entries.some((each) => isCut(inside(each, 'resource')))
  return isAnyCut
    ? [
        'Records tagged SUBSETTED are cut to their main elements, because they are larger than a sixth of JHE_MAX_BYTES or 64 kB; fullUrl is where JHE has them, for who is signed in there.',
      ]
    : []
}
