import { scaled } from './world.js'

/** A question whose cost is watched while the database grows. */
export interface ScaleQuestion {
  readonly name: string
  readonly tool: string
  readonly args: Readonly<Record<string, unknown>>
  /** The page begins after this share of the deep patient's history. */
  readonly back?: number
}

const patient_id = scaled.deepPatient
const study_id = scaled.largeStudy
const data_type = 'blood-glucose'
const newest = 'get_patient_observations'

/** Questions that goals are about. */
export const names = {
  latest: 'latest 10 of a patient',
  farBack: 'the same, 198,000 of 500,000 back',
  oneType: 'latest 10 of one type',
  trend: 'trend by week, 90 days of one type',
  counts: 'counts of a study of 2,000',
  ofSmall: '25 patients of a study of 25',
  ofLarge: '25 patients of a study of 2,000',
  cohortMean: 'cohort of 2,000: mean of 30 days',
  cohortRanges: 'cohort of 2,000: glucose ranges of 14 days',
} as const

/** The newest page of a patient, whatever was measured. */
export const latest: ScaleQuestion = { name: names.latest, tool: newest, args: { patient_id } }

/** Of a window of 90 days, as a trend by weeks asks for it. */
const window = { start: -90, end: 0 } as const

/**
 * Those whose name contains a text; all unless one is given.
 * @param today YYYY-MM-DD; the newest observation is at its midnight
 * @throws Error where no name contains it
 */
export const scaleQuestions = (today: string, only = ''): readonly ScaleQuestion[] => {
  const chosen = allQuestions(today).filter(({ name }) => name.includes(only))
  if (chosen.length === 0) throw new Error(`no question of scale has ${only} in its name`)
  return chosen
}

const allQuestions = (today: string): readonly ScaleQuestion[] => {
  const day = (offset: number) =>
    new Date(Date.parse(today) + offset * 86_400_000).toISOString().slice(0, 10)
  const start = day(window.start)
  const end = day(window.end)
  return [
    { name: 'list_studies, 1,000 in the claim', tool: 'list_studies', args: {} },
    latest,
    { name: names.farBack, tool: newest, args: { patient_id }, back: 0.396 },
    {
      name: names.oneType,
      tool: newest,
      args: { patient_id, data_type: 'blood-pressure' },
    },
    {
      name: names.trend,
      tool: 'get_observation_trend',
      args: { patient_id, data_type, bucket: 'week', start, end },
    },
    {
      name: 'summary of 90 days',
      tool: 'summarize_observations',
      args: { patient_id, start, end },
    },
    {
      name: 'summary of one type, whole history',
      tool: 'summarize_observations',
      args: { patient_id, data_type },
    },
    { name: names.counts, tool: 'get_study_metadata', args: { study_id } },
    {
      name: 'trend by week of a study of 2,000, 90 days',
      tool: 'get_observation_trend',
      args: { study_id, data_type: 'body-weight', bucket: 'week', start, end },
    },
    {
      name: names.cohortMean,
      tool: 'summarize_cohort',
      args: { study_id, data_type: 'body-weight', start: day(-30), end },
    },
    {
      name: names.cohortRanges,
      tool: 'summarize_cohort',
      args: { study_id, data_type, start: day(-14), end },
    },
    {
      name: 'cohort of 2,000: 25 of the worklist by mean, 30 days',
      tool: 'list_patient_summaries',
      args: { study_id, data_type: 'body-weight', order: 'mean', start: day(-30), end, limit: 25 },
    },
    {
      name: 'cohort of 2,000: activity by week, 90 days',
      tool: 'get_study_activity',
      args: { study_id, bucket: 'week', start, end },
    },
    {
      name: names.ofSmall,
      tool: 'get_patient_demographics',
      args: { study_id: scaled.smallStudy, limit: 25 },
    },
    {
      name: names.ofLarge,
      tool: 'get_patient_demographics',
      args: { study_id, limit: 25 },
    },
  ]
}
