import { sharedWith } from './facts.js'
import { among, fails, gives, type Question } from './question.js'

/** Answers by hand, but the count of observations, which is computed from the world. */
export const studyQuestions: readonly Question[] = [
  {
    ask: 'How many studies do I have?',
    as: 'coordinator',
    calls: [gives('get_study_count', {}, { count: 4 })],
  },
  {
    ask: 'How many studies does the institute show me?',
    as: 'scientist',
    calls: [gives('get_study_count', {}, { count: 2 })],
  },
  {
    ask: 'I have just got my account. How many studies can I look at, and which?',
    as: 'newcomer',
    calls: [
      gives('get_study_count', {}, { count: 0 }),
      gives('list_studies', {}, { studies: [], total: 0, truncated: false }),
    ],
  },
  {
    ask: 'Why do I see no studies any more?',
    as: 'inactive',
    calls: [fails('get_study_count', {}, 'ACCOUNT_INACTIVE')],
  },
  {
    ask: 'Which studies can I work with, and what may I do in each?',
    as: 'coordinator',
    calls: [
      gives(
        'list_studies',
        {},
        {
          studies: [
            { id: 30001, name: 'Glucose Rhythms', role: 'manager', organization: { id: 20002 } },
            { id: 30002, name: 'Steady Pressure', role: 'manager' },
            { id: 30003, name: 'Sleep, Steps and Strength', role: 'viewer' },
            { id: 30005, name: 'Morning Light (pilot)', role: 'viewer' },
          ],
          total: 4,
          truncated: false,
        },
      ),
    ],
  },
  {
    ask: 'What are Glucose Rhythms and its organization in FHIR?',
    as: 'coordinator',
    calls: [
      gives(
        'get_study_metadata',
        { study_id: 30_001, format: 'fhir' },
        {
          bundle: {
            type: 'collection',
            entry: [
              { resource: { resourceType: 'Group', id: '30001', name: 'Glucose Rhythms' } },
              { resource: { resourceType: 'Organization', id: '20002' } },
            ],
          },
        },
      ),
    ],
  },
  {
    ask: 'Name my studies, three at a time.',
    as: 'coordinator',
    calls: [
      {
        tool: 'list_studies',
        args: { limit: 3 },
        follow: 'studies',
        answer: { pages: 2, ids: [30001, 30002, 30003, 30005] },
      },
    ],
  },
  {
    ask: 'Which study of the health system may I view?',
    as: 'viewer',
    calls: [
      gives(
        'list_studies',
        {},
        { studies: [{ id: 30004, name: 'Breathing Room', role: 'viewer' }] },
      ),
    ],
  },
  {
    ask: 'Which studies am I in?',
    as: 'patient',
    calls: [
      gives(
        'list_studies',
        {},
        {
          studies: [
            { id: 30001, role: null },
            { id: 30002, role: null },
          ],
        },
      ),
    ],
  },
  {
    ask: 'What does study 31999 measure? (There is no such study.)',
    as: 'coordinator',
    calls: [fails('get_study_metadata', { study_id: 31_999 }, 'NOT_VISIBLE')],
  },
  {
    ask: 'What does Breathing Room measure? (It exists, but not for this person.)',
    as: 'coordinator',
    calls: [fails('get_study_metadata', { study_id: 30_004 }, 'NOT_VISIBLE')],
  },
  {
    ask: 'Who in Glucose Rhythms has agreed to what?',
    as: 'coordinator',
    calls: [
      gives(
        'get_study_metadata',
        { study_id: 30_001 },
        {
          patient_count: 12,
          data_types: among(
            {
              code: 'omh:blood-glucose:4.0',
              patients_consented: 10,
              patients_pending: 1,
              patients_declined: 1,
            },
            {
              code: 'omh:body-weight:3.0',
              patients_consented: 9,
              patients_pending: 1,
              patients_declined: 2,
            },
            {
              code: 'omh:physical-activity:1.2',
              patients_consented: 9,
              patients_pending: 2,
              patients_declined: 1,
            },
          ),
        },
      ),
    ],
  },
  {
    ask: 'Has the pilot any data yet?',
    as: 'scientist',
    calls: [
      gives(
        'get_study_metadata',
        { study_id: 30_005 },
        { name: 'Morning Light (pilot)', patient_count: 3, observation_count: 0 },
      ),
    ],
  },
  {
    ask: 'Which devices does Steady Pressure use?',
    as: 'coordinator',
    calls: [
      gives(
        'get_study_metadata',
        { study_id: 30_002 },
        {
          data_sources: among(
            { id: 70_003, name: 'Harbor Home Cuff' },
            { id: 70_005, name: 'Plumb Bathroom Scale' },
          ),
        },
      ),
    ],
  },
  {
    ask: 'How many measurements does the sleep study have that I may read?',
    as: 'scientist',
    calls: [
      gives(
        'get_study_metadata',
        { study_id: 30_003 },
        { patient_count: 11, observation_count: sharedWith(30_003).length },
      ),
    ],
  },
  {
    ask: 'How many others take part in my study? (Not for a patient to know.)',
    as: 'patient',
    calls: [gives('get_study_metadata', { study_id: 30_001 }, { role: null, patient_count: null })],
  },
]
