/**
 * FHIR R5 (5.0.0) as far as it is emitted. Arrays are never empty and strings never blank, as FHIR
 * wants; what is not known is absent.
 */

export interface Coding {
  system?: string
  code?: string
  display?: string
}

export interface CodeableConcept {
  coding: Coding[]
}

export interface Identifier {
  system?: string
  value?: string
}

export interface Meta {
  lastUpdated?: string
  source: string
}

export interface Period {
  start?: string
  end?: string
}

export interface Reference {
  reference: string
  identifier?: Identifier
}

export interface Attachment {
  contentType: string
  /** Base64; absent where the content was left out. */
  data?: string
  /** Bytes of the content; integer64, which FHIR writes as text in JSON. */
  size?: string
  title?: string
}

/** The codes of http://hl7.org/fhir/observation-status 5.0.0, which has no `appended`. */
export const observationStatuses = [
  'registered',
  'preliminary',
  'final',
  'amended',
  'corrected',
  'cancelled',
  'entered-in-error',
  'unknown',
] as const

export type ObservationStatus = (typeof observationStatuses)[number]

export interface FhirObservation {
  readonly resourceType: 'Observation'
  id: string
  meta: Meta
  identifier?: Identifier[]
  status: ObservationStatus
  code: CodeableConcept
  effectiveDateTime?: string
  effectivePeriod?: Period
  subject: Reference
  valueAttachment?: Attachment
}

/** An extension in the place of a value that is not known. */
export interface DataAbsent {
  extension: { url: string; valueCode: 'unknown' }[]
}

export interface HumanName {
  family?: string
  given?: string[]
}

export interface ContactPoint {
  system: 'phone' | 'email'
  use: 'mobile' | 'home'
  value: string
}

export interface FhirPatient {
  readonly resourceType: 'Patient'
  id: string
  meta: Meta
  identifier?: Identifier[]
  name?: HumanName[]
  birthDate?: string
  telecom?: ContactPoint[]
}

export interface FhirGroup {
  readonly resourceType: 'Group'
  id: string
  meta: Meta
  type: 'person'
  membership: 'enumerated'
  code: CodeableConcept
  name?: string
}

export interface FhirOrganization {
  readonly resourceType: 'Organization'
  id: string
  meta: Meta
  type: CodeableConcept[]
  name?: string
  /** Why there is no name. */
  _name?: DataAbsent
}

export type FhirResource = FhirObservation | FhirPatient | FhirGroup | FhirOrganization

export interface BundleEntry<R extends FhirResource> {
  fullUrl: string
  resource: R
  search?: { mode: 'match' }
}

export interface FhirBundle<R extends FhirResource> {
  readonly resourceType: 'Bundle'
  type: 'searchset' | 'collection'
  total?: number
  link?: { relation: 'self'; url: string }[]
  entry?: BundleEntry<R>[]
}
