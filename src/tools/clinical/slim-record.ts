import type { PatientName, RecordRow } from '../../query/clinical/records.js'
import { timeIn } from '../observations/time-zone.js'
import { conceptIn, type Concept } from './concept.js'
import { detailOf } from './detail.js'
import { inside } from './elements.js'
import { statusOf } from './status.js'

/** A clinical record in its short form. */
export interface SlimRecord extends Concept {
  readonly id: string
  readonly type: string
  /** As much of it as the record says: a year, a month, a day or a moment. */
  readonly date: string | null
  readonly status: string | null
  readonly detail: string | null
  readonly source: string | null
}

/** Where the types say what it is about, the first that says anything; else `code`. */
const subjects: Readonly<Record<string, readonly string[]>> = {
  CarePlan: ['category'],
  CareTeam: ['category'],
  Coverage: ['type'],
  Device: ['type'],
  DocumentReference: ['type'],
  Encounter: ['type', 'class'],
  Goal: ['description', 'category'],
  Immunization: ['vaccineCode'],
  Location: ['type'],
  MedicationDispense: ['medication', 'medicationCodeableConcept', 'medicationReference'],
  MedicationRequest: ['medication', 'medicationCodeableConcept', 'medicationReference'],
  Organization: ['type'],
  Provenance: ['activity'],
  RelatedPerson: ['relationship'],
}

const none: Concept = { system: null, code: null, display: null }

/** The last part of the address of a questionnaire: its name among those of its publisher. */
const questionnaireIn = (fields: unknown): Concept => {
  const address = inside(fields, 'questionnaire')
  const name =
    typeof address === 'string'
      ? /([\w-][\w.-]{0,63})(\|[\w.-]{1,20})?$/.exec(address)?.[1]
      : undefined
  return name === undefined ? none : { ...none, code: name }
}

const subjectOf = (type: string, fields: unknown): Concept => {
  if (type === 'QuestionnaireResponse') return questionnaireIn(fields)
  const names = (Object.hasOwn(subjects, type) ? subjects[type] : undefined) ?? ['code']
  return (
    names
      .map((name) => conceptIn(inside(fields, name)))
      .find(({ code, display }) => code !== null || display !== null) ?? none
  )
}

/** A date as it is said; a moment in UTC. */
export const dateOf = (said: string | null, at: string | null): string | null => {
  if (said === null || at === null) return null
  return said.length <= 10 ? said : timeIn('UTC', at)
}

/**
 * Takes a patient's whole name out of texts. JHE stamps it on every record, and those who write
 * records put it into texts; a part of a name alone is left, since it may be a word.
 */
export function nameHider(name: PatientName | null): (text: string) => string {
  const [given = '', family = ''] = [name?.given, name?.family].map((part) =>
    (part ?? '').trim().replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`),
  )
  if (given === '' || family === '') return (text) => text
  const form = new RegExp(`${given}[\\s,]+${family}|${family}[\\s,]+${given}`, 'giu')
  return (text) => text.replace(form, '[name]')
}

/** A record in its short form. */
export function toSlimRecord(row: RecordRow, hide: (text: string) => string): SlimRecord {
  const { resource_type: type, fields, answers } = row
  const { system, code, display } = subjectOf(type, fields)
  return {
    id: row.id,
    type,
    date: dateOf(row.said, row.start_at),
    system,
    code,
    display: display === null ? null : hide(display),
    status: statusOf(type, fields),
    detail: detailOf({ type, fields, answers }, hide),
    source: row.source,
  }
}
