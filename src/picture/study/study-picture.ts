import {
  hasDataTypes,
  readStudyAnswer,
  type Consent,
  type DataSource,
  type StudyAnswer,
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

const subtitleOf = ({ id, organization, role }: StudyAnswer): string =>
  [
    ...(id === undefined ? [] : [`Study ${String(id)}`]),
    ...(organization === '' ? [] : [short(organization, 80)]),
    ...(role === undefined ? [] : [`you are ${short(role, 30)}`]),
  ].join(' · ')

const factOf = (count: number, one: string, many: string): Fact => ({
  figure: figure(count, 0),
  meaning: count === 1 ? one : many,
})

const factsOf = ({ patients, observations }: StudyAnswer): readonly Fact[] => [
  ...(patients === undefined ? [] : [factOf(patients, 'patient', 'patients')]),
  factOf(observations, 'observation', 'observations'),
]

const deviceOf = ({ name, kind }: DataSource): string =>
  kind === '' ? short(name, 80) : `${short(name, 80)} (${inWords(kind)})`

/**
 * Reads an answer of `get_study_metadata` for drawing.
 * @param answer its structure; what cannot be read of it is left out
 */
export function studyPicture(answer: unknown): StudyPicture {
  const study = readStudyAnswer(answer)
  const { types } = study
  return {
    title: study.name === '' ? 'Study' : short(study.name, 120),
    subtitle: subtitleOf(study),
    description: short(study.description, 500),
    facts: factsOf(study),
    types: types.map(rowOf),
    legend: types.some(({ consent }) => consent !== undefined) ? consentLegend : [],
    devices: study.sources.map(deviceOf),
    withheld: types.some(isLeftOut) ? [leftOut] : [],
    notes: [
      ...(hasDataTypes(answer) ? [] : [inFhir]),
      ...(study.notice === undefined ? [] : [short(study.notice, 2000)]),
    ],
  }
}
