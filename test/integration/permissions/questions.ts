import { observationQuestions } from './observation-questions.js'
import type { Question } from './question.js'
import { searchQuestions } from './search-questions.js'
import { demographicsQuestions, studyQuestions } from './study-questions.js'

/** The whole matrix: every tool, every person. */
export const questions: readonly Question[] = [
  ...studyQuestions,
  ...demographicsQuestions,
  ...observationQuestions,
  ...searchQuestions,
]
