import { fails, gives } from '../support/tools/demo-question.js'
import { onlyNewer, withheldTypes } from '../support/tools/newer-jhe.js'
import { inHarbor, row, withoutReach } from '../support/tools/permission-row.js'
import { at, each, text } from '../support/tools/short-form.js'
import { ToolTest } from '../support/tools/tool-test.js'
import { notIds } from '../support/tools/wrong-values.js'
import { patients, studies } from '../support/worlds/jhe/ids.js'

const tool = 'count_clinical_records'

const ana = { patient_id: patients.ana }
const everybodyElse = `director oddball analyst ${withoutReach}`
const anasOwn = '2 Condition, 1 Encounter, 1 MedicationRequest'

export default new ToolTest({
  tool,

  shortCall: ana,
  forms: [ana, { study_id: studies.pressure }],
  shown: (value) =>
    `${each(value['types'], (type) => `${text(at(type, 'records'))} ${text(at(type, 'type'))}`)}${withheldTypes(value)}`,
  permissions: [
    row(ana, {
      [`coordinator ${inHarbor}`]: onlyNewer('none'),
      ana: onlyNewer(anasOwn),
      [`ben ${everybodyElse}`]: onlyNewer('NOT_VISIBLE'),
    }),
    row(
      { study_id: studies.pressure },
      {
        [`coordinator ${inHarbor}`]: onlyNewer('none'),
        ana: onlyNewer(anasOwn),
        ben: onlyNewer('1 Condition'),
        [everybodyElse]: onlyNewer('NOT_VISIBLE'),
      },
    ),
    row(
      { ...ana, study_id: studies.devices },
      {
        [`coordinator ${inHarbor}`]: onlyNewer('none'),
        ana: onlyNewer(anasOwn),
        [`ben ${everybodyElse}`]: onlyNewer('NOT_VISIBLE'),
      },
    ),
    row(
      { study_id: studies.missing },
      { [`coordinator ${inHarbor} ana ben ${everybodyElse}`]: onlyNewer('NOT_VISIBLE') },
    ),
  ],
  wrong: { study_id: notIds, patient_id: notIds },
  hostile: () => [{ study_id: studies.hostile }, { patient_id: patients.mallory }],
  demo: [
    {
      ask: 'How many clinical records does Steady Pressure have that I may read?',
      as: 'coordinator',
      calls: [
        gives(
          tool,
          { study_id: 30_002 },
          {
            types: [
              { type: 'Condition', records: 18, patients: 9 },
              { type: 'Encounter', records: 20, patients: 10 },
              { type: 'MedicationRequest', records: 9, patients: 9 },
              { type: 'QuestionnaireResponse', records: 27, patients: 9 },
            ],
            withheld: [
              { type: 'Condition', reason: 'not_answered', patients: 1 },
              { type: 'Condition', reason: 'declined_or_withdrawn', patients: 1 },
              { type: 'Encounter', reason: 'not_answered', patients: 1 },
              { type: 'MedicationRequest', reason: 'not_answered', patients: 1 },
              { type: 'MedicationRequest', reason: 'declined_or_withdrawn', patients: 1 },
              { type: 'QuestionnaireResponse', reason: 'not_answered', patients: 2 },
            ],
          },
        ),
      ],
    },
    {
      ask: 'What does my own chart hold?',
      as: 'patient',
      calls: [
        gives(
          tool,
          { patient_id: 40_003 },
          { types: [{ records: 2 }, { records: 2 }, { records: 1 }, { records: 3 }] },
        ),
      ],
    },
    {
      ask: 'How many records are there? (Of whom?)',
      as: 'coordinator',
      calls: [fails(tool, {}, 'INPUT_INVALID')],
    },
  ],
})
