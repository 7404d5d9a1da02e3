import type * as registry from '../query/registry.js'

let loaded: typeof registry | undefined

/** The questions to the database, loaded by whoever asks first: a start needs none of them. */
export async function queries(): Promise<typeof registry> {
  loaded ??= await import('../query/registry.js')
  return loaded
}
