import { listAt, type Json } from '../api/json.js'
import type { ServerClient } from '../api/tools.js'

/** All studies that the person may see. @throws PageError */
export async function readStudies(own: ServerClient): Promise<readonly Json[]> {
  const found: Json[] = []
  let cursor: unknown
  do {
    const { value } = await own.call('list_studies', typeof cursor === 'string' ? { cursor } : {})
    found.push(...listAt(value, 'studies'))
    cursor = value['next_cursor']
  } while (typeof cursor === 'string')
  return found
}
