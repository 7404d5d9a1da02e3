import { fails, gives } from '../support/tools/demo-question.js'
import { onlyNewer, recordNumbers, withheldTypes } from '../support/tools/newer-jhe.js'
import { inHarbor, row, withoutReach } from '../support/tools/permission-row.js'
import { moreIn, resourcesIn } from '../support/tools/short-form.js'
import { ToolTest } from '../support/tools/tool-test.js'
import {
  notCursors,
  notFormats,
  notIds,
  notLimits,
  notMoments,
  notTypes,
} from '../support/tools/wrong-values.js'
import { patients, studies } from '../support/worlds/jhe/ids.js'

const tool = 'get_clinical_records'

const ana = { patient_id: patients.ana }
const everybodyElse = `director oddball analyst ${withoutReach}`

export default new ToolTest({
  tool,

  shortCall: ana,
  forms: [ana, { ...ana, format: 'fhir' }],
  shown: (value) =>
    `${recordNumbers(value['records'] ?? resourcesIn(value))}${moreIn(value)}${withheldTypes(value)}`,
  permissions: [
    // no study of the test world asks for clinical records; one's own need no study
    row(ana, {
      [`coordinator ${inHarbor}`]: onlyNewer('none'),
      ana: onlyNewer('2 1 4 3'),
      [`ben ${everybodyElse}`]: onlyNewer('NOT_VISIBLE'),
    }),
    row(
      { ...ana, format: 'fhir' },
      {
        [`coordinator ${inHarbor}`]: onlyNewer('none'),
        ana: onlyNewer('2 1 4 3'),
        [`ben ${everybodyElse}`]: onlyNewer('NOT_VISIBLE'),
      },
    ),
    row(
      { ...ana, study_id: studies.sugar, type: 'Condition' },
      {
        coordinator: onlyNewer('none'),
        ana: onlyNewer('1 4'),
        [`ben ${inHarbor} ${everybodyElse}`]: onlyNewer('NOT_VISIBLE'),
      },
    ),
    row(
      { patient_id: patients.ben },
      {
        [`coordinator ${inHarbor}`]: onlyNewer('none'),
        ben: onlyNewer('11'),
        [`ana ${everybodyElse}`]: onlyNewer('NOT_VISIBLE'),
      },
    ),
    // a patient of Harbor who is not enrolled
    row(
      { patient_id: patients.eve },
      { [`coordinator ${inHarbor} ana ben ${everybodyElse}`]: onlyNewer('NOT_VISIBLE') },
    ),
    row(
      { patient_id: patients.missing },
      { [`coordinator ${inHarbor} ana ben ${everybodyElse}`]: onlyNewer('NOT_VISIBLE') },
    ),
  ],
  wrong: {
    patient_id: notIds,
    study_id: notIds,
    type: notTypes,
    start: notMoments,
    end: notMoments,
    format: notFormats,
    limit: notLimits,
    cursor: notCursors,
  },
  hostile: () => [
    { patient_id: patients.mallory },
    { patient_id: patients.mallory, study_id: studies.hostile, format: 'fhir' },
  ],
  demo: [
    {
      ask: 'Which medicines does 40013 take, and what does the dose say?',
      as: 'coordinator',
      calls: [
        gives(
          tool,
          { patient_id: 40_013, type: 'MedicationRequest' },
          { records: [{ system: 'RxNorm', status: 'active', source: 'Fogbank Patient Access' }] },
        ),
      ],
    },
    {
      ask: 'Which visits of 40018 are planned?',
      as: 'coordinator',
      calls: [
        gives(
          tool,
          { patient_id: 40_018, type: 'encounter', start: '2026-11-21' },
          { records: [{ type: 'Encounter', status: 'planned', code: '185349003' }] },
        ),
      ],
    },
    {
      ask: 'What is 40017 treated for? (Problems are not shared.)',
      as: 'coordinator',
      calls: [
        gives(
          tool,
          { patient_id: 40_017, type: 'Condition' },
          { records: [], withheld: [{ type: 'Condition', reason: 'declined_or_withdrawn' }] },
        ),
      ],
    },
    {
      ask: 'What is in my own chart?',
      as: 'patient',
      calls: [
        {
          tool,
          args: { patient_id: 40_003, limit: 8 },
          answer: { value: { withheld: [], truncated: false } },
        },
      ],
    },
    {
      ask: 'What is 40034 treated for? (Not visible to this person.)',
      as: 'coordinator',
      calls: [fails(tool, { patient_id: 40_034 }, 'NOT_VISIBLE')],
    },
  ],
})
