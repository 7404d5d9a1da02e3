import { listAt, numberAt, textAt, type Json } from '../api/json.js'
import type { ServerClient } from '../api/tools.js'
import { daysBetween, shownDay, shownNumber } from '../words.js'
import type { Column } from './data-table.js'

const maxPages = 40

/** All participants of a study by when they last sent data of a type, the longest silent first. */
export async function readWorklist(
  own: ServerClient,
  study: number,
  type: string,
): Promise<readonly Json[]> {
  const patients: Json[] = []
  let cursor: unknown
  for (let page = 0; page < maxPages; page += 1) {
    const asked = { study_id: study, data_type: type, order: 'last_seen', limit: 100 }
    const args = typeof cursor === 'string' ? { ...asked, cursor } : asked
    const { value } = await own.call('list_patient_summaries', args)
    patients.push(...listAt(value, 'patients'))
    cursor = value['next_cursor']
    if (typeof cursor !== 'string') break
  }
  return patients
}

/** Days without data; undefined where there never was any. */
export const silentDays = (patient: Json, now: Date): number | undefined => {
  const last = textAt(patient, 'last_seen')
  return last === '' ? undefined : daysBetween(last, now)
}

const silence = (patient: Json, now: Date): string => {
  const days = silentDays(patient, now)
  if (days === undefined) return 'never sent any'
  return days === 0 ? 'today' : days === 1 ? '1 day' : `${days} days`
}

/** The columns of such a list; `study` for links to the participants. */
export const worklistColumns = (study: number, now: Date): readonly Column<Json>[] => [
  {
    title: 'Participant',
    cell: (patient) => {
      const id = String(patient['patient_id'])
      return <a href={`#/studies/${study}/patients/${id}`}>{id}</a>
    },
  },
  {
    title: 'Last reading',
    cell: (patient) => {
      const last = textAt(patient, 'last_seen')
      return last === '' ? '–' : shownDay(last)
    },
  },
  { title: 'Silent for', cell: (patient) => silence(patient, now), isNumber: true },
  {
    title: 'Days with data in the last 30',
    cell: (patient) => shownNumber(numberAt(patient, 'days'), 0),
    isNumber: true,
  },
  {
    title: 'Mean',
    cell: (patient) =>
      `${shownNumber(numberAt(patient, 'mean'))} ${textAt(patient, 'unit')}`.trim(),
    isNumber: true,
  },
]
