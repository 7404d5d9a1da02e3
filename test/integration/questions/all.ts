import { observationQuestions } from './observations.js'
import { patientQuestions } from './patients.js'
import type { Question } from './question.js'
import { serverQuestions, statisticQuestions } from './statistics.js'
import { studyQuestions } from './studies.js'

/** Every question to the demo world. */
export const questions: readonly Question[] = [
  ...studyQuestions,
  ...patientQuestions,
  ...observationQuestions,
  ...statisticQuestions,
  ...serverQuestions,
]
