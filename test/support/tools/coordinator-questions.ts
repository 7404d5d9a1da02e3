import { mean } from './demo-facts.js'
import { about, among, gives, type DemoQuestion } from './demo-question.js'
import {
  above,
  codes,
  figures,
  highestFirst,
  ids,
  lastDays,
  means,
  november,
  october,
  sortedBy,
  weeksOfOctober,
  withData,
} from './coordinator-figures.js'

const [glucoseStudy, pressureStudy, sleepStudy, pilot] = [30_001, 30_002, 30_003, 30_005] as const
const { pressure, glucose, weight, heart } = codes

const pressures = figures(pressureStudy, pressure, lastDays)
const glucoses = figures(glucoseStudy, glucose, lastDays)
const pulses = figures(pressureStudy, heart, lastDays)
const rates = figures(sleepStudy, heart, lastDays)
const thisWeek = { start: '2026-11-14', end: '2026-11-21' }

const list = 'list_patient_summaries'
const activity = 'get_study_activity'
const summarize = 'summarize_cohort'

const inPressure = { study_id: pressureStudy, data_type: 'blood-pressure' }
const inGlucose = { study_id: glucoseStudy, data_type: 'blood-glucose' }
const isHigh = { data_type: 'blood-pressure', stat: 'mean', op: '>', number: 140 }

const octoberPressures = figures(pressureStudy, pressure, october)
const novemberPressures = figures(pressureStudy, pressure, november)
const silent = sortedBy(pressures, ({ last }) => Number(last))

const asCoordinator = (ask: string, ...calls: DemoQuestion['calls']): DemoQuestion => ({
  ask,
  as: 'coordinator',
  calls,
})

/**
 * What study coordinators ask about everybody at once, with the facts that the answer must hold,
 * worked out from the rows of the demo world without SQL.
 */
