import type { DataClass } from '../../../src/console/chat/data-class.js'
import { patients, studies } from '../worlds/jhe/ids.js'

/** What a person asks, the call that answers it, and what the answer may hold. */
export type KnownQuestion = readonly [
  ask: string,
  tool: string,
  args: Readonly<Record<string, unknown>>,
  holds: DataClass,
]

const [pressure, devices, sugar] = [studies.pressure, studies.devices, studies.sugar]
const { ana, ben, cora } = patients
const week = { start: '2026-03-01', end: '2026-03-08' }
const march = { start: '2026-03-01', end: '2026-04-01' }
const bp = 'blood-pressure'

const aboutStudies: readonly KnownQuestion[] = [
  ['How many studies can I see?', 'get_study_count', {}, 'facts'],
  ['Which studies are mine?', 'list_studies', {}, 'facts'],
  ['Name two of my studies.', 'list_studies', { limit: 2 }, 'facts'],
  ['What does the pressure study collect?', 'get_study_metadata', { study_id: pressure }, 'facts'],
  ['What does the device study collect?', 'get_study_metadata', { study_id: devices }, 'facts'],
  ['How many take part in the sugar study?', 'get_study_metadata', { study_id: sugar }, 'facts'],
  [
    'Give me the pressure study as FHIR.',
    'get_study_metadata',
    { study_id: pressure, format: 'fhir' },
    'facts',
  ],
  ['What does a blood pressure look like here?', 'describe_schema', { name: bp }, 'facts'],
  ['What data types are there?', 'describe_schema', {}, 'facts'],
  ['What is in a heart rate?', 'describe_schema', { name: 'heart-rate' }, 'facts'],
  ['Who am I, and does all work?', 'get_server_status', {}, 'facts'],
  ['What does the table of studies hold?', 'describe_schema', { name: 'core_study' }, 'facts'],
  ['Which organizations are mine?', 'list_organizations', {}, 'persons'],
  ['Who else works here?', 'list_practitioners', {}, 'persons'],
]

const aboutMany: readonly KnownQuestion[] = [
  ['Sum up the pressure study.', 'summarize_observations', { study_id: pressure }, 'summaries'],
  ['Sum up the sugar study.', 'summarize_observations', { study_id: sugar }, 'summaries'],
  ['Sum up the device study.', 'summarize_observations', { study_id: devices }, 'summaries'],
  [
    'Mean blood pressure of the pressure study?',
    'summarize_observations',
    { study_id: pressure, data_type: bp },
    'summaries',
  ],
  [
    'And its heart rate?',
    'summarize_observations',
    { study_id: pressure, data_type: 'heart-rate' },
    'summaries',
  ],
  [
    'Glucose of the sugar study?',
    'summarize_observations',
    { study_id: sugar, data_type: 'blood-glucose' },
    'summaries',
  ],
  [
    'The first week of March in the pressure study?',
    'summarize_observations',
    { study_id: pressure, ...week },
    'summaries',
  ],
  [
    'The same in the time of New York?',
    'summarize_observations',
    { study_id: pressure, ...week, time_zone: 'America/New_York' },
    'summaries',
  ],
  ...(['hour', 'day', 'week', 'month', 'time_of_day'] as const).map((bucket): KnownQuestion => [
    `Blood pressure of the pressure study in March by ${bucket}?`,
    'get_observation_trend',
    { study_id: pressure, data_type: bp, bucket, ...march },
    'summaries',
  ]),
  [
    'Weights of the sugar study by month?',
    'get_observation_trend',
    { study_id: sugar, data_type: 'body-weight', bucket: 'month' },
    'summaries',
  ],
  [
    'How is blood pressure spread in the pressure study?',
    'summarize_cohort',
    { study_id: pressure, data_type: bp },
    'summaries',
  ],
  [
    'And heart rate in March?',
    'summarize_cohort',
    { study_id: pressure, data_type: 'heart-rate', ...march },
    'summaries',
  ],
  [
    'Is data still coming in?',
    'get_study_activity',
    { study_id: pressure, bucket: 'month' },
    'summaries',
  ],
  [
    'By week, in March?',
    'get_study_activity',
    { study_id: pressure, bucket: 'week', ...march },
    'summaries',
  ],
  [
    'Which clinical records has the pressure study?',
    'count_clinical_records',
    { study_id: pressure },
    'summaries',
  ],
  ['And the sugar study?', 'count_clinical_records', { study_id: sugar }, 'summaries'],
]

