import { useEffect, useState } from 'preact/hooks'

import { type JsonRecord } from '../../record.js'
import { numberAt, objectsAt, textAt } from '../../record-members.js'
import type { ServerClient } from '../api/tools.js'
import { isOfReadings } from '../words.js'

/** What is said where the person may see no study. */
export const noStudy =
  'You may see no study. In JHE, studies belong to organizations: ask to be added to one.'

/** Data types by the id of the study; null where they could not be asked for. */
export type StudyTypes = ReadonlyMap<number, readonly string[] | null>

/** Studies that are asked about: each answer counts all that the study holds. */
const mostAsked = 40

/** In words, as far as they are known. */
export const listed = (types: readonly string[] | null | undefined): string => {
  if (types === undefined) return '…'
  if (types === null) return 'what its own page says'
  return types.length === 0 ? 'no data' : types.join(', ')
}

const readTypes = async (own: ServerClient, study: number): Promise<readonly string[] | null> => {
  try {
    const { value } = await own.call('get_study_metadata', { study_id: study })
    const types = objectsAt(value, 'data_types')
    const isReadings = (type: JsonRecord): boolean => isOfReadings(textAt(type, 'code'))
    const readings = types.filter(isReadings).map((type) => textAt(type, 'name'))
    const records = types.filter((type) => !isReadings(type))
    return records.length === 0 ? readings : [...readings, 'clinical records']
  } catch {
    return null
  }
}

/** The names of what each study asks for, asked one after the other; of a long list the first. */
export function useStudyTypes(own: ServerClient, studies: readonly JsonRecord[]): StudyTypes {
  const [found, setFound] = useState<StudyTypes>(new Map())
  const ids = studies.map((study) => numberAt(study, 'id') ?? 0)
  useEffect(() => {
    const leaving = new AbortController()
    const asked = own.until(leaving.signal)
    const readAll = async (): Promise<void> => {
      for (const [at, id] of ids.entries()) {
        const types = at < mostAsked ? await readTypes(asked, id) : null
        if (leaving.signal.aborted) return
        setFound((before) => new Map(before).set(id, types))
      }
    }
    void readAll()
    return () => {
      leaving.abort()
    }
  }, [ids.join()])
  return found
}
