import { type JsonRecord } from '../../record.js'
import { objectsAt } from '../../record-members.js'
import type { ServerClient } from '../api/tools.js'

/** All studies that the person may see. @throws PageError */
export async function readStudies(own: ServerClient): Promise<readonly JsonRecord[]> {
  const found: JsonRecord[] = []
  let cursor: unknown
  do {
    const { value } = await own.call('list_studies', typeof cursor === 'string' ? { cursor } : {})
    found.push(...objectsAt(value, 'studies'))
    cursor = value['next_cursor']
  } while (typeof cursor === 'string')
  return found
}
