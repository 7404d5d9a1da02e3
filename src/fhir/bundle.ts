import type { BundleEntry, FhirBundle, FhirResource } from './types.js'

/** Resources of one JHE. */
interface BundleParts<R extends FhirResource> {
  readonly resources: readonly R[]
  /** Address that JHE's FHIR resources are below, without a slash at its end. */
  readonly baseUrl: string
}

/** A page of search results. */
export interface SearchsetParts<R extends FhirResource> extends BundleParts<R> {
  /** Number of matches on all pages, null where it was not counted. */
  readonly total: number | null
  /** The search that was done, relative to `baseUrl`: FHIR wants it in every searchset. */
  readonly search: string
}

const entriesOf = <R extends FhirResource>({ resources, baseUrl }: BundleParts<R>) =>
  resources.map((resource): BundleEntry<R> => ({
    fullUrl: `${baseUrl}/${resource.resourceType}/${resource.id}`,
    resource,
  }))

/** A FHIR R5 Bundle of type `searchset`. */
export function toSearchset<R extends FhirResource>(parts: SearchsetParts<R>): FhirBundle<R> {
  const { total, search, baseUrl } = parts
  const entry = entriesOf(parts).map((each) => ({ ...each, search: { mode: 'match' } as const }))
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    ...(total === null ? {} : { total }),
    link: [{ relation: 'self', url: `${baseUrl}/${search}` }],
    ...(entry.length === 0 ? {} : { entry }),
  }
}

/** A FHIR R5 Bundle of type `collection`: resources that belong together. */
export function toCollection<R extends FhirResource>(parts: BundleParts<R>): FhirBundle<R> {
  return { resourceType: 'Bundle', type: 'collection', entry: entriesOf(parts) }
}
