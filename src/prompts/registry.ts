import { isDay } from '../text/calendar-day.js'
import { clean } from '../text/clean.js'
import { care, from, type PromptSite } from './wording.js'

/** An argument of a prompt; all of them are texts. */
export interface PromptArgument {
  readonly name: string
  readonly description: string
  readonly required: boolean
  /** A value of this form is put into the question unchanged; any other is quoted. */
  readonly form: RegExp
  /** Most characters of a value between quotes; 200 without it. */
  readonly longest?: number
  /** What is offered while it is typed: the viewer's own studies, or the types that they ask for. */
  readonly offers?: 'study_ids' | 'data_types'
}

/** A question that people ask often, with the cheap way to its answer. */
export interface Prompt {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly arguments: readonly PromptArgument[]
  /** Names of the tools that the text speaks of; without one of them the prompt is not offered. */
  readonly tools: readonly string[]
  /** The text for the model; `given` holds the arguments that were filled in, as `quoted` writes them. */
  readonly text: (given: ReadonlyMap<string, string>, site: PromptSite) => string | Promise<string>
}

const id = /^[1-9]\d{0,14}$/
const day = /^\d{4}-\d{2}-\d{2}$/
const period = /^\d{4}-\d{2}-\d{2}\/\d{4}-\d{2}-\d{2}$/

const study: PromptArgument = {
  name: 'study_id',
  description: 'Id of a study, e.g. 30001',
  required: true,
  form: id,
  offers: 'study_ids',
}
const dataType: PromptArgument = {
  name: 'data_type',
  description: 'Data type, e.g. blood-pressure',
  required: false,
  form: /^[\w:.-]{1,100}$/,
  offers: 'data_types',
}
const patient: PromptArgument = {
  name: 'patient_id',
  description: 'Id of a patient, e.g. 40001',
  required: true,
  form: id,
}

export const noSuchDay = 'INPUT_INVALID: There is no such day. Give days as YYYY-MM-DD.'

/** Whether the days of a value, if it has the form of days, are in the calendar: no tool takes others. */
export function isPossible(value: string): boolean {
  const hasForm = [day, period].some((form) => form.test(value))
  return !hasForm || value.split('/').every(isDay)
}
const mostCharacters = 200

/**
 * A value as it stands in a question: any text, also one that a host fills in later (`$1`), as one
 * line between quotes unless it has the argument's form.
 */
export const quoted = (
  { form, longest = mostCharacters }: PromptArgument,
  value: string,
): string => (form.test(value) ? value : JSON.stringify(clean(value, longest)))

/** Texts of prompts that few sessions ask for. */
const later = async () => await import('./site-questions.js')

/** Every prompt, in the order of `prompts/list`. */
export const prompts: readonly Prompt[] = [
  {
    name: 'study_overview',
    title: 'Overview of a study',
    description: 'What a study collects, who takes part and how complete it is.',
    arguments: [study],
    tools: ['get_study_metadata'],
    text: (given) =>
      `Give me an overview of study ${given.get('study_id') ?? ''}. Call get_study_metadata and report its purpose, organization, devices, number of patients, and for each data type the number of observations and how many patients agreed, declined or have not answered. Do not fetch rows of patients. ${care}`,
  },
  {
    name: 'patient_review',
    title: 'Review of a patient',
    description: 'What was measured of one patient, and how it has developed.',
    arguments: [
      patient,
      dataType,
      { name: 'start', description: 'First day, e.g. 2026-01-01', required: false, form: day },
      { name: 'end', description: 'Last day', required: false, form: day },
    ],
    tools: ['summarize_observations', 'get_observation_trend', 'get_patient_observations'],
    text: (given) =>
      `Review the measurements of patient ${given.get('patient_id') ?? ''}${from(given, 'data_type', (type) => ` of type ${type}`)}${from(given, 'start', (first) => ` from ${first}`)}${from(given, 'end', (last) => ` to ${last}`)}. Start with summarize_observations; use get_observation_trend for changes, and get_patient_observations with one data type and a small limit for single rows. Report values with units and times, gaps, and values that stand out. This is not medical advice. ${care}`,
  },
  {
    name: 'data_quality_check',
    title: 'Check of data quality',
    description: 'Gaps, odd times and odd values in the data of a study.',
    arguments: [study, dataType],
    tools: ['get_study_metadata', 'get_patient_observations'],
    text: (given) =>
      `Check the quality of the data of study ${given.get('study_id') ?? ''}${from(given, 'data_type', (type) => `, type ${type}`)}. Start with get_study_metadata: types without observations, consent that is pending. Then look at a few patients with small limits: times that are unknown, in the future or far from when they were recorded, values that are null with their reasons, units that differ, status other than final. List what you found with ids and counts. ${care}`,
  },
  {
    name: 'compare_periods',
    title: 'Comparison of two periods',
    description: 'How one data type of a patient differs between two periods.',
    arguments: [
      patient,
      { ...dataType, required: true },
      {
        name: 'first',
        description: 'First period, e.g. 2026-01-01/2026-01-31',
        required: true,
        form: period,
      },
      {
        name: 'second',
        description: 'Second period, e.g. 2026-02-01/2026-02-28',
        required: true,
        form: period,
      },
    ],
    tools: ['summarize_observations'],
    text: (given) =>
      `Compare ${given.get('data_type') ?? ''} of patient ${given.get('patient_id') ?? ''} between ${given.get('first') ?? ''} and ${given.get('second') ?? ''} (first/last day, both included). Ask summarize_observations for each period on its own, with its start and end. Report counts, averages and ranges with units side by side, and how many days of each period have data. Never mix units. ${care}`,
  },
  {
    name: 'plan_visits',
    title: 'Whom to see next',
    description: 'Who in a study is silent or out of range, and what is planned; books nothing.',
    arguments: [
      study,
      dataType,
      {
        name: 'days',
        description: 'Silent for at least so many days, e.g. 7',
        required: false,
        form: /^[1-9]\d{0,2}$/,
      },
    ],
    tools: ['get_study_metadata', 'list_patient_summaries', 'get_clinical_records'],
    text: async (given, site) => (await later()).planVisits(given, site),
  },
  {
    name: 'study_setup_check',
    title: 'Check of how a study is set up',
    description: 'Requests, consent that is pending, devices without data, and roles of a study.',
    arguments: [study],
    tools: ['get_study_metadata', 'summarize_observations', 'list_practitioners'],
    text: async (given, site) => (await later()).studySetupCheck(given, site),
  },
  {
    name: 'system_maintenance',
    title: 'Check of the server',
    description: 'How the server is, and what its administrator can check.',
    arguments: [],
    tools: ['get_server_status'],
    text: async (given, site) => (await later()).systemMaintenance(given, site),
  },
  {
    name: 'cohort_question',
    title: 'Question about a whole study',
    description: 'Turns a question about all participants into one call.',
    arguments: [
      study,
      {
        name: 'question',
        description: 'In plain words, e.g. who is above 140 on average?',
        required: true,
        // always between quotes
        form: /^(?!)/,
        longest: 1000,
      },
    ],
    tools: [
      'get_study_metadata',
      'summarize_cohort',
      'list_patient_summaries',
      'get_study_activity',
    ],
    text: async (given) => (await later()).cohortQuestion(given),
  },
]
