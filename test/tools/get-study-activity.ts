import { fails, gives } from '../support/tools/demo-question.js'
import { inHarbor, row, withoutReach } from '../support/tools/permission-row.js'
import { at, list, text, withheldIn } from '../support/tools/short-form.js'
import { ToolTest } from '../support/tools/tool-test.js'
import {
  notBuckets,
  notIds,
  notMoments,
  notTypes,
  notZones,
} from '../support/tools/wrong-values.js'
import { studies } from '../support/worlds/jhe/ids.js'

const tool = 'get_study_activity'

/** Who is refused because they are a patient, or see no such study. */
const patientsAndOthers = `ana ben oddball ${withoutReach}`
const march = { bucket: 'month', start: '2026-03-01', end: '2026-03-31' }

const withheld = ', 1 blood-pressure withheld: no, 1 heart-rate withheld: open'

const figures = (bucket: unknown): string =>
  ['enrolled', 'active_patients', 'patient_days', 'consented', 'declined']
    .map((key) => text(at(bucket, key)))
    .join('/')

export default new ToolTest({
  tool,

  shortCall: { study_id: studies.pressure, bucket: 'week' },
  forms: [
    { study_id: studies.pressure, ...march },
    { study_id: studies.devices, ...march, data_type: 'blood-pressure' },
  ],
  shown: (value) => {
    const totals = value['totals']
    const counts = ['enrolled', 'with_data', 'consented', 'unanswered', 'unreachable']
    const rows = list(value['buckets']).map(figures).join(' ')
    return `${rows || 'none'} of ${counts.map((key) => text(at(totals, key))).join('/')}${withheldIn(value)}`
  },
  permissions: [
    row(
      { study_id: studies.pressure, ...march },
      {
        // Dan shares an organization with the coordinator alone
        coordinator: `0/2/4/?/? ?/2/4/0/0 ?/2/3/0/0 of 3/2/2/?/?${withheld}`,
        [inHarbor]: `0/1/3/?/? ?/1/3/0/0 ?/1/2/0/0 of 3/1/2/?/1${withheld}`,
        [`director analyst ${patientsAndOthers}`]: 'NOT_VISIBLE',
      },
    ),
    row(
      { study_id: studies.sugar, ...march, data_type: 'blood-glucose' },
      {
        coordinator: '0/1/2/0/1 of 2/1/1/?/?, 1 blood-glucose withheld: no',
        [`director analyst ${inHarbor} ${patientsAndOthers}`]: 'NOT_VISIBLE',
      },
    ),
    row(
      { study_id: studies.missing, bucket: 'week' },
      { [`coordinator ${inHarbor} director analyst ${patientsAndOthers}`]: 'NOT_VISIBLE' },
    ),
  ],
  wrong: {
    study_id: notIds,
    data_type: notTypes,
    bucket: [...notBuckets, 'hour', 'day'],
    start: notMoments,
    end: notMoments,
    time_zone: notZones,
  },
  hostile: (said) => [
    { study_id: studies.hostile, bucket: 'month' },
    { study_id: studies.hostile, bucket: 'month', data_type: said },
    { study_id: studies.hostile, bucket: 'month', time_zone: said },
  ],
  demo: [
    {
      ask: 'How many patients are in my study? (As a patient.)',
      as: 'patient',
      calls: [fails(tool, { study_id: 30_001, bucket: 'week' }, 'NOT_VISIBLE')],
    },
    {
      ask: 'How many sent something each week of October in Glucose Rhythms?',
      as: 'coordinator',
      calls: [
        gives(
          tool,
          { study_id: 30_001, bucket: 'week', start: '2026-10-05', end: '2026-11-01' },
          { totals: { enrolled: 12 } },
        ),
      ],
    },
  ],
})
