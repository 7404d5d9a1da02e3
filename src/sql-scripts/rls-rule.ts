/** Schema that holds all that row-level security needs beside the policies. */
export const rlsSchema = 'jhe_mcp_rls'

const call = (name: string): string => `${rlsSchema}.${name}()`
/** Asked once a statement, not once a row. */
const once = (name: string): string => `(select ${call(name)})`

interface Helper {
  readonly returns: string
  readonly body: string
}

/**
 * The membership rule of `src/permissions/visible.ts` and `src/permissions/readable-code.ts` once more, for the
 * person that the login role is mapped to. Consent is not part of it, as in JHE's own reads.
 */
export const helpers: Readonly<Record<string, Helper>> = {
  me: {
    returns: 'bigint',
    body: `select r.jhe_user_id from ${rlsSchema}.reader as r where r.role_name = session_user`,
  },
  patient: {
    returns: 'bigint',
    body: `select p.id from public.core_patient as p join public.core_jheuser as u on u.id = p.jhe_user_id
    where u.id = ${once('me')} and u.is_active`,
  },
  practitioner: {
    returns: 'bigint',
    body: `select pr.id from public.core_practitioner as pr join public.core_jheuser as u on u.id = pr.jhe_user_id
    where u.id = ${once('me')} and u.is_active and u.user_type is distinct from 'patient'
      and not exists (select from public.core_patient as p where p.jhe_user_id = u.id)`,
  },
  member_studies: {
    returns: 'setof bigint',
    body: `select s.id from public.core_study as s
    join public.core_practitionerorganization as m on m.organization_id = s.organization_id
    where m.practitioner_id = ${once('practitioner')}`,
  },
  studies: {
    returns: 'setof bigint',
    body: `select ${call('member_studies')}
    union select sp.study_id from public.core_studypatient as sp where sp.patient_id = ${once('patient')}`,
  },
  organizations: {
    returns: 'setof bigint',
    body: `select m.organization_id from public.core_practitionerorganization as m
    where m.practitioner_id = ${once('practitioner')}
    union select po.organization_id from public.core_patientorganization as po where po.patient_id = ${once('patient')}
    union select s.organization_id from public.core_study as s where s.id in (select ${call('studies')})`,
  },
  enrolments: {
    returns: 'setof bigint',
    body: `select sp.id from public.core_studypatient as sp
    where sp.study_id in (select ${call('member_studies')}) or sp.patient_id = ${once('patient')}`,
  },
  patients: {
    returns: 'setof bigint',
    body: `select sp.patient_id from public.core_studypatient as sp
    where sp.study_id in (select ${call('member_studies')})
    union select ${call('patient')}`,
  },
  shared_organizations: {
    returns: 'setof bigint',
    body: `select m.organization_id from public.core_practitionerorganization as m
    where m.practitioner_id = ${once('practitioner')}
    union select po.organization_id from public.core_patientorganization as po where po.patient_id = ${once('patient')}`,
  },
  colleagues: {
    returns: 'setof bigint',
    body: `select m.practitioner_id from public.core_practitionerorganization as m
    where m.organization_id in (select ${call('shared_organizations')})`,
  },
  record_patients: {
    returns: 'setof bigint',
    body: `select sp.patient_id from public.core_studypatient as sp
    where sp.study_id in (select ${call('member_studies')})
      and exists (select from public.core_patientorganization as po
        join public.core_practitionerorganization as m on m.organization_id = po.organization_id
        where po.patient_id = sp.patient_id and m.practitioner_id = ${once('practitioner')})
    union select ${call('patient')}`,
  },
  record_sources: {
    returns: 'setof bigint',
    body: `select f.id from public.core_fhirsource as f
    where f.patient_id in (select ${call('record_patients')})`,
  },
  reach: {
    returns: 'table (patient_id bigint, code_id bigint)',
    body: `select distinct sp.patient_id, r.scope_code_id
    from public.core_studypatient as sp join public.core_studyscoperequest as r on r.study_id = sp.study_id
    where sp.study_id in (select ${call('member_studies')})
      and exists (select from public.core_patientorganization as po
        join public.core_practitionerorganization as m on m.organization_id = po.organization_id
        where po.patient_id = sp.patient_id and m.practitioner_id = ${once('practitioner')})`,
  },
}

const isOneOf = (column: string, helper: string): string => `${column} in (select ${call(helper)})`
const is = (column: string, helper: string): string => `${column} = ${once(helper)}`
const isMapped = `${once('me')} is not null`

/** Which rows of each table the reader sees. */
export const policies: Readonly<Record<string, string>> = {
  core_codeableconcept: isMapped,
  core_datasource: isMapped,
  core_jheuser: `${is('id', 'me')} or id in (
      select p.jhe_user_id from public.core_patient as p where ${isOneOf('p.id', 'patients')})`,
  core_practitioner: `${is('jhe_user_id', 'me')} or ${isOneOf('id', 'colleagues')}`,
  core_practitionerorganization: isOneOf('organization_id', 'shared_organizations'),
  core_organization: isOneOf('id', 'organizations'),
  core_study: isOneOf('id', 'studies'),
  core_studydatasource: isOneOf('study_id', 'studies'),
  core_studyscoperequest: isOneOf('study_id', 'studies'),
  core_studypatient: isOneOf('id', 'enrolments'),
  core_studypatientscopeconsent: isOneOf('study_patient_id', 'enrolments'),
  core_patient: `${is('jhe_user_id', 'me')} or ${isOneOf('id', 'patients')}`,
  core_patientorganization: `${is('patient_id', 'patient')} or ${isOneOf('patient_id', 'patients')}
      and ${isOneOf('organization_id', 'shared_organizations')}`,
  core_patientidentifier: isOneOf('patient_id', 'patients'),
  core_observation: `${is('subject_patient_id', 'patient')} or (subject_patient_id, codeable_concept_id) in (
      select r.patient_id, r.code_id from ${rlsSchema}.reach() as r)`,
  core_observationidentifier: `exists (
      select from public.core_observation as o where o.id = observation_id)`,
  core_fhirsource: isOneOf('patient_id', 'record_patients'),
  core_fhirauxresource: isOneOf('fhir_source_id', 'record_sources'),
}
