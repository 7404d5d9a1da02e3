import type pg from 'pg'

import { asker } from '../questions.js'

/** Ids of the people and studies that a scaled world adds to the demo's. */
export const scaled = {
  /** 2,000 patients. */
  largeStudy: 100_001,
  /** 25 of them. */
  smallStudy: 100_002,
  /** One row in twenty is theirs: a reading every five minutes. */
  deepPatient: 1_000_001,
} as const

const studies = 1_000
const patients = 2_000
const templates = 1_000

/**
 * Studies of the asker's organization; two of them ask for all that the demo measures. Four of
 * five patients consent to a data type, one in ten declines, one in ten has not answered; the
 * deep patient consents to all.
 */
const peopleAndStudies = `
select setval(pg_get_serial_sequence(attrelid::regclass::text, 'id'), 10000000) from pg_attribute
  where attname = 'id' and attidentity = 'd';
create temporary table org as
  select min(m.organization_id) as id from core_practitionerorganization as m
  join core_practitioner as p on p.id = m.practitioner_id where p.jhe_user_id = ${asker};
create temporary table asked as
  select row_number() over (order by id) as n, id from core_codeableconcept
  where id in (select codeable_concept_id from core_observation);
insert into core_study (id, name, description, organization_id, last_updated)
  select 100000 + n, 'Scaled study ' || n, 'One of many.', org.id, now()
  from generate_series(1, ${studies}) as n cross join org;
insert into core_studyscoperequest (scope_code_id, study_id)
  select asked.id, s.id from asked cross join (values (${scaled.largeStudy}), (${scaled.smallStudy})) as s(id);
insert into core_patient (id, name_family, name_given, birth_date, last_updated)
  select 1000000 + n, 'Family' || n % 700, 'Given' || n, date '1940-01-01' + (n * 17) % 22000, now()
  from generate_series(1, ${patients}) as n;
insert into core_patientidentifier (system, value, patient_id)
  select 'https://scaled.example.org', 'S-' || n, 1000000 + n from generate_series(1, ${patients}) as n;
insert into core_patientorganization (organization_id, patient_id)
  select org.id, 1000000 + n from generate_series(1, ${patients}) as n cross join org;
insert into core_studypatient (id, patient_id, study_id)
  select 1000000 + n, 1000000 + n, ${scaled.largeStudy} from generate_series(1, ${patients}) as n
  union all
  select 2000000 + n, 1000000 + n, ${scaled.smallStudy} from generate_series(1, 25) as n;
insert into core_studypatientscopeconsent (consented, consented_time, scope_code_id, study_patient_id)
  select answer.code < 8 or sp.patient_id = ${scaled.deepPatient}, now(), asked.id, sp.id
  from core_studypatient as sp cross join asked
  cross join lateral (select (sp.id * 7 + asked.n * 3) % 10 as code) as answer
  where sp.id >= 1000000 and (answer.code < 9 or sp.patient_id = ${scaled.deepPatient});
create table scale_template as
  select row_number() over (order by hashint8(o.id)) - 1 as k, o.codeable_concept_id, o.data_source_id,
    o.omh_data #- '{body,effective_time_frame}' as json
  from core_observation as o where jsonb_typeof(o.omh_data -> 'body') = 'object'
    and o.codeable_concept_id is not null
  order by hashint8(o.id) limit ${templates};
`

const random = (salt: number): string => `(hashint8extended(n, ${salt}) & 9007199254740991)`

/** The forms of time that JHE stores, in the shares that devices use them. */
const frame = `case
  when r.form = 0 and r.rare < 15 then '{"date_time": "not a date"}'
  when r.form < 600 then format('{"date_time": "%sZ"}', r.clock)
  when r.form < 800 then format('{"date_time": "%s-05:00"}', r.clock)
  when r.form < 900 then format('{"time_interval": {"start_date_time": "%sZ", "end_date_time": "%sZ"}}',
    r.clock, to_char(r.at + interval '10 minutes', 'YYYY-MM-DD"T"HH24:MI:SS'))
  when r.form < 950 then format('{"time_interval": {"start_date_time": "%sZ", "duration": {"value": 10, "unit": "min"}}}', r.clock)
  when r.form < 990 then format('{"time_interval": {"end_date_time": "%sZ", "duration": {"value": 10, "unit": "min"}}}', r.clock)
  else format('{"time_interval": {"date": "%s", "part_of_day": "morning"}}', left(r.clock, 10)) end`

/**
 * Rows in the order in which they arrive, one every 15 seconds up to now, so that each patient's
 * are spread over the whole table and more rows mean a longer history. JHE's columns of the
 * effective time are filled in one of fifty.
 */
const observations = `
insert into core_observation (omh_data, last_updated, codeable_concept_id, subject_patient_id, status,
  data_source_id, effective_date_time)
select jsonb_set(t.json, '{body,effective_time_frame}', cast(${frame} as jsonb)),
  r.at + interval '20 minutes', t.codeable_concept_id, r.patient, 'final', t.data_source_id,
  case when r.form % 50 = 49 then r.at end
from generate_series(cast($1 as bigint), cast($2 as bigint)) as n
cross join lateral (select cast($3 as timestamptz) - ($4 - n) * interval '15 seconds' as at offset 0) as moment
cross join lateral (select moment.at, to_char(moment.at, 'YYYY-MM-DD"T"HH24:MI:SS') as clock,
  ${random(1)} % 1000 as form, ${random(2)} % 100 as rare, ${random(3)} % ${templates} as template,
  case when n % 20 = 0 then ${scaled.deepPatient}
    else ${scaled.deepPatient} + 1 + ${random(4)} % ${patients - 1} end as patient offset 0) as r
join scale_template as t on t.k = r.template`

const perStatement = 250_000

/** Writes rows beyond those that are there, in one statement. */
export async function insertMore(
  client: pg.Client,
  rows: number,
  more: number,
  end: string,
): Promise<void> {
  await client.query(observations, [rows + 1, rows + more, end, rows])
}

/** JHE's own indexes on observations, under their names, as statements. */
const indexesOfObservations = async (client: pg.Client): Promise<readonly string[]> => {
  const { rows } = await client.query<{ name: string; text: string }>(
    `select indexname as name, indexdef as text from pg_indexes where tablename = 'core_observation'
     and indexname not in (select conname from pg_constraint)`,
  )
  for (const { name } of rows) await client.query(`drop index ${name}`)
  return rows.map(({ text }) => text)
}

/**
 * Blows the demo's world up, in a database that holds it.
 * @param rows observations to add
 * @param end ISO 8601; the time of the newest
 */
export async function blowUp(client: pg.Client, rows: number, end: string): Promise<void> {
  await client.query("set timezone = 'UTC'")
  await client.query(peopleAndStudies)
  const indexes = await indexesOfObservations(client)
  await client.query('alter table core_observation disable trigger all')
  for (let from = 1; from <= rows; from += perStatement) {
    const to = Math.min(rows, from + perStatement - 1)
    await client.query(observations, [from, to, end, rows])
  }
  await client.query('alter table core_observation enable trigger all')
  for (const text of indexes) await client.query(text)
  await client.query('vacuum (analyze, freeze)')
}
