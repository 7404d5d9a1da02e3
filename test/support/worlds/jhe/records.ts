import { hostileTexts } from './hostile-texts.js'
import { patients, sources } from './ids.js'
import { longAgo, recorded, type Row } from './row.js'

/** A clinical record: the patient whose source it comes from, and the body of a FHIR resource. */
export interface RecordSeed {
  /** The last digits of its uuid. */
  readonly n: number
  readonly patient: number
  readonly type: string
  readonly body: Readonly<Record<string, unknown>> | null
}

/** The uuid of a record of the world. */
export const recordId = (n: number): string =>
  `00000000-0000-4000-9000-${String(n).padStart(12, '0')}`

const concept = (system: string, code: string, display: string) => ({
  coding: [{ system, code, display }],
})
const snomed = (code: string, display: string) => concept('http://snomed.info/sct', code, display)

/** Records of the world at core.0045. No study asks for any of them. */
export const records: readonly RecordSeed[] = [
  {
    n: 1,
    patient: patients.ana,
    type: 'Condition',
    body: {
      clinicalStatus: { coding: [{ code: 'active' }] },
      code: snomed('38341003', 'Hypertension'),
      onsetDateTime: '2019-05',
    },
  },
  {
    n: 2,
    patient: patients.ana,
    type: 'MedicationRequest',
    body: { status: 'active', intent: 'order', authoredOn: '2026-02-01T09:00:00+01:00' },
  },
  { n: 3, patient: patients.ana, type: 'Encounter', body: { status: 'planned' } },
  { n: 4, patient: patients.ana, type: 'Condition', body: null },
  {
    n: 11,
    patient: patients.ben,
    type: 'Condition',
    body: { code: snomed('73211009', 'Diabetes'), recordedDate: '2020-01-01' },
  },
  { n: 21, patient: patients.cora, type: 'Procedure', body: { performedDateTime: '2021-03-04' } },
  { n: 31, patient: patients.dan, type: 'Condition', body: { recordedDate: '2022-01-01' } },
  { n: 41, patient: patients.eve, type: 'Condition', body: { recordedDate: '2022-01-01' } },
  {
    n: 81,
    patient: patients.mallory,
    type: 'Condition',
    body: { code: { text: hostileTexts.html }, status: hostileTexts.sql },
  },
]

const owners = [...new Set(records.map(({ patient }) => patient))]

const sourceOf = (patient: number): number => 90_001 + owners.indexOf(patient)

/** Rows of `core_fhirsource`: one for each patient with records. */
export const fhirSourceRows: readonly Row[] = owners.map((patient_id) => ({
  id: sourceOf(patient_id),
  label: 'Chart of a clinic',
  fhir_base_url: 'https://fhir.example.org/R4',
  last_updated: longAgo,
  data_source_id: sources.cuff,
  patient_id,
}))

const systems = 'https://jupyterhealth.org/fhir/StructureDefinition'

/** Rows of `core_fhirauxresource`, with the stamps that JHE puts on each. */
export const recordRows = (seeds: readonly RecordSeed[]): Row[] =>
  seeds.map(({ n, patient, type, body }) => ({
    resource_type: type,
    id: recordId(n),
    patient_fhir_id: `upstream-${patient}`,
    fhir_resource_id: `upstream-${n}`,
    fhir_data:
      body === null
        ? null
        : {
            ...body,
            resourceType: type,
            meta: { source: `https://jupyterhealth.org/fhir/fhir-source/${sourceOf(patient)}` },
            extension: [{ url: `${systems}/patient-id`, valueInteger: patient }],
          },
    last_updated: recorded,
    fhir_source_id: sourceOf(patient),
    ref_indexed: false,
  }))

const hiddenTypes = ['Condition', 'Encounter', 'MedicationRequest', 'Patient', 'Nothing']
const dates = ['2026-03-01', '2026-03-02T07:05:00Z', '2031', 'not a date', '0000-00-00']

/** Very many records that no practitioner may read, of every kind of type and date. */
export const hiddenRecords: readonly RecordSeed[] = owners.flatMap((patient, p) =>
  hiddenTypes.flatMap((type, t) =>
    dates.map((date, d) => ({
      n: 1000 + p * 100 + t * 10 + d,
      patient,
      type,
      body: { status: 'active', recordedDate: date, period: { start: date }, authoredOn: date },
    })),
  ),
)
