/** `core_jheuser` */
export interface UserRow {
  readonly id: number
  readonly password: string
  readonly last_login: string | null
  readonly is_superuser: boolean
  readonly first_name: string
  readonly last_name: string
  readonly is_staff: boolean
  readonly is_active: boolean
  readonly date_joined: string
  readonly email: string
  readonly email_is_verified: boolean
  readonly identifier: string
  readonly user_type: 'patient' | 'practitioner' | null
}

/** `core_organization` */
export interface OrganizationRow {
  readonly id: number
  readonly name: string
  readonly type: string
  readonly part_of_id: number | null
  readonly last_updated: string
}

/** `core_practitioner` */
export interface PractitionerRow {
  readonly id: number
  readonly jhe_user_id: number
  readonly identifier: string | null
  readonly last_updated: string
  readonly name_family: string
  readonly name_given: string
  readonly settings: Readonly<Record<string, unknown>>
}

/** `core_practitionerorganization` */
export interface MembershipRow {
  readonly id: number
  readonly organization_id: number
  readonly practitioner_id: number
  readonly role: 'member' | 'manager' | 'viewer'
}

/** `core_patient` */
export interface PatientRow {
  readonly id: number
  readonly name_family: string
  readonly name_given: string
  readonly birth_date: string | null
  readonly telecom_phone: string | null
  readonly jhe_user_id: number | null
  readonly last_updated: string
}

/** `core_patientorganization` */
export interface PatientOrganizationRow {
  readonly id: number
  readonly organization_id: number
  readonly patient_id: number
}

/** `core_patientidentifier` */
export interface IdentifierRow {
  readonly id: number
  readonly system: string
  readonly value: string
  readonly patient_id: number
}

/** `core_study` */
export interface StudyRow {
  readonly id: number
  readonly name: string
  readonly description: string
  readonly organization_id: number
  readonly icon_url: string | null
  readonly last_updated: string
}

/** `core_studypatient` */
export interface EnrolmentRow {
  readonly id: number
  readonly patient_id: number
  readonly study_id: number
}

/** `core_codeableconcept` */
export interface CodeRow {
  readonly id: number
  readonly coding_system: string
  readonly coding_code: string
  readonly text: string
}

/** `core_studyscoperequest` */
export interface ScopeRequestRow {
  readonly id: number
  readonly scope_actions: string
  readonly scope_code_id: number
  readonly study_id: number
}

/** `core_studypatientscopeconsent` */
export interface ConsentRow {
  readonly id: number
  readonly scope_actions: string
  readonly consented: boolean
  readonly consented_time: string
  readonly scope_code_id: number
  readonly study_patient_id: number
}

/** `core_datasource` */
export interface DataSourceRow {
  readonly id: number
  readonly name: string
  readonly type: 'medical_device' | 'personal_device' | 'patient_app'
  readonly last_updated: string
}

/** `core_datasourcesupportedscope` */
export interface SupportedScopeRow {
  readonly id: number
  readonly data_source_id: number
  readonly scope_code_id: number
}

/** `core_studydatasource` */
export interface StudyDataSourceRow {
  readonly id: number
  readonly data_source_id: number
  readonly study_id: number
}

/** `core_observation` */
export interface ObservationRow {
  readonly id: number
  readonly omh_data: unknown
  readonly last_updated: string
  readonly codeable_concept_id: number | null
  readonly subject_patient_id: number
  readonly status: string
  readonly data_source_id: number | null
  readonly ow_key: string | null
  readonly effective_date_time: string | null
  readonly effective_period_start: string | null
  readonly effective_period_end: string | null
}

/** `core_observationidentifier` */
export interface ObservationIdentifierRow {
  readonly id: number
  readonly system: string
  readonly value: string
  readonly observation_id: number
}

/** `core_fhirsource` */
export interface FhirSourceRow {
  readonly id: number
  readonly label: string
  readonly fhir_base_url: string
  readonly last_updated: string
  readonly data_source_id: number
  readonly patient_id: number
}

/** `core_fhirauxresource` */
export interface FhirRecordRow {
  /** uuid */
  readonly id: string
  readonly resource_type: string
  readonly patient_fhir_id: string
  readonly fhir_resource_id: string
  readonly fhir_data: unknown
  readonly last_updated: string
  readonly fhir_source_id: number
  readonly ref_indexed: boolean
}

/** `django_migrations` */
export interface MigrationRow {
  readonly id: number
  readonly app: string
  readonly name: string
  readonly applied: string
}

/** Every row of the invented world by table, in an order that satisfies the foreign keys. */
export interface World {
  readonly core_jheuser: readonly UserRow[]
  readonly core_organization: readonly OrganizationRow[]
  readonly core_practitioner: readonly PractitionerRow[]
  readonly core_practitionerorganization: readonly MembershipRow[]
  readonly core_patient: readonly PatientRow[]
  readonly core_patientorganization: readonly PatientOrganizationRow[]
  readonly core_patientidentifier: readonly IdentifierRow[]
  readonly core_codeableconcept: readonly CodeRow[]
  readonly core_study: readonly StudyRow[]
  readonly core_studypatient: readonly EnrolmentRow[]
  readonly core_studyscoperequest: readonly ScopeRequestRow[]
  readonly core_studypatientscopeconsent: readonly ConsentRow[]
  readonly core_datasource: readonly DataSourceRow[]
  readonly core_datasourcesupportedscope: readonly SupportedScopeRow[]
  readonly core_studydatasource: readonly StudyDataSourceRow[]
  readonly core_observation: readonly ObservationRow[]
  readonly core_observationidentifier: readonly ObservationIdentifierRow[]
  readonly core_fhirsource: readonly FhirSourceRow[]
  readonly core_fhirauxresource: readonly FhirRecordRow[]
  readonly django_migrations: readonly MigrationRow[]
}
