/** A question as a person would ask it, and the tool call that answers it. */
export interface Stop {
  readonly question: string
  readonly tool: string
  readonly args: Readonly<Record<string, string | number>>
  /** The study that the session is held to for this question. */
  readonly heldTo?: number
}

const daysBefore = (now: Date, days: number): string =>
  new Date(now.getTime() - days * 86_400_000).toISOString().slice(0, 10)

const firstStops = (now: Date): readonly Stop[] => [
  { question: 'How many studies can I access?', tool: 'list_studies', args: {} },
  {
    question: 'What does the blood pressure study collect, and who has agreed to share it?',
    tool: 'get_study_metadata',
    args: { study_id: 30_002 },
  },
  {
    question: 'Who takes part?',
    tool: 'get_patient_demographics',
    args: { study_id: 30_002, limit: 4 },
  },
  {
    question: 'Is there a Mateus among my patients?',
    tool: 'search_patients',
    args: { name: 'Mateus' },
  },
  {
    question: 'What does a blood pressure measurement say?',
    tool: 'describe_schema',
    args: { name: 'blood-pressure' },
  },
  {
    question: 'Show me blood pressure for patient 40013 over the last month.',
    tool: 'get_patient_observations',
    args: {
      patient_id: 40_013,
      data_type: 'blood-pressure',
      start: daysBefore(now, 30),
      limit: 6,
    },
  },
  {
    question: 'How did it change over the last half year?',
    tool: 'get_observation_trend',
    args: {
      patient_id: 40_013,
      data_type: 'blood-pressure',
      bucket: 'month',
      start: daysBefore(now, 150),
    },
  },
]

const furtherStops: readonly Stop[] = [
  {
    question: 'Sum up the glucose study for me.',
    tool: 'summarize_observations',
    args: { study_id: 30_001, data_type: 'blood-glucose' },
  },
  {
    question: 'Who in the blood pressure study has been silent the longest?',
    tool: 'list_patient_summaries',
    args: { study_id: 30_002, data_type: 'blood-pressure', limit: 3 },
  },
  {
    question: 'How high is the pressure of everybody in it, each person once, by age?',
    tool: 'summarize_cohort',
    args: {
      study_id: 30_002,
      data_type: 'blood-pressure',
      value: 'systolic',
      stat: 'mean',
      group_by: 'age_band',
    },
  },
  {
    question: 'And what has patient 40016 not agreed to share?',
    tool: 'get_patient_observations',
    args: { patient_id: 40_016, limit: 2 },
  },
  {
    question: 'Which visits of patient 40013 were there, and which are planned?',
    tool: 'get_clinical_records',
    args: { patient_id: 40_013, type: 'Encounter', limit: 3 },
  },
  {
    question: 'What is in study 30004? (It belongs to others.)',
    tool: 'get_study_metadata',
    args: { study_id: 30_004 },
  },
]

const lastStops: readonly Stop[] = [
  {
    question: 'Which studies are there in a session that is held to one of them?',
    tool: 'list_studies',
    args: {},
    heldTo: 30_002,
  },
  {
    question: 'And what can be asked there about another of my studies?',
    tool: 'get_study_metadata',
    args: { study_id: 30_001 },
    heldTo: 30_002,
  },
  { question: 'What rules and limits hold for me?', tool: 'get_server_status', args: {} },
]

/** The questions of the tour, in order. @param now the clock, from which their windows are counted */
export const tourStops = (now: Date): readonly Stop[] => [
  ...firstStops(now),
  ...furtherStops,
  ...lastStops,
]
