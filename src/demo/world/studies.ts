import type { SourceName } from './data-sources.js'
import type { OrganizationId } from './people/organizations.js'

/** A study: what it asks for, with which devices, and who takes part. */
export interface Study {
  readonly id: number
  readonly name: string
  readonly description: string
  readonly organization: OrganizationId
  readonly codes: readonly string[]
  readonly sources: readonly SourceName[]
  /** `core_patient.id` of everyone enrolled. */
  readonly enrolled: readonly number[]
}

const series = (first: number, last: number): readonly number[] =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i)

/** The five studies. Patients 40003 and 40009 are in two of them. */
export const studies: readonly Study[] = [
  {
    id: 30001,
    name: 'Glucose Rhythms',
    description:
      'How blood glucose follows meals, nights and weekdays in adults with type 2 diabetes: sensors and fingersticks, weight and activity.',
    organization: 20002,
    codes: ['omh:blood-glucose:4.0', 'omh:body-weight:3.0', 'omh:physical-activity:1.2'],
    sources: ['Wisp CGM', 'Tallow Glucose Meter', 'Plumb Bathroom Scale', 'Quill Diary'],
    enrolled: series(40001, 40012),
  },
  {
    id: 30002,
    name: 'Steady Pressure',
    description:
      'Home blood pressure twice a day while treatment of hypertension is adjusted, with heart rate and weight.',
    organization: 20002,
    codes: [
      ...['omh:blood-pressure:4.0', 'omh:heart-rate:2.0', 'omh:body-weight:3.0'],
      ...['QuestionnaireResponse', 'Condition', 'MedicationRequest', 'Encounter'],
    ],
    sources: ['Harbor Home Cuff', 'Plumb Bathroom Scale'],
    enrolled: [40003, ...series(40013, 40023)],
  },
  {
    id: 30003,
    name: 'Sleep, Steps and Strength',
    description:
      'Everyday sleep and movement of adults of all ages from a ring, with grip strength measured once a month.',
    organization: 20003,
    codes: [
      'ieee:sleep-stage-summary:1.0',
      'omh:sleep-episode:1.1',
      'omh:sleep-duration:2.0',
      'omh:step-count:3.0',
      'omh:heart-rate:2.0',
      'omh:rr-interval:1.0',
      'site:grip-strength:1.0',
    ],
    sources: ['Driftwood Ring', 'Quill Diary'],
    enrolled: [40009, ...series(40024, 40033)],
  },
  {
    id: 30004,
    name: 'Breathing Room',
    description:
      'Rehabilitation at home for people with chronic lung disease: spirometry, oxygen saturation, weight and exercise.',
    organization: 20001,
    codes: [
      'omh:forced-vital-capacity:1.0',
      'omh:forced-expiratory-volume-1-second:1.0',
      'omh:oxygen-saturation:2.0',
      'omh:respiratory-rate:2.0',
      'omh:body-temperature:4.0',
      'omh:body-weight:3.0',
      'omh:physical-activity:1.2',
    ],
    sources: ['Clearwater Spirometer', 'Plumb Bathroom Scale', 'Quill Diary'],
    enrolled: series(40034, 40039),
  },
  {
    id: 30005,
    name: 'Morning Light (pilot)',
    description:
      'Does bright light at breakfast help people who work nights? A pilot that has just begun to enrol; nothing is measured yet.',
    organization: 20003,
    codes: ['omh:sleep-duration:2.0', 'omh:body-temperature:4.0', 'QuestionnaireResponse'],
    sources: ['Quill Diary'],
    enrolled: series(40040, 40042),
  },
]
