import {
  activity,
  cuffSite,
  denominator,
  mainSleep,
  meal,
  posture,
  quality,
  sleep,
  specimen,
  statistic,
  stepStatistic,
  thermometerSite,
} from './context-fields.js'
import {
  bare,
  durations,
  lengths,
  masses,
  optional,
  required,
  within,
  word,
  type ValueField,
} from './fields.js'
import { freeze, type, type DataType } from './data-type.js'
import { moreTypes } from './more-types.js'
import { olderTypes } from './older-types.js'

export { shortName, type DataType } from './data-type.js'

const stages = ['rem', 'light', 'deep']
const sleepStageSummary = [
  optional('latency_to_sleep_onset', ...durations),
  optional('latency_to_arising', ...durations),
  ...stages.map((stage) => optional(`${stage}_sleep_duration`, ...durations)),
  optional('awake_duration', ...durations),
  ...stages.map((stage) => optional(`${stage}_sleep_percentage`, '%')),
  optional('awake_percentage', '%'),
  optional('sleep_efficiency_percentage', '%'),
  ...stages.map((stage) => bare(`${stage}_sleep_episode_count`)),
  bare('number_of_awakenings'),
].map((field) => within('sleep_stage_summary', field))

const sleepStageEpisodes: ValueField = {
  name: 'sleep_stage_episode_count',
  path: ['sleep_stage_episodes'],
  kind: 'length',
  units: [],
  required: false,
}

/** Every data type that JHE is set up with, in the order that JHE lists them. */
export const dataTypes: readonly DataType[] = freeze([
  type('omh:blood-glucose:4.0', {
    title: 'Blood glucose',
    meaning: 'Concentration of glucose in blood or another specimen.',
    primary: [required('blood_glucose', 'mg/dL', 'mmol/L')],
    context: [specimen, meal, sleep, statistic],
  }),
  type('omh:blood-pressure:4.0', {
    title: 'Blood pressure',
    meaning: 'Systolic and diastolic pressure of one measurement.',
    primary: [
      { ...required('systolic', 'mmHg'), path: ['systolic_blood_pressure'] },
      { ...required('diastolic', 'mmHg'), path: ['diastolic_blood_pressure'] },
    ],
    context: [posture, cuffSite, activity, statistic],
  }),
  type('omh:body-temperature:4.0', {
    title: 'Body temperature',
    meaning: 'Temperature of the body at the place of measurement.',
    primary: [required('body_temperature', 'C', 'F', 'K')],
    context: [thermometerSite, sleep, statistic],
  }),
  type('omh:heart-rate:2.0', {
    title: 'Heart rate',
    meaning: 'Heart beats per minute.',
    primary: [required('heart_rate', 'beats/min')],
    context: [activity, sleep, statistic],
  }),
  type('omh:oxygen-saturation:2.0', {
    title: 'Oxygen saturation',
    meaning: 'Share of haemoglobin in blood that carries oxygen.',
    primary: [required('oxygen_saturation', '%')],
    secondary: [optional('supplemental_oxygen_flow_rate', 'L/min')],
    context: [
      word('system', 'peripheral capillary'),
      word('measurement_method', 'pulse oximetry'),
      word('oxygen_therapy_mode_of_administration', 'nasal cannula'),
      statistic,
    ],
  }),
  type('omh:respiratory-rate:2.0', {
    title: 'Respiratory rate',
    meaning: 'Breaths per minute.',
    primary: [required('respiratory_rate', 'breaths/min')],
    context: [activity, statistic],
  }),
  type('omh:rr-interval:1.0', {
    title: 'RR interval',
    meaning: 'Time between two successive heart beats.',
    primary: [required('rr_interval', 'ms')],
    context: [activity, statistic],
  }),
  type('omh:body-weight:3.0', {
    title: 'Body weight',
    meaning: 'Weight of the body.',
    primary: [required('body_weight', ...masses)],
    context: [statistic],
  }),
  type('omh:forced-vital-capacity:1.0', {
    title: 'Forced vital capacity',
    meaning: 'Air that can be forced out after a full breath.',
    primary: [required('forced_vital_capacity', 'L')],
    context: [quality, activity, statistic],
  }),
  type('omh:forced-expiratory-volume-1-second:1.0', {
    title: 'Forced expiratory volume in 1 second',
    meaning: 'Air forced out in the first second after a full breath.',
    primary: [required('forced_expiratory_volume_1_second', 'L')],
    context: [quality, activity, statistic],
  }),
  type('omh:physical-activity:1.2', {
    title: 'Physical activity',
    meaning: 'An activity such as walking, with its distance, energy and intensity if known.',
    primary: [optional('distance', ...lengths), optional('kcal_burned', 'kcal')],
    secondary: [bare('met_value')],
    context: [
      word('activity_name'),
      word('reported_activity_intensity', 'light', 'moderate', 'vigorous'),
    ],
  }),
  type('omh:step-count:3.0', {
    title: 'Step count',
    meaning: 'Steps taken in the time of the observation.',
    primary: [required('step_count', 'steps')],
    context: [stepStatistic, denominator],
  }),
  type('ieee:sleep-stage-summary:1.0', {
    title: 'Sleep stage summary',
    meaning: 'Time slept and its split into REM, light and deep sleep and time awake.',
    primary: [within('sleep_stage_summary', required('total_sleep_time', ...durations))],
    secondary: [...sleepStageSummary, sleepStageEpisodes],
    also: ['deep_sleep_duration', 'light_sleep_duration', 'rem_sleep_duration', 'awake_duration'],
    context: [mainSleep],
  }),
  type('omh:sleep-episode:1.1', {
    title: 'Sleep episode',
    meaning: 'One stretch of sleep from falling asleep to getting up.',
    // its stages and efficiency are asked for as much as its length
    counted: 'every',
    primary: [optional('total_sleep_time', ...durations)],
    secondary: [
      optional('latency_to_sleep_onset', ...durations),
      optional('latency_to_arising', ...durations),
      optional('wake_after_sleep_onset', ...durations),
      bare('number_of_awakenings'),
      optional('sleep_maintenance_efficiency_percentage', '%'),
    ],
    context: [mainSleep],
  }),
  type('omh:sleep-duration:2.0', {
    title: 'Sleep duration',
    meaning: 'Time slept in the time of the observation.',
    primary: [required('sleep_duration', 'sec', 'min', 'h')],
    context: [statistic, denominator],
  }),
])

/** Every data type that JHE takes in: these, those that its importers bring, and older versions. */
export const knownTypes: readonly DataType[] = freeze([
  ...dataTypes,
  ...moreTypes,
  ...olderTypes([...dataTypes, ...moreTypes]),
])

/** The ways to write a data type: its code, its short name, and each with one part of the code less. */
const namesOf = ({ code, name }: DataType): readonly string[] => {
  const [namespace, , version] = code.split(':')
  return [code, name, `${namespace ?? ''}:${name}`, `${name}:${version ?? ''}`]
}

const byName = new Map<string, DataType[]>()
for (const known of knownTypes) {
  for (const written of namesOf(known)) byName.set(written, [...(byName.get(written) ?? []), known])
}

/**
 * The data types that a text may mean, newest first: one for a full code (`omh:heart-rate:2.0`); for
 * a short name (`sleep-episode`), also with its namespace or version, each that has it.
 */
export function findDataTypes(codeOrName: string): readonly DataType[] {
  return byName.get(codeOrName) ?? []
}

/** The newest data type of a full code or a short name, exactly written. */
export function findDataType(codeOrName: string): DataType | undefined {
  return findDataTypes(codeOrName)[0]
}
