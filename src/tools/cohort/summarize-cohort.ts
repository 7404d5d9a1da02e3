import { defineTool } from '../tool.js'
import { input, output } from './shapes.js'

/**
 * The distribution over the patients of a study of one number of each: of those who share the data
 * type and fulfil every criterion. Observations withdrawn as errors, in the future or without a
 * readable time are in no figure.
 */
export const summarizeCohort = defineTool({
  name: 'summarize_cohort',
  set: 'cohort',
  access: 'Observation.s',
  title: 'Summarize a cohort',
  description: 'Distribution of one number per patient of a study; default: last 30 days of data.',
  input,
  output,
  run: async (asked, context) => await (await import('./answer.js')).answerCohort(asked, context),
})
