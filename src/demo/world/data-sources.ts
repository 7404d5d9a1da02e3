import type { DataSourceRow } from './rows/rows.js'

/** A device or app that observations come from. */
export interface DataSource {
  readonly id: number
  readonly name: string
  readonly type: DataSourceRow['type']
  readonly codes: readonly string[]
  /** `acquisition_provenance.source_name` in the header of its observations. */
  readonly provenance: string
  /** Most minutes from the end of a measurement to its arrival in JHE. */
  readonly delay: number
  /**
   * Whether it posts one observation at a time: only then does JHE fill the `effective_*` columns;
   * bulk loads leave them NULL.
   */
  readonly posts: boolean
}

/** The devices and apps, all invented. */
export const dataSources = [
  {
    id: 70001,
    name: 'Wisp CGM',
    type: 'personal_device',
    codes: ['omh:blood-glucose:4.0'],
    provenance: 'wisp-cgm-export',
    delay: 600,
    posts: false,
  },
  {
    id: 70002,
    name: 'Tallow Glucose Meter',
    type: 'personal_device',
    codes: ['omh:blood-glucose:4.0'],
    provenance: 'tallow-meter',
    delay: 90,
    posts: false,
  },
  {
    id: 70003,
    name: 'Harbor Home Cuff',
    type: 'personal_device',
    codes: ['omh:blood-pressure:4.0', 'omh:heart-rate:2.0'],
    provenance: 'harbor-cuff-app',
    delay: 15,
    posts: true,
  },
  {
    id: 70004,
    name: 'Driftwood Ring',
    type: 'personal_device',
    codes: [
      'ieee:sleep-stage-summary:1.0',
      'omh:sleep-episode:1.1',
      'omh:step-count:3.0',
      'omh:heart-rate:2.0',
      'omh:rr-interval:1.0',
    ],
    provenance: 'driftwood-cloud-sync',
    delay: 300,
    posts: false,
  },
  {
    id: 70005,
    name: 'Plumb Bathroom Scale',
    type: 'personal_device',
    codes: ['omh:body-weight:3.0'],
    provenance: 'plumb-scale',
    delay: 60,
    posts: false,
  },
  {
    id: 70006,
    name: 'Clearwater Spirometer',
    type: 'medical_device',
    codes: [
      'omh:forced-vital-capacity:1.0',
      'omh:forced-expiratory-volume-1-second:1.0',
      'omh:oxygen-saturation:2.0',
      'omh:respiratory-rate:2.0',
    ],
    provenance: 'clearwater-home-kit',
    delay: 120,
    posts: false,
  },
  {
    id: 70007,
    name: 'Quill Diary',
    type: 'patient_app',
    codes: ['omh:physical-activity:1.2', 'omh:sleep-duration:2.0', 'omh:body-temperature:4.0'],
    provenance: 'quill-diary',
    delay: 240,
    posts: true,
  },
  {
    id: 70008,
    name: 'Fogbank Patient Access',
    type: 'patient_app',
    codes: [],
    provenance: 'fogbank-patient-access',
    delay: 60,
    posts: false,
  },
] as const satisfies readonly DataSource[]

export type SourceName = (typeof dataSources)[number]['name']

/** The data source of a name. */
export function dataSource(name: SourceName): DataSource {
  const [first, ...others] = dataSources
  return others.find((source) => source.name === name) ?? first
}
