import { observationQuestions } from './observation-questions.js'
import type { Question } from './question.js'
import { tools } from '../../../src/tools/registry.js'
import { openQuestions } from './open-questions.js'
import { searchQuestions } from './search-questions.js'
import { statisticsQuestions } from './statistics-questions.js'
import { demographicsQuestions, studyQuestions } from './study-questions.js'

/** The whole matrix: every tool, every person. */
export const questions: readonly Question[] = [
  ...studyQuestions,
  ...demographicsQuestions,
  ...observationQuestions,
  ...searchQuestions,
  ...statisticsQuestions,
  ...openQuestions,
]

const open = tools.filter(({ access }) => access === 'anyone').map(({ name }) => name)

/** The questions that are refused to who may not ask. */
export const guardedQuestions: readonly Question[] = questions.filter(
  ({ tool }) => !open.includes(tool),
)
