/** What a row of a JHE table stands for, and what its columns hold. */
export interface TableMeaning {
  readonly meaning: string
  readonly columns: Readonly<Record<string, string>>
}

/** The tables of JHE that jhe-mcp reads, column by column: all that it may read of them. */
export const tableMeanings: Readonly<Record<string, TableMeaning>> = {
  core_jheuser: {
    meaning: 'An account of JupyterHealth Exchange.',
    columns: {
      id: 'user id; the subject of the ID token',
      email: 'address the person signs in with',
      is_active: 'false: the account is switched off',
      user_type: 'practitioner, patient or null',
    },
  },
  core_organization: {
    meaning: 'A lab, clinic or other body that runs studies (FHIR Organization).',
    columns: {
      id: 'organization id',
      name: 'its name',
      type: 'FHIR type, e.g. prov, edu, laboratory',
      part_of_id: 'the organization above it',
      last_updated: 'when it was changed last; from core.0033 on',
    },
  },
  core_practitioner: {
    meaning: 'A person who works on studies.',
    columns: {
      id: 'practitioner id',
      jhe_user_id: 'their account',
      name_family: 'family name',
      name_given: 'given name',
    },
  },
  core_practitionerorganization: {
    meaning: 'Membership of a practitioner in an organization: what they may see follows from it.',
    columns: {
      organization_id: 'the organization',
      practitioner_id: 'the practitioner',
      role: 'viewer, member or manager; all of them may read',
    },
  },
  core_patient: {
    meaning: 'A person whose data JHE holds (FHIR Patient).',
    columns: {
      id: 'patient id',
      name_family: 'family name',
      name_given: 'given name',
      birth_date: 'date of birth',
      telecom_phone: 'telephone number',
      jhe_user_id: 'their account, if they have one',
      last_updated: 'when it was changed last',
      identifier: 'identifier of the site; only before core.0022',
    },
  },
  core_patientorganization: {
    meaning: 'Which organizations a patient belongs to.',
    columns: { organization_id: 'the organization', patient_id: 'the patient' },
  },
  core_patientidentifier: {
    meaning: 'An identifier of a patient at a site, e.g. a record number; from core.0022 on.',
    columns: {
      id: 'row id',
      patient_id: 'the patient',
      system: 'who gives the identifier, as an address',
      value: 'the identifier itself',
    },
  },
  core_study: {
    meaning: 'A study (FHIR Group).',
    columns: {
      id: 'study id',
      name: 'its name',
      description: 'what it is about, as its team wrote it',
      organization_id: 'the organization that runs it',
      last_updated: 'when it was changed last; from core.0033 on',
    },
  },
  core_studypatient: {
    meaning: 'A patient takes part in a study.',
    columns: { id: 'enrolment id', patient_id: 'the patient', study_id: 'the study' },
  },
  core_studyscoperequest: {
    meaning: 'A study asks its patients for a data type.',
    columns: { scope_code_id: 'the data type', study_id: 'the study' },
  },
  core_studypatientscopeconsent: {
    meaning: 'What a patient answered when a study asked for a data type; no row: not answered.',
    columns: {
      consented: 'true: agreed; false: declined or withdrawn',
      consented_time: 'when; of the answer that stands now',
      scope_code_id: 'the data type',
      study_patient_id: 'the enrolment',
    },
  },
  core_codeableconcept: {
    meaning: 'A data type or other coded term (FHIR CodeableConcept).',
    columns: {
      id: 'row id',
      coding_system: 'who defines the code, as an address',
      coding_code: 'the code, e.g. omh:blood-pressure:4.0',
      text: 'name of the data type at this site',
    },
  },
  core_datasource: {
    meaning: 'A device or an app that measures (FHIR Device).',
    columns: { id: 'data source id', name: 'its name', type: 'e.g. personal_device' },
  },
  core_studydatasource: {
    meaning: 'A study uses a data source.',
    columns: { data_source_id: 'the data source', study_id: 'the study' },
  },
  core_observation: {
    meaning: 'One measurement of a patient (FHIR Observation).',
    columns: {
      id: 'observation id',
      omh_data: 'the Open mHealth data point, header and body; from core.0032 on',
      value_attachment_data: 'the same before core.0032',
      last_updated: 'when JHE stored it, not when it was measured',
      codeable_concept_id: 'the data type',
      subject_patient_id: 'the patient',
      status: 'FHIR status; JHE itself writes final',
      data_source_id: 'what measured it',
      effective_date_time:
        'when it was true; from core.0041 on and often empty: the body then tells',
      effective_period_start: 'start of the time it was true for; as above',
      effective_period_end: 'end of that time; as above',
    },
  },
  core_observationidentifier: {
    meaning: 'An identifier of an observation in another system.',
    columns: {
      id: 'row id',
      observation_id: 'the observation',
      system: 'the other system',
      value: 'the identifier there',
    },
  },
  core_fhirsource: {
    meaning: 'Where clinical records of a patient come from; from core.0035 on.',
    columns: {
      id: 'source id',
      data_source_id: 'the data source that took them in',
      patient_id: 'the patient',
    },
  },
  core_fhirauxresource: {
    meaning: 'A clinical record of a patient, any FHIR resource; from core.0035 on.',
    columns: {
      id: 'record id, a uuid',
      resource_type: 'its FHIR type, e.g. Condition',
      fhir_data: 'the resource as it was taken in, mostly FHIR R5',
      fhir_source_id: 'the source, and so the patient',
    },
  },
}
