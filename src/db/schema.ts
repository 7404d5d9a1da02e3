/**
 * JHE's tables as far as the product reads them, on every schema from migration core.0011 to
 * core.0045 at once: a column that only some versions have is typed as nullable and reached only
 * through the schema profile. Values are typed as they arrive in JSON: bigint as number,
 * timestamptz and date as ISO 8601 text.
 */
export interface JheTables {
  /** JHE model JheUser. */
  core_jheuser: { id: number; email: string; is_active: boolean; user_type: string | null }
  /** JHE model Organization (FHIR Organization); a tree by `part_of_id`. */
  core_organization: {
    id: number
    name: string
    type: string
    part_of_id: number | null
    last_updated: string | null
  }
  core_practitioner: {
    id: number
    jhe_user_id: number
    name_family: string | null
    name_given: string | null
  }
  /** Membership of a practitioner in an organization, with its role. */
  core_practitionerorganization: { organization_id: number; practitioner_id: number; role: string }
  /** JHE model Patient (FHIR Patient). `identifier` exists up to core.0021. */
  core_patient: {
    id: number
    name_family: string | null
    name_given: string | null
    birth_date: string | null
    telecom_phone: string | null
    jhe_user_id: number | null
    last_updated: string
    identifier: string | null
  }
  core_patientorganization: { organization_id: number; patient_id: number }
  /** From core.0021 on. */
  core_patientidentifier: { id: number; patient_id: number; system: string; value: string }
  /** JHE model Study (FHIR Group). */
  core_study: {
    id: number
    name: string
    description: string
    organization_id: number
    last_updated: string | null
  }
  /** Enrolment of a patient in a study. */
  core_studypatient: { id: number; patient_id: number; study_id: number }
  /** Which data types a study asks for. */
  core_studyscoperequest: { scope_code_id: number; study_id: number }
  /** What a patient answered to a study's request for a data type. */
  core_studypatientscopeconsent: {
    consented: boolean
    /** When; a later answer takes the place of the earlier. */
    consented_time: string
    scope_code_id: number
    study_patient_id: number
  }
  /** JHE model CodeableConcept (FHIR CodeableConcept). */
  core_codeableconcept: { id: number; coding_system: string; coding_code: string; text: string }
  /** JHE model DataSource (FHIR Device). */
  core_datasource: { id: number; name: string | null; type: string }
  /** Which data sources a study uses; the same pair may be there twice before core.0025. */
  core_studydatasource: { data_source_id: number; study_id: number }
  /**
   * JHE model Observation (FHIR Observation). The JSON is `value_attachment_data` before core.0032
   * and `omh_data` from there on; the effective columns exist from core.0041 on.
   */
  core_observation: {
    id: number
    omh_data: unknown
    value_attachment_data: unknown
    last_updated: string
    codeable_concept_id: number | null
    subject_patient_id: number
    status: string
    data_source_id: number | null
    effective_date_time: string | null
    effective_period_start: string | null
    effective_period_end: string | null
  }
  core_observationidentifier: {
    id: number
    observation_id: number
    system: string | null
    value: string | null
  }
  /** JHE model FhirSource: where a patient's clinical records come from. From core.0035 on. */
  core_fhirsource: { id: number; data_source_id: number; patient_id: number }
  /**
   * JHE model FhirAuxResource: a clinical record, which is a FHIR resource as it was taken in. From
   * core.0035 on in this shape.
   */
  core_fhirauxresource: {
    /** uuid */
    id: string
    resource_type: string
    fhir_data: unknown
    fhir_source_id: number
  }
}

export type JheTable = keyof JheTables

type Columns = { readonly [T in JheTable]: readonly (keyof JheTables[T])[] }

/** Columns that every supported version has and the product reads: all it needs SELECT on. */
export const commonColumns: Columns = {
  core_jheuser: ['id', 'email', 'is_active', 'user_type'],
  core_organization: ['id', 'name', 'type', 'part_of_id'],
  core_practitioner: ['id', 'jhe_user_id', 'name_family', 'name_given'],
  core_practitionerorganization: ['organization_id', 'practitioner_id', 'role'],
  core_patient: [
    'id',
    'name_family',
    'name_given',
    'birth_date',
    'telecom_phone',
    'jhe_user_id',
    'last_updated',
  ],
  core_patientorganization: ['organization_id', 'patient_id'],
  core_patientidentifier: [],
  core_study: ['id', 'name', 'description', 'organization_id'],
  core_studypatient: ['id', 'patient_id', 'study_id'],
  core_studyscoperequest: ['scope_code_id', 'study_id'],
  core_studypatientscopeconsent: [
    'consented',
    'consented_time',
    'scope_code_id',
    'study_patient_id',
  ],
  core_codeableconcept: ['id', 'coding_system', 'coding_code', 'text'],
  core_datasource: ['id', 'name', 'type'],
  core_studydatasource: ['data_source_id', 'study_id'],
  core_observation: [
    'id',
    'last_updated',
    'codeable_concept_id',
    'subject_patient_id',
    'status',
    'data_source_id',
  ],
  core_observationidentifier: ['id', 'observation_id', 'system', 'value'],
  core_fhirsource: [],
  core_fhirauxresource: [],
}
