import type { ResourceType } from '../../permissions/type-set.js'

/**
 * Where a type of FHIR resource says when it was: the path of a date, or of a Period. Paths are
 * those of R5 and of R4, which JHE holds both of; the first that can be read counts.
 */
export interface DatePath {
  readonly path: readonly string[]
  readonly isPeriod?: true
}

/** What is read of a type of clinical record. Nothing else of a body leaves the database in the short form. */
export interface RecordType {
  readonly dates: readonly DatePath[]
  /** Elements that stand at the top of the resource. */
  readonly fields: readonly string[]
}

const on = (...names: readonly string[]): readonly DatePath[] =>
  names.map((name) => ({ path: name.split('/') }))
const during = (...names: readonly string[]): readonly DatePath[] =>
  names.map((name) => ({ path: name.split('/'), isPeriod: true }))

/** Elements of every type. */
const common = ['status', 'code']
const medication = ['medication', 'medicationCodeableConcept', 'medicationReference']
const occurrence = [
  'occurrenceDateTime',
  'occurrencePeriod',
  'performedDateTime',
  'performedPeriod',
]
const onset = ['onsetDateTime', 'onsetPeriod', 'onsetAge', 'clinicalStatus', 'verificationStatus']
const results = [
  ...['valueQuantity', 'valueCodeableConcept', 'valueString', 'valueBoolean', 'valueInteger'],
  ...['valueRange', 'valueRatio', 'valueTime', 'valueDateTime', 'valuePeriod'],
]

const type = (dates: readonly DatePath[], ...fields: readonly string[]): RecordType => ({
  dates,
  fields: [...common, ...fields],
})

/** Of each type of FHIR resource that JHE holds. */
export const recordTypes: Readonly<Record<ResourceType, RecordType>> = {
  AllergyIntolerance: type(
    [...on('onsetDateTime'), ...during('onsetPeriod'), ...on('recordedDate', 'assertedDate')],
    ...['criticality', ...onset],
  ),
  CarePlan: type([...during('period'), ...on('created')], ...['category', 'intent', 'period']),
  CareTeam: type(during('period'), 'category'),
  Condition: type(
    [...on('onsetDateTime'), ...during('onsetPeriod'), ...on('recordedDate', 'assertedDate')],
    ...onset,
  ),
  Coverage: type(during('period'), 'type'),
  Device: type(on('manufactureDate'), 'type'),
  DiagnosticReport: type(
    [...on('effectiveDateTime'), ...during('effectivePeriod'), ...on('issued')],
    'conclusionCode',
  ),
  DocumentReference: type(
    [...on('date', 'created'), ...during('period', 'context/period')],
    ...['type', 'docStatus'],
  ),
  Encounter: type(
    [...during('actualPeriod', 'period'), ...on('plannedStartDate')],
    ...['type', 'class', 'actualPeriod', 'period', 'plannedStartDate', 'plannedEndDate'],
  ),
  Goal: type(
    on('startDate', 'statusDate'),
    ...['lifecycleStatus', 'achievementStatus', 'category', 'description', 'target'],
  ),
  Group: type([], 'active', 'type', 'quantity'),
  Immunization: type(
    on('occurrenceDateTime', 'date', 'recorded'),
    ...['vaccineCode', 'occurrenceDateTime', 'primarySource'],
  ),
  Location: type([], 'type'),
  Medication: type([]),
  MedicationDispense: type(
    on('whenHandedOver', 'whenPrepared', 'recorded'),
    ...[...medication, 'quantity', 'daysSupply'],
  ),
  MedicationRequest: type(on('authoredOn'), ...medication, 'intent', 'dosageInstruction'),
  Observation: type(
    [...on('effectiveDateTime'), ...during('effectivePeriod'), ...on('effectiveInstant', 'issued')],
    ...[...results, 'component', 'referenceRange', 'interpretation', 'dataAbsentReason'],
  ),
  Organization: type([], 'active', 'type'),
  Patient: type([], 'active'),
  Practitioner: type([], 'active'),
  PractitionerRole: type(during('period'), 'active'),
  Procedure: type(
    [
      ...on('occurrenceDateTime', 'performedDateTime'),
      ...during('occurrencePeriod', 'performedPeriod'),
      ...on('recorded'),
    ],
    ...occurrence,
  ),
  Provenance: type(
    [...on('occurredDateTime'), ...during('occurredPeriod'), ...on('recorded')],
    'activity',
  ),
  QuestionnaireResponse: type(on('authored'), 'questionnaire'),
  RelatedPerson: type(during('period'), 'active', 'relationship'),
  ServiceRequest: type(
    [...on('occurrenceDateTime'), ...during('occurrencePeriod'), ...on('authoredOn')],
    ...['category', 'intent', 'occurrenceDateTime', 'occurrencePeriod'],
  ),
}

/** What is read of a type that is not listed. */
export const anyType: RecordType = type([])

/** Names of the types, in order. */
export const recordTypeNames: readonly string[] = Object.keys(recordTypes)
