import type { CodeRow } from './rows/rows.js'

const omh = 'https://w3id.org/openmhealth'

const code = (id: number, coding_code: string, text: string, coding_system = omh): CodeRow => ({
  id,
  coding_system,
  coding_code,
  text,
})

const resourceTypes = 'http://hl7.org/fhir/resource-types'

/** The 16 codes that JHE seeds, and those that sites added. */
export const codes: readonly CodeRow[] = [
  code(50001, 'omh:blood-glucose:4.0', 'Blood glucose'),
  code(50002, 'omh:blood-pressure:4.0', 'Blood pressure'),
  code(50003, 'omh:body-temperature:4.0', 'Body temperature'),
  code(50004, 'omh:heart-rate:2.0', 'Heart Rate'),
  code(50005, 'omh:oxygen-saturation:2.0', 'Oxygen saturation'),
  code(50006, 'omh:respiratory-rate:2.0', 'Respiratory rate'),
  code(50007, 'omh:rr-interval:1.0', 'RR Interval'),
  code(50008, 'omh:body-weight:3.0', 'Body weight'),
  code(50009, 'omh:forced-vital-capacity:1.0', 'Forced vital capacity'),
  code(50010, 'omh:forced-expiratory-volume-1-second:1.0', 'Forced expiratory volume 1 second'),
  code(50011, 'QuestionnaireResponse', 'FHIR QuestionnaireResponse', resourceTypes),
  code(50012, 'omh:physical-activity:1.2', 'Physical activity'),
  code(50013, 'omh:step-count:3.0', 'Step count'),
  code(50014, 'ieee:sleep-stage-summary:1.0', 'Sleep stage summary', 'https://w3id.org/ieee1752'),
  code(50015, 'omh:sleep-episode:1.1', 'Sleep episode'),
  code(50016, 'omh:sleep-duration:2.0', 'Sleep duration'),
  code(50017, 'site:grip-strength:1.0', 'Grip strength', 'https://lantern.example.org/codes'),
  code(50018, 'Condition', 'FHIR Condition', resourceTypes),
  code(50019, 'MedicationRequest', 'FHIR MedicationRequest', resourceTypes),
  code(50020, 'Encounter', 'FHIR Encounter', resourceTypes),
]

/**
 * `core_codeableconcept.id` of a code.
 * @throws Error for a code that the world does not have
 */
export function codeId(codingCode: string): number {
  const found = codes.find(({ coding_code }) => coding_code === codingCode)
  if (found === undefined) throw new Error(`no such code: ${codingCode}`)
  return found.id
}
