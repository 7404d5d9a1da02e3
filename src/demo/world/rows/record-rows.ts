import { midnight, utcText, type Day } from '../calendar.js'
import { dataSource } from '../data-sources.js'
import { participants } from '../people/participants.js'
import { createRandom, type Random } from '../random.js'
import { recordsOf, type ClinicalRecord } from '../records.js'
import type { FhirRecordRow, World } from './rows.js'

/** Who has a chart, and let JHE read it: most people of the study of blood pressure. */
const withChart: readonly number[] = [40003, ...Array.from({ length: 10 }, (_, i) => 40013 + i)]

const stamps = 'https://jupyterhealth.org/fhir/StructureDefinition'

const nameOf = (patient: number): string => {
  const found = participants.find(({ id }) => id === patient)
  return `${found?.given ?? ''} ${found?.family ?? ''}`.trim()
}

/** A body with what JHE stamps on it: its source, the patient's id and the patient's name. */
const stamped = ({ type, body }: ClinicalRecord, patient: number, source: number) => ({
  ...body,
  resourceType: type,
  meta: { source: `https://jupyterhealth.org/fhir/fhir-source/${source}` },
  subject: { reference: `Patient/chart-${patient}`, display: nameOf(patient) },
  extension: [
    { url: `${stamps}/patient-id`, valueInteger: patient },
    { url: `${stamps}/patient-full-name`, valueString: nameOf(patient) },
  ],
})

const toRow = (
  record: ClinicalRecord,
  { patient, source, n, random }: { patient: number; source: number; n: number; random: Random },
): Omit<FhirRecordRow, 'last_updated'> => ({
  id: random.uuid(),
  resource_type: record.type,
  patient_fhir_id: `chart-${patient}`,
  fhir_resource_id: `entry-${patient}-${n}`,
  fhir_data: stamped(record, patient, source),
  fhir_source_id: source,
  ref_indexed: false,
})

/** Clinical records, and the charts that they come from. They leave all other rows as they are. */
export function recordRows(
  today: Day,
  setUp: string,
): Pick<World, 'core_fhirsource' | 'core_fhirauxresource'> {
  const read = utcText(midnight(today - 1))
  return {
    core_fhirsource: withChart.map((patient_id, index) => ({
      id: 90001 + index,
      label: 'Chart at Fogbank Bay',
      fhir_base_url: 'https://chart.fogbank.example.org/FHIR/R4',
      last_updated: setUp,
      data_source_id: dataSource('Fogbank Patient Access').id,
      patient_id,
    })),
    core_fhirauxresource: withChart.flatMap((patient, index) => {
      const random = createRandom(`${patient} chart`)
      return recordsOf(patient, today).map((record, n) => ({
        ...toRow(record, { patient, source: 90001 + index, n, random }),
        last_updated: read,
      }))
    }),
  }
}
