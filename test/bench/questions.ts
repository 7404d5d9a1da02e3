/** A question to a tool, as a host puts it. */
export interface BenchQuestion {
  readonly name: string
  readonly tool: string
  readonly args: Readonly<Record<string, unknown>>
}

/** The demo's study coordinator. */
export const asker = 10_001
const study_id = 30_001
const patient_id = 40_002

/** Each tool with what people ask it most; where an answer can be small or large, both. */
export const benchQuestions: readonly BenchQuestion[] = [
  { name: 'get_study_count', tool: 'get_study_count', args: {} },
  { name: 'list_studies', tool: 'list_studies', args: {} },
  { name: 'get_study_metadata', tool: 'get_study_metadata', args: { study_id } },
  {
    name: 'get_patient_demographics',
    tool: 'get_patient_demographics',
    args: { study_id, limit: 25 },
  },
  {
    name: 'get_patient_observations, latest 10',
    tool: 'get_patient_observations',
    args: { patient_id },
  },
  {
    name: 'get_patient_observations, one type',
    tool: 'get_patient_observations',
    args: { patient_id, data_type: 'body-weight' },
  },
  {
    name: 'get_patient_observations, 10 as FHIR',
    tool: 'get_patient_observations',
    args: { patient_id, data_type: 'body-weight', format: 'fhir' },
  },
  {
    name: 'get_patient_observations, 200 rows',
    tool: 'get_patient_observations',
    args: { patient_id, data_type: 'blood-glucose', limit: 200 },
  },
  { name: 'search_patients', tool: 'search_patients', args: { name: 'tomasz' } },
  {
    name: 'summarize_observations',
    tool: 'summarize_observations',
    args: { patient_id },
  },
  {
    name: 'get_observation_trend',
    tool: 'get_observation_trend',
    args: { patient_id, data_type: 'body-weight', bucket: 'week' },
  },
  { name: 'describe_schema', tool: 'describe_schema', args: { name: 'blood-pressure' } },
  { name: 'get_server_status', tool: 'get_server_status', args: {} },
]

/** The same of tools that are off unless asked for: what they cost a model is counted, not their time. */
export const questionsOfSets: readonly BenchQuestion[] = [
  {
    name: 'summarize_cohort',
    tool: 'summarize_cohort',
    args: { study_id: 30_002, data_type: 'blood-pressure' },
  },
  {
    name: 'list_patient_summaries',
    tool: 'list_patient_summaries',
    args: { study_id: 30_002, data_type: 'blood-pressure' },
  },
  {
    name: 'get_study_activity',
    tool: 'get_study_activity',
    args: { study_id: 30_002, bucket: 'week' },
  },
  {
    name: 'get_clinical_records',
    tool: 'get_clinical_records',
    args: { patient_id: 40_013 },
  },
  {
    name: 'count_clinical_records',
    tool: 'count_clinical_records',
    args: { study_id: 30_002 },
  },
  { name: 'list_organizations', tool: 'list_organizations', args: {} },
  { name: 'list_practitioners', tool: 'list_practitioners', args: {} },
]
