import type { Palette } from '../../src/picture/palette.js'
import { lightPalette } from '../../src/picture/palette.js'
import { studyPicture } from '../../src/picture/study/study-picture.js'
import { studySheet } from '../../src/picture/study/study-sheet.js'
import { summaryPicture } from '../../src/picture/summary/summary-picture.js'
import { summarySheet } from '../../src/picture/summary/summary-sheet.js'
import type { TreeNode } from '../../src/picture/tree.js'

/** A data type of a summary, all of whose readings are of November 2026. */
export const typeSummary = (
  dataType: string | null,
  values: readonly object[],
  rest: object = {},
) => ({
  data_type: dataType,
  count: 127,
  patients: 1,
  first: '2026-11-01T07:30:00Z',
  last: '2026-11-28T21:15:00Z',
  values,
  coverage: { days_with_data: 21, days: 28, longest_gap_days: 3 },
  sources: ['Omron Evolv'],
  ...rest,
})

/** The numbers of one name and unit. */
export const valueSummary = (
  name: string,
  unit: string | null,
  [min, median, mean, max, sd]: readonly number[],
  rest: object = {},
) => ({ name, unit, count: 127, mean, min, max, median, sd, ...rest })

/** A summary's answer of these types, with nothing else to say. */
export const summaryOf = (types: readonly object[], rest: object = {}) => ({
  types,
  withheld: [],
  time_zone: 'UTC',
  truncated: false,
  ...rest,
})

/** Blood pressure and glucose, with all that an answer says of them. */
export const twoTypes = summaryOf(
  [
    typeSummary('omh:blood-pressure:4.0', [
      valueSummary('systolic', 'mmHg', [107, 128, 129.25, 147, 8]),
      valueSummary('diastolic', 'mmHg', [70, 81, 81.4, 94, 5]),
    ]),
    typeSummary(
      'omh:blood-glucose:4.0',
      [
        valueSummary('blood_glucose', 'mg/dL', [48, 140, 151, 301, 50], {
          percent_of_readings: {
            ...{ '<54': 0.5, '54-69': 2.5, '70-180': 71, '181-250': 20.25, '>250': 5.75 },
          },
          cv: 33.11,
          gmi: 6.92,
        }),
      ],
      { count: 4032, sources: ['Dexcom G7', 'Contour Next'], retracted: 3, unknown_time: 1 },
    ),
  ],
  { withheld: [{ data_type: 'omh:body-weight:3.0', reason: 'not_answered' }] },
)

/** A data type of a study; consent of 12 patients. */
export const studyType = (code: string, name: string, rest: object = {}) => ({
  code,
  name,
  observation_count: 5312,
  patients_consented: 8,
  patients_pending: 3,
  patients_declined: 1,
  ...rest,
})

/** A study's answer of these types. */
export const studyOf = (types: readonly object[], rest: object = {}) => ({
  id: 30_001,
  name: 'Pressure at home',
  description: 'Blood pressure twice a day for a year.',
  organization: { id: 20_001, name: 'Harbor Clinic', type: 'prov' },
  role: 'manager',
  patient_count: 12,
  observation_count: 5312,
  data_types: types,
  data_sources: [{ id: 1, name: 'Omron Evolv', type: 'personal_device' }],
  ...rest,
})

export const oneStudy = studyOf([
  studyType('omh:blood-pressure:4.0', 'Blood pressure'),
  studyType('omh:heart-rate:2.0', 'Heart rate', {
    ...{ observation_count: 0, patients_consented: 12, patients_pending: 0, patients_declined: 0 },
  }),
  studyType('Condition', 'Condition', { observation_count: null, record_count: 7 }),
])

/** The whole page of a summary. */
export const summarySheetOf = (
  args: object,
  answer: unknown,
  { palette = lightPalette, width }: { readonly palette?: Palette; readonly width?: number } = {},
): TreeNode => summarySheet(summaryPicture(args, answer, 'dmy'), palette, width)

/** The whole page of a study. */
export const studySheetOf = (answer: unknown, width?: number): TreeNode =>
  studySheet(studyPicture(answer), lightPalette, width)
