/** What a patient answered to a study, where it is not yes to everything on the first day. */
export interface Answer {
  readonly patient: number
  readonly study: number
  /** The codes that it is about; absent for all that the study asks for. */
  readonly codes?: readonly string[]
  /**
   * `declined` on the first day, `withdrawn` some days ago (JHE keeps both as the same row), or
   * `pending`: no answer, so no row.
   */
  readonly answer: 'declined' | 'withdrawn' | 'pending'
  /** How many days ago it was withdrawn. */
  readonly daysAgo?: number
}

/** Every answer other than consent on the first day. */
export const answers: readonly Answer[] = [
  { patient: 40005, study: 30001, codes: ['omh:body-weight:3.0'], answer: 'declined' },
  { patient: 40006, study: 30001, answer: 'withdrawn', daysAgo: 45 },
  { patient: 40007, study: 30001, answer: 'pending' },
  { patient: 40010, study: 30001, codes: ['omh:physical-activity:1.2'], answer: 'pending' },
  { patient: 40003, study: 30002, codes: ['omh:body-weight:3.0'], answer: 'declined' },
  { patient: 40016, study: 30002, codes: ['omh:heart-rate:2.0'], answer: 'declined' },
  {
    patient: 40020,
    study: 30002,
    codes: ['omh:blood-pressure:4.0'],
    answer: 'withdrawn',
    daysAgo: 30,
  },
  { patient: 40014, study: 30002, codes: ['MedicationRequest'], answer: 'declined' },
  { patient: 40015, study: 30002, codes: ['QuestionnaireResponse'], answer: 'pending' },
  { patient: 40017, study: 30002, codes: ['Condition'], answer: 'declined' },
  { patient: 40022, study: 30002, answer: 'pending' },
  { patient: 40033, study: 30003, codes: ['ieee:sleep-stage-summary:1.0'], answer: 'declined' },
  { patient: 40029, study: 30003, codes: ['site:grip-strength:1.0'], answer: 'pending' },
  { patient: 40037, study: 30004, answer: 'withdrawn', daysAgo: 20 },
  { patient: 40038, study: 30004, codes: ['omh:body-temperature:4.0'], answer: 'pending' },
  { patient: 40041, study: 30005, answer: 'pending' },
  { patient: 40042, study: 30005, answer: 'declined' },
]

/** The answer of a patient to a study about a code, where it is not yes. */
export const answerTo = (study: number, patient: number, code: string): Answer | undefined =>
  answers.find(
    (answer) =>
      answer.study === study &&
      answer.patient === patient &&
      (answer.codes === undefined || answer.codes.includes(code)),
  )
