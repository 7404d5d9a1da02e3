import {
  hasDataTypes,
  readStudyAnswer,
  type Consent,
  type StudyType,
} from '../answer/study-answer.js'
import { consentLegend } from '../bars/consent.js'
import type { Fact, LegendItem } from '../kinds/kind.js'
import { typeInWords } from '../sheet-words.js'
import { counted, figure } from '../words/numbers.js'
import { inWords, short } from '../words/plain.js'

/** One data type that a study asks for. */
export interface StudyRow {
  readonly code: string
  readonly title: string
  /** How much of it there is. */
  readonly amount: string
  /** It has readings, of which there is a trend. */
  readonly hasReadings: boolean
  /** Undefined where nobody's consent is told. */
  readonly consent: Consent | undefined
}

/** A study in words and rows, whatever size it is drawn in. */
export interface StudyPicture {
  readonly id: number | undefined
  readonly title: string
  readonly subtitle: string
  readonly description: string
  readonly facts: readonly Fact[]
  readonly types: readonly StudyRow[]
  readonly legend: readonly LegendItem[]
  /** Names of devices and apps, with what they are. */
  readonly devices: readonly string[]
  readonly withheld: readonly string[]
  readonly notes: readonly string[]
}

const amountOf = ({ observations, records }: StudyType): string =>
  [
    ...(observations === undefined ? [] : [counted(observations, 'observation', 'observations')]),
    ...(records === undefined ? [] : [counted(records, 'record', 'records')]),
  ].join(' · ') || 'kept apart'

const rowOf = (type: StudyType): StudyRow => ({
  code: type.code,
  title: type.name === '' ? typeInWords(type.code) : short(type.name, 80),
  amount: amountOf(type),
  hasReadings: (type.observations ?? 0) > 0,
  consent: type.consent,
})

const leftOut =
  'Left out of every answer: readings of patients who have declined, withdrawn or not answered.'

const isLeftOut = ({ consent }: StudyType): boolean =>
  consent !== undefined && consent.pending + consent.declined > 0

const inFhir = 'This answer is in FHIR: its picture is made of one without format.'

/**
 * Reads an answer of `get_study_metadata` for drawing.
 * @param answer its structure; what cannot be read of it is left out
 */
export function studyPicture(answer: unknown): StudyPicture {
  const study = readStudyAnswer(answer)
  const { patients, types } = study
  return {
    id: study.id,
    title: study.name === '' ? 'Study' : short(study.name, 120),
    subtitle: [
      ...(study.id === undefined ? [] : [`Study ${String(study.id)}`]),
      ...(study.organization === '' ? [] : [short(study.organization, 80)]),
      ...(study.role === undefined ? [] : [`you are ${short(study.role, 30)}`]),
    ].join(' · '),
    description: short(study.description, 500),
    facts: [
      ...(patients === undefined
        ? []
        : [{ figure: figure(patients, 0), meaning: patients === 1 ? 'patient' : 'patients' }]),
      {
        figure: figure(study.observations, 0),
        meaning: study.observations === 1 ? 'observation' : 'observations',
      },
    ],
    types: types.map(rowOf),
    legend: types.some(({ consent }) => consent !== undefined) ? consentLegend : [],
    devices: study.sources.map(({ name, kind }) =>
      [short(name, 80), ...(kind === '' ? [] : [`(${inWords(kind)})`])].join(' '),
    ),
    withheld: types.some(isLeftOut) ? [leftOut] : [],
    notes: [
      ...(hasDataTypes(answer) ? [] : [inFhir]),
      ...(study.notice === undefined ? [] : [short(study.notice, 2000)]),
    ],
  }
}