const aboutOne: readonly KnownQuestion[] = [
  ['Who takes part?', 'get_patient_demographics', { study_id: pressure }, 'persons'],
  [
    'The first two of them?',
    'get_patient_demographics',
    { study_id: pressure, limit: 2 },
    'persons',
  ],
  [
    'How old is Ana?',
    'get_patient_demographics',
    { study_id: pressure, patient_id: ana },
    'persons',
  ],
  [
    'Ana as FHIR?',
    'get_patient_demographics',
    { study_id: pressure, patient_id: ana, format: 'fhir' },
    'persons',
  ],
  ['Who is called Ana?', 'search_patients', { name: 'ana' }, 'persons'],
  [
    'Anyone called Ben in the pressure study?',
    'search_patients',
    { name: 'ben', study_id: pressure },
    'persons',
  ],
  ['Who was born on that day?', 'search_patients', { birth_date: '1980-01-01' }, 'persons'],
  ['What did Ana send last?', 'get_patient_observations', { patient_id: ana }, 'persons'],
  [
    'What first?',
    'get_patient_observations',
    { patient_id: ana, order: 'oldest', limit: 5 },
    'persons',
  ],
  [
    'Her blood pressure in the first week of March?',
    'get_patient_observations',
    { patient_id: ana, data_type: bp, ...week },
    'persons',
  ],
  [
    'As FHIR?',
    'get_patient_observations',
    { patient_id: ana, data_type: bp, format: 'fhir' },
    'persons',
  ],
  ['What did Ben send?', 'get_patient_observations', { patient_id: ben }, 'persons'],
  ['And Cora?', 'get_patient_observations', { patient_id: cora }, 'persons'],
  ['Sum up Ana.', 'summarize_observations', { patient_id: ana }, 'persons'],
  [
    'In the pressure study only?',
    'summarize_observations',
    { patient_id: ana, study_id: pressure },
    'persons',
  ],
  ['Sum up Ben.', 'summarize_observations', { patient_id: ben }, 'persons'],
  ['Sum up Cora.', 'summarize_observations', { patient_id: cora }, 'persons'],
  ...(['day', 'week', 'month'] as const).map((bucket): KnownQuestion => [
    `Ana’s blood pressure by ${bucket}?`,
    'get_observation_trend',
    { patient_id: ana, data_type: bp, bucket, ...march },
    'persons',
  ]),
  [
    'Over the day?',
    'get_observation_trend',
    { patient_id: ana, data_type: bp, bucket: 'time_of_day', ...march },
    'persons',
  ],
  ['Which clinical records has Ana?', 'get_clinical_records', { patient_id: ana }, 'persons'],
  ['How many of each?', 'count_clinical_records', { patient_id: ana }, 'persons'],
  [
    'Who has been silent?',
    'list_patient_summaries',
    { study_id: pressure, data_type: bp },
    'persons',
  ],
  [
    'Who measures rarely?',
    'list_patient_summaries',
    { study_id: pressure, data_type: bp, order: 'days', limit: 5 },
    'persons',
  ],
  [
    'Who is high?',
    'list_patient_summaries',
    {
      study_id: pressure,
      data_type: bp,
      order: 'mean',
      where: [{ data_type: bp, stat: 'mean', op: '>', number: 140 }],
    },
    'persons',
  ],
]

/** Sixty questions of study staff to the test world. */
export const knownQuestions: readonly KnownQuestion[] = [...aboutStudies, ...aboutMany, ...aboutOne]
