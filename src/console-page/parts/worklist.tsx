import { type JsonRecord } from '../../record.js'
import { numberAt, objectsAt, textAt } from '../../record-members.js'
import type { ServerClient } from '../api/tools.js'
import { daysBetween, shownDay, shownNumber, typeInWords } from '../words.js'
import type { Column } from './data-table.js'

/** Participants of a study by when they last sent data, and what is to be known about the list. */
export interface Worklist {
  readonly patients: readonly JsonRecord[]
  /** How many there are in all; undefined where that is not told. */
  readonly total: number | undefined
  readonly notices: readonly string[]
}

interface WorklistQuestion {
  readonly study: number
  readonly type: string
  /** Participants of one answer. */
  readonly limit: number
  /** Whether the rest of the list is not wanted, after one of its participants. */
  readonly isEnough: (patient: JsonRecord) => boolean
}

/** Reads a list as far as it is wanted. @throws PageError: then nothing of it is told */
async function readList(own: ServerClient, question: WorklistQuestion): Promise<Worklist> {
  const { study, type, limit, isEnough } = question
  const patients: JsonRecord[] = []
  const notices = new Set<string>()
  let total: number | undefined
  let cursor: unknown
  do {
    const asked = {
      study_id: study,
      data_type: type,
      order: 'last_seen',
      start: monthAgo(),
      limit,
    }
    const args = typeof cursor === 'string' ? { ...asked, cursor } : asked
    const { value } = await own.call('list_patient_summaries', args)
    patients.push(...objectsAt(value, 'patients'))
    total = numberAt(value, 'total')
    if (textAt(value, 'notice') !== '') notices.add(textAt(value, 'notice'))
    cursor = value['next_cursor']
  } while (typeof cursor === 'string' && !patients.some(isEnough))
  const isWhole = typeof cursor !== 'string'
  return { patients, total: isWhole ? patients.length : total, notices: [...notices] }
}

/** All participants of a study by when they last sent data of a type, the longest silent first. */
export const readWorklist = async (
  own: ServerClient,
  study: number,
  type: string,
): Promise<Worklist> => await readList(own, { study, type, limit: 100, isEnough: () => false })

/** Those of them who have been silent for so many days, and few others: nobody else is read. */
export const readSilent = async (
  own: ServerClient,
  study: number,
  { type, days, now }: { readonly type: string; readonly days: number; readonly now: Date },
): Promise<Worklist> =>
  await readList(own, {
    study,
    type,
    limit: 10,
    isEnough: (patient) => !isSilent(patient, days, now),
  })

/** The first of the last 30 days, in UTC as the tools count them unless asked otherwise. */
const monthAgo = (): string => new Date(Date.now() - 29 * 86_400_000).toISOString().slice(0, 10)

const lastSeen = (patient: JsonRecord): number =>
  Date.parse(textAt(patient, 'last_seen')) || -Infinity

/** The same over several types: who agreed to any of them, by the last reading of any. */
export async function readLastOfAny(
  own: ServerClient,
  study: number,
  types: readonly string[],
): Promise<Worklist> {
  const latest = new Map<unknown, JsonRecord>()
  const about: string[] = []
  for (const type of types) {
    const { patients, notices } = await readWorklist(own, study, type)
    about.push(...notices.map((notice) => `${typeInWords(type)}: ${notice}`))
    for (const patient of patients) {
      const id = patient['patient_id']
      const before = latest.get(id)
      if (before === undefined || lastSeen(patient) > lastSeen(before))
        latest.set(id, { patient_id: id, last_seen: patient['last_seen'] })
    }
  }
  const patients = [...latest.values()].toSorted((a, b) => (lastSeen(a) < lastSeen(b) ? -1 : 1))
  return { patients, total: patients.length, notices: about }
}

/** Days without data; undefined where there never was any. */
const silentDays = (patient: JsonRecord, now: Date): number | undefined => {
  const last = textAt(patient, 'last_seen')
  return last === '' ? undefined : daysBetween(last, now)
}

/** Whether somebody has sent nothing for at least so many days; who never did has, too. */
export const isSilent = (patient: JsonRecord, days: number, now: Date): boolean =>
  (silentDays(patient, now) ?? Infinity) >= days

const silence = (patient: JsonRecord, now: Date): string => {
  const days = silentDays(patient, now)
  if (days === undefined) return 'never sent any'
  return days === 0 ? 'less than a day' : days === 1 ? '1 day' : `${days} days`
}

/** The columns of a list over any type; `study` for links to the participants. */
export const silenceColumns = (study: number, now: Date): readonly Column<JsonRecord>[] => [
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
]

/** The columns of a list of one type. */
export const worklistColumns = (study: number, now: Date): readonly Column<JsonRecord>[] => [
  ...silenceColumns(study, now),
  {
    title: 'Days with data in the last 30',
    cell: (patient) => shownNumber(numberAt(patient, 'days'), 0),
    isNumber: true,
  },
  {
    title: 'Mean of these days',
    cell: (patient) =>
      `${shownNumber(numberAt(patient, 'mean'))} ${textAt(patient, 'unit')}`.trim(),
    isNumber: true,
  },
]
