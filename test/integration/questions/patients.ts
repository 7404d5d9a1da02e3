import { fails, gives, type Question } from './question.js'

/** All answers by hand. */
export const patientQuestions: readonly Question[] = [
  {
    ask: 'Who has enrolled in the pilot?',
    as: 'scientist',
    calls: [
      gives(
        'get_patient_demographics',
        { study_id: 30_005 },
        { patients: [{ id: 40_040 }, { id: 40_041, birth_date: null, age: null }, { id: 40_042 }] },
      ),
    ],
  },
  {
    ask: 'List everyone in Glucose Rhythms, five at a time.',
    as: 'coordinator',
    calls: [
      {
        tool: 'get_patient_demographics',
        args: { study_id: 30_001, limit: 5 },
        follow: 'patients',
        answer: { pages: 3, ids: Array.from({ length: 12 }, (_, index) => 40_001 + index) },
      },
    ],
  },
  {
    ask: 'Give me the people of Morning Light as FHIR, two at a time.',
    as: 'scientist',
    calls: [
      gives(
        'get_patient_demographics',
        { study_id: 30_005, format: 'fhir', limit: 2 },
        {
          bundle: {
            total: 3,
            entry: [
              { resource: { resourceType: 'Patient', id: '40040' } },
              { resource: { resourceType: 'Patient', id: '40041' } },
            ],
          },
          truncated: true,
        },
      ),
    ],
  },
  {
    ask: 'How do I reach Desmond of Glucose Rhythms, and how old is he?',
    as: 'coordinator',
    calls: [
      gives(
        'get_patient_demographics',
        { study_id: 30_001, patient_id: 40_007 },
        {
          patients: [{ given_name: 'Desmond', age: 80, email: null, phone: null, identifiers: [] }],
        },
      ),
    ],
  },
  {
    ask: 'How old is patient 40025, whose birthday is in two days?',
    as: 'coordinator',
    calls: [
      gives(
        'get_patient_demographics',
        { study_id: 30_003, patient_id: 40_025 },
        { patients: [{ family_name: '星乃', birth_date: '1987-11-23', age: 38 }] },
      ),
    ],
  },
  {
    ask: 'Is patient 40013 in Glucose Rhythms? (In another study.)',
    as: 'coordinator',
    calls: [
      fails('get_patient_demographics', { study_id: 30_001, patient_id: 40_013 }, 'NOT_VISIBLE'),
    ],
  },
  {
    ask: 'Who else is in my glucose study? (A patient sees only themselves.)',
    as: 'patient',
    calls: [
      gives(
        'get_patient_demographics',
        { study_id: 30_001 },
        { patients: [{ id: 40_003 }], total: 1 },
      ),
    ],
  },
  {
    ask: 'Find Lucia. In which studies is she?',
    as: 'coordinator',
    calls: [
      gives(
        'search_patients',
        { name: 'lucia' },
        { patients: [{ id: 40_003, given_name: 'Lucía', studies: [30_001, 30_002] }], total: 1 },
      ),
    ],
  },
  {
    ask: 'Find the patient whose name begins with Ma. (Several may be meant.)',
    as: 'coordinator',
    calls: [
      gives(
        'search_patients',
        { name: 'Ma' },
        {
          patients: [{ id: 40_008 }, { id: 40_015 }, { id: 40_019 }, { id: 40_033 }],
          total: 4,
          truncated: false,
        },
      ),
    ],
  },
  {
    ask: 'Who has the external number E-40003?',
    as: 'coordinator',
    calls: [
      gives('search_patients', { identifier: 'E-40003' }, { patients: [{ id: 40_003 }], total: 1 }),
    ],
  },
  {
    ask: 'Who in the sleep study was born on 23 November 1987?',
    as: 'scientist',
    calls: [
      gives(
        'search_patients',
        { birth_date: '1987-11-23', study_id: 30_003 },
        { patients: [{ id: 40_025 }], total: 1 },
      ),
    ],
  },
  {
    ask: 'Do we have a patient named Zebulon? (Nobody.)',
    as: 'coordinator',
    calls: [gives('search_patients', { name: 'Zebulon' }, { patients: [], total: 0 })],
  },
  {
    ask: 'Find Walter. (In a study of somebody else.)',
    as: 'coordinator',
    calls: [gives('search_patients', { name: 'Walter' }, { patients: [], total: 0 })],
  },
  {
    ask: 'Find Walter of Breathing Room.',
    as: 'viewer',
    calls: [gives('search_patients', { name: 'Walter' }, { patients: [{ id: 40_034 }] })],
  },
  {
    ask: 'Find me a patient. (Nothing said of whom.)',
    as: 'coordinator',
    calls: [fails('search_patients', {}, 'INPUT_INVALID')],
  },
  {
    ask: 'Is Imani in the study with me? (A patient asking about somebody else.)',
    as: 'patient',
    calls: [gives('search_patients', { name: 'Imani' }, { patients: [], total: 0 })],
  },
]
