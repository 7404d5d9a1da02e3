import { defineTool } from '../tool.js'
import { input, output } from './worklist-shape.js'

/**
 * The patients of a study one by one: who was silent, who is above a limit, who measures rarely. Who
 * sent nothing in the window is among them, and first by `last_seen`, before them who never sent anything.
 */
export const listPatientSummaries = defineTool({
  name: 'list_patient_summaries',
  set: 'cohort',
  access: 'Observation.s',
  title: 'List patients by data',
  description:
    'Who was silent or above a limit. First: longest silent, fewest days, highest mean, lowest share.',
  input,
  output,
  run: async (asked, context) =>
    await (await import('./worklist.js')).answerWorklist(asked, context),
})