export const coordinatorQuestions: readonly DemoQuestion[] = [
  asCoordinator(
    'Who in Steady Pressure has sent no blood pressure for 7 days?',
    gives(
      list,
      {
        ...{ ...inPressure, start: thisWeek.start },
        where: [{ data_type: 'blood-pressure', stat: 'count', op: '<', number: 1 }],
      },
      {
        patients: ids(
          figures(pressureStudy, pressure, thisWeek).filter(({ count }) => count === 0),
        ),
        truncated: false,
      },
    ),
  ),
  asCoordinator(
    'Who of Steady Pressure has been silent longest, and since when?',
    gives(
      list,
      { ...inPressure, limit: 3 },
      {
        patients: silent.slice(0, 3).map(({ patient, last }) => ({
          patient_id: patient,
          last_seen: `${new Date(Number(last / 1000n)).toISOString().slice(0, 19)}Z`,
        })),
      },
    ),
  ),
  asCoordinator(
    'Who in Steady Pressure is above 140 on average over the last 30 days, the highest first?',
    gives(
      list,
      { ...inPressure, order: 'mean', where: [isHigh] },
      { patients: ids(sortedBy(above(pressures, 140), highestFirst)), truncated: false },
    ),
  ),
  asCoordinator(
    'And who of them has data on at least 25 days?',
    gives(
      list,
      {
        ...{ ...inPressure, order: 'mean' },
        where: [isHigh, { data_type: 'blood-pressure', stat: 'days', op: '>=', number: 25 }],
      },
      {
        patients: ids(
          sortedBy(
            above(pressures, 140).filter(({ days }) => days >= 25),
            highestFirst,
          ),
        ),
      },
    ),
  ),
  asCoordinator(
    'Who measures their blood pressure on the fewest days?',
    gives(
      list,
      { ...inPressure, order: 'days', limit: 4 },
      {
        patients: sortedBy(pressures, ({ days }) => days)
          .slice(0, 4)
          .map(({ patient, days }) => ({ patient_id: patient, days })),
      },
    ),
  ),
  asCoordinator(
    'Who in Glucose Rhythms spends the least time in range?',
    gives(
      list,
      { ...inGlucose, order: 'share', limit: 3 },
      {
        patients: sortedBy(glucoses, ({ share }) => share)
          .slice(0, 3)
          .map(({ patient, share }) => ({ patient_id: patient, share: about(share) })),
      },
    ),
  ),
  asCoordinator(
    'How many in Glucose Rhythms are above 150 mg/dL on average?',
    gives(
      list,
      {
        ...{ ...inGlucose, limit: 1 },
        where: [{ data_type: 'blood-glucose', op: '>', number: 150 }],
      },
      { total: above(glucoses, 150).length },
    ),
  ),
  asCoordinator(
    'Who of Glucose Rhythms has not been on the scales in November?',
    gives(
      list,
      {
        ...{ study_id: glucoseStudy, data_type: 'body-weight', ...november },
        where: [{ data_type: 'body-weight', stat: 'count', op: '<', number: 1 }],
      },
      {
        patients: among(
          ...ids(figures(glucoseStudy, weight, november).filter(({ count }) => count === 0)),
        ),
      },
    ),
  ),
  asCoordinator(
    'Whose heart beats fastest in Steady Pressure, on average?',
    gives(
      list,
      { study_id: pressureStudy, data_type: 'heart-rate', order: 'mean', limit: 3 },
      {
        patients: sortedBy(pulses, highestFirst)
          .slice(0, 3)
          .map(({ patient, mean: own }) => ({ patient_id: patient, mean: about(own ?? 0) })),
      },
    ),
  ),
  asCoordinator(
    'Whose pressure is above 140 and whose heart beats faster than 70, both on average?',
    gives(
      list,
      {
        ...{ ...inPressure, order: 'mean' },
        where: [isHigh, { data_type: 'heart-rate', stat: 'mean', op: '>', number: 70 }],
      },
      {
        patients: ids(
          sortedBy(
            above(pressures, 140).filter(({ patient }) =>
              above(pulses, 70).some((one) => one.patient === patient),
            ),
            highestFirst,
          ),
        ),
      },
    ),
  ),
  asCoordinator(
    'How many sent a blood pressure in each week of October, and on how many days in all?',
    gives(
      activity,
      { ...inPressure, bucket: 'week', start: '2026-10-05', end: '2026-11-01' },
      { buckets: weeksOfOctober },
    ),
  ),
  asCoordinator(
    'How many joined Glucose Rhythms in each month since June?',
    gives(
      activity,
      { ...inGlucose, bucket: 'month', start: '2026-06-01', end: '2026-10-31' },
      {
        buckets: [2, 7, 0, 0, 2].map((enrolled, i) => ({
          start: `2026-${String(6 + i).padStart(2, '0')}-01T00:00:00Z`,
          enrolled,
        })),
      },
    ),
  ),
  asCoordinator(
    'How many of Steady Pressure have agreed to share their blood pressure?',
    gives(
      activity,
      { ...inPressure, bucket: 'month' },
      { totals: { enrolled: 12, consented: 10, consent_rate: about(10 / 12), unanswered: 1 } },
    ),
  ),
  asCoordinator(
    'Has anybody in Steady Pressure declined or withdrawn blood pressure in October?',
    gives(
      activity,
      { ...inPressure, bucket: 'month', ...october },
      { buckets: [{ start: '2026-10-01T00:00:00Z', declined: 1, consented: 0 }] },
    ),
  ),
  asCoordinator(
    'How many of the sleep study have sent a heart rate in the last 30 days?',
    gives(
      activity,
      { study_id: sleepStudy, data_type: 'heart-rate', bucket: 'month', ...lastDays },
      { totals: { with_data: withData(rates).length } },
    ),
  ),
  asCoordinator(
    'Has anybody in Morning Light sent anything yet?',
    gives(
      activity,
      { study_id: pilot, bucket: 'month' },
      { totals: { enrolled: 3, with_data: 0, consented: 1, unanswered: 1 } },
    ),
  ),
  asCoordinator(
    'What is the average pressure in Steady Pressure, each participant counted once?',
    gives(
      summarize,
      { ...inPressure, ...lastDays },
      {
        groups: [
          {
            with_data: withData(pressures).length,
            unit: 'mmHg',
            mean: about(mean(means(pressures))),
          },
        ],
      },
    ),
  ),
  asCoordinator(
    'Has the average pressure changed from October to November?',
    gives(
      summarize,
      { ...inPressure, ...november, compare: october },
      {
        groups: [{ mean: about(mean(means(novemberPressures))) }],
        compare: { groups: [{ mean: about(mean(means(octoberPressures))) }] },
      },
    ),
  ),
  asCoordinator(
    'How much time in range has Glucose Rhythms as a whole, each participant counted once?',
    gives(
      summarize,
      { ...inGlucose, stat: 'share', ...lastDays },
      {
        groups: [
          {
            with_data: withData(glucoses).length,
            mean: about(mean(withData(glucoses).map(({ share }) => share))),
          },
        ],
      },
    ),
  ),
  asCoordinator(
    'On how many days of the last 30 do participants measure their pressure, on average?',
    gives(
      summarize,
      { ...inPressure, stat: 'days', ...lastDays },
      { groups: [{ mean: about(mean(pressures.map(({ days }) => days))) }] },
    ),
  ),
  asCoordinator(
    'Who is silent longest in Steady Pressure, and how do I reach them?',
    gives(list, { ...inPressure, limit: 1 }, { patients: ids(silent.slice(0, 1)) }),
    gives(
      'get_patient_demographics',
      { study_id: pressureStudy, patient_id: silent[0]?.patient },
      { patients: [{ id: silent[0]?.patient }] },
    ),
  ),
]
