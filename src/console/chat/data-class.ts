/** What an answer of a tool may hold, from the least to the most. */
export const dataClasses = ['facts', 'summaries', 'persons'] as const
export type DataClass = (typeof dataClasses)[number]

/** Tools whose answers hold counts and facts of studies only. */
const facts: readonly string[] = [
  'get_study_count',
  'list_studies',
  'get_study_metadata',
  'describe_schema',
  'get_server_status',
]

/** Tools whose answers are figures of many people, unless they are asked for one. */
const figures: readonly string[] = [
  'summarize_observations',
  'get_observation_trend',
  'summarize_cohort',
  'get_study_activity',
  'count_clinical_records',
]

/**
 * What the answer of one of our own tools may hold. A tool that is not known to hold less holds
 * single people.
 * @param isOfOne whether the session is held to one patient, so that all figures are that person's
 */
export function classOf(
  tool: string,
  args: Readonly<Record<string, unknown>>,
  isOfOne: boolean,
): DataClass {
  if (facts.includes(tool)) return isOfOne ? 'persons' : 'facts'
  const namesOne = args['patient_id'] !== undefined && args['patient_id'] !== null
  return figures.includes(tool) && !namesOne && !isOfOne ? 'summaries' : 'persons'
}

/** Whether what is allowed covers what an answer may hold. */
export const covers = (allowed: DataClass, asked: DataClass): boolean =>
  dataClasses.indexOf(allowed) >= dataClasses.indexOf(asked)
