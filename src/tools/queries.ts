import type { queries as Queries } from '../query/registry.js'

let loaded: typeof Queries | undefined

/** The queries by name, loaded by the first call that needs one: a start needs none of them. */
export async function queries(): Promise<typeof Queries> {
  loaded ??= (await import('../query/registry.js')).queries
  return loaded
}
