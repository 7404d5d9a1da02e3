import { gives, fails } from '../support/tools/demo-question.js'
import { inHarbor, row, withoutReach } from '../support/tools/permission-row.js'
import { at, each, text, withheldIn } from '../support/tools/short-form.js'
import { ToolTest } from '../support/tools/tool-test.js'
import {
  notIds,
  notMoments,
  notTexts,
  notTypes,
  notZones,
  sqlText,
} from '../support/tools/wrong-values.js'
import { studies } from '../support/worlds/jhe/ids.js'

const tool = 'summarize_cohort'

const pressure = { study_id: studies.pressure, data_type: 'blood-pressure' }
const everybodyElse = `director oddball analyst ana ben ${withoutReach}`
const notNumbers = ['x', true, [1], {}, 1e300, sqlText]
const criterion = { data_type: 'blood-pressure', op: '>', number: 140 }

export default new ToolTest({
  tool,

  shortCall: pressure,
  forms: [
    pressure,
    { ...pressure, low: 90, high: 140, where: [criterion], compare: { start: '2026-01-01' } },
  ],
  shown: (value) => {
    const groups = each(
      value['groups'],
      (group) =>
        `${text(at(group, 'with_data'))} of ${text(at(group, 'patients'))} ${text(at(group, 'mean'))}`,
    )
    return `${groups}${withheldIn(value)}`
  },
  permissions: [
    // Dan is a patient of Valley only, and Ben has declined
    row(
      { ...pressure, stat: 'count', start: '2020-01-01' },
      {
        coordinator: '2 of 2 2, 1 blood-pressure withheld: no',
        [inHarbor]: '1 of 1 3, 1 blood-pressure withheld: no',
        [everybodyElse]: 'NOT_VISIBLE',
      },
    ),
    row(
      { study_id: studies.devices, data_type: 'blood-pressure', stat: 'days' },
      {
        [`coordinator ${inHarbor}`]: '1 of 1 1, 1 blood-pressure withheld: no',
        [everybodyElse]: 'NOT_VISIBLE',
      },
    ),
    // nobody has answered
    row(
      { study_id: studies.devices, data_type: 'oxygen-saturation' },
      {
        [`coordinator ${inHarbor}`]: '0 of 0 ?, 2 oxygen-saturation withheld: open',
        [everybodyElse]: 'NOT_VISIBLE',
      },
    ),
    row(
      { study_id: studies.missing, data_type: 'blood-pressure' },
      { [`coordinator ${inHarbor} ${everybodyElse}`]: 'NOT_VISIBLE' },
    ),
  ],
  wrong: {
    study_id: notIds,
    data_type: notTypes,
    value: [...notTexts, '', 'pulse', sqlText],
    stat: [...notTexts, '', 'median', sqlText],
    low: notNumbers,
    high: notNumbers,
    start: notMoments,
    end: notMoments,
    where: [
      ...['x', 1, true, {}, [1], [{}], sqlText],
      [{ ...criterion, op: '=' }],
      [{ ...criterion, number: '140' }],
      [{ ...criterion, stat: 'share' }],
      [{ ...criterion, low: 2, high: 1 }],
      [{ ...criterion, value: 'pulse' }],
      Array.from({ length: 5 }, () => criterion),
    ],
    group_by: [...notTexts, '', 'sex', sqlText],
    compare: ['x', 1, true, [], {}, { study_id: 0 }, { start: 'yesterday' }, { end: sqlText }],
    part_of_day: [...notTexts, '', 'morning', sqlText],
    time_zone: notZones,
  },
  hostile: (said) => [
    { study_id: studies.hostile, data_type: 'blood-glucose' },
    { study_id: studies.hostile, data_type: 'blood-glucose', value: said },
    { study_id: studies.hostile, data_type: said },
  ],
  demo: [
    {
      ask: 'What is the time in range of Glucose Rhythms in the last 30 days?',
      as: 'coordinator',
      calls: [gives(tool, { study_id: 30_001, data_type: 'blood-glucose' }, { groups: [{}] })],
    },
    {
      ask: 'How do participants who average above 140 differ? (No limits of a share.)',
      as: 'coordinator',
      calls: [
        fails(
          tool,
          { study_id: 30_002, data_type: 'blood-pressure', stat: 'share' },
          'INPUT_INVALID',
        ),
      ],
    },
    {
      ask: 'What is the average pressure of my study? (A patient asks.)',
      as: 'patient',
      calls: [fails(tool, { study_id: 30_002, data_type: 'blood-pressure' }, 'NOT_VISIBLE')],
    },
  ],
})
