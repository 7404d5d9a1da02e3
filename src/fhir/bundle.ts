import type { BundleEntry, FhirResource, FhirSearchset } from './types.js'

/** A page of search results. */
export interface SearchsetParts<R extends FhirResource> {
  readonly resources: readonly R[]
  /** Number of matches on all pages, null where it was not counted. */
  readonly total: number | null
  /** The search that was done, as an address: FHIR wants it in every searchset. */
  readonly selfLink: string
  readonly nextLink?: string | undefined
  /** FHIR base address of the server (JHE: `<address>/FHIR/R5`), null where there is none. */
  readonly baseUrl: string | null
}

/** A FHIR R5 Bundle of type `searchset`. */
export function toSearchset<R extends FhirResource>(parts: SearchsetParts<R>): FhirSearchset<R> {
  const base = parts.baseUrl?.replace(/\/+$/, '')
  const bundle: FhirSearchset<R> = {
    resourceType: 'Bundle',
    type: 'searchset',
    link: [{ relation: 'self', url: parts.selfLink }],
  }
  if (parts.total !== null) bundle.total = parts.total
  if (parts.nextLink !== undefined) bundle.link.push({ relation: 'next', url: parts.nextLink })
  if (parts.resources.length > 0) {
    bundle.entry = parts.resources.map((resource) => {
      const entry: BundleEntry<R> = { resource, search: { mode: 'match' } }
      if (base !== undefined) entry.fullUrl = `${base}/${resource.resourceType}/${resource.id}`
      return entry
    })
  }
  return bundle
}
