import type pg from 'pg'

import { schemaAt } from '../../database/jhe/migrations.js'
import { enrolments, requests } from './enrolments.js'
import { hostileTexts } from './hostile-texts.js'
import { codes, orgs, sources, studies } from './ids.js'
import { isOnlyInNewer, observations } from './observations.js'
import { identifierRows, patientRows, patientSeeds } from './patients.js'
import { people, type Person } from './people.js'
import { fhirSourceRows, recordRows, records } from './records.js'
import { longAgo, recorded, type Row, type SchemaVersion } from './row.js'

const everybody: readonly (Person & { readonly name: string })[] = Object.entries(people).map(
  ([name, person]) => ({ name, ...person }),
)

const users = (version: SchemaVersion): Row[] =>
  everybody
    .filter(({ isUnknown }) => isUnknown !== true)
    .map(({ name, userId, userType, userTypeAt0011, isSuperuser, isInactive }) => ({
      id: userId,
      password: 'planted-secret-hash',
      is_superuser: isSuperuser === true,
      is_staff: isSuperuser === true,
      first_name: '',
      last_name: '',
      is_active: isInactive !== true,
      date_joined: longAgo,
      email: `${name.toLowerCase()}@example.com`,
      email_is_verified: true,
      identifier: '',
      user_type: version === '0011' && userTypeAt0011 === null ? null : (userType ?? null),
    }))

const practitioners = (version: SchemaVersion): Row[] =>
  everybody
    .filter(
      ({ practitionerId, isRowlessAt0011 }) =>
        practitionerId !== undefined && (version === '0045' || isRowlessAt0011 !== true),
    )
    .map(({ name, userId, practitionerId }) => ({
      id: practitionerId,
      jhe_user_id: userId,
      name_given: name,
      name_family: 'Example',
      last_updated: longAgo,
      ...(version === '0045' ? { settings: {} } : {}),
    }))

const memberships: readonly Row[] = everybody.flatMap(({ practitionerId, memberships: own = [] }) =>
  own.map(([organization_id, role]) => ({
    practitioner_id: practitionerId,
    organization_id,
    role,
  })),
)

const organizations = [
  { id: orgs.coast, name: 'Coast Research Institute', type: 'edu', part_of_id: null },
  { id: orgs.harbor, name: 'Harbor Heart Lab', type: 'laboratory', part_of_id: orgs.coast },
  { id: orgs.valley, name: 'Valley Metabolic Lab', type: 'laboratory', part_of_id: null },
  { id: orgs.summit, name: 'Summit Clinic', type: 'prov', part_of_id: null },
  { id: orgs.odd, name: hostileTexts.terminal, type: hostileTexts.bidi, part_of_id: null },
]

const studyRows = [
  [studies.pressure, 'Pressure at Home', 'Blood pressure, mornings.', orgs.harbor],
  [studies.devices, 'Devices Compared', '', orgs.harbor],
  [studies.sugar, 'Sugar and Weight', 'Two labs share some patients.', orgs.valley],
  [studies.clocks, 'Clocks', 'Everything that can be odd about time.', orgs.summit],
  [studies.registry, 'Coast Registry', 'Nobody takes part yet.', orgs.coast],
  [studies.hostile, hostileTexts.promptInjection, Object.values(hostileTexts).join('\n'), orgs.odd],
].map(([id, name, description, organization_id]) => ({ id, name, description, organization_id }))

const codeTexts = [
  [codes.bloodPressure, 'omh:blood-pressure:4.0', 'Blood pressure'],
  [codes.heartRate, 'omh:heart-rate:2.0', 'Heart rate'],
  [codes.glucose, 'omh:blood-glucose:4.0', 'Blood glucose'],
  [codes.weight, 'omh:body-weight:3.0', 'Body weight'],
  [codes.steps, 'omh:step-count:3.0', 'Step count'],
  [codes.temperature, 'omh:body-temperature:4.0', 'Body temperature'],
  [codes.oxygen, 'omh:oxygen-saturation:2.0', 'Oxygen saturation'],
  [codes.sleepDuration, 'omh:sleep-duration:2.0', 'Sleep duration'],
  [codes.mood, 'local:mood:1.0', 'Mood'],
] as const

const codeRows: readonly Row[] = codeTexts.map(([id, coding_code, text]) => ({
  id,
  coding_code,
  text,
  coding_system: 'https://w3id.org/openmhealth',
}))

const enrolmentRows: readonly Row[] = enrolments.map(({ study, patient }, i) => ({
  id: i + 1,
  study_id: study,
  patient_id: patient,
}))

const consentRows: readonly Row[] = enrolments.flatMap(({ answers }, i) =>
  answers.map(([code, answer]) => ({
    study_patient_id: i + 1,
    scope_code_id: code,
    scope_actions: 'rs',
    consented: answer === 'agreed',
    consented_time: answer === 'withdrawn' ? recorded : longAgo,
  })),
)

