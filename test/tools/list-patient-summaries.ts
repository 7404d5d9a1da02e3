import { fails, gives } from '../support/tools/demo-question.js'
import { inHarbor, row, withoutReach } from '../support/tools/permission-row.js'
import { at, each, text, withheldIn } from '../support/tools/short-form.js'
import { ToolTest } from '../support/tools/tool-test.js'
import {
  notCursors,
  notIds,
  notLimits,
  notMoments,
  notOrders,
  notTypes,
  notZones,
  sqlText,
} from '../support/tools/wrong-values.js'
import { studies } from '../support/worlds/jhe/ids.js'

const tool = 'list_patient_summaries'
const march = { start: '2026-03-01', end: '2026-03-31' }
const patientsAndOthers = `ana ben oddball ${withoutReach}`
const anas = '40001: 3 on 3 until 2026-03-03'
const declined = ', 1 blood-pressure withheld: no'
const notNumbers = ['high', true, [1], {}, 1e16, sqlText]

export default new ToolTest({
  tool,

  shortCall: { study_id: studies.pressure, data_type: 'blood-pressure' },
  forms: [{ study_id: studies.pressure, data_type: 'blood-pressure', ...march, low: 100 }],
  shown: (value) =>
    `${each(
      value['patients'],
      (patient) =>
        `${text(at(patient, 'patient_id'))}: ${text(at(patient, 'count'))} on ${text(at(patient, 'days'))} until ${text(at(patient, 'last_seen')).slice(0, 10)}`,
    )} of ${text(value['total'])}${withheldIn(value)}`,
  permissions: [
    row(
      { study_id: studies.pressure, data_type: 'blood-pressure', ...march },
      {
        // Dan shares an organization with the coordinator alone
        coordinator: `40004: 1 on 1 until 2026-03-01, ${anas} of 2${declined}`,
        [inHarbor]: `${anas} of 1${declined}`,
        [`director analyst ${patientsAndOthers}`]: 'NOT_VISIBLE',
      },
    ),
    row(
      { study_id: studies.sugar, data_type: 'body-weight', ...march, order: 'mean' },
      {
        coordinator: '40001: 1 on 1 until 2026-03-01 of 1, 1 body-weight withheld: open',
        [`director analyst ${inHarbor} ${patientsAndOthers}`]: 'NOT_VISIBLE',
      },
    ),
    row(
      { study_id: studies.missing, data_type: 'heart-rate' },
      { [`coordinator ${inHarbor} director analyst ${patientsAndOthers}`]: 'NOT_VISIBLE' },
    ),
  ],
  wrong: {
    study_id: notIds,
    data_type: notTypes,
    start: notMoments,
    end: notMoments,
    where: [
      {},
      'mean > 140',
      [{}],
      [{ data_type: 'heart-rate', op: '=', number: 1 }],
      [{ data_type: 'heart-rate', op: '>', number: '1' }],
      Array.from({ length: 5 }, () => ({ data_type: 'heart-rate', op: '>', number: 1 })),
    ],
    order: notOrders,
    low: notNumbers,
    high: notNumbers,
    limit: notLimits,
    cursor: notCursors,
    time_zone: notZones,
  },
  hostile: (said) => [
    { study_id: studies.hostile, data_type: 'blood-glucose' },
    { study_id: studies.hostile, data_type: said },
    { study_id: studies.hostile, data_type: 'blood-glucose', time_zone: said },
  ],
  demo: [
    {
      ask: 'Who of Steady Pressure has not measured since 1 October?',
      as: 'coordinator',
      calls: [
        gives(
          tool,
          {
            ...{ study_id: 30_002, data_type: 'blood-pressure', start: '2026-10-01', limit: 1 },
            where: [{ data_type: 'blood-pressure', stat: 'count', op: '<', number: 1 }],
          },
          { patients: [{ patient_id: 40_018, count: 0, days: 0, mean: null }], total: 1 },
        ),
      ],
    },
    {
      ask: 'Who else in my study has not sent anything? (As a patient.)',
      as: 'patient',
      calls: [fails(tool, { study_id: 30_001, data_type: 'blood-glucose' }, 'NOT_VISIBLE')],
    },
  ],
})
