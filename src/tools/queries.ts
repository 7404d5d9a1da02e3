import type * as FhirBundles from './fhir-bundles.js'
import type { queries as Queries } from '../query/registry.js'

let loaded: typeof Queries | undefined

/** The queries by name, loaded by the first call that needs one: a start needs none of them. */
export async function queries(): Promise<typeof Queries> {
  loaded ??= (await import('../query/registry.js')).queries
  return loaded
}

/** What answers in format fhir are made with; loaded as the queries are. */
export const fhirBundles = async (): Promise<typeof FhirBundles> =>
  await import('./fhir-bundles.js')