const codeOf = (code: number | null): string => codeTexts.find(([id]) => id === code)?.[1] ?? ''

const headerOf = (id: number, code: number | null) => {
  const [namespace, name, version] = codeOf(code).split(':')
  return {
    uuid: `00000000-0000-4000-8000-${String(id).padStart(12, '0')}`,
    schema_id: { namespace, name, version },
    source_creation_date_time: recorded,
  }
}

const observationRows = (version: SchemaVersion): Row[] =>
  observations
    .filter((seed) => version === '0045' || !isOnlyInNewer(seed))
    .map(({ id, patient, code, body, status = 'final', source, effective }) => {
      const json = body === null ? null : { header: headerOf(id, code), body }
      return {
        id,
        subject_patient_id: patient,
        codeable_concept_id: code,
        status,
        data_source_id: source,
        last_updated: recorded,
        ...(version === '0011'
          ? { value_attachment_data: json }
          : {
              omh_data: json,
              effective_date_time: effective?.at,
              effective_period_start: effective?.start,
              effective_period_end: effective?.end,
            }),
      }
    })

const numbered = (rows: readonly Row[]): Row[] => rows.map((row, i) => ({ id: i + 1, ...row }))

const tablesOf = (version: SchemaVersion): readonly (readonly [string, readonly Row[]])[] => {
  const dated = (rows: readonly Row[]): Row[] =>
    rows.map((row) => (version === '0045' ? { ...row, last_updated: longAgo } : row))
  return [
    ['core_jheuser', users(version)],
    ['core_organization', dated(organizations)],
    ['core_practitioner', practitioners(version)],
    ['core_practitionerorganization', numbered(memberships)],
    ['core_patient', patientRows(version)],
    [
      'core_patientorganization',
      numbered(
        patientSeeds.flatMap(({ id, organizations: own }) =>
          own.map((organization_id) => ({ patient_id: id, organization_id })),
        ),
      ),
    ],
    ...(version === '0045' ? [['core_patientidentifier', numbered(identifierRows)] as const] : []),
    ['core_codeableconcept', codeRows],
    ['core_study', dated(studyRows)],
    ['core_studypatient', enrolmentRows],
    [
      'core_studyscoperequest',
      numbered(
        requests.flatMap(([study_id, wanted]) =>
          wanted.map((scope_code_id) => ({ study_id, scope_code_id, scope_actions: 'rs' })),
        ),
      ),
    ],
    ['core_studypatientscopeconsent', numbered(consentRows)],
    [
      'core_datasource',
      dated([
        { id: sources.cuff, name: 'CareX cuff', type: 'personal_device' },
        { id: sources.watch, name: null, type: 'medical_device' },
        { id: sources.hostile, name: hostileTexts.zeroWidth, type: hostileTexts.sql },
      ]),
    ],
    [
      'core_studydatasource',
      numbered([
        { study_id: studies.pressure, data_source_id: sources.cuff },
        { study_id: studies.devices, data_source_id: sources.cuff },
        { study_id: studies.devices, data_source_id: sources.watch },
        { study_id: studies.hostile, data_source_id: sources.hostile },
      ]),
    ],
    ['core_observation', observationRows(version)],
    [
      'core_observationidentifier',
      numbered([
        { observation_id: 60001, system: 'ow:normalized', value: 'a-1' },
        { observation_id: 60001, system: null, value: null },
        { observation_id: 62001, system: hostileTexts.html, value: hostileTexts.tags },
      ]),
    ],
    ...(version === '0045'
      ? [
          ['core_fhirsource', fhirSourceRows] as const,
          ['core_fhirauxresource', recordRows(records)] as const,
        ]
      : []),
    [
      'django_session',
      [{ session_key: 'k', session_data: 'planted-secret-session', expire_date: recorded }],
    ],
    [
      'oauth2_provider_accesstoken',
      [
        {
          id: 1,
          token: 'planted-secret-token',
          expires: recorded,
          scope: 'openid',
          user_id: people.coordinator.userId,
          created: longAgo,
          updated: longAgo,
        },
      ],
    ],
  ]
}

/** Makes the invented world in an empty database, on one of the two ends of JHE's history. */
export async function seedWorld(client: pg.Client, version: SchemaVersion): Promise<void> {
  await client.query(schemaAt(version))
  await client.query('begin')
  for (const [table, rows] of tablesOf(version)) {
    const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))].join(', ')
    await client.query(
      `insert into ${table} (${columns}) select ${columns} from jsonb_populate_recordset(null::${table}, $1)`,
      [JSON.stringify(rows)],
    )
    if (columns.startsWith('id,')) {
      await client.query(
        `select setval(pg_get_serial_sequence('${table}', 'id'), max(id)) from ${table}`,
      )
    }
  }
  await client.query('commit')
  await client.query('analyze')
}
