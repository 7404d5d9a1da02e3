-- columns (any schema)
select c.relname || '.' || a.attname as name
from pg_catalog.pg_attribute as a join pg_catalog.pg_class as c on c.oid = a.attrelid
join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
where n.nspname = 'public' and c.relname = any(cast($1 as text[])) and a.attnum > 0 and not a.attisdropped;

-- deniedColumns (any schema)
select t.name || '.' || t.part as name
from unnest(cast($1 as text[]), cast($2 as text[])) as t(name, part)
where not has_column_privilege(cast('public.' || t.name as text), t.part, 'SELECT') order by 1;

-- role (any schema)
with mine as (select m.* from pg_catalog.pg_roles as m where pg_catalog.pg_has_role(session_user, m.oid, 'MEMBER')),
schemas as (select n.* from pg_catalog.pg_namespace as n where n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(toast|temp)'),
relations as (select c.* from pg_catalog.pg_class as c
  join schemas as n on n.oid = c.relnamespace where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S'))
select f.name from (values
  (0, 'superuser', exists (select from mine as m where m.rolsuper)),
  (1, 'bypasses_rls', exists (select from mine as m where m.rolbypassrls)),
  (2, 'makes_roles', exists (select from mine as m where m.rolcreaterole or m.rolcreatedb)),
  (3, 'replicates', exists (select from mine as m where m.rolreplication)),
  (4, 'owns', exists (select from relations as c join mine as m on m.oid = c.relowner)),
  (5, 'owns_more', exists (select from pg_catalog.pg_database as d join mine as m on m.oid = d.datdba where d.datname = current_database())
    or exists (select from schemas as n join mine as m on m.oid = n.nspowner)
    or exists (select from pg_catalog.pg_proc as f join schemas as n on n.oid = f.pronamespace join mine as m on m.oid = f.proowner)),
  (6, 'reaches_files', exists (select from mine as m where m.rolname in ('pg_read_server_files', 'pg_write_server_files', 'pg_execute_server_program'))
    or exists (select from pg_catalog.pg_proc as f, mine as m where f.proname in ('pg_read_file', 'pg_read_binary_file', 'pg_ls_dir', 'pg_stat_file', 'lo_import', 'lo_export')
      and f.pronamespace = (select n.oid from pg_catalog.pg_namespace as n where n.nspname = 'pg_catalog')
      and has_function_privilege(m.oid, f.oid, 'EXECUTE'))),
  (7, 'administers', exists (select from mine as m where pg_catalog.starts_with(m.rolname, 'pg_') and m.rolname <> 'pg_database_owner' and m.rolname not in ('pg_read_server_files', 'pg_write_server_files', 'pg_execute_server_program'))),
  (8, 'writes', exists (select from relations as c, mine as m where c.relkind <> 'S' and (
      has_table_privilege(m.oid, c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
      or has_any_column_privilege(m.oid, c.oid, 'INSERT, UPDATE, REFERENCES')))
    or exists (select from relations as c, mine as m where c.relkind = 'S' and has_sequence_privilege(m.oid, c.oid, 'USAGE, UPDATE'))
    or exists (select from pg_catalog.pg_largeobject_metadata as l join mine as m on m.oid = l.lomowner)
    or exists (select from pg_catalog.pg_largeobject_metadata as l, pg_catalog.aclexplode(l.lomacl) as a
      where a.privilege_type = 'UPDATE' and (a.grantee = 0 or a.grantee in (select m.oid from mine as m)))),
  (9, 'creates', exists (select from schemas as n, mine as m where has_schema_privilege(m.oid, n.oid, 'CREATE'))
    or exists (select from mine as m where has_database_privilege(m.oid, current_database(), 'CREATE'))),
  (10, 'creates_temporary', exists (select from mine as m where has_database_privilege(m.oid, current_database(), 'TEMPORARY'))),
  (11, 'reads_secrets', exists (select from relations as c join pg_catalog.pg_attribute as a on a.attrelid = c.oid, mine as m
      where c.relkind <> 'S' and a.attnum > 0 and not a.attisdropped
        and (a.attname ~ 'password|token|secret|session_' or pg_catalog.right(c.relname, 11) = '_jhesetting' and pg_catalog.starts_with(a.attname, 'value_'))
        and has_column_privilege(m.oid, c.oid, a.attnum, 'SELECT')))
) as f(place, name, found) where f.found order by f.place;

-- migrationsReadable (any schema)
select coalesce(has_column_privilege(t.oid, 'app', 'SELECT')
  and has_column_privilege(t.oid, 'name', 'SELECT'), false) as readable
from (select cast(pg_catalog.to_regclass('public.django_migrations') as oid) as oid) as t;

-- newestMigration (any schema)
select max(left(name, 4)) as newest from public.django_migrations
where app = 'core' and name ~ '^[0-9]{4}_';

-- usableIndexes (any schema)
select cast(count(*) as integer) as usable
from pg_catalog.pg_class as c join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
join pg_catalog.pg_index as i on i.indexrelid = c.oid
where n.nspname = 'public' and c.relname = any(cast($1 as text[])) and i.indisvalid and i.indisready
  and obj_description(c.oid, 'pg_class') = $2
  and (select count(*) from pg_catalog.pg_proc as p
    where p.pronamespace = n.oid and p.proname = any(cast($3 as text[]))
      and has_function_privilege(p.oid, 'EXECUTE')) = 2;

-- isOwnSession (any schema)
select pg_catalog.pg_backend_pid() = cast($1 as integer)
  and pg_catalog.current_setting('jhe_mcp.session', true) is not distinct from 'own' as own;

-- transactionSettings (any schema)
select pg_catalog.set_config('transaction_read_only', 'on', true),
  pg_catalog.set_config('search_path', 'pg_catalog', true),
  pg_catalog.set_config('TimeZone', 'UTC', true),
  pg_catalog.set_config('DateStyle', 'ISO,MDY', true),
  pg_catalog.set_config('IntervalStyle', 'postgres', true),
  pg_catalog.set_config('extra_float_digits', '1', true),
  pg_catalog.set_config('standard_conforming_strings', 'on', true),
  pg_catalog.set_config('row_security', 'on', true),
  pg_catalog.set_config('plan_cache_mode', 'force_generic_plan', true),
  pg_catalog.set_config('jit', 'off', true),
  pg_catalog.set_config('enable_memoize', 'off', true),
  pg_catalog.set_config('statement_timeout', cast($1 as text), true),
  pg_catalog.set_config('lock_timeout', cast($2 as text), true);

-- serverVersion (any schema)
select cast(pg_catalog.current_setting('server_version_num') as integer) as version;

-- sessionLimits (any schema)
select s.name, s.setting as value from pg_catalog.pg_settings as s
where s.name in ('transaction_read_only', 'statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout');

-- roleDefaults (any schema)
select one.value from pg_catalog.pg_db_role_setting as s, unnest(s.setconfig) as one(value)
where (s.setrole = 0 or s.setrole = (select r.oid from pg_catalog.pg_roles as r where r.rolname = session_user))
  and (s.setdatabase = 0 or s.setdatabase = (select d.oid from pg_catalog.pg_database as d where d.datname = current_database()));

-- writableTables (any schema)
with mine as (select m.* from pg_catalog.pg_roles as m where pg_catalog.pg_has_role(session_user, m.oid, 'MEMBER')),
schemas as (select n.* from pg_catalog.pg_namespace as n where n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(toast|temp)'),
relations as (select c.* from pg_catalog.pg_class as c
  join schemas as n on n.oid = c.relnamespace where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S'))
select distinct cast(c.relname as text) as name from relations as c, mine as m where c.relkind <> 'S' and (
  has_table_privilege(m.oid, c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
  or has_any_column_privilege(m.oid, c.oid, 'INSERT, UPDATE')) order by 1;

-- extraTables (any schema)
with readable as (select c.* from pg_catalog.pg_class as c
  join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
  where n.nspname = 'public' and c.relkind in ('r', 'p', 'v', 'm', 'f'))
select distinct cast(c.relname as text) as name from readable as c join pg_catalog.pg_attribute as a on a.attrelid = c.oid
where a.attnum > 0 and not a.attisdropped and has_column_privilege(c.oid, a.attnum, 'SELECT')
  and not (c.relname || '.' || a.attname = any(cast($1 as text[]))) order by 1;

-- unindexedColumns (any schema)
select t.name || '.' || t.part as name
from unnest(cast($1 as text[]), cast($2 as text[])) as t(name, part)
where not exists (select 1 from pg_catalog.pg_index as i
  join pg_catalog.pg_attribute as a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
  where i.indrelid = pg_catalog.to_regclass('public.' || t.name) and i.indisvalid and a.attname = t.part) order by 1;

-- namedIndexes (any schema)
select cast(count(*) as integer) as named
from pg_catalog.pg_class as c join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
where n.nspname = 'public' and c.relkind = 'i' and c.relname = any(cast($1 as text[]));

-- describe_viewer (schema from core.0041, core.0032, core.0022, core.0011)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id in (select unnest(cast($3 as bigint[])))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient') select "viewer"."kind" as "viewer_kind", (select count(*) as "count" from "visible_study") as "study_count", (select coalesce(json_agg(agg), '[]') from (select "org"."id", "org"."name", "m"."role" from "public"."core_organization" as "org" left join "public"."core_practitionerorganization" as "m" on "m"."organization_id" = "org"."id" and m.practitioner_id = viewer.practitioner_id and viewer.kind = 'practitioner' where (m.role is not null or viewer.kind = 'patient' and exists (
              select from public.core_patientorganization as po
              where po.organization_id = org.id and po.patient_id = viewer.patient_id)) order by "org"."id") as agg) as "organizations" from "viewer";

-- count_studies (schema from core.0041, core.0032, core.0022, core.0011)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id in (select unnest(cast($3 as bigint[])))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient') select "viewer"."kind" as "viewer_kind", (select count(*) as "count" from "visible_study") as "count" from "viewer";

-- list_studies (schema from core.0041, core.0032, core.0022, core.0011)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 after, $5 limit
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id in (select unnest(cast($3 as bigint[])))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient') select "viewer"."kind" as "viewer_kind", (select count(*) as "total" from "visible_study") as "total", (select coalesce(json_agg(agg), '[]') from (select "s"."id", "s"."name", "s"."role", "org"."id" as "organization_id", "org"."name" as "organization_name" from "visible_study" as "s" inner join "public"."core_organization" as "org" on "org"."id" = "s"."organization_id" where "s"."id" > cast($4 as bigint) order by "s"."id" limit cast($5 as integer)) as agg) as "studies" from "viewer";

-- study_metadata (schema from core.0041, core.0032, core.0022, core.0011)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 enforce_consent, $5 study_id, $6 study_id, $7 study_id, $8 study_id
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id in (select unnest(cast($3 as bigint[])))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "answer" as (select "sp"."patient_id", "r"."scope_code_id" as "code_id", "c"."consented", (viewer.kind = 'patient'
          or (c.consented is true or not cast($4 as boolean)) and exists (
  select from public.core_patientorganization as po
  join public.core_practitionerorganization as m on m.organization_id = po.organization_id
  where po.patient_id = sp.patient_id and m.practitioner_id = viewer.practitioner_id)) as "readable" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" left join "public"."core_studypatientscopeconsent" as "c" on "c"."study_patient_id" = "sp"."id" and "c"."scope_code_id" = "r"."scope_code_id" where "s"."id" = cast($5 as bigint) and (viewer.kind = 'practitioner' or sp.patient_id = viewer.patient_id)), "counted" as (select "a"."code_id", count(*) as "observations" from "answer" as "a" inner join "public"."core_observation" as "o" on "o"."subject_patient_id" = "a"."patient_id" and "o"."codeable_concept_id" = "a"."code_id" where "a"."readable" = true group by "a"."code_id"), "answered" as (select "a"."code_id", count(*) filter (where a.consented is true) as "consented", count(*) filter (where a.consented is null) as "pending", count(*) filter (where a.consented is false) as "declined" from "answer" as "a" group by "a"."code_id") select "viewer"."kind" as "viewer_kind", (select coalesce(json_agg(agg), '[]') from (select "s"."id", "s"."name", "s"."description", "s"."role", "org"."id" as "organization_id", "org"."name" as "organization_name", "org"."type" as "organization_type", case when viewer.kind = 'practitioner' then (
        select count(*) from public.core_studypatient as sp where sp.study_id = s.id) end as "patient_count" from "visible_study" as "s" inner join "public"."core_organization" as "org" on "org"."id" = "s"."organization_id" where "s"."id" = cast($6 as bigint)) as agg) as "study", (select coalesce(json_agg(agg), '[]') from (select "cc"."coding_code" as "code", "cc"."text" as "name", coalesce(counted.observations, 0) as "observation_count", case when viewer.kind = 'practitioner' then coalesce("answered"."consented", 0) end as "patients_consented", case when viewer.kind = 'practitioner' then coalesce("answered"."pending", 0) end as "patients_pending", case when viewer.kind = 'practitioner' then coalesce("answered"."declined", 0) end as "patients_declined" from "visible_study" as "s" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" inner join "public"."core_codeableconcept" as "cc" on "cc"."id" = "r"."scope_code_id" left join "counted" on "counted"."code_id" = "cc"."id" left join "answered" on "answered"."code_id" = "cc"."id" where "s"."id" = cast($7 as bigint) order by "cc"."coding_code", "cc"."id") as agg) as "data_types", (select coalesce(json_agg(agg), '[]') from (select distinct "d"."id", "d"."name", "d"."type" from "visible_study" as "s" inner join "public"."core_studydatasource" as "sd" on "sd"."study_id" = "s"."id" inner join "public"."core_datasource" as "d" on "d"."id" = "sd"."data_source_id" where "s"."id" = cast($8 as bigint) order by "d"."id") as agg) as "data_sources" from "viewer";

-- study_types (schema from core.0041, core.0032, core.0022, core.0011)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 limit
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id in (select unnest(cast($3 as bigint[])))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient') select "viewer"."kind" as "viewer_kind", (select coalesce(json_agg(agg), '[]') from (select "s"."id", "s"."name", (select coalesce(json_agg(cc.coding_code order by cc.coding_code), '[]')
              from public.core_studyscoperequest as r
              join public.core_codeableconcept as cc on cc.id = r.scope_code_id
              where r.study_id = s.id) as "codes" from "visible_study" as "s" order by "s"."id" limit cast($4 as integer)) as agg) as "studies" from "viewer";

-- list_patients (schema from core.0041, core.0032, core.0022)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 study_id, $5 study_id, $6 patient_id, $7 patient_id, $8 study_id, $9 patient_id, $10 patient_id, $11 after, $12 limit
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id in (select unnest(cast($3 as bigint[])))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient') select "viewer"."kind" as "viewer_kind", exists (select from visible_study as s where s.id = cast($4 as bigint)) as "is_visible", (select count(*) as "total" from "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" where "s"."id" = cast($5 as bigint) and (cast($6 as bigint) is null or "sp"."patient_id" = cast($7 as bigint)) and (viewer.kind = 'practitioner' or sp.patient_id = viewer.patient_id)) as "total", (select coalesce(json_agg(agg), '[]') from (select "p"."id", "p"."name_given", "p"."name_family", "p"."birth_date", "p"."telecom_phone", "u"."email", (select coalesce(
        json_agg(json_build_object('system', i.system, 'value', i.value) order by i.id), '[]')
        from public.core_patientidentifier as i where i.patient_id = p.id) as "identifiers" from "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_patient" as "p" on "p"."id" = "sp"."patient_id" left join "public"."core_jheuser" as "u" on "u"."id" = "p"."jhe_user_id" where "s"."id" = cast($8 as bigint) and (cast($9 as bigint) is null or "sp"."patient_id" = cast($10 as bigint)) and (viewer.kind = 'practitioner' or sp.patient_id = viewer.patient_id) and "p"."id" > cast($11 as bigint) order by "p"."id" limit cast($12 as integer)) as agg) as "patients" from "viewer";

-- search_patients (schema from core.0041, core.0032, core.0022)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 study_id, $5 study_id, $6 study_id, $7 birth_date, $8 birth_date, $9 identifier, $10 identifier, $11 name_words, $12 name_words, $13 study_id, $14 study_id, $15 after, $16 limit
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id in (select unnest(cast($3 as bigint[])))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "reachable" as (select "sp"."patient_id" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" where (cast($4 as bigint) is null or "s"."id" = cast($5 as bigint)) and (viewer.kind = 'practitioner' or sp.patient_id = viewer.patient_id) union select viewer.patient_id as "patient_id" from "viewer" where "viewer"."kind" = 'patient' and cast($6 as bigint) is null), "found" as (select "p"."id", "p"."name_given", "p"."name_family", "p"."birth_date" from "reachable" as "r" inner join "public"."core_patient" as "p" on "p"."id" = "r"."patient_id" where (cast($7 as date) is null or "p"."birth_date" = cast($8 as date)) and (cast($9 as text) is null or exists (select from public.core_patientidentifier as i
        where i.patient_id = p.id and cast($10 as text) in (i.value, i.system || '|' || i.value))) and (cast($11 as text[]) is null or not exists (
    select from unnest(cast($12 as text[])) as w(word) where strpos(' ' || lower(regexp_replace(regexp_replace(
  normalize(concat_ws(' ', p.name_given, p.name_family), nfd),
  '[\u0300-\u036f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]', '', 'g'), '[\s\u0085\u00a0\u2028\u2029.,''\u2019-]+', ' ', 'g')), ' ' || lower(w.word)) = 0))) select "viewer"."kind" as "viewer_kind", (cast($13 as bigint) is null or exists (select from visible_study as s where s.id = cast($14 as bigint))) as "is_visible", (select count(*) as "total" from "found") as "total", (select coalesce(json_agg(agg), '[]') from (select "f"."id", "f"."name_given", "f"."name_family", "f"."birth_date", (select coalesce(json_agg(s.id order by s.id), '[]')
                from visible_study as s join public.core_studypatient as sp on sp.study_id = s.id
                where sp.patient_id = f.id) as "studies" from "found" as "f" where "f"."id" > cast($15 as bigint) order by "f"."id" limit cast($16 as integer)) as agg) as "patients" from "viewer";

-- newest_observations (schema from core.0041)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 enforce_consent, $5 patient_id, $6 study_id, $7 study_id, $8 data_type, $9 data_type, $10 data_type, $11 data_type, $12 patient_id, $13 study_id, $14 study_id, $15 data_type, $16 data_type, $17 data_type, $18 data_type, $19 window_start, $20 window_end, $21 after_at, $22 window_end, $23 window_start, $24 limit, $25 patient_id, $26 after_at, $27 window_end, $28 limit, $29 window_start, $30 window_end, $31 window_start, $32 window_end, $33 after_at, $34 after_id, $35 limit, $36 patient_id, $37 window_start, $38 window_end, $39 window_start, $40 window_end, $41 after_at, $42 after_id, $43 limit, $44 patient_id, $45 window_start, $46 window_end, $47 patient_id, $48 window_start, $49 window_end, $50 window_start, $51 window_end, $52 window_start, $53 window_end, $54 patient_id, $55 study_id, $56 study_id, $57 patient_id, $58 patient_id, $59 study_id, $60 data_type, $61 data_type, $62 data_type, $63 data_type
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id in (select unnest(cast($3 as bigint[])))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "reach" as (select "sp"."patient_id", "r"."scope_code_id" as "code_id", bool_or(c.consented is true or not cast($4 as boolean)) as "readable", bool_or(c.consented is false) as "declined" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" left join "public"."core_studypatientscopeconsent" as "c" on "c"."study_patient_id" = "sp"."id" and "c"."scope_code_id" = "r"."scope_code_id" where "viewer"."kind" = 'practitioner' and sp.patient_id = cast($5 as bigint)
        and (cast($6 as bigint) is null or "s"."id" = cast($7 as bigint)) and (cast($8 as text) is null
    or "r"."scope_code_id" in (select cc.id from public.core_codeableconcept as cc where (cast($9 as text) is null or cc.coding_code = cast($10 as text) or split_part(cc.coding_code, ':', 2) = cast($11 as text)))) and exists (
  select from public.core_patientorganization as po
  join public.core_practitionerorganization as m on m.organization_id = po.organization_id
  where po.patient_id = sp.patient_id and m.practitioner_id = viewer.practitioner_id) group by "sp"."patient_id", "r"."scope_code_id" union all select viewer.patient_id as "patient_id", "cc"."id" as "code_id", true as "readable", false as "declined" from "viewer" cross join (select id from public.core_codeableconcept union all select -1) as "cc" where "viewer"."kind" = 'patient' and viewer.patient_id = cast($12 as bigint)
        and (cast($13 as bigint) is null or exists (select from public.core_studyscoperequest as r
              join visible_study as s on s.id = r.study_id
              where s.id = cast($14 as bigint) and r.scope_code_id = cc.id)) and (cast($15 as text) is null
    or "cc"."id" in (select cc.id from public.core_codeableconcept as cc where (cast($16 as text) is null or cc.coding_code = cast($17 as text) or split_part(cc.coding_code, ':', 2) = cast($18 as text))))), "near_day" as (
    select d.is_all, case when d.first < '0001-01-04' then '' else to_char(d.first - interval '2 days', 'YYYY-MM-DD') end as first_day,
      case when d.last > '9999-12-28' then 'A' else to_char(d.last + interval '2 days', 'YYYY-MM-DD') end as last_day, case when d.opening < '0001-01-04' then '' else to_char(d.opening - interval '2 days', 'YYYY-MM-DD') end as window_day
    from (select not g.is_known and (cast($19 as timestamptz) is null and cast($20 as timestamptz) is null) as is_all,
        coalesce(case when g.is_known then g.at else '-infinity' end, '-infinity') as first, coalesce(least(cast($21 as timestamptz), cast($22 as timestamptz)), 'infinity') as last,
        coalesce(cast($23 as timestamptz), '-infinity') as opening
      from (
    select count(*) >= cast($24 as integer) as is_known, min(n.at) as at from (
      select coalesce(t.start_at, t.end_at) as at
      from (
        select "o"."id", "o"."omh_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id", "o"."effective_date_time", "o"."effective_period_start", "o"."effective_period_end" from public.core_observation as o
        where o.subject_patient_id = cast($25 as bigint) and o.last_updated <= coalesce(least(cast($26 as timestamptz), cast($27 as timestamptz)), 'infinity')
          and coalesce(o.codeable_concept_id, -1) in (select reach.code_id from reach where reach.readable)
        order by o.last_updated desc limit cast($28 as integer) + 100) as o
      cross join lateral (
    select case when case when stored.frame is null then "o"."effective_date_time" is null and "o"."effective_period_end" < "o"."effective_period_start"
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_start") else known.start_at end as start_at, case when case when stored.frame is null then "o"."effective_date_time" is null and "o"."effective_period_end" < "o"."effective_period_start"
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_end") else known.end_at end as end_at, ("o"."effective_date_time" is null and (coalesce("o"."effective_period_start", "o"."effective_period_end") is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce("o"."effective_date_time", "o"."effective_period_start", "o"."effective_period_end") is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as t
      where coalesce(t.start_at, t.end_at) is not null and case when cast($29 as timestamptz) is null and cast($30 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($31 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($32 as timestamptz), 'infinity') end and (coalesce(t.start_at, t.end_at), o.id) < (coalesce(cast($33 as timestamptz), 'infinity'), coalesce(cast($34 as bigint), 9223372036854775807))
      order by 1 desc limit cast($35 as integer)) as n) as g offset 0) as d), "page_row" as (select "o"."id", "o"."omh_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id", "o"."effective_date_time", "o"."effective_period_start", "o"."effective_period_end", "cc"."coding_system", "cc"."coding_code", "cc"."text" as "coding_text", coalesce(t.start_at, t.end_at, '-infinity') as "at" from (
    select "o"."id", "o"."omh_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id", "o"."effective_date_time", "o"."effective_period_start", "o"."effective_period_end" from public.core_observation as o
    where o.subject_patient_id = cast($36 as bigint) and ((select is_all from near_day) or coalesce(o.effective_date_time, o.effective_period_start, o.effective_period_end) is not null or exists (
    select from (select "o"."omh_data" #> '{body,effective_time_frame}' as frame offset 0) as f
    where left(coalesce(f.frame ->> 'date_time', f.frame -> 'time_interval' ->> 'start_date_time', f.frame -> 'time_interval' ->> 'end_date_time', f.frame -> 'time_interval' ->> 'date'), 10) >= (select first_day from near_day) collate "C" and left(coalesce(f.frame ->> 'date_time', f.frame -> 'time_interval' ->> 'start_date_time', left(f.frame -> 'time_interval' ->> 'end_date_time', 0), f.frame -> 'time_interval' ->> 'date'), 10) <= (select last_day from near_day) collate "C"
      and coalesce(left(f.frame ->> 'date_time', 10), 'A') >= (select window_day from near_day) collate "C")) offset 0) as "o" inner join "reach" on reach.code_id = coalesce(o.codeable_concept_id, -1) left join "public"."core_codeableconcept" as "cc" on "cc"."id" = "o"."codeable_concept_id" cross join lateral (
    select case when case when stored.frame is null then "o"."effective_date_time" is null and "o"."effective_period_end" < "o"."effective_period_start"
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_start") else known.start_at end as start_at, case when case when stored.frame is null then "o"."effective_date_time" is null and "o"."effective_period_end" < "o"."effective_period_start"
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_end") else known.end_at end as end_at, ("o"."effective_date_time" is null and (coalesce("o"."effective_period_start", "o"."effective_period_end") is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce("o"."effective_date_time", "o"."effective_period_start", "o"."effective_period_end") is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" where "reach"."readable" = true and case when cast($37 as timestamptz) is null and cast($38 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($39 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($40 as timestamptz), 'infinity') end and (coalesce(t.start_at, t.end_at, '-infinity'), o.id) < (coalesce(cast($41 as timestamptz), 'infinity'), coalesce(cast($42 as bigint), 9223372036854775807)) order by coalesce(t.start_at, t.end_at, '-infinity') desc, "o"."id" desc limit cast($43 as integer)), "kept_back" as (select "reach"."code_id", "reach"."declined", count(*) as "count" from "public"."core_observation" as "o" inner join "reach" on "reach"."code_id" = "o"."codeable_concept_id" where "o"."subject_patient_id" = cast($44 as bigint) and "reach"."readable" = false and (cast($45 as timestamptz) is null and cast($46 as timestamptz) is null) group by "reach"."code_id", "reach"."declined" union all select "reach"."code_id", "reach"."declined", count(*) as "count" from "public"."core_observation" as "o" inner join "reach" on "reach"."code_id" = "o"."codeable_concept_id" cross join lateral (
    select case when case when stored.frame is null then "o"."effective_date_time" is null and "o"."effective_period_end" < "o"."effective_period_start"
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_start") else known.start_at end as start_at, case when case when stored.frame is null then "o"."effective_date_time" is null and "o"."effective_period_end" < "o"."effective_period_start"
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_end") else known.end_at end as end_at, ("o"."effective_date_time" is null and (coalesce("o"."effective_period_start", "o"."effective_period_end") is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce("o"."effective_date_time", "o"."effective_period_start", "o"."effective_period_end") is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" where "o"."subject_patient_id" = cast($47 as bigint) and "reach"."readable" = false and not (cast($48 as timestamptz) is null and cast($49 as timestamptz) is null) and case when cast($50 as timestamptz) is null and cast($51 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($52 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($53 as timestamptz), 'infinity') end group by "reach"."code_id", "reach"."declined") select "viewer"."kind" as "viewer_kind", exists (
    select from visible_study as s join public.core_studypatient as sp on sp.study_id = s.id
    where sp.patient_id = cast($54 as bigint) and (cast($55 as bigint) is null or s.id = cast($56 as bigint))
      and (viewer.kind = 'practitioner' or viewer.patient_id = cast($57 as bigint))
    union all
    select where viewer.kind = 'patient' and viewer.patient_id = cast($58 as bigint) and cast($59 as bigint) is null) as "is_visible", (
  select coalesce(json_agg(json_build_object('coding_code', cc.coding_code) order by cc.coding_code), '[]')
  from public.core_codeableconcept as cc
  where cast($60 as text) is not null
    and not exists (select from public.core_codeableconcept as cc where (cast($61 as text) is null or cc.coding_code = cast($62 as text) or split_part(cc.coding_code, ':', 2) = cast($63 as text)))) as "other_types", (select coalesce(json_agg(agg), '[]') from (select "cc"."coding_code", "k"."declined", cast(sum(k.count) as bigint) as "count" from "kept_back" as "k" inner join "public"."core_codeableconcept" as "cc" on "cc"."id" = "k"."code_id" group by "cc"."coding_code", "k"."declined" order by "cc"."coding_code") as agg) as "withheld", (select coalesce(json_agg(agg), '[]') from (select "o"."id", "o"."coding_system", "o"."coding_code", "o"."coding_text", "t"."start_at", "t"."end_at", "t"."is_interval", "o"."status", "o"."last_updated" as "recorded", "d"."name" as "source", "o"."omh_data" -> 'body' as "body" from "page_row" as "o" cross join lateral (
    select case when case when stored.frame is null then "o"."effective_date_time" is null and "o"."effective_period_end" < "o"."effective_period_start"
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_start") else known.start_at end as start_at, case when case when stored.frame is null then "o"."effective_date_time" is null and "o"."effective_period_end" < "o"."effective_period_start"
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_end") else known.end_at end as end_at, ("o"."effective_date_time" is null and (coalesce("o"."effective_period_start", "o"."effective_period_end") is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce("o"."effective_date_time", "o"."effective_period_start", "o"."effective_period_end") is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" left join "public"."core_datasource" as "d" on "d"."id" = "o"."data_source_id" order by "o"."at" desc, "o"."id" desc) as agg) as "observations" from "viewer";

-- oldest_observations (schema from core.0041)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 enforce_consent, $5 patient_id, $6 study_id, $7 study_id, $8 data_type, $9 data_type, $10 data_type, $11 data_type, $12 patient_id, $13 study_id, $14 study_id, $15 data_type, $16 data_type, $17 data_type, $18 data_type, $19 window_start, $20 window_end, $21 after_at, $22 window_end, $23 window_start, $24 limit, $25 patient_id, $26 after_at, $27 window_start, $28 limit, $29 window_start, $30 window_end, $31 window_start, $32 window_end, $33 after_at, $34 after_id, $35 limit, $36 patient_id, $37 window_start, $38 window_end, $39 window_start, $40 window_end, $41 after_at, $42 after_id, $43 limit, $44 patient_id, $45 window_start, $46 window_end, $47 patient_id, $48 window_start, $49 window_end, $50 window_start, $51 window_end, $52 window_start, $53 window_end, $54 patient_id, $55 study_id, $56 study_id, $57 patient_id, $58 patient_id, $59 study_id, $60 data_type, $61 data_type, $62 data_type, $63 data_type
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id in (select unnest(cast($3 as bigint[])))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "reach" as (select "sp"."patient_id", "r"."scope_code_id" as "code_id", bool_or(c.consented is true or not cast($4 as boolean)) as "readable", bool_or(c.consented is false) as "declined" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" left join "public"."core_studypatientscopeconsent" as "c" on "c"."study_patient_id" = "sp"."id" and "c"."scope_code_id" = "r"."scope_code_id" where "viewer"."kind" = 'practitioner' and sp.patient_id = cast($5 as bigint)
        and (cast($6 as bigint) is null or "s"."id" = cast($7 as bigint)) and (cast($8 as text) is null
    or "r"."scope_code_id" in (select cc.id from public.core_codeableconcept as cc where (cast($9 as text) is null or cc.coding_code = cast($10 as text) or split_part(cc.coding_code, ':', 2) = cast($11 as text)))) and exists (
  select from public.core_patientorganization as po
  join public.core_practitionerorganization as m on m.organization_id = po.organization_id
  where po.patient_id = sp.patient_id and m.practitioner_id = viewer.practitioner_id) group by "sp"."patient_id", "r"."scope_code_id" union all select viewer.patient_id as "patient_id", "cc"."id" as "code_id", true as "readable", false as "declined" from "viewer" cross join (select id from public.core_codeableconcept union all select -1) as "cc" where "viewer"."kind" = 'patient' and viewer.patient_id = cast($12 as bigint)
        and (cast($13 as bigint) is null or exists (select from public.core_studyscoperequest as r
              join visible_study as s on s.id = r.study_id
              where s.id = cast($14 as bigint) and r.scope_code_id = cc.id)) and (cast($15 as text) is null
    or "cc"."id" in (select cc.id from public.core_codeableconcept as cc where (cast($16 as text) is null or cc.coding_code = cast($17 as text) or split_part(cc.coding_code, ':', 2) = cast($18 as text))))), "near_day" as (
    select d.is_all, case when d.first < '0001-01-04' then '' else to_char(d.first - interval '2 days', 'YYYY-MM-DD') end as first_day,
      case when d.last > '9999-12-28' then 'A' else to_char(d.last + interval '2 days', 'YYYY-MM-DD') end as last_day, case when d.opening < '0001-01-04' then '' else to_char(d.opening - interval '2 days', 'YYYY-MM-DD') end as window_day
    from (select not g.is_known and (cast($19 as timestamptz) is null and cast($20 as timestamptz) is null) as is_all,
        coalesce(cast($21 as timestamptz), '-infinity') as first, coalesce(least(case when g.is_known then g.at end, cast($22 as timestamptz)), 'infinity') as last,
        coalesce(cast($23 as timestamptz), '-infinity') as opening
      from (
    select count(*) >= cast($24 as integer) as is_known, max(n.at) as at from (
      select coalesce(t.start_at, t.end_at) as at
      from (
        select "o"."id", "o"."omh_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id", "o"."effective_date_time", "o"."effective_period_start", "o"."effective_period_end" from public.core_observation as o
        where o.subject_patient_id = cast($25 as bigint) and o.last_updated >= coalesce(greatest(cast($26 as timestamptz), cast($27 as timestamptz)), '-infinity')
          and coalesce(o.codeable_concept_id, -1) in (select reach.code_id from reach where reach.readable)
        order by o.last_updated asc limit cast($28 as integer) + 100) as o
      cross join lateral (
    select case when case when stored.frame is null then "o"."effective_date_time" is null and "o"."effective_period_end" < "o"."effective_period_start"
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_start") else known.start_at end as start_at, case when case when stored.frame is null then "o"."effective_date_time" is null and "o"."effective_period_end" < "o"."effective_period_start"
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_end") else known.end_at end as end_at, ("o"."effective_date_time" is null and (coalesce("o"."effective_period_start", "o"."effective_period_end") is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce("o"."effective_date_time", "o"."effective_period_start", "o"."effective_period_end") is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as t
      where coalesce(t.start_at, t.end_at) is not null and case when cast($29 as timestamptz) is null and cast($30 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($31 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($32 as timestamptz), 'infinity') end and (coalesce(t.start_at, t.end_at), o.id) > (coalesce(cast($33 as timestamptz), '-infinity'), coalesce(cast($34 as bigint), -1))
      order by 1 asc limit cast($35 as integer)) as n) as g offset 0) as d), "page_row" as (select "o"."id", "o"."omh_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id", "o"."effective_date_time", "o"."effective_period_start", "o"."effective_period_end", "cc"."coding_system", "cc"."coding_code", "cc"."text" as "coding_text", coalesce(t.start_at, t.end_at, 'infinity') as "at" from (
    select "o"."id", "o"."omh_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id", "o"."effective_date_time", "o"."effective_period_start", "o"."effective_period_end" from public.core_observation as o
    where o.subject_patient_id = cast($36 as bigint) and ((select is_all from near_day) or coalesce(o.effective_date_time, o.effective_period_start, o.effective_period_end) is not null or exists (
    select from (select "o"."omh_data" #> '{body,effective_time_frame}' as frame offset 0) as f
    where left(coalesce(f.frame ->> 'date_time', f.frame -> 'time_interval' ->> 'start_date_time', f.frame -> 'time_interval' ->> 'end_date_time', f.frame -> 'time_interval' ->> 'date'), 10) >= (select first_day from near_day) collate "C" and left(coalesce(f.frame ->> 'date_time', f.frame -> 'time_interval' ->> 'start_date_time', left(f.frame -> 'time_interval' ->> 'end_date_time', 0), f.frame -> 'time_interval' ->> 'date'), 10) <= (select last_day from near_day) collate "C"
      and coalesce(left(f.frame ->> 'date_time', 10), 'A') >= (select window_day from near_day) collate "C")) offset 0) as "o" inner join "reach" on reach.code_id = coalesce(o.codeable_concept_id, -1) left join "public"."core_codeableconcept" as "cc" on "cc"."id" = "o"."codeable_concept_id" cross join lateral (
    select case when case when stored.frame is null then "o"."effective_date_time" is null and "o"."effective_period_end" < "o"."effective_period_start"
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_start") else known.start_at end as start_at, case when case when stored.frame is null then "o"."effective_date_time" is null and "o"."effective_period_end" < "o"."effective_period_start"
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_end") else known.end_at end as end_at, ("o"."effective_date_time" is null and (coalesce("o"."effective_period_start", "o"."effective_period_end") is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce("o"."effective_date_time", "o"."effective_period_start", "o"."effective_period_end") is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" where "reach"."readable" = true and case when cast($37 as timestamptz) is null and cast($38 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($39 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($40 as timestamptz), 'infinity') end and (coalesce(t.start_at, t.end_at, 'infinity'), o.id) > (coalesce(cast($41 as timestamptz), '-infinity'), coalesce(cast($42 as bigint), -1)) order by coalesce(t.start_at, t.end_at, 'infinity') asc, "o"."id" asc limit cast($43 as integer)), "kept_back" as (select "reach"."code_id", "reach"."declined", count(*) as "count" from "public"."core_observation" as "o" inner join "reach" on "reach"."code_id" = "o"."codeable_concept_id" where "o"."subject_patient_id" = cast($44 as bigint) and "reach"."readable" = false and (cast($45 as timestamptz) is null and cast($46 as timestamptz) is null) group by "reach"."code_id", "reach"."declined" union all select "reach"."code_id", "reach"."declined", count(*) as "count" from "public"."core_observation" as "o" inner join "reach" on "reach"."code_id" = "o"."codeable_concept_id" cross join lateral (
    select case when case when stored.frame is null then "o"."effective_date_time" is null and "o"."effective_period_end" < "o"."effective_period_start"
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_start") else known.start_at end as start_at, case when case when stored.frame is null then "o"."effective_date_time" is null and "o"."effective_period_end" < "o"."effective_period_start"
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_end") else known.end_at end as end_at, ("o"."effective_date_time" is null and (coalesce("o"."effective_period_start", "o"."effective_period_end") is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce("o"."effective_date_time", "o"."effective_period_start", "o"."effective_period_end") is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" where "o"."subject_patient_id" = cast($47 as bigint) and "reach"."readable" = false and not (cast($48 as timestamptz) is null and cast($49 as timestamptz) is null) and case when cast($50 as timestamptz) is null and cast($51 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($52 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($53 as timestamptz), 'infinity') end group by "reach"."code_id", "reach"."declined") select "viewer"."kind" as "viewer_kind", exists (
    select from visible_study as s join public.core_studypatient as sp on sp.study_id = s.id
    where sp.patient_id = cast($54 as bigint) and (cast($55 as bigint) is null or s.id = cast($56 as bigint))
      and (viewer.kind = 'practitioner' or viewer.patient_id = cast($57 as bigint))
    union all
    select where viewer.kind = 'patient' and viewer.patient_id = cast($58 as bigint) and cast($59 as bigint) is null) as "is_visible", (
  select coalesce(json_agg(json_build_object('coding_code', cc.coding_code) order by cc.coding_code), '[]')
  from public.core_codeableconcept as cc
  where cast($60 as text) is not null
    and not exists (select from public.core_codeableconcept as cc where (cast($61 as text) is null or cc.coding_code = cast($62 as text) or split_part(cc.coding_code, ':', 2) = cast($63 as text)))) as "other_types", (select coalesce(json_agg(agg), '[]') from (select "cc"."coding_code", "k"."declined", cast(sum(k.count) as bigint) as "count" from "kept_back" as "k" inner join "public"."core_codeableconcept" as "cc" on "cc"."id" = "k"."code_id" group by "cc"."coding_code", "k"."declined" order by "cc"."coding_code") as agg) as "withheld", (select coalesce(json_agg(agg), '[]') from (select "o"."id", "o"."coding_system", "o"."coding_code", "o"."coding_text", "t"."start_at", "t"."end_at", "t"."is_interval", "o"."status", "o"."last_updated" as "recorded", "d"."name" as "source", "o"."omh_data" -> 'body' as "body" from "page_row" as "o" cross join lateral (
    select case when case when stored.frame is null then "o"."effective_date_time" is null and "o"."effective_period_end" < "o"."effective_period_start"
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_start") else known.start_at end as start_at, case when case when stored.frame is null then "o"."effective_date_time" is null and "o"."effective_period_end" < "o"."effective_period_start"
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_end") else known.end_at end as end_at, ("o"."effective_date_time" is null and (coalesce("o"."effective_period_start", "o"."effective_period_end") is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce("o"."effective_date_time", "o"."effective_period_start", "o"."effective_period_end") is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" left join "public"."core_datasource" as "d" on "d"."id" = "o"."data_source_id" order by "o"."at" asc, "o"."id" asc) as agg) as "observations" from "viewer";

-- newest_observations_fhir (schema from core.0041)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 enforce_consent, $5 patient_id, $6 study_id, $7 study_id, $8 data_type, $9 data_type, $10 data_type, $11 data_type, $12 patient_id, $13 study_id, $14 study_id, $15 data_type, $16 data_type, $17 data_type, $18 data_type, $19 window_start, $20 window_end, $21 after_at, $22 window_end, $23 window_start, $24 limit, $25 patient_id, $26 after_at, $27 window_end, $28 limit, $29 window_start, $30 window_end, $31 window_start, $32 window_end, $33 after_at, $34 after_id, $35 limit, $36 patient_id, $37 window_start, $38 window_end, $39 window_start, $40 window_end, $41 after_at, $42 after_id, $43 limit, $44 patient_id, $45 window_start, $46 window_end, $47 patient_id, $48 window_start, $49 window_end, $50 window_start, $51 window_end, $52 window_start, $53 window_end, $54 patient_id, $55 study_id, $56 study_id, $57 patient_id, $58 patient_id, $59 study_id, $60 data_type, $61 data_type, $62 data_type, $63 data_type
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id in (select unnest(cast($3 as bigint[])))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "reach" as (select "sp"."patient_id", "r"."scope_code_id" as "code_id", bool_or(c.consented is true or not cast($4 as boolean)) as "readable", bool_or(c.consented is false) as "declined" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" left join "public"."core_studypatientscopeconsent" as "c" on "c"."study_patient_id" = "sp"."id" and "c"."scope_code_id" = "r"."scope_code_id" where "viewer"."kind" = 'practitioner' and sp.patient_id = cast($5 as bigint)
        and (cast($6 as bigint) is null or "s"."id" = cast($7 as bigint)) and (cast($8 as text) is null
    or "r"."scope_code_id" in (select cc.id from public.core_codeableconcept as cc where (cast($9 as text) is null or cc.coding_code = cast($10 as text) or split_part(cc.coding_code, ':', 2) = cast($11 as text)))) and exists (
  select from public.core_patientorganization as po
  join public.core_practitionerorganization as m on m.organization_id = po.organization_id
  where po.patient_id = sp.patient_id and m.practitioner_id = viewer.practitioner_id) group by "sp"."patient_id", "r"."scope_code_id" union all select viewer.patient_id as "patient_id", "cc"."id" as "code_id", true as "readable", false as "declined" from "viewer" cross join (select id from public.core_codeableconcept union all select -1) as "cc" where "viewer"."kind" = 'patient' and viewer.patient_id = cast($12 as bigint)
        and (cast($13 as bigint) is null or exists (select from public.core_studyscoperequest as r
              join visible_study as s on s.id = r.study_id
              where s.id = cast($14 as bigint) and r.scope_code_id = cc.id)) and (cast($15 as text) is null
    or "cc"."id" in (select cc.id from public.core_codeableconcept as cc where (cast($16 as text) is null or cc.coding_code = cast($17 as text) or split_part(cc.coding_code, ':', 2) = cast($18 as text))))), "near_day" as (
    select d.is_all, case when d.first < '0001-01-04' then '' else to_char(d.first - interval '2 days', 'YYYY-MM-DD') end as first_day,
      case when d.last > '9999-12-28' then 'A' else to_char(d.last + interval '2 days', 'YYYY-MM-DD') end as last_day, case when d.opening < '0001-01-04' then '' else to_char(d.opening - interval '2 days', 'YYYY-MM-DD') end as window_day
    from (select not g.is_known and (cast($19 as timestamptz) is null and cast($20 as timestamptz) is null) as is_all,
        coalesce(case when g.is_known then g.at else '-infinity' end, '-infinity') as first, coalesce(least(cast($21 as timestamptz), cast($22 as timestamptz)), 'infinity') as last,
        coalesce(cast($23 as timestamptz), '-infinity') as opening
      from (
    select count(*) >= cast($24 as integer) as is_known, min(n.at) as at from (
      select coalesce(t.start_at, t.end_at) as at
      from (
        select "o"."id", "o"."omh_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id", "o"."effective_date_time", "o"."effective_period_start", "o"."effective_period_end" from public.core_observation as o
        where o.subject_patient_id = cast($25 as bigint) and o.last_updated <= coalesce(least(cast($26 as timestamptz), cast($27 as timestamptz)), 'infinity')
          and coalesce(o.codeable_concept_id, -1) in (select reach.code_id from reach where reach.readable)
        order by o.last_updated desc limit cast($28 as integer) + 100) as o
      cross join lateral (
    select case when case when stored.frame is null then "o"."effective_date_time" is null and "o"."effective_period_end" < "o"."effective_period_start"
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_start") else known.start_at end as start_at, case when case when stored.frame is null then "o"."effective_date_time" is null and "o"."effective_period_end" < "o"."effective_period_start"
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_end") else known.end_at end as end_at, ("o"."effective_date_time" is null and (coalesce("o"."effective_period_start", "o"."effective_period_end") is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce("o"."effective_date_time", "o"."effective_period_start", "o"."effective_period_end") is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as t
      where coalesce(t.start_at, t.end_at) is not null and case when cast($29 as timestamptz) is null and cast($30 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($31 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($32 as timestamptz), 'infinity') end and (coalesce(t.start_at, t.end_at), o.id) < (coalesce(cast($33 as timestamptz), 'infinity'), coalesce(cast($34 as bigint), 9223372036854775807))
      order by 1 desc limit cast($35 as integer)) as n) as g offset 0) as d), "page_row" as (select "o"."id", "o"."omh_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id", "o"."effective_date_time", "o"."effective_period_start", "o"."effective_period_end", "cc"."coding_system", "cc"."coding_code", "cc"."text" as "coding_text", coalesce(t.start_at, t.end_at, '-infinity') as "at" from (
    select "o"."id", "o"."omh_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id", "o"."effective_date_time", "o"."effective_period_start", "o"."effective_period_end" from public.core_observation as o
    where o.subject_patient_id = cast($36 as bigint) and ((select is_all from near_day) or coalesce(o.effective_date_time, o.effective_period_start, o.effective_period_end) is not null or exists (
    select from (select "o"."omh_data" #> '{body,effective_time_frame}' as frame offset 0) as f
    where left(coalesce(f.frame ->> 'date_time', f.frame -> 'time_interval' ->> 'start_date_time', f.frame -> 'time_interval' ->> 'end_date_time', f.frame -> 'time_interval' ->> 'date'), 10) >= (select first_day from near_day) collate "C" and left(coalesce(f.frame ->> 'date_time', f.frame -> 'time_interval' ->> 'start_date_time', left(f.frame -> 'time_interval' ->> 'end_date_time', 0), f.frame -> 'time_interval' ->> 'date'), 10) <= (select last_day from near_day) collate "C"
      and coalesce(left(f.frame ->> 'date_time', 10), 'A') >= (select window_day from near_day) collate "C")) offset 0) as "o" inner join "reach" on reach.code_id = coalesce(o.codeable_concept_id, -1) left join "public"."core_codeableconcept" as "cc" on "cc"."id" = "o"."codeable_concept_id" cross join lateral (
    select case when case when stored.frame is null then "o"."effective_date_time" is null and "o"."effective_period_end" < "o"."effective_period_start"
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_start") else known.start_at end as start_at, case when case when stored.frame is null then "o"."effective_date_time" is null and "o"."effective_period_end" < "o"."effective_period_start"
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_end") else known.end_at end as end_at, ("o"."effective_date_time" is null and (coalesce("o"."effective_period_start", "o"."effective_period_end") is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce("o"."effective_date_time", "o"."effective_period_start", "o"."effective_period_end") is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" where "reach"."readable" = true and case when cast($37 as timestamptz) is null and cast($38 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($39 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($40 as timestamptz), 'infinity') end and (coalesce(t.start_at, t.end_at, '-infinity'), o.id) < (coalesce(cast($41 as timestamptz), 'infinity'), coalesce(cast($42 as bigint), 9223372036854775807)) order by coalesce(t.start_at, t.end_at, '-infinity') desc, "o"."id" desc limit cast($43 as integer)), "kept_back" as (select "reach"."code_id", "reach"."declined", count(*) as "count" from "public"."core_observation" as "o" inner join "reach" on "reach"."code_id" = "o"."codeable_concept_id" where "o"."subject_patient_id" = cast($44 as bigint) and "reach"."readable" = false and (cast($45 as timestamptz) is null and cast($46 as timestamptz) is null) group by "reach"."code_id", "reach"."declined" union all select "reach"."code_id", "reach"."declined", count(*) as "count" from "public"."core_observation" as "o" inner join "reach" on "reach"."code_id" = "o"."codeable_concept_id" cross join lateral (
    select case when case when stored.frame is null then "o"."effective_date_time" is null and "o"."effective_period_end" < "o"."effective_period_start"
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_start") else known.start_at end as start_at, case when case when stored.frame is null then "o"."effective_date_time" is null and "o"."effective_period_end" < "o"."effective_period_start"
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_end") else known.end_at end as end_at, ("o"."effective_date_time" is null and (coalesce("o"."effective_period_start", "o"."effective_period_end") is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce("o"."effective_date_time", "o"."effective_period_start", "o"."effective_period_end") is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" where "o"."subject_patient_id" = cast($47 as bigint) and "reach"."readable" = false and not (cast($48 as timestamptz) is null and cast($49 as timestamptz) is null) and case when cast($50 as timestamptz) is null and cast($51 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($52 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($53 as timestamptz), 'infinity') end group by "reach"."code_id", "reach"."declined") select "viewer"."kind" as "viewer_kind", exists (
    select from visible_study as s join public.core_studypatient as sp on sp.study_id = s.id
    where sp.patient_id = cast($54 as bigint) and (cast($55 as bigint) is null or s.id = cast($56 as bigint))
      and (viewer.kind = 'practitioner' or viewer.patient_id = cast($57 as bigint))
    union all
    select where viewer.kind = 'patient' and viewer.patient_id = cast($58 as bigint) and cast($59 as bigint) is null) as "is_visible", (
  select coalesce(json_agg(json_build_object('coding_code', cc.coding_code) order by cc.coding_code), '[]')
  from public.core_codeableconcept as cc
  where cast($60 as text) is not null
    and not exists (select from public.core_codeableconcept as cc where (cast($61 as text) is null or cc.coding_code = cast($62 as text) or split_part(cc.coding_code, ':', 2) = cast($63 as text)))) as "other_types", (select coalesce(json_agg(agg), '[]') from (select "cc"."coding_code", "k"."declined", cast(sum(k.count) as bigint) as "count" from "kept_back" as "k" inner join "public"."core_codeableconcept" as "cc" on "cc"."id" = "k"."code_id" group by "cc"."coding_code", "k"."declined" order by "cc"."coding_code") as agg) as "withheld", (select coalesce(json_agg(agg), '[]') from (select "o"."id", "o"."coding_system", "o"."coding_code", "o"."coding_text", "t"."start_at", "t"."end_at", "t"."is_interval", "o"."status", "o"."last_updated" as "recorded", "d"."name" as "source", cast("o"."omh_data" as text) as "omh_text", "p"."id" as "patient_id", "p"."jhe_user_id" as "patient_user_id", (select coalesce(json_agg(agg), '[]') from (select "i"."system", "i"."value" from "public"."core_observationidentifier" as "i" where "i"."observation_id" = "o"."id" order by "i"."id") as agg) as "identifiers" from "page_row" as "o" cross join lateral (
    select case when case when stored.frame is null then "o"."effective_date_time" is null and "o"."effective_period_end" < "o"."effective_period_start"
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_start") else known.start_at end as start_at, case when case when stored.frame is null then "o"."effective_date_time" is null and "o"."effective_period_end" < "o"."effective_period_start"
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_end") else known.end_at end as end_at, ("o"."effective_date_time" is null and (coalesce("o"."effective_period_start", "o"."effective_period_end") is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce("o"."effective_date_time", "o"."effective_period_start", "o"."effective_period_end") is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" left join "public"."core_datasource" as "d" on "d"."id" = "o"."data_source_id" inner join "public"."core_patient" as "p" on "p"."id" = "o"."subject_patient_id" order by "o"."at" desc, "o"."id" desc) as agg) as "observations" from "viewer";

-- oldest_observations_fhir (schema from core.0041)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 enforce_consent, $5 patient_id, $6 study_id, $7 study_id, $8 data_type, $9 data_type, $10 data_type, $11 data_type, $12 patient_id, $13 study_id, $14 study_id, $15 data_type, $16 data_type, $17 data_type, $18 data_type, $19 window_start, $20 window_end, $21 after_at, $22 window_end, $23 window_start, $24 limit, $25 patient_id, $26 after_at, $27 window_start, $28 limit, $29 window_start, $30 window_end, $31 window_start, $32 window_end, $33 after_at, $34 after_id, $35 limit, $36 patient_id, $37 window_start, $38 window_end, $39 window_start, $40 window_end, $41 after_at, $42 after_id, $43 limit, $44 patient_id, $45 window_start, $46 window_end, $47 patient_id, $48 window_start, $49 window_end, $50 window_start, $51 window_end, $52 window_start, $53 window_end, $54 patient_id, $55 study_id, $56 study_id, $57 patient_id, $58 patient_id, $59 study_id, $60 data_type, $61 data_type, $62 data_type, $63 data_type
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id in (select unnest(cast($3 as bigint[])))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "reach" as (select "sp"."patient_id", "r"."scope_code_id" as "code_id", bool_or(c.consented is true or not cast($4 as boolean)) as "readable", bool_or(c.consented is false) as "declined" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" left join "public"."core_studypatientscopeconsent" as "c" on "c"."study_patient_id" = "sp"."id" and "c"."scope_code_id" = "r"."scope_code_id" where "viewer"."kind" = 'practitioner' and sp.patient_id = cast($5 as bigint)
        and (cast($6 as bigint) is null or "s"."id" = cast($7 as bigint)) and (cast($8 as text) is null
    or "r"."scope_code_id" in (select cc.id from public.core_codeableconcept as cc where (cast($9 as text) is null or cc.coding_code = cast($10 as text) or split_part(cc.coding_code, ':', 2) = cast($11 as text)))) and exists (
  select from public.core_patientorganization as po
  join public.core_practitionerorganization as m on m.organization_id = po.organization_id
  where po.patient_id = sp.patient_id and m.practitioner_id = viewer.practitioner_id) group by "sp"."patient_id", "r"."scope_code_id" union all select viewer.patient_id as "patient_id", "cc"."id" as "code_id", true as "readable", false as "declined" from "viewer" cross join (select id from public.core_codeableconcept union all select -1) as "cc" where "viewer"."kind" = 'patient' and viewer.patient_id = cast($12 as bigint)
        and (cast($13 as bigint) is null or exists (select from public.core_studyscoperequest as r
              join visible_study as s on s.id = r.study_id
              where s.id = cast($14 as bigint) and r.scope_code_id = cc.id)) and (cast($15 as text) is null
    or "cc"."id" in (select cc.id from public.core_codeableconcept as cc where (cast($16 as text) is null or cc.coding_code = cast($17 as text) or split_part(cc.coding_code, ':', 2) = cast($18 as text))))), "near_day" as (
    select d.is_all, case when d.first < '0001-01-04' then '' else to_char(d.first - interval '2 days', 'YYYY-MM-DD') end as first_day,
      case when d.last > '9999-12-28' then 'A' else to_char(d.last + interval '2 days', 'YYYY-MM-DD') end as last_day, case when d.opening < '0001-01-04' then '' else to_char(d.opening - interval '2 days', 'YYYY-MM-DD') end as window_day
    from (select not g.is_known and (cast($19 as timestamptz) is null and cast($20 as timestamptz) is null) as is_all,
        coalesce(cast($21 as timestamptz), '-infinity') as first, coalesce(least(case when g.is_known then g.at end, cast($22 as timestamptz)), 'infinity') as last,
        coalesce(cast($23 as timestamptz), '-infinity') as opening
      from (
    select count(*) >= cast($24 as integer) as is_known, max(n.at) as at from (
      select coalesce(t.start_at, t.end_at) as at
      from (
        select "o"."id", "o"."omh_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id", "o"."effective_date_time", "o"."effective_period_start", "o"."effective_period_end" from public.core_observation as o
        where o.subject_patient_id = cast($25 as bigint) and o.last_updated >= coalesce(greatest(cast($26 as timestamptz), cast($27 as timestamptz)), '-infinity')
          and coalesce(o.codeable_concept_id, -1) in (select reach.code_id from reach where reach.readable)
        order by o.last_updated asc limit cast($28 as integer) + 100) as o
      cross join lateral (
    select case when case when stored.frame is null then "o"."effective_date_time" is null and "o"."effective_period_end" < "o"."effective_period_start"
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_start") else known.start_at end as start_at, case when case when stored.frame is null then "o"."effective_date_time" is null and "o"."effective_period_end" < "o"."effective_period_start"
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_end") else known.end_at end as end_at, ("o"."effective_date_time" is null and (coalesce("o"."effective_period_start", "o"."effective_period_end") is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce("o"."effective_date_time", "o"."effective_period_start", "o"."effective_period_end") is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as t
      where coalesce(t.start_at, t.end_at) is not null and case when cast($29 as timestamptz) is null and cast($30 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($31 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($32 as timestamptz), 'infinity') end and (coalesce(t.start_at, t.end_at), o.id) > (coalesce(cast($33 as timestamptz), '-infinity'), coalesce(cast($34 as bigint), -1))
      order by 1 asc limit cast($35 as integer)) as n) as g offset 0) as d), "page_row" as (select "o"."id", "o"."omh_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id", "o"."effective_date_time", "o"."effective_period_start", "o"."effective_period_end", "cc"."coding_system", "cc"."coding_code", "cc"."text" as "coding_text", coalesce(t.start_at, t.end_at, 'infinity') as "at" from (
    select "o"."id", "o"."omh_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id", "o"."effective_date_time", "o"."effective_period_start", "o"."effective_period_end" from public.core_observation as o
    where o.subject_patient_id = cast($36 as bigint) and ((select is_all from near_day) or coalesce(o.effective_date_time, o.effective_period_start, o.effective_period_end) is not null or exists (
    select from (select "o"."omh_data" #> '{body,effective_time_frame}' as frame offset 0) as f
    where left(coalesce(f.frame ->> 'date_time', f.frame -> 'time_interval' ->> 'start_date_time', f.frame -> 'time_interval' ->> 'end_date_time', f.frame -> 'time_interval' ->> 'date'), 10) >= (select first_day from near_day) collate "C" and left(coalesce(f.frame ->> 'date_time', f.frame -> 'time_interval' ->> 'start_date_time', left(f.frame -> 'time_interval' ->> 'end_date_time', 0), f.frame -> 'time_interval' ->> 'date'), 10) <= (select last_day from near_day) collate "C"
      and coalesce(left(f.frame ->> 'date_time', 10), 'A') >= (select window_day from near_day) collate "C")) offset 0) as "o" inner join "reach" on reach.code_id = coalesce(o.codeable_concept_id, -1) left join "public"."core_codeableconcept" as "cc" on "cc"."id" = "o"."codeable_concept_id" cross join lateral (
    select case when case when stored.frame is null then "o"."effective_date_time" is null and "o"."effective_period_end" < "o"."effective_period_start"
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_start") else known.start_at end as start_at, case when case when stored.frame is null then "o"."effective_date_time" is null and "o"."effective_period_end" < "o"."effective_period_start"
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_end") else known.end_at end as end_at, ("o"."effective_date_time" is null and (coalesce("o"."effective_period_start", "o"."effective_period_end") is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce("o"."effective_date_time", "o"."effective_period_start", "o"."effective_period_end") is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" where "reach"."readable" = true and case when cast($37 as timestamptz) is null and cast($38 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($39 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($40 as timestamptz), 'infinity') end and (coalesce(t.start_at, t.end_at, 'infinity'), o.id) > (coalesce(cast($41 as timestamptz), '-infinity'), coalesce(cast($42 as bigint), -1)) order by coalesce(t.start_at, t.end_at, 'infinity') asc, "o"."id" asc limit cast($43 as integer)), "kept_back" as (select "reach"."code_id", "reach"."declined", count(*) as "count" from "public"."core_observation" as "o" inner join "reach" on "reach"."code_id" = "o"."codeable_concept_id" where "o"."subject_patient_id" = cast($44 as bigint) and "reach"."readable" = false and (cast($45 as timestamptz) is null and cast($46 as timestamptz) is null) group by "reach"."code_id", "reach"."declined" union all select "reach"."code_id", "reach"."declined", count(*) as "count" from "public"."core_observation" as "o" inner join "reach" on "reach"."code_id" = "o"."codeable_concept_id" cross join lateral (
    select case when case when stored.frame is null then "o"."effective_date_time" is null and "o"."effective_period_end" < "o"."effective_period_start"
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_start") else known.start_at end as start_at, case when case when stored.frame is null then "o"."effective_date_time" is null and "o"."effective_period_end" < "o"."effective_period_start"
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_end") else known.end_at end as end_at, ("o"."effective_date_time" is null and (coalesce("o"."effective_period_start", "o"."effective_period_end") is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce("o"."effective_date_time", "o"."effective_period_start", "o"."effective_period_end") is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" where "o"."subject_patient_id" = cast($47 as bigint) and "reach"."readable" = false and not (cast($48 as timestamptz) is null and cast($49 as timestamptz) is null) and case when cast($50 as timestamptz) is null and cast($51 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($52 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($53 as timestamptz), 'infinity') end group by "reach"."code_id", "reach"."declined") select "viewer"."kind" as "viewer_kind", exists (
    select from visible_study as s join public.core_studypatient as sp on sp.study_id = s.id
    where sp.patient_id = cast($54 as bigint) and (cast($55 as bigint) is null or s.id = cast($56 as bigint))
      and (viewer.kind = 'practitioner' or viewer.patient_id = cast($57 as bigint))
    union all
    select where viewer.kind = 'patient' and viewer.patient_id = cast($58 as bigint) and cast($59 as bigint) is null) as "is_visible", (
  select coalesce(json_agg(json_build_object('coding_code', cc.coding_code) order by cc.coding_code), '[]')
  from public.core_codeableconcept as cc
  where cast($60 as text) is not null
    and not exists (select from public.core_codeableconcept as cc where (cast($61 as text) is null or cc.coding_code = cast($62 as text) or split_part(cc.coding_code, ':', 2) = cast($63 as text)))) as "other_types", (select coalesce(json_agg(agg), '[]') from (select "cc"."coding_code", "k"."declined", cast(sum(k.count) as bigint) as "count" from "kept_back" as "k" inner join "public"."core_codeableconcept" as "cc" on "cc"."id" = "k"."code_id" group by "cc"."coding_code", "k"."declined" order by "cc"."coding_code") as agg) as "withheld", (select coalesce(json_agg(agg), '[]') from (select "o"."id", "o"."coding_system", "o"."coding_code", "o"."coding_text", "t"."start_at", "t"."end_at", "t"."is_interval", "o"."status", "o"."last_updated" as "recorded", "d"."name" as "source", cast("o"."omh_data" as text) as "omh_text", "p"."id" as "patient_id", "p"."jhe_user_id" as "patient_user_id", (select coalesce(json_agg(agg), '[]') from (select "i"."system", "i"."value" from "public"."core_observationidentifier" as "i" where "i"."observation_id" = "o"."id" order by "i"."id") as agg) as "identifiers" from "page_row" as "o" cross join lateral (
    select case when case when stored.frame is null then "o"."effective_date_time" is null and "o"."effective_period_end" < "o"."effective_period_start"
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_start") else known.start_at end as start_at, case when case when stored.frame is null then "o"."effective_date_time" is null and "o"."effective_period_end" < "o"."effective_period_start"
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_end") else known.end_at end as end_at, ("o"."effective_date_time" is null and (coalesce("o"."effective_period_start", "o"."effective_period_end") is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce("o"."effective_date_time", "o"."effective_period_start", "o"."effective_period_end") is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" left join "public"."core_datasource" as "d" on "d"."id" = "o"."data_source_id" inner join "public"."core_patient" as "p" on "p"."id" = "o"."subject_patient_id" order by "o"."at" asc, "o"."id" asc) as agg) as "observations" from "viewer";

-- summarize_patient (schema from core.0041)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 enforce_consent, $5 patient_id, $6 study_id, $7 study_id, $8 data_type, $9 data_type, $10 data_type, $11 data_type, $12 patient_id, $13 study_id, $14 study_id, $15 data_type, $16 data_type, $17 data_type, $18 data_type, $19 patient_id, $20 window_start, $21 window_end, $22 window_start, $23 window_end, $24 now, $25 window_start, $26 time_zone, $27 window_start, $28 time_zone, $29 window_start, $30 now, $31 window_start, $32 time_zone, $33 window_end, $34 window_end, $35 time_zone, $36 now, $37 time_zone, $38 patient_id, $39 study_id, $40 study_id, $41 patient_id, $42 patient_id, $43 study_id, $44 data_type, $45 data_type, $46 data_type, $47 data_type
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id in (select unnest(cast($3 as bigint[])))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "reach" as (select "sp"."patient_id", "r"."scope_code_id" as "code_id", bool_or(c.consented is true or not cast($4 as boolean)) as "readable", bool_or(c.consented is false) as "declined" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" left join "public"."core_studypatientscopeconsent" as "c" on "c"."study_patient_id" = "sp"."id" and "c"."scope_code_id" = "r"."scope_code_id" where "viewer"."kind" = 'practitioner' and sp.patient_id = cast($5 as bigint)
        and (cast($6 as bigint) is null or "s"."id" = cast($7 as bigint)) and (cast($8 as text) is null
    or "r"."scope_code_id" in (select cc.id from public.core_codeableconcept as cc where (cast($9 as text) is null or cc.coding_code = cast($10 as text) or split_part(cc.coding_code, ':', 2) = cast($11 as text)))) and exists (
  select from public.core_patientorganization as po
  join public.core_practitionerorganization as m on m.organization_id = po.organization_id
  where po.patient_id = sp.patient_id and m.practitioner_id = viewer.practitioner_id) group by "sp"."patient_id", "r"."scope_code_id" union all select viewer.patient_id as "patient_id", "cc"."id" as "code_id", true as "readable", false as "declined" from "viewer" cross join (select id from public.core_codeableconcept union all select -1) as "cc" where "viewer"."kind" = 'patient' and viewer.patient_id = cast($12 as bigint)
        and (cast($13 as bigint) is null or exists (select from public.core_studyscoperequest as r
              join visible_study as s on s.id = r.study_id
              where s.id = cast($14 as bigint) and r.scope_code_id = cc.id)) and (cast($15 as text) is null
    or "cc"."id" in (select cc.id from public.core_codeableconcept as cc where (cast($16 as text) is null or cc.coding_code = cast($17 as text) or split_part(cc.coding_code, ':', 2) = cast($18 as text))))), "measured" as (
      select reach.patient_id, reach.code_id, cc.coding_code, o.data_source_id as source_id,
        reach.readable and o.status not in ('entered-in-error', 'cancelled') as readable, not reach.readable as withheld, reach.declined,
        reach.readable and not o.status not in ('entered-in-error', 'cancelled') as retracted, place.at, place.until, place.is_inside,
        f.code is not null as is_described,
        "o"."omh_data" #> coalesce(f.path_0, '{body}') as stored_0, "o"."omh_data" #> f.path_1 as stored_1
      from public.core_observation as o
      join reach on reach.code_id = coalesce(o.codeable_concept_id, -1)
        and o.subject_patient_id = cast($19 as bigint)
      left join public.core_codeableconcept as cc on cc.id = o.codeable_concept_id
      left join (
  select * from (values ('omh:blood-glucose:4.0', cast('{body,blood_glucose}' as text[]), cast(null as text[])), ('omh:blood-pressure:4.0', cast('{body,systolic_blood_pressure}' as text[]), cast('{body,diastolic_blood_pressure}' as text[])), ('omh:body-temperature:4.0', cast('{body,body_temperature}' as text[]), cast(null as text[])), ('omh:heart-rate:2.0', cast('{body,heart_rate}' as text[]), cast(null as text[])), ('omh:oxygen-saturation:2.0', cast('{body,oxygen_saturation}' as text[]), cast(null as text[])), ('omh:respiratory-rate:2.0', cast('{body,respiratory_rate}' as text[]), cast(null as text[])), ('omh:rr-interval:1.0', cast('{body,rr_interval}' as text[]), cast(null as text[])), ('omh:body-weight:3.0', cast('{body,body_weight}' as text[]), cast(null as text[])), ('omh:forced-vital-capacity:1.0', cast('{body,forced_vital_capacity}' as text[]), cast(null as text[])), ('omh:forced-expiratory-volume-1-second:1.0', cast('{body,forced_expiratory_volume_1_second}' as text[]), cast(null as text[])), ('omh:physical-activity:1.2', cast('{body,distance}' as text[]), cast('{body,kcal_burned}' as text[])), ('omh:step-count:3.0', cast('{body,step_count}' as text[]), cast(null as text[])), ('ieee:sleep-stage-summary:1.0', cast('{body,sleep_stage_summary,total_sleep_time}' as text[]), cast(null as text[])), ('omh:sleep-episode:1.1', cast('{body,total_sleep_time}' as text[]), cast(null as text[])), ('omh:sleep-duration:2.0', cast('{body,sleep_duration}' as text[]), cast(null as text[]))) as v(code, path_0, path_1)) as f on f.code = cc.coding_code
      cross join lateral (
    select case when case when stored.frame is null then "o"."effective_date_time" is null and "o"."effective_period_end" < "o"."effective_period_start"
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_start") else known.start_at end as start_at, case when case when stored.frame is null then "o"."effective_date_time" is null and "o"."effective_period_end" < "o"."effective_period_start"
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_end") else known.end_at end as end_at, ("o"."effective_date_time" is null and (coalesce("o"."effective_period_start", "o"."effective_period_end") is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce("o"."effective_date_time", "o"."effective_period_start", "o"."effective_period_end") is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as t
      cross join lateral (select coalesce(t.start_at, t.end_at) as at,
        coalesce(t.end_at, t.start_at) as until,
        coalesce(case when cast($20 as timestamptz) is null and cast($21 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($22 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($23 as timestamptz), 'infinity') end, false) as is_inside offset 0) as place
      where place.is_inside or place.at is null), "placed" as (
          select m.*, cast(null as timestamptz) as bucket_at from measured as m
          where m.readable and m.is_inside), "number" as (
  select p.code_id, p.bucket_at, r.position, left(r.name, 200) as name,
    left(s.unit, 200) as unit, case when jsonb_typeof(s.said) = 'number' then
      case when abs(cast(s.said as numeric)) < 1e-100 then 0
        when abs(cast(s.said as numeric)) <= 1e100 then cast(s.said as float8) end end as number,
    coalesce(jsonb_typeof(s.said), 'null') = 'null' as is_missing
  from placed as p
  cross join lateral (
    select f.position, f.name, f.is_required,
      case f.position when 0 then p.stored_0 else p.stored_1 end as stored
    from (
  select * from (values ('omh:blood-glucose:4.0', 0, 'blood_glucose', true), ('omh:blood-pressure:4.0', 0, 'systolic', true), ('omh:blood-pressure:4.0', 1, 'diastolic', true), ('omh:body-temperature:4.0', 0, 'body_temperature', true), ('omh:heart-rate:2.0', 0, 'heart_rate', true), ('omh:oxygen-saturation:2.0', 0, 'oxygen_saturation', true), ('omh:respiratory-rate:2.0', 0, 'respiratory_rate', true), ('omh:rr-interval:1.0', 0, 'rr_interval', true), ('omh:body-weight:3.0', 0, 'body_weight', true), ('omh:forced-vital-capacity:1.0', 0, 'forced_vital_capacity', true), ('omh:forced-expiratory-volume-1-second:1.0', 0, 'forced_expiratory_volume_1_second', true), ('omh:physical-activity:1.2', 0, 'distance', false), ('omh:physical-activity:1.2', 1, 'kcal_burned', false), ('omh:step-count:3.0', 0, 'step_count', true), ('ieee:sleep-stage-summary:1.0', 0, 'total_sleep_time', true), ('omh:sleep-episode:1.1', 0, 'total_sleep_time', false), ('omh:sleep-duration:2.0', 0, 'sleep_duration', true)) as v(code, position, name, is_required)) as f where f.code = p.coding_code
    union all
    select 0, e.key, false, e.value
    from jsonb_each(case when not p.is_described and jsonb_typeof(p.stored_0) = 'object' then p.stored_0 end) as e
    where e.key <> 'effective_time_frame' and jsonb_typeof(e.value) = 'object'
      and e.value ? 'value' and jsonb_typeof(e.value -> 'unit') = 'string') as r
  cross join lateral (
    select case when jsonb_typeof(r.stored) = 'object' then r.stored -> 'value' else r.stored end as said,
      case when jsonb_typeof(r.stored -> 'unit') = 'string' then r.stored ->> 'unit' end as unit offset 0) as s
  where r.is_required or r.stored is not null), "covered" as (
    select c.code_id, c.coding_code, c.count, c.patients, c.first, c.last, c.unknown_time, c.future_time, c.retracted,
      coalesce(d.days_with_data, 0) as days_with_data, e.days,
      coalesce(greatest(d.widest, e.last_day - d.last_day), e.days) as longest_gap_days
    from (
      select m.code_id, m.coding_code,
        count(*) filter (where m.readable and m.is_inside) as count,
        count(distinct m.patient_id) filter (where m.readable and m.is_inside) as patients,
        min(m.at) filter (where m.readable and m.is_inside) as first,
        max(m.at) filter (where m.readable and m.is_inside) as last,
        count(*) filter (where m.readable and m.at is null) as unknown_time,
        count(*) filter (where m.readable and m.is_inside and m.at > cast($24 as timestamptz)) as future_time,
        count(*) filter (where m.retracted and m.is_inside) as retracted
      from measured as m where m.readable or m.retracted and m.is_inside
      group by m.code_id, m.coding_code) as c
    left join (
      select g.code_id, count(*) as days_with_data, min(g.day) as first_day, max(g.day) as last_day,
        max(g.gap) as widest
      from (
        select b.code_id, b.day,
          b.day - lag(b.day, 1, coalesce(cast(cast($25 as timestamptz) at time zone cast($26 as text) as date), b.day) - 1) over (partition by b.code_id order by b.day) - 1 as gap
        from (
          select distinct p.code_id, cast(greatest(p.at, cast($27 as timestamptz)) at time zone cast($28 as text) as date) as day from placed as p
          where greatest(p.at, cast($29 as timestamptz)) <= cast($30 as timestamptz) and p.at is not null) as b) as g
      group by g.code_id) as d on d.code_id = c.code_id
    cross join lateral (
      select coalesce(cast(cast($31 as timestamptz) at time zone cast($32 as text) as date), d.first_day) as first_day,
        case when cast($33 as timestamptz) is not null or d.last_day is not null
          then least(coalesce(cast(cast($34 as timestamptz) at time zone cast($35 as text) as date), d.last_day), cast(cast($36 as timestamptz) at time zone cast($37 as text) as date)) end as last_day
      offset 0) as w
    cross join lateral (
      select w.last_day, coalesce(greatest(w.last_day - w.first_day + 1, 0), 0) as days) as e) select "viewer"."kind" as "viewer_kind", exists (
    select from visible_study as s join public.core_studypatient as sp on sp.study_id = s.id
    where sp.patient_id = cast($38 as bigint) and (cast($39 as bigint) is null or s.id = cast($40 as bigint))
      and (viewer.kind = 'practitioner' or viewer.patient_id = cast($41 as bigint))
    union all
    select where viewer.kind = 'patient' and viewer.patient_id = cast($42 as bigint) and cast($43 as bigint) is null) as "is_visible", (
  select coalesce(json_agg(json_build_object('coding_code', cc.coding_code) order by cc.coding_code), '[]')
  from public.core_codeableconcept as cc
  where cast($44 as text) is not null
    and not exists (select from public.core_codeableconcept as cc where (cast($45 as text) is null or cc.coding_code = cast($46 as text) or split_part(cc.coding_code, ':', 2) = cast($47 as text)))) as "other_types", (
  select coalesce(json_agg(json_build_object(
    'data_type', k.coding_code, 'count', k.count, 'patients', k.patients,
    'first', k.first, 'last', k.last, 'unknown_time', k.unknown_time, 'future_time', k.future_time, 'retracted', k.retracted,
    'entries', coalesce(s.entries, '[]'), 'left_out', coalesce(s.left_out, 0),
    'days_with_data', k.days_with_data, 'days', k.days, 'longest_gap_days', k.longest_gap_days,
    'sources', coalesce(d.names, '[]')) order by k.coding_code, k.code_id), '[]')
  from covered as k
  left join (
    select g.code_id, g.bucket_at, greatest(count(*) - 20, 0) as left_out,
      json_agg(json_build_object('name', g.name, 'unit', g.unit, 'count', g.count, 'mean', g.mean,
        'min', g.min, 'max', g.max, 'missing', g.missing, 'not_number', g.not_number, 'median', g.median, 'sd', g.sd)
        order by g.position, g.name, g.rank) filter (where g.rank <= 20) as entries
    from (
      select k.code_id, k.bucket_at, k.position, k.name, k.unit, k.count, k.mean, k.min, k.max, k.median, k.sd,
        k.missing + case when k.unit is not null and k.units = 1 then k.astray_missing else 0 end as missing,
        k.not_number + case when k.unit is not null and k.units = 1 then k.astray_not_number else 0 end as not_number,
        row_number() over (partition by k.code_id, k.bucket_at
          order by k.count desc, k.position, k.name, k.unit) as rank
      from (
  select e.*, count(e.unit) over name as units,
    coalesce(sum(e.missing) filter (where e.unit is null and e.count = 0) over name, 0) as astray_missing,
    coalesce(sum(e.not_number) filter (where e.unit is null and e.count = 0) over name, 0) as astray_not_number
  from (
        select n.code_id, n.bucket_at, n.position, n.name, n.unit, count(n.number) as count,
          avg(n.number) as mean, min(n.number) as min, max(n.number) as max,
          count(*) filter (where n.is_missing) as missing,
          count(*) filter (where n.number is null and not n.is_missing) as not_number, percentile_cont(0.5) within group (order by n.number) as median, stddev_samp(n.number) as sd
        from number as n group by n.code_id, n.bucket_at, n.position, n.name, n.unit) as e
  window name as (partition by e.code_id, e.bucket_at, e.position, e.name)) as k
      where k.unit is not null or k.count > 0 or k.units <> 1) as g
    group by g.code_id, g.bucket_at) as s on s.code_id = k.code_id
  left join (
    select n.code_id, to_json((array_agg(n.name order by n.name))[1:21]) as names
    from (
      select distinct p.code_id, source.name from placed as p
      join public.core_datasource as source on source.id = p.source_id
      where source.name is not null) as n
    group by n.code_id) as d on d.code_id = k.code_id) as "types", (
  select coalesce(json_agg(w order by w.coding_code, w.declined), '[]') from (
    select m.coding_code, m.declined, count(*) as count from measured as m
    where m.withheld and m.is_inside and m.coding_code is not null
    group by m.coding_code, m.declined) as w) as "withheld" from "viewer";

-- summarize_study (schema from core.0041)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 enforce_consent, $5 study_id, $6 data_type, $7 data_type, $8 data_type, $9 data_type, $10 study_id, $11 data_type, $12 data_type, $13 data_type, $14 data_type, $15 window_start, $16 window_end, $17 window_start, $18 window_end, $19 now, $20 window_start, $21 time_zone, $22 window_start, $23 time_zone, $24 window_start, $25 now, $26 window_start, $27 time_zone, $28 window_end, $29 window_end, $30 time_zone, $31 now, $32 time_zone, $33 study_id, $34 data_type, $35 data_type, $36 data_type, $37 data_type
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id in (select unnest(cast($3 as bigint[])))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "reach" as (select "sp"."patient_id", "r"."scope_code_id" as "code_id", bool_or(c.consented is true or not cast($4 as boolean)) as "readable", bool_or(c.consented is false) as "declined" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" left join "public"."core_studypatientscopeconsent" as "c" on "c"."study_patient_id" = "sp"."id" and "c"."scope_code_id" = "r"."scope_code_id" where "viewer"."kind" = 'practitioner' and s.id = cast($5 as bigint) and (cast($6 as text) is null
    or "r"."scope_code_id" in (select cc.id from public.core_codeableconcept as cc where (cast($7 as text) is null or cc.coding_code = cast($8 as text) or split_part(cc.coding_code, ':', 2) = cast($9 as text)))) and exists (
  select from public.core_patientorganization as po
  join public.core_practitionerorganization as m on m.organization_id = po.organization_id
  where po.patient_id = sp.patient_id and m.practitioner_id = viewer.practitioner_id) group by "sp"."patient_id", "r"."scope_code_id" union all select viewer.patient_id as "patient_id", "cc"."id" as "code_id", true as "readable", false as "declined" from "viewer" cross join (select id from public.core_codeableconcept union all select -1) as "cc" where "viewer"."kind" = 'patient' and exists (select from public.core_studyscoperequest as r
              join visible_study as s on s.id = r.study_id
              where s.id = cast($10 as bigint) and r.scope_code_id = cc.id) and (cast($11 as text) is null
    or "cc"."id" in (select cc.id from public.core_codeableconcept as cc where (cast($12 as text) is null or cc.coding_code = cast($13 as text) or split_part(cc.coding_code, ':', 2) = cast($14 as text))))), "measured" as (
      select reach.patient_id, reach.code_id, cc.coding_code, o.data_source_id as source_id,
        reach.readable and o.status not in ('entered-in-error', 'cancelled') as readable, not reach.readable as withheld, reach.declined,
        reach.readable and not o.status not in ('entered-in-error', 'cancelled') as retracted, place.at, place.until, place.is_inside,
        f.code is not null as is_described,
        "o"."omh_data" #> coalesce(f.path_0, '{body}') as stored_0, "o"."omh_data" #> f.path_1 as stored_1
      from public.core_observation as o
      join reach on reach.code_id = coalesce(o.codeable_concept_id, -1)
        and o.subject_patient_id = reach.patient_id
      left join public.core_codeableconcept as cc on cc.id = o.codeable_concept_id
      left join (
  select * from (values ('omh:blood-glucose:4.0', cast('{body,blood_glucose}' as text[]), cast(null as text[])), ('omh:blood-pressure:4.0', cast('{body,systolic_blood_pressure}' as text[]), cast('{body,diastolic_blood_pressure}' as text[])), ('omh:body-temperature:4.0', cast('{body,body_temperature}' as text[]), cast(null as text[])), ('omh:heart-rate:2.0', cast('{body,heart_rate}' as text[]), cast(null as text[])), ('omh:oxygen-saturation:2.0', cast('{body,oxygen_saturation}' as text[]), cast(null as text[])), ('omh:respiratory-rate:2.0', cast('{body,respiratory_rate}' as text[]), cast(null as text[])), ('omh:rr-interval:1.0', cast('{body,rr_interval}' as text[]), cast(null as text[])), ('omh:body-weight:3.0', cast('{body,body_weight}' as text[]), cast(null as text[])), ('omh:forced-vital-capacity:1.0', cast('{body,forced_vital_capacity}' as text[]), cast(null as text[])), ('omh:forced-expiratory-volume-1-second:1.0', cast('{body,forced_expiratory_volume_1_second}' as text[]), cast(null as text[])), ('omh:physical-activity:1.2', cast('{body,distance}' as text[]), cast('{body,kcal_burned}' as text[])), ('omh:step-count:3.0', cast('{body,step_count}' as text[]), cast(null as text[])), ('ieee:sleep-stage-summary:1.0', cast('{body,sleep_stage_summary,total_sleep_time}' as text[]), cast(null as text[])), ('omh:sleep-episode:1.1', cast('{body,total_sleep_time}' as text[]), cast(null as text[])), ('omh:sleep-duration:2.0', cast('{body,sleep_duration}' as text[]), cast(null as text[]))) as v(code, path_0, path_1)) as f on f.code = cc.coding_code
      cross join lateral (
    select case when case when stored.frame is null then "o"."effective_date_time" is null and "o"."effective_period_end" < "o"."effective_period_start"
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_start") else known.start_at end as start_at, case when case when stored.frame is null then "o"."effective_date_time" is null and "o"."effective_period_end" < "o"."effective_period_start"
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_end") else known.end_at end as end_at, ("o"."effective_date_time" is null and (coalesce("o"."effective_period_start", "o"."effective_period_end") is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce("o"."effective_date_time", "o"."effective_period_start", "o"."effective_period_end") is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as t
      cross join lateral (select coalesce(t.start_at, t.end_at) as at,
        coalesce(t.end_at, t.start_at) as until,
        coalesce(case when cast($15 as timestamptz) is null and cast($16 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($17 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($18 as timestamptz), 'infinity') end, false) as is_inside offset 0) as place
      where place.is_inside or place.at is null), "placed" as (
          select m.*, cast(null as timestamptz) as bucket_at from measured as m
          where m.readable and m.is_inside), "number" as (
  select p.code_id, p.bucket_at, r.position, left(r.name, 200) as name,
    left(s.unit, 200) as unit, case when jsonb_typeof(s.said) = 'number' then
      case when abs(cast(s.said as numeric)) < 1e-100 then 0
        when abs(cast(s.said as numeric)) <= 1e100 then cast(s.said as float8) end end as number,
    coalesce(jsonb_typeof(s.said), 'null') = 'null' as is_missing
  from placed as p
  cross join lateral (
    select f.position, f.name, f.is_required,
      case f.position when 0 then p.stored_0 else p.stored_1 end as stored
    from (
  select * from (values ('omh:blood-glucose:4.0', 0, 'blood_glucose', true), ('omh:blood-pressure:4.0', 0, 'systolic', true), ('omh:blood-pressure:4.0', 1, 'diastolic', true), ('omh:body-temperature:4.0', 0, 'body_temperature', true), ('omh:heart-rate:2.0', 0, 'heart_rate', true), ('omh:oxygen-saturation:2.0', 0, 'oxygen_saturation', true), ('omh:respiratory-rate:2.0', 0, 'respiratory_rate', true), ('omh:rr-interval:1.0', 0, 'rr_interval', true), ('omh:body-weight:3.0', 0, 'body_weight', true), ('omh:forced-vital-capacity:1.0', 0, 'forced_vital_capacity', true), ('omh:forced-expiratory-volume-1-second:1.0', 0, 'forced_expiratory_volume_1_second', true), ('omh:physical-activity:1.2', 0, 'distance', false), ('omh:physical-activity:1.2', 1, 'kcal_burned', false), ('omh:step-count:3.0', 0, 'step_count', true), ('ieee:sleep-stage-summary:1.0', 0, 'total_sleep_time', true), ('omh:sleep-episode:1.1', 0, 'total_sleep_time', false), ('omh:sleep-duration:2.0', 0, 'sleep_duration', true)) as v(code, position, name, is_required)) as f where f.code = p.coding_code
    union all
    select 0, e.key, false, e.value
    from jsonb_each(case when not p.is_described and jsonb_typeof(p.stored_0) = 'object' then p.stored_0 end) as e
    where e.key <> 'effective_time_frame' and jsonb_typeof(e.value) = 'object'
      and e.value ? 'value' and jsonb_typeof(e.value -> 'unit') = 'string') as r
  cross join lateral (
    select case when jsonb_typeof(r.stored) = 'object' then r.stored -> 'value' else r.stored end as said,
      case when jsonb_typeof(r.stored -> 'unit') = 'string' then r.stored ->> 'unit' end as unit offset 0) as s
  where r.is_required or r.stored is not null), "covered" as (
    select c.code_id, c.coding_code, c.count, c.patients, c.first, c.last, c.unknown_time, c.future_time, c.retracted,
      coalesce(d.days_with_data, 0) as days_with_data, e.days,
      coalesce(greatest(d.widest, e.last_day - d.last_day), e.days) as longest_gap_days
    from (
      select m.code_id, m.coding_code,
        count(*) filter (where m.readable and m.is_inside) as count,
        count(distinct m.patient_id) filter (where m.readable and m.is_inside) as patients,
        min(m.at) filter (where m.readable and m.is_inside) as first,
        max(m.at) filter (where m.readable and m.is_inside) as last,
        count(*) filter (where m.readable and m.at is null) as unknown_time,
        count(*) filter (where m.readable and m.is_inside and m.at > cast($19 as timestamptz)) as future_time,
        count(*) filter (where m.retracted and m.is_inside) as retracted
      from measured as m where m.readable or m.retracted and m.is_inside
      group by m.code_id, m.coding_code) as c
    left join (
      select g.code_id, count(*) as days_with_data, min(g.day) as first_day, max(g.day) as last_day,
        max(g.gap) as widest
      from (
        select b.code_id, b.day,
          b.day - lag(b.day, 1, coalesce(cast(cast($20 as timestamptz) at time zone cast($21 as text) as date), b.day) - 1) over (partition by b.code_id order by b.day) - 1 as gap
        from (
          select distinct p.code_id, cast(greatest(p.at, cast($22 as timestamptz)) at time zone cast($23 as text) as date) as day from placed as p
          where greatest(p.at, cast($24 as timestamptz)) <= cast($25 as timestamptz) and p.at is not null) as b) as g
      group by g.code_id) as d on d.code_id = c.code_id
    cross join lateral (
      select coalesce(cast(cast($26 as timestamptz) at time zone cast($27 as text) as date), d.first_day) as first_day,
        case when cast($28 as timestamptz) is not null or d.last_day is not null
          then least(coalesce(cast(cast($29 as timestamptz) at time zone cast($30 as text) as date), d.last_day), cast(cast($31 as timestamptz) at time zone cast($32 as text) as date)) end as last_day
      offset 0) as w
    cross join lateral (
      select w.last_day, coalesce(greatest(w.last_day - w.first_day + 1, 0), 0) as days) as e) select "viewer"."kind" as "viewer_kind", exists (
    select from visible_study as s where s.id = cast($33 as bigint)) as "is_visible", (
  select coalesce(json_agg(json_build_object('coding_code', cc.coding_code) order by cc.coding_code), '[]')
  from public.core_codeableconcept as cc
  where cast($34 as text) is not null
    and not exists (select from public.core_codeableconcept as cc where (cast($35 as text) is null or cc.coding_code = cast($36 as text) or split_part(cc.coding_code, ':', 2) = cast($37 as text)))) as "other_types", (
  select coalesce(json_agg(json_build_object(
    'data_type', k.coding_code, 'count', k.count, 'patients', k.patients,
    'first', k.first, 'last', k.last, 'unknown_time', k.unknown_time, 'future_time', k.future_time, 'retracted', k.retracted,
    'entries', coalesce(s.entries, '[]'), 'left_out', coalesce(s.left_out, 0),
    'days_with_data', k.days_with_data, 'days', k.days, 'longest_gap_days', k.longest_gap_days,
    'sources', coalesce(d.names, '[]')) order by k.coding_code, k.code_id), '[]')
  from covered as k
  left join (
    select g.code_id, g.bucket_at, greatest(count(*) - 20, 0) as left_out,
      json_agg(json_build_object('name', g.name, 'unit', g.unit, 'count', g.count, 'mean', g.mean,
        'min', g.min, 'max', g.max, 'missing', g.missing, 'not_number', g.not_number, 'median', g.median, 'sd', g.sd)
        order by g.position, g.name, g.rank) filter (where g.rank <= 20) as entries
    from (
      select k.code_id, k.bucket_at, k.position, k.name, k.unit, k.count, k.mean, k.min, k.max, k.median, k.sd,
        k.missing + case when k.unit is not null and k.units = 1 then k.astray_missing else 0 end as missing,
        k.not_number + case when k.unit is not null and k.units = 1 then k.astray_not_number else 0 end as not_number,
        row_number() over (partition by k.code_id, k.bucket_at
          order by k.count desc, k.position, k.name, k.unit) as rank
      from (
  select e.*, count(e.unit) over name as units,
    coalesce(sum(e.missing) filter (where e.unit is null and e.count = 0) over name, 0) as astray_missing,
    coalesce(sum(e.not_number) filter (where e.unit is null and e.count = 0) over name, 0) as astray_not_number
  from (
        select n.code_id, n.bucket_at, n.position, n.name, n.unit, count(n.number) as count,
          avg(n.number) as mean, min(n.number) as min, max(n.number) as max,
          count(*) filter (where n.is_missing) as missing,
          count(*) filter (where n.number is null and not n.is_missing) as not_number, percentile_cont(0.5) within group (order by n.number) as median, stddev_samp(n.number) as sd
        from number as n group by n.code_id, n.bucket_at, n.position, n.name, n.unit) as e
  window name as (partition by e.code_id, e.bucket_at, e.position, e.name)) as k
      where k.unit is not null or k.count > 0 or k.units <> 1) as g
    group by g.code_id, g.bucket_at) as s on s.code_id = k.code_id
  left join (
    select n.code_id, to_json((array_agg(n.name order by n.name))[1:21]) as names
    from (
      select distinct p.code_id, source.name from placed as p
      join public.core_datasource as source on source.id = p.source_id
      where source.name is not null) as n
    group by n.code_id) as d on d.code_id = k.code_id) as "types", (
  select coalesce(json_agg(w order by w.coding_code, w.declined), '[]') from (
    select m.coding_code, m.declined, count(*) as count from measured as m
    where m.withheld and m.is_inside and m.coding_code is not null
    group by m.coding_code, m.declined) as w) as "withheld" from "viewer";

-- trend_patient (schema from core.0041)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 enforce_consent, $5 patient_id, $6 study_id, $7 study_id, $8 data_type, $9 data_type, $10 data_type, $11 data_type, $12 patient_id, $13 study_id, $14 study_id, $15 data_type, $16 data_type, $17 data_type, $18 data_type, $19 patient_id, $20 window_start, $21 window_end, $22 window_start, $23 window_end, $24 window_start, $25 window_end, $26 now, $27 time_zone, $28 time_zone, $29 time_zone, $30 bucket, $31 now, $32 time_zone, $33 after_at, $34 limit, $35 patient_id, $36 study_id, $37 study_id, $38 patient_id, $39 patient_id, $40 study_id, $41 data_type, $42 data_type, $43 data_type, $44 data_type, $45 bucket, $46 time_zone, $47 bucket, $48 time_zone, $49 now
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id in (select unnest(cast($3 as bigint[])))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "reach" as (select "sp"."patient_id", "r"."scope_code_id" as "code_id", bool_or(c.consented is true or not cast($4 as boolean)) as "readable", bool_or(c.consented is false) as "declined" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" left join "public"."core_studypatientscopeconsent" as "c" on "c"."study_patient_id" = "sp"."id" and "c"."scope_code_id" = "r"."scope_code_id" where "viewer"."kind" = 'practitioner' and sp.patient_id = cast($5 as bigint)
        and (cast($6 as bigint) is null or "s"."id" = cast($7 as bigint)) and (cast($8 as text) is null
    or "r"."scope_code_id" in (select cc.id from public.core_codeableconcept as cc where (cast($9 as text) is null or cc.coding_code = cast($10 as text) or split_part(cc.coding_code, ':', 2) = cast($11 as text)))) and exists (
  select from public.core_patientorganization as po
  join public.core_practitionerorganization as m on m.organization_id = po.organization_id
  where po.patient_id = sp.patient_id and m.practitioner_id = viewer.practitioner_id) group by "sp"."patient_id", "r"."scope_code_id" union all select viewer.patient_id as "patient_id", "cc"."id" as "code_id", true as "readable", false as "declined" from "viewer" cross join (select id from public.core_codeableconcept union all select -1) as "cc" where "viewer"."kind" = 'patient' and viewer.patient_id = cast($12 as bigint)
        and (cast($13 as bigint) is null or exists (select from public.core_studyscoperequest as r
              join visible_study as s on s.id = r.study_id
              where s.id = cast($14 as bigint) and r.scope_code_id = cc.id)) and (cast($15 as text) is null
    or "cc"."id" in (select cc.id from public.core_codeableconcept as cc where (cast($16 as text) is null or cc.coding_code = cast($17 as text) or split_part(cc.coding_code, ':', 2) = cast($18 as text))))), "measured" as (
      select reach.patient_id, reach.code_id, cc.coding_code, o.data_source_id as source_id,
        reach.readable and o.status not in ('entered-in-error', 'cancelled') as readable, not reach.readable as withheld, reach.declined,
        reach.readable and not o.status not in ('entered-in-error', 'cancelled') as retracted, place.at, place.until, place.is_inside,
        f.code is not null as is_described,
        "o"."omh_data" #> coalesce(f.path_0, '{body}') as stored_0, "o"."omh_data" #> f.path_1 as stored_1
      from public.core_observation as o
      join reach on reach.code_id = coalesce(o.codeable_concept_id, -1)
        and o.subject_patient_id = cast($19 as bigint)
      left join public.core_codeableconcept as cc on cc.id = o.codeable_concept_id
      left join (
  select * from (values ('omh:blood-glucose:4.0', cast('{body,blood_glucose}' as text[]), cast(null as text[])), ('omh:blood-pressure:4.0', cast('{body,systolic_blood_pressure}' as text[]), cast('{body,diastolic_blood_pressure}' as text[])), ('omh:body-temperature:4.0', cast('{body,body_temperature}' as text[]), cast(null as text[])), ('omh:heart-rate:2.0', cast('{body,heart_rate}' as text[]), cast(null as text[])), ('omh:oxygen-saturation:2.0', cast('{body,oxygen_saturation}' as text[]), cast(null as text[])), ('omh:respiratory-rate:2.0', cast('{body,respiratory_rate}' as text[]), cast(null as text[])), ('omh:rr-interval:1.0', cast('{body,rr_interval}' as text[]), cast(null as text[])), ('omh:body-weight:3.0', cast('{body,body_weight}' as text[]), cast(null as text[])), ('omh:forced-vital-capacity:1.0', cast('{body,forced_vital_capacity}' as text[]), cast(null as text[])), ('omh:forced-expiratory-volume-1-second:1.0', cast('{body,forced_expiratory_volume_1_second}' as text[]), cast(null as text[])), ('omh:physical-activity:1.2', cast('{body,distance}' as text[]), cast('{body,kcal_burned}' as text[])), ('omh:step-count:3.0', cast('{body,step_count}' as text[]), cast(null as text[])), ('ieee:sleep-stage-summary:1.0', cast('{body,sleep_stage_summary,total_sleep_time}' as text[]), cast(null as text[])), ('omh:sleep-episode:1.1', cast('{body,total_sleep_time}' as text[]), cast(null as text[])), ('omh:sleep-duration:2.0', cast('{body,sleep_duration}' as text[]), cast(null as text[]))) as v(code, path_0, path_1)) as f on f.code = cc.coding_code
      cross join lateral (
    select case when case when stored.frame is null then "o"."effective_date_time" is null and "o"."effective_period_end" < "o"."effective_period_start"
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_start") else known.start_at end as start_at, case when case when stored.frame is null then "o"."effective_date_time" is null and "o"."effective_period_end" < "o"."effective_period_start"
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_end") else known.end_at end as end_at, ("o"."effective_date_time" is null and (coalesce("o"."effective_period_start", "o"."effective_period_end") is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce("o"."effective_date_time", "o"."effective_period_start", "o"."effective_period_end") is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as t
      cross join lateral (select coalesce(t.start_at, t.end_at) as at,
        coalesce(t.end_at, t.start_at) as until,
        coalesce(case when cast($20 as timestamptz) is null and cast($21 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($22 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($23 as timestamptz), 'infinity') end, false) as is_inside offset 0) as place
      where place.is_inside or place.at is null), "opening" as (
    select bucketing.size, coalesce(cast($24 as timestamptz),
      (date_trunc(bucketing.size, coalesce(cast($25 as timestamptz), newest.at, cast($26 as timestamptz)), cast($27 as text))
        at time zone cast($28 as text) - case bucketing.size when 'hour' then interval '6 days 23 hours'
  when 'day' then interval '89 days' when 'week' then interval '51 weeks' else interval '35 months' end) at time zone cast($29 as text)) as start_at
    from (select cast($30 as text) as size) as bucketing
    cross join (select max(m.at) as at from measured as m where m.readable and m.at <= cast($31 as timestamptz)) as newest), "placed" as (
  select m.*, date_trunc(opening.size, greatest(m.at, opening.start_at), cast($32 as text)) as bucket_at
  from measured as m cross join opening
  where m.readable and m.at is not null and m.is_inside and m.until >= opening.start_at), "page" as (
  select p.bucket_at, count(*) as count from placed as p
  where p.bucket_at > coalesce(cast($33 as timestamptz), '-infinity')
  group by p.bucket_at order by p.bucket_at limit cast($34 as integer)), "number" as (
          select cast(0 as bigint) as code_id, n.bucket_at, n.position, n.name, n.unit, n.number, n.is_missing
          from (
  select p.code_id, p.bucket_at, r.position, left(r.name, 200) as name,
    left(s.unit, 200) as unit, case when jsonb_typeof(s.said) = 'number' then
      case when abs(cast(s.said as numeric)) < 1e-100 then 0
        when abs(cast(s.said as numeric)) <= 1e100 then cast(s.said as float8) end end as number,
    coalesce(jsonb_typeof(s.said), 'null') = 'null' as is_missing
  from placed as p
  cross join lateral (
    select f.position, f.name, f.is_required,
      case f.position when 0 then p.stored_0 else p.stored_1 end as stored
    from (
  select * from (values ('omh:blood-glucose:4.0', 0, 'blood_glucose', true), ('omh:blood-pressure:4.0', 0, 'systolic', true), ('omh:blood-pressure:4.0', 1, 'diastolic', true), ('omh:body-temperature:4.0', 0, 'body_temperature', true), ('omh:heart-rate:2.0', 0, 'heart_rate', true), ('omh:oxygen-saturation:2.0', 0, 'oxygen_saturation', true), ('omh:respiratory-rate:2.0', 0, 'respiratory_rate', true), ('omh:rr-interval:1.0', 0, 'rr_interval', true), ('omh:body-weight:3.0', 0, 'body_weight', true), ('omh:forced-vital-capacity:1.0', 0, 'forced_vital_capacity', true), ('omh:forced-expiratory-volume-1-second:1.0', 0, 'forced_expiratory_volume_1_second', true), ('omh:physical-activity:1.2', 0, 'distance', false), ('omh:physical-activity:1.2', 1, 'kcal_burned', false), ('omh:step-count:3.0', 0, 'step_count', true), ('ieee:sleep-stage-summary:1.0', 0, 'total_sleep_time', true), ('omh:sleep-episode:1.1', 0, 'total_sleep_time', false), ('omh:sleep-duration:2.0', 0, 'sleep_duration', true)) as v(code, position, name, is_required)) as f where f.code = p.coding_code
    union all
    select 0, e.key, false, e.value
    from jsonb_each(case when not p.is_described and jsonb_typeof(p.stored_0) = 'object' then p.stored_0 end) as e
    where e.key <> 'effective_time_frame' and jsonb_typeof(e.value) = 'object'
      and e.value ? 'value' and jsonb_typeof(e.value -> 'unit') = 'string') as r
  cross join lateral (
    select case when jsonb_typeof(r.stored) = 'object' then r.stored -> 'value' else r.stored end as said,
      case when jsonb_typeof(r.stored -> 'unit') = 'string' then r.stored ->> 'unit' end as unit offset 0) as s
  where r.is_required or r.stored is not null) as n where n.bucket_at in (select page.bucket_at from page)) select "viewer"."kind" as "viewer_kind", exists (
    select from visible_study as s join public.core_studypatient as sp on sp.study_id = s.id
    where sp.patient_id = cast($35 as bigint) and (cast($36 as bigint) is null or s.id = cast($37 as bigint))
      and (viewer.kind = 'practitioner' or viewer.patient_id = cast($38 as bigint))
    union all
    select where viewer.kind = 'patient' and viewer.patient_id = cast($39 as bigint) and cast($40 as bigint) is null) as "is_visible", (
  select coalesce(json_agg(json_build_object('coding_code', cc.coding_code) order by cc.coding_code), '[]')
  from public.core_codeableconcept as cc
  where cast($41 as text) is not null
    and not exists (select from public.core_codeableconcept as cc where (cast($42 as text) is null or cc.coding_code = cast($43 as text) or split_part(cc.coding_code, ':', 2) = cast($44 as text)))) as "other_types", (
          select json_build_object('start_at', opening.start_at) from opening) as "window", (
  select coalesce(json_agg(json_build_object('start_at', b.bucket_at, 'end_at', case cast($45 as text) when 'hour' then b.bucket_at + interval '1 hour'
    else (b.bucket_at at time zone cast($46 as text) + case cast($47 as text) when 'day' then interval '1 day'
      when 'week' then interval '7 days' else interval '1 month' end) at time zone cast($48 as text) end,
    'count', b.count, 'entries', coalesce(s.entries, '[]'), 'left_out', coalesce(s.left_out, 0))
    order by b.bucket_at), '[]')
  from page as b left join (
    select g.code_id, g.bucket_at, greatest(count(*) - 20, 0) as left_out,
      json_agg(json_build_object('name', g.name, 'unit', g.unit, 'count', g.count, 'mean', g.mean,
        'min', g.min, 'max', g.max, 'missing', g.missing, 'not_number', g.not_number)
        order by g.position, g.name, g.rank) filter (where g.rank <= 20) as entries
    from (
      select k.code_id, k.bucket_at, k.position, k.name, k.unit, k.count, k.mean, k.min, k.max,
        k.missing + case when k.unit is not null and k.units = 1 then k.astray_missing else 0 end as missing,
        k.not_number + case when k.unit is not null and k.units = 1 then k.astray_not_number else 0 end as not_number,
        row_number() over (partition by k.code_id, k.bucket_at
          order by k.count desc, k.position, k.name, k.unit) as rank
      from (
  select e.*, count(e.unit) over name as units,
    coalesce(sum(e.missing) filter (where e.unit is null and e.count = 0) over name, 0) as astray_missing,
    coalesce(sum(e.not_number) filter (where e.unit is null and e.count = 0) over name, 0) as astray_not_number
  from (
        select n.code_id, n.bucket_at, n.position, n.name, n.unit, count(n.number) as count,
          avg(n.number) as mean, min(n.number) as min, max(n.number) as max,
          count(*) filter (where n.is_missing) as missing,
          count(*) filter (where n.number is null and not n.is_missing) as not_number
        from number as n group by n.code_id, n.bucket_at, n.position, n.name, n.unit) as e
  window name as (partition by e.code_id, e.bucket_at, e.position, e.name)) as k
      where k.unit is not null or k.count > 0 or k.units <> 1) as g
    group by g.code_id, g.bucket_at) as s on s.bucket_at = b.bucket_at) as "buckets", (select count(*) from measured as m where m.readable and m.at is null) as "unknown_time", (select count(*) from placed as p where p.at > cast($49 as timestamptz)) as "future_time", (select count(*) from measured as m cross join opening
          where m.retracted and m.is_inside and (m.at is null or m.until >= opening.start_at)) as "retracted", (
  select coalesce(json_agg(w order by w.coding_code, w.declined), '[]') from (
    select m.coding_code, m.declined, count(*) as count from measured as m
    where m.withheld and m.is_inside and m.coding_code is not null
    group by m.coding_code, m.declined) as w) as "withheld" from "viewer";

-- trend_study (schema from core.0041)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 enforce_consent, $5 study_id, $6 data_type, $7 data_type, $8 data_type, $9 data_type, $10 study_id, $11 data_type, $12 data_type, $13 data_type, $14 data_type, $15 window_start, $16 window_end, $17 window_start, $18 window_end, $19 window_start, $20 window_end, $21 now, $22 time_zone, $23 time_zone, $24 time_zone, $25 bucket, $26 now, $27 time_zone, $28 after_at, $29 limit, $30 study_id, $31 data_type, $32 data_type, $33 data_type, $34 data_type, $35 bucket, $36 time_zone, $37 bucket, $38 time_zone, $39 now
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id in (select unnest(cast($3 as bigint[])))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "reach" as (select "sp"."patient_id", "r"."scope_code_id" as "code_id", bool_or(c.consented is true or not cast($4 as boolean)) as "readable", bool_or(c.consented is false) as "declined" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" left join "public"."core_studypatientscopeconsent" as "c" on "c"."study_patient_id" = "sp"."id" and "c"."scope_code_id" = "r"."scope_code_id" where "viewer"."kind" = 'practitioner' and s.id = cast($5 as bigint) and (cast($6 as text) is null
    or "r"."scope_code_id" in (select cc.id from public.core_codeableconcept as cc where (cast($7 as text) is null or cc.coding_code = cast($8 as text) or split_part(cc.coding_code, ':', 2) = cast($9 as text)))) and exists (
  select from public.core_patientorganization as po
  join public.core_practitionerorganization as m on m.organization_id = po.organization_id
  where po.patient_id = sp.patient_id and m.practitioner_id = viewer.practitioner_id) group by "sp"."patient_id", "r"."scope_code_id" union all select viewer.patient_id as "patient_id", "cc"."id" as "code_id", true as "readable", false as "declined" from "viewer" cross join (select id from public.core_codeableconcept union all select -1) as "cc" where "viewer"."kind" = 'patient' and exists (select from public.core_studyscoperequest as r
              join visible_study as s on s.id = r.study_id
              where s.id = cast($10 as bigint) and r.scope_code_id = cc.id) and (cast($11 as text) is null
    or "cc"."id" in (select cc.id from public.core_codeableconcept as cc where (cast($12 as text) is null or cc.coding_code = cast($13 as text) or split_part(cc.coding_code, ':', 2) = cast($14 as text))))), "measured" as (
      select reach.patient_id, reach.code_id, cc.coding_code, o.data_source_id as source_id,
        reach.readable and o.status not in ('entered-in-error', 'cancelled') as readable, not reach.readable as withheld, reach.declined,
        reach.readable and not o.status not in ('entered-in-error', 'cancelled') as retracted, place.at, place.until, place.is_inside,
        f.code is not null as is_described,
        "o"."omh_data" #> coalesce(f.path_0, '{body}') as stored_0, "o"."omh_data" #> f.path_1 as stored_1
      from public.core_observation as o
      join reach on reach.code_id = coalesce(o.codeable_concept_id, -1)
        and o.subject_patient_id = reach.patient_id
      left join public.core_codeableconcept as cc on cc.id = o.codeable_concept_id
      left join (
  select * from (values ('omh:blood-glucose:4.0', cast('{body,blood_glucose}' as text[]), cast(null as text[])), ('omh:blood-pressure:4.0', cast('{body,systolic_blood_pressure}' as text[]), cast('{body,diastolic_blood_pressure}' as text[])), ('omh:body-temperature:4.0', cast('{body,body_temperature}' as text[]), cast(null as text[])), ('omh:heart-rate:2.0', cast('{body,heart_rate}' as text[]), cast(null as text[])), ('omh:oxygen-saturation:2.0', cast('{body,oxygen_saturation}' as text[]), cast(null as text[])), ('omh:respiratory-rate:2.0', cast('{body,respiratory_rate}' as text[]), cast(null as text[])), ('omh:rr-interval:1.0', cast('{body,rr_interval}' as text[]), cast(null as text[])), ('omh:body-weight:3.0', cast('{body,body_weight}' as text[]), cast(null as text[])), ('omh:forced-vital-capacity:1.0', cast('{body,forced_vital_capacity}' as text[]), cast(null as text[])), ('omh:forced-expiratory-volume-1-second:1.0', cast('{body,forced_expiratory_volume_1_second}' as text[]), cast(null as text[])), ('omh:physical-activity:1.2', cast('{body,distance}' as text[]), cast('{body,kcal_burned}' as text[])), ('omh:step-count:3.0', cast('{body,step_count}' as text[]), cast(null as text[])), ('ieee:sleep-stage-summary:1.0', cast('{body,sleep_stage_summary,total_sleep_time}' as text[]), cast(null as text[])), ('omh:sleep-episode:1.1', cast('{body,total_sleep_time}' as text[]), cast(null as text[])), ('omh:sleep-duration:2.0', cast('{body,sleep_duration}' as text[]), cast(null as text[]))) as v(code, path_0, path_1)) as f on f.code = cc.coding_code
      cross join lateral (
    select case when case when stored.frame is null then "o"."effective_date_time" is null and "o"."effective_period_end" < "o"."effective_period_start"
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_start") else known.start_at end as start_at, case when case when stored.frame is null then "o"."effective_date_time" is null and "o"."effective_period_end" < "o"."effective_period_start"
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_end") else known.end_at end as end_at, ("o"."effective_date_time" is null and (coalesce("o"."effective_period_start", "o"."effective_period_end") is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce("o"."effective_date_time", "o"."effective_period_start", "o"."effective_period_end") is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as t
      cross join lateral (select coalesce(t.start_at, t.end_at) as at,
        coalesce(t.end_at, t.start_at) as until,
        coalesce(case when cast($15 as timestamptz) is null and cast($16 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($17 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($18 as timestamptz), 'infinity') end, false) as is_inside offset 0) as place
      where place.is_inside or place.at is null), "opening" as (
    select bucketing.size, coalesce(cast($19 as timestamptz),
      (date_trunc(bucketing.size, coalesce(cast($20 as timestamptz), newest.at, cast($21 as timestamptz)), cast($22 as text))
        at time zone cast($23 as text) - case bucketing.size when 'hour' then interval '6 days 23 hours'
  when 'day' then interval '89 days' when 'week' then interval '51 weeks' else interval '35 months' end) at time zone cast($24 as text)) as start_at
    from (select cast($25 as text) as size) as bucketing
    cross join (select max(m.at) as at from measured as m where m.readable and m.at <= cast($26 as timestamptz)) as newest), "placed" as (
  select m.*, date_trunc(opening.size, greatest(m.at, opening.start_at), cast($27 as text)) as bucket_at
  from measured as m cross join opening
  where m.readable and m.at is not null and m.is_inside and m.until >= opening.start_at), "page" as (
  select p.bucket_at, count(*) as count from placed as p
  where p.bucket_at > coalesce(cast($28 as timestamptz), '-infinity')
  group by p.bucket_at order by p.bucket_at limit cast($29 as integer)), "number" as (
          select cast(0 as bigint) as code_id, n.bucket_at, n.position, n.name, n.unit, n.number, n.is_missing
          from (
  select p.code_id, p.bucket_at, r.position, left(r.name, 200) as name,
    left(s.unit, 200) as unit, case when jsonb_typeof(s.said) = 'number' then
      case when abs(cast(s.said as numeric)) < 1e-100 then 0
        when abs(cast(s.said as numeric)) <= 1e100 then cast(s.said as float8) end end as number,
    coalesce(jsonb_typeof(s.said), 'null') = 'null' as is_missing
  from placed as p
  cross join lateral (
    select f.position, f.name, f.is_required,
      case f.position when 0 then p.stored_0 else p.stored_1 end as stored
    from (
  select * from (values ('omh:blood-glucose:4.0', 0, 'blood_glucose', true), ('omh:blood-pressure:4.0', 0, 'systolic', true), ('omh:blood-pressure:4.0', 1, 'diastolic', true), ('omh:body-temperature:4.0', 0, 'body_temperature', true), ('omh:heart-rate:2.0', 0, 'heart_rate', true), ('omh:oxygen-saturation:2.0', 0, 'oxygen_saturation', true), ('omh:respiratory-rate:2.0', 0, 'respiratory_rate', true), ('omh:rr-interval:1.0', 0, 'rr_interval', true), ('omh:body-weight:3.0', 0, 'body_weight', true), ('omh:forced-vital-capacity:1.0', 0, 'forced_vital_capacity', true), ('omh:forced-expiratory-volume-1-second:1.0', 0, 'forced_expiratory_volume_1_second', true), ('omh:physical-activity:1.2', 0, 'distance', false), ('omh:physical-activity:1.2', 1, 'kcal_burned', false), ('omh:step-count:3.0', 0, 'step_count', true), ('ieee:sleep-stage-summary:1.0', 0, 'total_sleep_time', true), ('omh:sleep-episode:1.1', 0, 'total_sleep_time', false), ('omh:sleep-duration:2.0', 0, 'sleep_duration', true)) as v(code, position, name, is_required)) as f where f.code = p.coding_code
    union all
    select 0, e.key, false, e.value
    from jsonb_each(case when not p.is_described and jsonb_typeof(p.stored_0) = 'object' then p.stored_0 end) as e
    where e.key <> 'effective_time_frame' and jsonb_typeof(e.value) = 'object'
      and e.value ? 'value' and jsonb_typeof(e.value -> 'unit') = 'string') as r
  cross join lateral (
    select case when jsonb_typeof(r.stored) = 'object' then r.stored -> 'value' else r.stored end as said,
      case when jsonb_typeof(r.stored -> 'unit') = 'string' then r.stored ->> 'unit' end as unit offset 0) as s
  where r.is_required or r.stored is not null) as n where n.bucket_at in (select page.bucket_at from page)) select "viewer"."kind" as "viewer_kind", exists (
    select from visible_study as s where s.id = cast($30 as bigint)) as "is_visible", (
  select coalesce(json_agg(json_build_object('coding_code', cc.coding_code) order by cc.coding_code), '[]')
  from public.core_codeableconcept as cc
  where cast($31 as text) is not null
    and not exists (select from public.core_codeableconcept as cc where (cast($32 as text) is null or cc.coding_code = cast($33 as text) or split_part(cc.coding_code, ':', 2) = cast($34 as text)))) as "other_types", (
          select json_build_object('start_at', opening.start_at) from opening) as "window", (
  select coalesce(json_agg(json_build_object('start_at', b.bucket_at, 'end_at', case cast($35 as text) when 'hour' then b.bucket_at + interval '1 hour'
    else (b.bucket_at at time zone cast($36 as text) + case cast($37 as text) when 'day' then interval '1 day'
      when 'week' then interval '7 days' else interval '1 month' end) at time zone cast($38 as text) end,
    'count', b.count, 'entries', coalesce(s.entries, '[]'), 'left_out', coalesce(s.left_out, 0))
    order by b.bucket_at), '[]')
  from page as b left join (
    select g.code_id, g.bucket_at, greatest(count(*) - 20, 0) as left_out,
      json_agg(json_build_object('name', g.name, 'unit', g.unit, 'count', g.count, 'mean', g.mean,
        'min', g.min, 'max', g.max, 'missing', g.missing, 'not_number', g.not_number)
        order by g.position, g.name, g.rank) filter (where g.rank <= 20) as entries
    from (
      select k.code_id, k.bucket_at, k.position, k.name, k.unit, k.count, k.mean, k.min, k.max,
        k.missing + case when k.unit is not null and k.units = 1 then k.astray_missing else 0 end as missing,
        k.not_number + case when k.unit is not null and k.units = 1 then k.astray_not_number else 0 end as not_number,
        row_number() over (partition by k.code_id, k.bucket_at
          order by k.count desc, k.position, k.name, k.unit) as rank
      from (
  select e.*, count(e.unit) over name as units,
    coalesce(sum(e.missing) filter (where e.unit is null and e.count = 0) over name, 0) as astray_missing,
    coalesce(sum(e.not_number) filter (where e.unit is null and e.count = 0) over name, 0) as astray_not_number
  from (
        select n.code_id, n.bucket_at, n.position, n.name, n.unit, count(n.number) as count,
          avg(n.number) as mean, min(n.number) as min, max(n.number) as max,
          count(*) filter (where n.is_missing) as missing,
          count(*) filter (where n.number is null and not n.is_missing) as not_number
        from number as n group by n.code_id, n.bucket_at, n.position, n.name, n.unit) as e
  window name as (partition by e.code_id, e.bucket_at, e.position, e.name)) as k
      where k.unit is not null or k.count > 0 or k.units <> 1) as g
    group by g.code_id, g.bucket_at) as s on s.bucket_at = b.bucket_at) as "buckets", (select count(*) from measured as m where m.readable and m.at is null) as "unknown_time", (select count(*) from placed as p where p.at > cast($39 as timestamptz)) as "future_time", (select count(*) from measured as m cross join opening
          where m.retracted and m.is_inside and (m.at is null or m.until >= opening.start_at)) as "retracted", (
  select coalesce(json_agg(w order by w.coding_code, w.declined), '[]') from (
    select m.coding_code, m.declined, count(*) as count from measured as m
    where m.withheld and m.is_inside and m.coding_code is not null
    group by m.coding_code, m.declined) as w) as "withheld" from "viewer";

-- study_metadata (schema from core.0041, core.0032, core.0022, core.0011)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 enforce_consent, $5 study_id, $6 study_id, $7 study_id, $8 study_id
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id in (select unnest(cast($3 as bigint[])))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "answer" as (select "sp"."patient_id", "r"."scope_code_id" as "code_id", "c"."consented", (viewer.kind = 'patient'
          or (c.consented is true or not cast($4 as boolean)) and exists (
  select from public.core_patientorganization as po
  join public.core_practitionerorganization as m on m.organization_id = po.organization_id
  where po.patient_id = sp.patient_id and m.practitioner_id = viewer.practitioner_id)) as "readable" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" left join "public"."core_studypatientscopeconsent" as "c" on "c"."study_patient_id" = "sp"."id" and "c"."scope_code_id" = "r"."scope_code_id" where "s"."id" = cast($5 as bigint) and (viewer.kind = 'practitioner' or sp.patient_id = viewer.patient_id)), "counted" as (select "a"."code_id", cast(sum(n.count) as bigint) as "observations" from "answer" as "a" cross join lateral (select count(*) as "count" from "public"."core_observation" as "o" where "o"."subject_patient_id" = "a"."patient_id" and "o"."codeable_concept_id" = "a"."code_id") as "n" where "a"."readable" = true group by "a"."code_id"), "answered" as (select "a"."code_id", count(*) filter (where a.consented is true) as "consented", count(*) filter (where a.consented is null) as "pending", count(*) filter (where a.consented is false) as "declined" from "answer" as "a" group by "a"."code_id") select "viewer"."kind" as "viewer_kind", (select coalesce(json_agg(agg), '[]') from (select "s"."id", "s"."name", "s"."description", "s"."role", "org"."id" as "organization_id", "org"."name" as "organization_name", "org"."type" as "organization_type", case when viewer.kind = 'practitioner' then (
        select count(*) from public.core_studypatient as sp where sp.study_id = s.id) end as "patient_count" from "visible_study" as "s" inner join "public"."core_organization" as "org" on "org"."id" = "s"."organization_id" where "s"."id" = cast($6 as bigint)) as agg) as "study", (select coalesce(json_agg(agg), '[]') from (select "cc"."coding_code" as "code", "cc"."text" as "name", coalesce(counted.observations, 0) as "observation_count", case when viewer.kind = 'practitioner' then coalesce("answered"."consented", 0) end as "patients_consented", case when viewer.kind = 'practitioner' then coalesce("answered"."pending", 0) end as "patients_pending", case when viewer.kind = 'practitioner' then coalesce("answered"."declined", 0) end as "patients_declined" from "visible_study" as "s" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" inner join "public"."core_codeableconcept" as "cc" on "cc"."id" = "r"."scope_code_id" left join "counted" on "counted"."code_id" = "cc"."id" left join "answered" on "answered"."code_id" = "cc"."id" where "s"."id" = cast($7 as bigint) order by "cc"."coding_code", "cc"."id") as agg) as "data_types", (select coalesce(json_agg(agg), '[]') from (select distinct "d"."id", "d"."name", "d"."type" from "visible_study" as "s" inner join "public"."core_studydatasource" as "sd" on "sd"."study_id" = "s"."id" inner join "public"."core_datasource" as "d" on "d"."id" = "sd"."data_source_id" where "s"."id" = cast($8 as bigint) order by "d"."id") as agg) as "data_sources" from "viewer";

-- newest_observations (schema from core.0041)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 enforce_consent, $5 patient_id, $6 study_id, $7 study_id, $8 data_type, $9 data_type, $10 data_type, $11 data_type, $12 patient_id, $13 study_id, $14 study_id, $15 data_type, $16 data_type, $17 data_type, $18 data_type, $19 window_start, $20 window_start, $21 window_start, $22 patient_id, $23 patient_id, $24 window_end, $25 window_start, $26 window_start, $27 window_start, $28 after_at, $29 after_id, $30 limit, $31 window_start, $32 window_end, $33 patient_id, $34 after_at, $35 after_id, $36 limit, $37 limit, $38 window_start, $39 window_end, $40 patient_id, $41 window_start, $42 window_end, $43 patient_id, $44 window_end, $45 window_start, $46 window_start, $47 window_start, $48 patient_id, $49 study_id, $50 study_id, $51 patient_id, $52 patient_id, $53 study_id, $54 data_type, $55 data_type, $56 data_type, $57 data_type
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id in (select unnest(cast($3 as bigint[])))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "reach" as (select "sp"."patient_id", "r"."scope_code_id" as "code_id", bool_or(c.consented is true or not cast($4 as boolean)) as "readable", bool_or(c.consented is false) as "declined" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" left join "public"."core_studypatientscopeconsent" as "c" on "c"."study_patient_id" = "sp"."id" and "c"."scope_code_id" = "r"."scope_code_id" where "viewer"."kind" = 'practitioner' and sp.patient_id = cast($5 as bigint)
        and (cast($6 as bigint) is null or "s"."id" = cast($7 as bigint)) and (cast($8 as text) is null
    or "r"."scope_code_id" in (select cc.id from public.core_codeableconcept as cc where (cast($9 as text) is null or cc.coding_code = cast($10 as text) or split_part(cc.coding_code, ':', 2) = cast($11 as text)))) and exists (
  select from public.core_patientorganization as po
  join public.core_practitionerorganization as m on m.organization_id = po.organization_id
  where po.patient_id = sp.patient_id and m.practitioner_id = viewer.practitioner_id) group by "sp"."patient_id", "r"."scope_code_id" union all select viewer.patient_id as "patient_id", "cc"."id" as "code_id", true as "readable", false as "declined" from "viewer" cross join (select id from public.core_codeableconcept union all select -1) as "cc" where "viewer"."kind" = 'patient' and viewer.patient_id = cast($12 as bigint)
        and (cast($13 as bigint) is null or exists (select from public.core_studyscoperequest as r
              join visible_study as s on s.id = r.study_id
              where s.id = cast($14 as bigint) and r.scope_code_id = cc.id)) and (cast($15 as text) is null
    or "cc"."id" in (select cc.id from public.core_codeableconcept as cc where (cast($16 as text) is null or cc.coding_code = cast($17 as text) or split_part(cc.coding_code, ':', 2) = cast($18 as text))))), "asked_code" as (
    select k.code_id, k.readable, k.declined, cc.coding_system, cc.coding_code, cc.text as coding_text,
      case when cast($19 as timestamptz) is null then '-infinity'
        when l.seconds > 63000000000 then '-infinity'
        else cast($20 as timestamptz) - make_interval(secs => coalesce(l.seconds, 0) + 1) end as earliest
    from reach as k
    left join public.core_codeableconcept as cc on cc.id = k.code_id
    left join lateral (select public.jhe_mcp_observation_seconds(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) as seconds from public.core_observation as o
      where cast($21 as timestamptz) is not null and o.subject_patient_id = cast($22 as bigint) and coalesce(o.codeable_concept_id, -1) = k.code_id and public.jhe_mcp_observation_seconds(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) is not null
      order by public.jhe_mcp_observation_seconds(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) desc limit 1) as l on true), "page_row" as (select o.*, k.coding_system, k.coding_code, k.coding_text
    from asked_code as k cross join lateral (
    (select "o"."id", "o"."omh_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id", "o"."effective_date_time", "o"."effective_period_start", "o"."effective_period_end", public.jhe_mcp_observation_start(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) as at from public.core_observation as o
      where o.subject_patient_id = cast($23 as bigint) and coalesce(o.codeable_concept_id, -1) = k.code_id and public.jhe_mcp_observation_start(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) <= coalesce(cast($24 as timestamptz), 'infinity')
    and public.jhe_mcp_observation_start(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) >= k.earliest
    and (cast($25 as timestamptz) is null or public.jhe_mcp_observation_start(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) >= cast($26 as timestamptz) or public.jhe_mcp_observation_start(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) + make_interval(secs => public.jhe_mcp_observation_seconds(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end)) >= cast($27 as timestamptz)) and (public.jhe_mcp_observation_start(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end), o.id) < (coalesce(cast($28 as timestamptz), 'infinity'), coalesce(cast($29 as bigint), 9223372036854775807))
      order by public.jhe_mcp_observation_start(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) desc, o.id desc limit cast($30 as integer))
    union all
    (select "o"."id", "o"."omh_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id", "o"."effective_date_time", "o"."effective_period_start", "o"."effective_period_end", cast('-infinity' as timestamptz) as at from public.core_observation as o
      where (cast($31 as timestamptz) is null and cast($32 as timestamptz) is null) and o.subject_patient_id = cast($33 as bigint) and coalesce(o.codeable_concept_id, -1) = k.code_id and public.jhe_mcp_observation_start(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) is null
        and (cast('-infinity' as timestamptz), o.id) < (coalesce(cast($34 as timestamptz), 'infinity'), coalesce(cast($35 as bigint), 9223372036854775807))
      order by public.jhe_mcp_observation_start(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) desc, o.id desc limit cast($36 as integer))) as o
    where k.readable
    order by o.at desc, o.id desc limit cast($37 as integer)), "kept_back" as (select k.code_id, k.declined, n.count from asked_code as k
    cross join lateral (
      select count(*) from public.core_observation as o
        where (cast($38 as timestamptz) is null and cast($39 as timestamptz) is null) and o.subject_patient_id = cast($40 as bigint)
    and o.codeable_concept_id = k.code_id
      union all
      select count(*) from public.core_observation as o
        where not (cast($41 as timestamptz) is null and cast($42 as timestamptz) is null) and o.subject_patient_id = cast($43 as bigint) and coalesce(o.codeable_concept_id, -1) = k.code_id and public.jhe_mcp_observation_start(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) <= coalesce(cast($44 as timestamptz), 'infinity')
    and public.jhe_mcp_observation_start(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) >= k.earliest
    and (cast($45 as timestamptz) is null or public.jhe_mcp_observation_start(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) >= cast($46 as timestamptz) or public.jhe_mcp_observation_start(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) + make_interval(secs => public.jhe_mcp_observation_seconds(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end)) >= cast($47 as timestamptz))) as n
    where not k.readable and n.count > 0) select "viewer"."kind" as "viewer_kind", exists (
    select from visible_study as s join public.core_studypatient as sp on sp.study_id = s.id
    where sp.patient_id = cast($48 as bigint) and (cast($49 as bigint) is null or s.id = cast($50 as bigint))
      and (viewer.kind = 'practitioner' or viewer.patient_id = cast($51 as bigint))
    union all
    select where viewer.kind = 'patient' and viewer.patient_id = cast($52 as bigint) and cast($53 as bigint) is null) as "is_visible", (
  select coalesce(json_agg(json_build_object('coding_code', cc.coding_code) order by cc.coding_code), '[]')
  from public.core_codeableconcept as cc
  where cast($54 as text) is not null
    and not exists (select from public.core_codeableconcept as cc where (cast($55 as text) is null or cc.coding_code = cast($56 as text) or split_part(cc.coding_code, ':', 2) = cast($57 as text)))) as "other_types", (select coalesce(json_agg(agg), '[]') from (select "cc"."coding_code", "k"."declined", cast(sum(k.count) as bigint) as "count" from "kept_back" as "k" inner join "public"."core_codeableconcept" as "cc" on "cc"."id" = "k"."code_id" group by "cc"."coding_code", "k"."declined" order by "cc"."coding_code") as agg) as "withheld", (select coalesce(json_agg(agg), '[]') from (select "o"."id", "o"."coding_system", "o"."coding_code", "o"."coding_text", "t"."start_at", "t"."end_at", "t"."is_interval", "o"."status", "o"."last_updated" as "recorded", "d"."name" as "source", "o"."omh_data" -> 'body' as "body" from "page_row" as "o" cross join lateral (
    select case when case when stored.frame is null then "o"."effective_date_time" is null and "o"."effective_period_end" < "o"."effective_period_start"
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_start") else known.start_at end as start_at, case when case when stored.frame is null then "o"."effective_date_time" is null and "o"."effective_period_end" < "o"."effective_period_start"
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_end") else known.end_at end as end_at, ("o"."effective_date_time" is null and (coalesce("o"."effective_period_start", "o"."effective_period_end") is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce("o"."effective_date_time", "o"."effective_period_start", "o"."effective_period_end") is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" left join "public"."core_datasource" as "d" on "d"."id" = "o"."data_source_id" order by "o"."at" desc, "o"."id" desc) as agg) as "observations" from "viewer";

-- oldest_observations (schema from core.0041)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 enforce_consent, $5 patient_id, $6 study_id, $7 study_id, $8 data_type, $9 data_type, $10 data_type, $11 data_type, $12 patient_id, $13 study_id, $14 study_id, $15 data_type, $16 data_type, $17 data_type, $18 data_type, $19 window_start, $20 window_start, $21 window_start, $22 patient_id, $23 patient_id, $24 window_end, $25 window_start, $26 window_start, $27 window_start, $28 after_at, $29 after_id, $30 limit, $31 window_start, $32 window_end, $33 patient_id, $34 after_at, $35 after_id, $36 limit, $37 limit, $38 window_start, $39 window_end, $40 patient_id, $41 window_start, $42 window_end, $43 patient_id, $44 window_end, $45 window_start, $46 window_start, $47 window_start, $48 patient_id, $49 study_id, $50 study_id, $51 patient_id, $52 patient_id, $53 study_id, $54 data_type, $55 data_type, $56 data_type, $57 data_type
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id in (select unnest(cast($3 as bigint[])))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "reach" as (select "sp"."patient_id", "r"."scope_code_id" as "code_id", bool_or(c.consented is true or not cast($4 as boolean)) as "readable", bool_or(c.consented is false) as "declined" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" left join "public"."core_studypatientscopeconsent" as "c" on "c"."study_patient_id" = "sp"."id" and "c"."scope_code_id" = "r"."scope_code_id" where "viewer"."kind" = 'practitioner' and sp.patient_id = cast($5 as bigint)
        and (cast($6 as bigint) is null or "s"."id" = cast($7 as bigint)) and (cast($8 as text) is null
    or "r"."scope_code_id" in (select cc.id from public.core_codeableconcept as cc where (cast($9 as text) is null or cc.coding_code = cast($10 as text) or split_part(cc.coding_code, ':', 2) = cast($11 as text)))) and exists (
  select from public.core_patientorganization as po
  join public.core_practitionerorganization as m on m.organization_id = po.organization_id
  where po.patient_id = sp.patient_id and m.practitioner_id = viewer.practitioner_id) group by "sp"."patient_id", "r"."scope_code_id" union all select viewer.patient_id as "patient_id", "cc"."id" as "code_id", true as "readable", false as "declined" from "viewer" cross join (select id from public.core_codeableconcept union all select -1) as "cc" where "viewer"."kind" = 'patient' and viewer.patient_id = cast($12 as bigint)
        and (cast($13 as bigint) is null or exists (select from public.core_studyscoperequest as r
              join visible_study as s on s.id = r.study_id
              where s.id = cast($14 as bigint) and r.scope_code_id = cc.id)) and (cast($15 as text) is null
    or "cc"."id" in (select cc.id from public.core_codeableconcept as cc where (cast($16 as text) is null or cc.coding_code = cast($17 as text) or split_part(cc.coding_code, ':', 2) = cast($18 as text))))), "asked_code" as (
    select k.code_id, k.readable, k.declined, cc.coding_system, cc.coding_code, cc.text as coding_text,
      case when cast($19 as timestamptz) is null then '-infinity'
        when l.seconds > 63000000000 then '-infinity'
        else cast($20 as timestamptz) - make_interval(secs => coalesce(l.seconds, 0) + 1) end as earliest
    from reach as k
    left join public.core_codeableconcept as cc on cc.id = k.code_id
    left join lateral (select public.jhe_mcp_observation_seconds(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) as seconds from public.core_observation as o
      where cast($21 as timestamptz) is not null and o.subject_patient_id = cast($22 as bigint) and coalesce(o.codeable_concept_id, -1) = k.code_id and public.jhe_mcp_observation_seconds(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) is not null
      order by public.jhe_mcp_observation_seconds(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) desc limit 1) as l on true), "page_row" as (select o.*, k.coding_system, k.coding_code, k.coding_text
    from asked_code as k cross join lateral (
    (select "o"."id", "o"."omh_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id", "o"."effective_date_time", "o"."effective_period_start", "o"."effective_period_end", public.jhe_mcp_observation_start(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) as at from public.core_observation as o
      where o.subject_patient_id = cast($23 as bigint) and coalesce(o.codeable_concept_id, -1) = k.code_id and public.jhe_mcp_observation_start(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) <= coalesce(cast($24 as timestamptz), 'infinity')
    and public.jhe_mcp_observation_start(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) >= k.earliest
    and (cast($25 as timestamptz) is null or public.jhe_mcp_observation_start(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) >= cast($26 as timestamptz) or public.jhe_mcp_observation_start(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) + make_interval(secs => public.jhe_mcp_observation_seconds(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end)) >= cast($27 as timestamptz)) and (public.jhe_mcp_observation_start(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end), o.id) > (coalesce(cast($28 as timestamptz), '-infinity'), coalesce(cast($29 as bigint), -1))
      order by public.jhe_mcp_observation_start(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) asc, o.id asc limit cast($30 as integer))
    union all
    (select "o"."id", "o"."omh_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id", "o"."effective_date_time", "o"."effective_period_start", "o"."effective_period_end", cast('infinity' as timestamptz) as at from public.core_observation as o
      where (cast($31 as timestamptz) is null and cast($32 as timestamptz) is null) and o.subject_patient_id = cast($33 as bigint) and coalesce(o.codeable_concept_id, -1) = k.code_id and public.jhe_mcp_observation_start(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) is null
        and (cast('infinity' as timestamptz), o.id) > (coalesce(cast($34 as timestamptz), '-infinity'), coalesce(cast($35 as bigint), -1))
      order by public.jhe_mcp_observation_start(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) asc, o.id asc limit cast($36 as integer))) as o
    where k.readable
    order by o.at asc, o.id asc limit cast($37 as integer)), "kept_back" as (select k.code_id, k.declined, n.count from asked_code as k
    cross join lateral (
      select count(*) from public.core_observation as o
        where (cast($38 as timestamptz) is null and cast($39 as timestamptz) is null) and o.subject_patient_id = cast($40 as bigint)
    and o.codeable_concept_id = k.code_id
      union all
      select count(*) from public.core_observation as o
        where not (cast($41 as timestamptz) is null and cast($42 as timestamptz) is null) and o.subject_patient_id = cast($43 as bigint) and coalesce(o.codeable_concept_id, -1) = k.code_id and public.jhe_mcp_observation_start(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) <= coalesce(cast($44 as timestamptz), 'infinity')
    and public.jhe_mcp_observation_start(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) >= k.earliest
    and (cast($45 as timestamptz) is null or public.jhe_mcp_observation_start(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) >= cast($46 as timestamptz) or public.jhe_mcp_observation_start(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) + make_interval(secs => public.jhe_mcp_observation_seconds(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end)) >= cast($47 as timestamptz))) as n
    where not k.readable and n.count > 0) select "viewer"."kind" as "viewer_kind", exists (
    select from visible_study as s join public.core_studypatient as sp on sp.study_id = s.id
    where sp.patient_id = cast($48 as bigint) and (cast($49 as bigint) is null or s.id = cast($50 as bigint))
      and (viewer.kind = 'practitioner' or viewer.patient_id = cast($51 as bigint))
    union all
    select where viewer.kind = 'patient' and viewer.patient_id = cast($52 as bigint) and cast($53 as bigint) is null) as "is_visible", (
  select coalesce(json_agg(json_build_object('coding_code', cc.coding_code) order by cc.coding_code), '[]')
  from public.core_codeableconcept as cc
  where cast($54 as text) is not null
    and not exists (select from public.core_codeableconcept as cc where (cast($55 as text) is null or cc.coding_code = cast($56 as text) or split_part(cc.coding_code, ':', 2) = cast($57 as text)))) as "other_types", (select coalesce(json_agg(agg), '[]') from (select "cc"."coding_code", "k"."declined", cast(sum(k.count) as bigint) as "count" from "kept_back" as "k" inner join "public"."core_codeableconcept" as "cc" on "cc"."id" = "k"."code_id" group by "cc"."coding_code", "k"."declined" order by "cc"."coding_code") as agg) as "withheld", (select coalesce(json_agg(agg), '[]') from (select "o"."id", "o"."coding_system", "o"."coding_code", "o"."coding_text", "t"."start_at", "t"."end_at", "t"."is_interval", "o"."status", "o"."last_updated" as "recorded", "d"."name" as "source", "o"."omh_data" -> 'body' as "body" from "page_row" as "o" cross join lateral (
    select case when case when stored.frame is null then "o"."effective_date_time" is null and "o"."effective_period_end" < "o"."effective_period_start"
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_start") else known.start_at end as start_at, case when case when stored.frame is null then "o"."effective_date_time" is null and "o"."effective_period_end" < "o"."effective_period_start"
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_end") else known.end_at end as end_at, ("o"."effective_date_time" is null and (coalesce("o"."effective_period_start", "o"."effective_period_end") is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce("o"."effective_date_time", "o"."effective_period_start", "o"."effective_period_end") is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" left join "public"."core_datasource" as "d" on "d"."id" = "o"."data_source_id" order by "o"."at" asc, "o"."id" asc) as agg) as "observations" from "viewer";

-- newest_observations_fhir (schema from core.0041)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 enforce_consent, $5 patient_id, $6 study_id, $7 study_id, $8 data_type, $9 data_type, $10 data_type, $11 data_type, $12 patient_id, $13 study_id, $14 study_id, $15 data_type, $16 data_type, $17 data_type, $18 data_type, $19 window_start, $20 window_start, $21 window_start, $22 patient_id, $23 patient_id, $24 window_end, $25 window_start, $26 window_start, $27 window_start, $28 after_at, $29 after_id, $30 limit, $31 window_start, $32 window_end, $33 patient_id, $34 after_at, $35 after_id, $36 limit, $37 limit, $38 window_start, $39 window_end, $40 patient_id, $41 window_start, $42 window_end, $43 patient_id, $44 window_end, $45 window_start, $46 window_start, $47 window_start, $48 patient_id, $49 study_id, $50 study_id, $51 patient_id, $52 patient_id, $53 study_id, $54 data_type, $55 data_type, $56 data_type, $57 data_type
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id in (select unnest(cast($3 as bigint[])))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "reach" as (select "sp"."patient_id", "r"."scope_code_id" as "code_id", bool_or(c.consented is true or not cast($4 as boolean)) as "readable", bool_or(c.consented is false) as "declined" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" left join "public"."core_studypatientscopeconsent" as "c" on "c"."study_patient_id" = "sp"."id" and "c"."scope_code_id" = "r"."scope_code_id" where "viewer"."kind" = 'practitioner' and sp.patient_id = cast($5 as bigint)
        and (cast($6 as bigint) is null or "s"."id" = cast($7 as bigint)) and (cast($8 as text) is null
    or "r"."scope_code_id" in (select cc.id from public.core_codeableconcept as cc where (cast($9 as text) is null or cc.coding_code = cast($10 as text) or split_part(cc.coding_code, ':', 2) = cast($11 as text)))) and exists (
  select from public.core_patientorganization as po
  join public.core_practitionerorganization as m on m.organization_id = po.organization_id
  where po.patient_id = sp.patient_id and m.practitioner_id = viewer.practitioner_id) group by "sp"."patient_id", "r"."scope_code_id" union all select viewer.patient_id as "patient_id", "cc"."id" as "code_id", true as "readable", false as "declined" from "viewer" cross join (select id from public.core_codeableconcept union all select -1) as "cc" where "viewer"."kind" = 'patient' and viewer.patient_id = cast($12 as bigint)
        and (cast($13 as bigint) is null or exists (select from public.core_studyscoperequest as r
              join visible_study as s on s.id = r.study_id
              where s.id = cast($14 as bigint) and r.scope_code_id = cc.id)) and (cast($15 as text) is null
    or "cc"."id" in (select cc.id from public.core_codeableconcept as cc where (cast($16 as text) is null or cc.coding_code = cast($17 as text) or split_part(cc.coding_code, ':', 2) = cast($18 as text))))), "asked_code" as (
    select k.code_id, k.readable, k.declined, cc.coding_system, cc.coding_code, cc.text as coding_text,
      case when cast($19 as timestamptz) is null then '-infinity'
        when l.seconds > 63000000000 then '-infinity'
        else cast($20 as timestamptz) - make_interval(secs => coalesce(l.seconds, 0) + 1) end as earliest
    from reach as k
    left join public.core_codeableconcept as cc on cc.id = k.code_id
    left join lateral (select public.jhe_mcp_observation_seconds(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) as seconds from public.core_observation as o
      where cast($21 as timestamptz) is not null and o.subject_patient_id = cast($22 as bigint) and coalesce(o.codeable_concept_id, -1) = k.code_id and public.jhe_mcp_observation_seconds(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) is not null
      order by public.jhe_mcp_observation_seconds(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) desc limit 1) as l on true), "page_row" as (select o.*, k.coding_system, k.coding_code, k.coding_text
    from asked_code as k cross join lateral (
    (select "o"."id", "o"."omh_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id", "o"."effective_date_time", "o"."effective_period_start", "o"."effective_period_end", public.jhe_mcp_observation_start(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) as at from public.core_observation as o
      where o.subject_patient_id = cast($23 as bigint) and coalesce(o.codeable_concept_id, -1) = k.code_id and public.jhe_mcp_observation_start(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) <= coalesce(cast($24 as timestamptz), 'infinity')
    and public.jhe_mcp_observation_start(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) >= k.earliest
    and (cast($25 as timestamptz) is null or public.jhe_mcp_observation_start(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) >= cast($26 as timestamptz) or public.jhe_mcp_observation_start(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) + make_interval(secs => public.jhe_mcp_observation_seconds(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end)) >= cast($27 as timestamptz)) and (public.jhe_mcp_observation_start(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end), o.id) < (coalesce(cast($28 as timestamptz), 'infinity'), coalesce(cast($29 as bigint), 9223372036854775807))
      order by public.jhe_mcp_observation_start(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) desc, o.id desc limit cast($30 as integer))
    union all
    (select "o"."id", "o"."omh_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id", "o"."effective_date_time", "o"."effective_period_start", "o"."effective_period_end", cast('-infinity' as timestamptz) as at from public.core_observation as o
      where (cast($31 as timestamptz) is null and cast($32 as timestamptz) is null) and o.subject_patient_id = cast($33 as bigint) and coalesce(o.codeable_concept_id, -1) = k.code_id and public.jhe_mcp_observation_start(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) is null
        and (cast('-infinity' as timestamptz), o.id) < (coalesce(cast($34 as timestamptz), 'infinity'), coalesce(cast($35 as bigint), 9223372036854775807))
      order by public.jhe_mcp_observation_start(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) desc, o.id desc limit cast($36 as integer))) as o
    where k.readable
    order by o.at desc, o.id desc limit cast($37 as integer)), "kept_back" as (select k.code_id, k.declined, n.count from asked_code as k
    cross join lateral (
      select count(*) from public.core_observation as o
        where (cast($38 as timestamptz) is null and cast($39 as timestamptz) is null) and o.subject_patient_id = cast($40 as bigint)
    and o.codeable_concept_id = k.code_id
      union all
      select count(*) from public.core_observation as o
        where not (cast($41 as timestamptz) is null and cast($42 as timestamptz) is null) and o.subject_patient_id = cast($43 as bigint) and coalesce(o.codeable_concept_id, -1) = k.code_id and public.jhe_mcp_observation_start(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) <= coalesce(cast($44 as timestamptz), 'infinity')
    and public.jhe_mcp_observation_start(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) >= k.earliest
    and (cast($45 as timestamptz) is null or public.jhe_mcp_observation_start(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) >= cast($46 as timestamptz) or public.jhe_mcp_observation_start(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) + make_interval(secs => public.jhe_mcp_observation_seconds(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end)) >= cast($47 as timestamptz))) as n
    where not k.readable and n.count > 0) select "viewer"."kind" as "viewer_kind", exists (
    select from visible_study as s join public.core_studypatient as sp on sp.study_id = s.id
    where sp.patient_id = cast($48 as bigint) and (cast($49 as bigint) is null or s.id = cast($50 as bigint))
      and (viewer.kind = 'practitioner' or viewer.patient_id = cast($51 as bigint))
    union all
    select where viewer.kind = 'patient' and viewer.patient_id = cast($52 as bigint) and cast($53 as bigint) is null) as "is_visible", (
  select coalesce(json_agg(json_build_object('coding_code', cc.coding_code) order by cc.coding_code), '[]')
  from public.core_codeableconcept as cc
  where cast($54 as text) is not null
    and not exists (select from public.core_codeableconcept as cc where (cast($55 as text) is null or cc.coding_code = cast($56 as text) or split_part(cc.coding_code, ':', 2) = cast($57 as text)))) as "other_types", (select coalesce(json_agg(agg), '[]') from (select "cc"."coding_code", "k"."declined", cast(sum(k.count) as bigint) as "count" from "kept_back" as "k" inner join "public"."core_codeableconcept" as "cc" on "cc"."id" = "k"."code_id" group by "cc"."coding_code", "k"."declined" order by "cc"."coding_code") as agg) as "withheld", (select coalesce(json_agg(agg), '[]') from (select "o"."id", "o"."coding_system", "o"."coding_code", "o"."coding_text", "t"."start_at", "t"."end_at", "t"."is_interval", "o"."status", "o"."last_updated" as "recorded", "d"."name" as "source", cast("o"."omh_data" as text) as "omh_text", "p"."id" as "patient_id", "p"."jhe_user_id" as "patient_user_id", (select coalesce(json_agg(agg), '[]') from (select "i"."system", "i"."value" from "public"."core_observationidentifier" as "i" where "i"."observation_id" = "o"."id" order by "i"."id") as agg) as "identifiers" from "page_row" as "o" cross join lateral (
    select case when case when stored.frame is null then "o"."effective_date_time" is null and "o"."effective_period_end" < "o"."effective_period_start"
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_start") else known.start_at end as start_at, case when case when stored.frame is null then "o"."effective_date_time" is null and "o"."effective_period_end" < "o"."effective_period_start"
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_end") else known.end_at end as end_at, ("o"."effective_date_time" is null and (coalesce("o"."effective_period_start", "o"."effective_period_end") is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce("o"."effective_date_time", "o"."effective_period_start", "o"."effective_period_end") is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" left join "public"."core_datasource" as "d" on "d"."id" = "o"."data_source_id" inner join "public"."core_patient" as "p" on "p"."id" = "o"."subject_patient_id" order by "o"."at" desc, "o"."id" desc) as agg) as "observations" from "viewer";

-- oldest_observations_fhir (schema from core.0041)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 enforce_consent, $5 patient_id, $6 study_id, $7 study_id, $8 data_type, $9 data_type, $10 data_type, $11 data_type, $12 patient_id, $13 study_id, $14 study_id, $15 data_type, $16 data_type, $17 data_type, $18 data_type, $19 window_start, $20 window_start, $21 window_start, $22 patient_id, $23 patient_id, $24 window_end, $25 window_start, $26 window_start, $27 window_start, $28 after_at, $29 after_id, $30 limit, $31 window_start, $32 window_end, $33 patient_id, $34 after_at, $35 after_id, $36 limit, $37 limit, $38 window_start, $39 window_end, $40 patient_id, $41 window_start, $42 window_end, $43 patient_id, $44 window_end, $45 window_start, $46 window_start, $47 window_start, $48 patient_id, $49 study_id, $50 study_id, $51 patient_id, $52 patient_id, $53 study_id, $54 data_type, $55 data_type, $56 data_type, $57 data_type
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id in (select unnest(cast($3 as bigint[])))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "reach" as (select "sp"."patient_id", "r"."scope_code_id" as "code_id", bool_or(c.consented is true or not cast($4 as boolean)) as "readable", bool_or(c.consented is false) as "declined" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" left join "public"."core_studypatientscopeconsent" as "c" on "c"."study_patient_id" = "sp"."id" and "c"."scope_code_id" = "r"."scope_code_id" where "viewer"."kind" = 'practitioner' and sp.patient_id = cast($5 as bigint)
        and (cast($6 as bigint) is null or "s"."id" = cast($7 as bigint)) and (cast($8 as text) is null
    or "r"."scope_code_id" in (select cc.id from public.core_codeableconcept as cc where (cast($9 as text) is null or cc.coding_code = cast($10 as text) or split_part(cc.coding_code, ':', 2) = cast($11 as text)))) and exists (
  select from public.core_patientorganization as po
  join public.core_practitionerorganization as m on m.organization_id = po.organization_id
  where po.patient_id = sp.patient_id and m.practitioner_id = viewer.practitioner_id) group by "sp"."patient_id", "r"."scope_code_id" union all select viewer.patient_id as "patient_id", "cc"."id" as "code_id", true as "readable", false as "declined" from "viewer" cross join (select id from public.core_codeableconcept union all select -1) as "cc" where "viewer"."kind" = 'patient' and viewer.patient_id = cast($12 as bigint)
        and (cast($13 as bigint) is null or exists (select from public.core_studyscoperequest as r
              join visible_study as s on s.id = r.study_id
              where s.id = cast($14 as bigint) and r.scope_code_id = cc.id)) and (cast($15 as text) is null
    or "cc"."id" in (select cc.id from public.core_codeableconcept as cc where (cast($16 as text) is null or cc.coding_code = cast($17 as text) or split_part(cc.coding_code, ':', 2) = cast($18 as text))))), "asked_code" as (
    select k.code_id, k.readable, k.declined, cc.coding_system, cc.coding_code, cc.text as coding_text,
      case when cast($19 as timestamptz) is null then '-infinity'
        when l.seconds > 63000000000 then '-infinity'
        else cast($20 as timestamptz) - make_interval(secs => coalesce(l.seconds, 0) + 1) end as earliest
    from reach as k
    left join public.core_codeableconcept as cc on cc.id = k.code_id
    left join lateral (select public.jhe_mcp_observation_seconds(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) as seconds from public.core_observation as o
      where cast($21 as timestamptz) is not null and o.subject_patient_id = cast($22 as bigint) and coalesce(o.codeable_concept_id, -1) = k.code_id and public.jhe_mcp_observation_seconds(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) is not null
      order by public.jhe_mcp_observation_seconds(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) desc limit 1) as l on true), "page_row" as (select o.*, k.coding_system, k.coding_code, k.coding_text
    from asked_code as k cross join lateral (
    (select "o"."id", "o"."omh_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id", "o"."effective_date_time", "o"."effective_period_start", "o"."effective_period_end", public.jhe_mcp_observation_start(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) as at from public.core_observation as o
      where o.subject_patient_id = cast($23 as bigint) and coalesce(o.codeable_concept_id, -1) = k.code_id and public.jhe_mcp_observation_start(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) <= coalesce(cast($24 as timestamptz), 'infinity')
    and public.jhe_mcp_observation_start(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) >= k.earliest
    and (cast($25 as timestamptz) is null or public.jhe_mcp_observation_start(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) >= cast($26 as timestamptz) or public.jhe_mcp_observation_start(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) + make_interval(secs => public.jhe_mcp_observation_seconds(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end)) >= cast($27 as timestamptz)) and (public.jhe_mcp_observation_start(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end), o.id) > (coalesce(cast($28 as timestamptz), '-infinity'), coalesce(cast($29 as bigint), -1))
      order by public.jhe_mcp_observation_start(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) asc, o.id asc limit cast($30 as integer))
    union all
    (select "o"."id", "o"."omh_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id", "o"."effective_date_time", "o"."effective_period_start", "o"."effective_period_end", cast('infinity' as timestamptz) as at from public.core_observation as o
      where (cast($31 as timestamptz) is null and cast($32 as timestamptz) is null) and o.subject_patient_id = cast($33 as bigint) and coalesce(o.codeable_concept_id, -1) = k.code_id and public.jhe_mcp_observation_start(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) is null
        and (cast('infinity' as timestamptz), o.id) > (coalesce(cast($34 as timestamptz), '-infinity'), coalesce(cast($35 as bigint), -1))
      order by public.jhe_mcp_observation_start(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) asc, o.id asc limit cast($36 as integer))) as o
    where k.readable
    order by o.at asc, o.id asc limit cast($37 as integer)), "kept_back" as (select k.code_id, k.declined, n.count from asked_code as k
    cross join lateral (
      select count(*) from public.core_observation as o
        where (cast($38 as timestamptz) is null and cast($39 as timestamptz) is null) and o.subject_patient_id = cast($40 as bigint)
    and o.codeable_concept_id = k.code_id
      union all
      select count(*) from public.core_observation as o
        where not (cast($41 as timestamptz) is null and cast($42 as timestamptz) is null) and o.subject_patient_id = cast($43 as bigint) and coalesce(o.codeable_concept_id, -1) = k.code_id and public.jhe_mcp_observation_start(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) <= coalesce(cast($44 as timestamptz), 'infinity')
    and public.jhe_mcp_observation_start(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) >= k.earliest
    and (cast($45 as timestamptz) is null or public.jhe_mcp_observation_start(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) >= cast($46 as timestamptz) or public.jhe_mcp_observation_start(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end) + make_interval(secs => public.jhe_mcp_observation_seconds(o.omh_data, o.effective_date_time, o.effective_period_start, o.effective_period_end)) >= cast($47 as timestamptz))) as n
    where not k.readable and n.count > 0) select "viewer"."kind" as "viewer_kind", exists (
    select from visible_study as s join public.core_studypatient as sp on sp.study_id = s.id
    where sp.patient_id = cast($48 as bigint) and (cast($49 as bigint) is null or s.id = cast($50 as bigint))
      and (viewer.kind = 'practitioner' or viewer.patient_id = cast($51 as bigint))
    union all
    select where viewer.kind = 'patient' and viewer.patient_id = cast($52 as bigint) and cast($53 as bigint) is null) as "is_visible", (
  select coalesce(json_agg(json_build_object('coding_code', cc.coding_code) order by cc.coding_code), '[]')
  from public.core_codeableconcept as cc
  where cast($54 as text) is not null
    and not exists (select from public.core_codeableconcept as cc where (cast($55 as text) is null or cc.coding_code = cast($56 as text) or split_part(cc.coding_code, ':', 2) = cast($57 as text)))) as "other_types", (select coalesce(json_agg(agg), '[]') from (select "cc"."coding_code", "k"."declined", cast(sum(k.count) as bigint) as "count" from "kept_back" as "k" inner join "public"."core_codeableconcept" as "cc" on "cc"."id" = "k"."code_id" group by "cc"."coding_code", "k"."declined" order by "cc"."coding_code") as agg) as "withheld", (select coalesce(json_agg(agg), '[]') from (select "o"."id", "o"."coding_system", "o"."coding_code", "o"."coding_text", "t"."start_at", "t"."end_at", "t"."is_interval", "o"."status", "o"."last_updated" as "recorded", "d"."name" as "source", cast("o"."omh_data" as text) as "omh_text", "p"."id" as "patient_id", "p"."jhe_user_id" as "patient_user_id", (select coalesce(json_agg(agg), '[]') from (select "i"."system", "i"."value" from "public"."core_observationidentifier" as "i" where "i"."observation_id" = "o"."id" order by "i"."id") as agg) as "identifiers" from "page_row" as "o" cross join lateral (
    select case when case when stored.frame is null then "o"."effective_date_time" is null and "o"."effective_period_end" < "o"."effective_period_start"
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_start") else known.start_at end as start_at, case when case when stored.frame is null then "o"."effective_date_time" is null and "o"."effective_period_end" < "o"."effective_period_start"
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_end") else known.end_at end as end_at, ("o"."effective_date_time" is null and (coalesce("o"."effective_period_start", "o"."effective_period_end") is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce("o"."effective_date_time", "o"."effective_period_start", "o"."effective_period_end") is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" left join "public"."core_datasource" as "d" on "d"."id" = "o"."data_source_id" inner join "public"."core_patient" as "p" on "p"."id" = "o"."subject_patient_id" order by "o"."at" asc, "o"."id" asc) as agg) as "observations" from "viewer";

-- newest_observations (schema from core.0032)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 enforce_consent, $5 patient_id, $6 study_id, $7 study_id, $8 data_type, $9 data_type, $10 data_type, $11 data_type, $12 patient_id, $13 study_id, $14 study_id, $15 data_type, $16 data_type, $17 data_type, $18 data_type, $19 window_start, $20 window_end, $21 after_at, $22 window_end, $23 window_start, $24 limit, $25 patient_id, $26 after_at, $27 window_end, $28 limit, $29 window_start, $30 window_end, $31 window_start, $32 window_end, $33 after_at, $34 after_id, $35 limit, $36 patient_id, $37 window_start, $38 window_end, $39 window_start, $40 window_end, $41 after_at, $42 after_id, $43 limit, $44 patient_id, $45 window_start, $46 window_end, $47 patient_id, $48 window_start, $49 window_end, $50 window_start, $51 window_end, $52 window_start, $53 window_end, $54 patient_id, $55 study_id, $56 study_id, $57 patient_id, $58 patient_id, $59 study_id, $60 data_type, $61 data_type, $62 data_type, $63 data_type
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id in (select unnest(cast($3 as bigint[])))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "reach" as (select "sp"."patient_id", "r"."scope_code_id" as "code_id", bool_or(c.consented is true or not cast($4 as boolean)) as "readable", bool_or(c.consented is false) as "declined" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" left join "public"."core_studypatientscopeconsent" as "c" on "c"."study_patient_id" = "sp"."id" and "c"."scope_code_id" = "r"."scope_code_id" where "viewer"."kind" = 'practitioner' and sp.patient_id = cast($5 as bigint)
        and (cast($6 as bigint) is null or "s"."id" = cast($7 as bigint)) and (cast($8 as text) is null
    or "r"."scope_code_id" in (select cc.id from public.core_codeableconcept as cc where (cast($9 as text) is null or cc.coding_code = cast($10 as text) or split_part(cc.coding_code, ':', 2) = cast($11 as text)))) and exists (
  select from public.core_patientorganization as po
  join public.core_practitionerorganization as m on m.organization_id = po.organization_id
  where po.patient_id = sp.patient_id and m.practitioner_id = viewer.practitioner_id) group by "sp"."patient_id", "r"."scope_code_id" union all select viewer.patient_id as "patient_id", "cc"."id" as "code_id", true as "readable", false as "declined" from "viewer" cross join (select id from public.core_codeableconcept union all select -1) as "cc" where "viewer"."kind" = 'patient' and viewer.patient_id = cast($12 as bigint)
        and (cast($13 as bigint) is null or exists (select from public.core_studyscoperequest as r
              join visible_study as s on s.id = r.study_id
              where s.id = cast($14 as bigint) and r.scope_code_id = cc.id)) and (cast($15 as text) is null
    or "cc"."id" in (select cc.id from public.core_codeableconcept as cc where (cast($16 as text) is null or cc.coding_code = cast($17 as text) or split_part(cc.coding_code, ':', 2) = cast($18 as text))))), "near_day" as (
    select d.is_all, case when d.first < '0001-01-04' then '' else to_char(d.first - interval '2 days', 'YYYY-MM-DD') end as first_day,
      case when d.last > '9999-12-28' then 'A' else to_char(d.last + interval '2 days', 'YYYY-MM-DD') end as last_day, case when d.opening < '0001-01-04' then '' else to_char(d.opening - interval '2 days', 'YYYY-MM-DD') end as window_day
    from (select not g.is_known and (cast($19 as timestamptz) is null and cast($20 as timestamptz) is null) as is_all,
        coalesce(case when g.is_known then g.at else '-infinity' end, '-infinity') as first, coalesce(least(cast($21 as timestamptz), cast($22 as timestamptz)), 'infinity') as last,
        coalesce(cast($23 as timestamptz), '-infinity') as opening
      from (
    select count(*) >= cast($24 as integer) as is_known, min(n.at) as at from (
      select coalesce(t.start_at, t.end_at) as at
      from (
        select "o"."id", "o"."omh_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id" from public.core_observation as o
        where o.subject_patient_id = cast($25 as bigint) and o.last_updated <= coalesce(least(cast($26 as timestamptz), cast($27 as timestamptz)), 'infinity')
          and coalesce(o.codeable_concept_id, -1) in (select reach.code_id from reach where reach.readable)
        order by o.last_updated desc limit cast($28 as integer) + 100) as o
      cross join lateral (
    select case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.start_at end as start_at, case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.end_at end as end_at, (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as t
      where coalesce(t.start_at, t.end_at) is not null and case when cast($29 as timestamptz) is null and cast($30 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($31 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($32 as timestamptz), 'infinity') end and (coalesce(t.start_at, t.end_at), o.id) < (coalesce(cast($33 as timestamptz), 'infinity'), coalesce(cast($34 as bigint), 9223372036854775807))
      order by 1 desc limit cast($35 as integer)) as n) as g offset 0) as d), "page_row" as (select "o"."id", "o"."omh_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id", "cc"."coding_system", "cc"."coding_code", "cc"."text" as "coding_text", coalesce(t.start_at, t.end_at, '-infinity') as "at" from (
    select "o"."id", "o"."omh_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id" from public.core_observation as o
    where o.subject_patient_id = cast($36 as bigint) and ((select is_all from near_day) or exists (
    select from (select "o"."omh_data" #> '{body,effective_time_frame}' as frame offset 0) as f
    where left(coalesce(f.frame ->> 'date_time', f.frame -> 'time_interval' ->> 'start_date_time', f.frame -> 'time_interval' ->> 'end_date_time', f.frame -> 'time_interval' ->> 'date'), 10) >= (select first_day from near_day) collate "C" and left(coalesce(f.frame ->> 'date_time', f.frame -> 'time_interval' ->> 'start_date_time', left(f.frame -> 'time_interval' ->> 'end_date_time', 0), f.frame -> 'time_interval' ->> 'date'), 10) <= (select last_day from near_day) collate "C"
      and coalesce(left(f.frame ->> 'date_time', 10), 'A') >= (select window_day from near_day) collate "C")) offset 0) as "o" inner join "reach" on reach.code_id = coalesce(o.codeable_concept_id, -1) left join "public"."core_codeableconcept" as "cc" on "cc"."id" = "o"."codeable_concept_id" cross join lateral (
    select case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.start_at end as start_at, case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.end_at end as end_at, (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" where "reach"."readable" = true and case when cast($37 as timestamptz) is null and cast($38 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($39 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($40 as timestamptz), 'infinity') end and (coalesce(t.start_at, t.end_at, '-infinity'), o.id) < (coalesce(cast($41 as timestamptz), 'infinity'), coalesce(cast($42 as bigint), 9223372036854775807)) order by coalesce(t.start_at, t.end_at, '-infinity') desc, "o"."id" desc limit cast($43 as integer)), "kept_back" as (select "reach"."code_id", "reach"."declined", count(*) as "count" from "public"."core_observation" as "o" inner join "reach" on "reach"."code_id" = "o"."codeable_concept_id" where "o"."subject_patient_id" = cast($44 as bigint) and "reach"."readable" = false and (cast($45 as timestamptz) is null and cast($46 as timestamptz) is null) group by "reach"."code_id", "reach"."declined" union all select "reach"."code_id", "reach"."declined", count(*) as "count" from "public"."core_observation" as "o" inner join "reach" on "reach"."code_id" = "o"."codeable_concept_id" cross join lateral (
    select case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.start_at end as start_at, case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.end_at end as end_at, (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" where "o"."subject_patient_id" = cast($47 as bigint) and "reach"."readable" = false and not (cast($48 as timestamptz) is null and cast($49 as timestamptz) is null) and case when cast($50 as timestamptz) is null and cast($51 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($52 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($53 as timestamptz), 'infinity') end group by "reach"."code_id", "reach"."declined") select "viewer"."kind" as "viewer_kind", exists (
    select from visible_study as s join public.core_studypatient as sp on sp.study_id = s.id
    where sp.patient_id = cast($54 as bigint) and (cast($55 as bigint) is null or s.id = cast($56 as bigint))
      and (viewer.kind = 'practitioner' or viewer.patient_id = cast($57 as bigint))
    union all
    select where viewer.kind = 'patient' and viewer.patient_id = cast($58 as bigint) and cast($59 as bigint) is null) as "is_visible", (
  select coalesce(json_agg(json_build_object('coding_code', cc.coding_code) order by cc.coding_code), '[]')
  from public.core_codeableconcept as cc
  where cast($60 as text) is not null
    and not exists (select from public.core_codeableconcept as cc where (cast($61 as text) is null or cc.coding_code = cast($62 as text) or split_part(cc.coding_code, ':', 2) = cast($63 as text)))) as "other_types", (select coalesce(json_agg(agg), '[]') from (select "cc"."coding_code", "k"."declined", cast(sum(k.count) as bigint) as "count" from "kept_back" as "k" inner join "public"."core_codeableconcept" as "cc" on "cc"."id" = "k"."code_id" group by "cc"."coding_code", "k"."declined" order by "cc"."coding_code") as agg) as "withheld", (select coalesce(json_agg(agg), '[]') from (select "o"."id", "o"."coding_system", "o"."coding_code", "o"."coding_text", "t"."start_at", "t"."end_at", "t"."is_interval", "o"."status", "o"."last_updated" as "recorded", "d"."name" as "source", "o"."omh_data" -> 'body' as "body" from "page_row" as "o" cross join lateral (
    select case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.start_at end as start_at, case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.end_at end as end_at, (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" left join "public"."core_datasource" as "d" on "d"."id" = "o"."data_source_id" order by "o"."at" desc, "o"."id" desc) as agg) as "observations" from "viewer";

-- oldest_observations (schema from core.0032)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 enforce_consent, $5 patient_id, $6 study_id, $7 study_id, $8 data_type, $9 data_type, $10 data_type, $11 data_type, $12 patient_id, $13 study_id, $14 study_id, $15 data_type, $16 data_type, $17 data_type, $18 data_type, $19 window_start, $20 window_end, $21 after_at, $22 window_end, $23 window_start, $24 limit, $25 patient_id, $26 after_at, $27 window_start, $28 limit, $29 window_start, $30 window_end, $31 window_start, $32 window_end, $33 after_at, $34 after_id, $35 limit, $36 patient_id, $37 window_start, $38 window_end, $39 window_start, $40 window_end, $41 after_at, $42 after_id, $43 limit, $44 patient_id, $45 window_start, $46 window_end, $47 patient_id, $48 window_start, $49 window_end, $50 window_start, $51 window_end, $52 window_start, $53 window_end, $54 patient_id, $55 study_id, $56 study_id, $57 patient_id, $58 patient_id, $59 study_id, $60 data_type, $61 data_type, $62 data_type, $63 data_type
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id in (select unnest(cast($3 as bigint[])))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "reach" as (select "sp"."patient_id", "r"."scope_code_id" as "code_id", bool_or(c.consented is true or not cast($4 as boolean)) as "readable", bool_or(c.consented is false) as "declined" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" left join "public"."core_studypatientscopeconsent" as "c" on "c"."study_patient_id" = "sp"."id" and "c"."scope_code_id" = "r"."scope_code_id" where "viewer"."kind" = 'practitioner' and sp.patient_id = cast($5 as bigint)
        and (cast($6 as bigint) is null or "s"."id" = cast($7 as bigint)) and (cast($8 as text) is null
    or "r"."scope_code_id" in (select cc.id from public.core_codeableconcept as cc where (cast($9 as text) is null or cc.coding_code = cast($10 as text) or split_part(cc.coding_code, ':', 2) = cast($11 as text)))) and exists (
  select from public.core_patientorganization as po
  join public.core_practitionerorganization as m on m.organization_id = po.organization_id
  where po.patient_id = sp.patient_id and m.practitioner_id = viewer.practitioner_id) group by "sp"."patient_id", "r"."scope_code_id" union all select viewer.patient_id as "patient_id", "cc"."id" as "code_id", true as "readable", false as "declined" from "viewer" cross join (select id from public.core_codeableconcept union all select -1) as "cc" where "viewer"."kind" = 'patient' and viewer.patient_id = cast($12 as bigint)
        and (cast($13 as bigint) is null or exists (select from public.core_studyscoperequest as r
              join visible_study as s on s.id = r.study_id
              where s.id = cast($14 as bigint) and r.scope_code_id = cc.id)) and (cast($15 as text) is null
    or "cc"."id" in (select cc.id from public.core_codeableconcept as cc where (cast($16 as text) is null or cc.coding_code = cast($17 as text) or split_part(cc.coding_code, ':', 2) = cast($18 as text))))), "near_day" as (
    select d.is_all, case when d.first < '0001-01-04' then '' else to_char(d.first - interval '2 days', 'YYYY-MM-DD') end as first_day,
      case when d.last > '9999-12-28' then 'A' else to_char(d.last + interval '2 days', 'YYYY-MM-DD') end as last_day, case when d.opening < '0001-01-04' then '' else to_char(d.opening - interval '2 days', 'YYYY-MM-DD') end as window_day
    from (select not g.is_known and (cast($19 as timestamptz) is null and cast($20 as timestamptz) is null) as is_all,
        coalesce(cast($21 as timestamptz), '-infinity') as first, coalesce(least(case when g.is_known then g.at end, cast($22 as timestamptz)), 'infinity') as last,
        coalesce(cast($23 as timestamptz), '-infinity') as opening
      from (
    select count(*) >= cast($24 as integer) as is_known, max(n.at) as at from (
      select coalesce(t.start_at, t.end_at) as at
      from (
        select "o"."id", "o"."omh_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id" from public.core_observation as o
        where o.subject_patient_id = cast($25 as bigint) and o.last_updated >= coalesce(greatest(cast($26 as timestamptz), cast($27 as timestamptz)), '-infinity')
          and coalesce(o.codeable_concept_id, -1) in (select reach.code_id from reach where reach.readable)
        order by o.last_updated asc limit cast($28 as integer) + 100) as o
      cross join lateral (
    select case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.start_at end as start_at, case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.end_at end as end_at, (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as t
      where coalesce(t.start_at, t.end_at) is not null and case when cast($29 as timestamptz) is null and cast($30 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($31 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($32 as timestamptz), 'infinity') end and (coalesce(t.start_at, t.end_at), o.id) > (coalesce(cast($33 as timestamptz), '-infinity'), coalesce(cast($34 as bigint), -1))
      order by 1 asc limit cast($35 as integer)) as n) as g offset 0) as d), "page_row" as (select "o"."id", "o"."omh_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id", "cc"."coding_system", "cc"."coding_code", "cc"."text" as "coding_text", coalesce(t.start_at, t.end_at, 'infinity') as "at" from (
    select "o"."id", "o"."omh_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id" from public.core_observation as o
    where o.subject_patient_id = cast($36 as bigint) and ((select is_all from near_day) or exists (
    select from (select "o"."omh_data" #> '{body,effective_time_frame}' as frame offset 0) as f
    where left(coalesce(f.frame ->> 'date_time', f.frame -> 'time_interval' ->> 'start_date_time', f.frame -> 'time_interval' ->> 'end_date_time', f.frame -> 'time_interval' ->> 'date'), 10) >= (select first_day from near_day) collate "C" and left(coalesce(f.frame ->> 'date_time', f.frame -> 'time_interval' ->> 'start_date_time', left(f.frame -> 'time_interval' ->> 'end_date_time', 0), f.frame -> 'time_interval' ->> 'date'), 10) <= (select last_day from near_day) collate "C"
      and coalesce(left(f.frame ->> 'date_time', 10), 'A') >= (select window_day from near_day) collate "C")) offset 0) as "o" inner join "reach" on reach.code_id = coalesce(o.codeable_concept_id, -1) left join "public"."core_codeableconcept" as "cc" on "cc"."id" = "o"."codeable_concept_id" cross join lateral (
    select case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.start_at end as start_at, case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.end_at end as end_at, (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" where "reach"."readable" = true and case when cast($37 as timestamptz) is null and cast($38 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($39 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($40 as timestamptz), 'infinity') end and (coalesce(t.start_at, t.end_at, 'infinity'), o.id) > (coalesce(cast($41 as timestamptz), '-infinity'), coalesce(cast($42 as bigint), -1)) order by coalesce(t.start_at, t.end_at, 'infinity') asc, "o"."id" asc limit cast($43 as integer)), "kept_back" as (select "reach"."code_id", "reach"."declined", count(*) as "count" from "public"."core_observation" as "o" inner join "reach" on "reach"."code_id" = "o"."codeable_concept_id" where "o"."subject_patient_id" = cast($44 as bigint) and "reach"."readable" = false and (cast($45 as timestamptz) is null and cast($46 as timestamptz) is null) group by "reach"."code_id", "reach"."declined" union all select "reach"."code_id", "reach"."declined", count(*) as "count" from "public"."core_observation" as "o" inner join "reach" on "reach"."code_id" = "o"."codeable_concept_id" cross join lateral (
    select case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.start_at end as start_at, case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.end_at end as end_at, (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" where "o"."subject_patient_id" = cast($47 as bigint) and "reach"."readable" = false and not (cast($48 as timestamptz) is null and cast($49 as timestamptz) is null) and case when cast($50 as timestamptz) is null and cast($51 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($52 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($53 as timestamptz), 'infinity') end group by "reach"."code_id", "reach"."declined") select "viewer"."kind" as "viewer_kind", exists (
    select from visible_study as s join public.core_studypatient as sp on sp.study_id = s.id
    where sp.patient_id = cast($54 as bigint) and (cast($55 as bigint) is null or s.id = cast($56 as bigint))
      and (viewer.kind = 'practitioner' or viewer.patient_id = cast($57 as bigint))
    union all
    select where viewer.kind = 'patient' and viewer.patient_id = cast($58 as bigint) and cast($59 as bigint) is null) as "is_visible", (
  select coalesce(json_agg(json_build_object('coding_code', cc.coding_code) order by cc.coding_code), '[]')
  from public.core_codeableconcept as cc
  where cast($60 as text) is not null
    and not exists (select from public.core_codeableconcept as cc where (cast($61 as text) is null or cc.coding_code = cast($62 as text) or split_part(cc.coding_code, ':', 2) = cast($63 as text)))) as "other_types", (select coalesce(json_agg(agg), '[]') from (select "cc"."coding_code", "k"."declined", cast(sum(k.count) as bigint) as "count" from "kept_back" as "k" inner join "public"."core_codeableconcept" as "cc" on "cc"."id" = "k"."code_id" group by "cc"."coding_code", "k"."declined" order by "cc"."coding_code") as agg) as "withheld", (select coalesce(json_agg(agg), '[]') from (select "o"."id", "o"."coding_system", "o"."coding_code", "o"."coding_text", "t"."start_at", "t"."end_at", "t"."is_interval", "o"."status", "o"."last_updated" as "recorded", "d"."name" as "source", "o"."omh_data" -> 'body' as "body" from "page_row" as "o" cross join lateral (
    select case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.start_at end as start_at, case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.end_at end as end_at, (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" left join "public"."core_datasource" as "d" on "d"."id" = "o"."data_source_id" order by "o"."at" asc, "o"."id" asc) as agg) as "observations" from "viewer";

-- newest_observations_fhir (schema from core.0032)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 enforce_consent, $5 patient_id, $6 study_id, $7 study_id, $8 data_type, $9 data_type, $10 data_type, $11 data_type, $12 patient_id, $13 study_id, $14 study_id, $15 data_type, $16 data_type, $17 data_type, $18 data_type, $19 window_start, $20 window_end, $21 after_at, $22 window_end, $23 window_start, $24 limit, $25 patient_id, $26 after_at, $27 window_end, $28 limit, $29 window_start, $30 window_end, $31 window_start, $32 window_end, $33 after_at, $34 after_id, $35 limit, $36 patient_id, $37 window_start, $38 window_end, $39 window_start, $40 window_end, $41 after_at, $42 after_id, $43 limit, $44 patient_id, $45 window_start, $46 window_end, $47 patient_id, $48 window_start, $49 window_end, $50 window_start, $51 window_end, $52 window_start, $53 window_end, $54 patient_id, $55 study_id, $56 study_id, $57 patient_id, $58 patient_id, $59 study_id, $60 data_type, $61 data_type, $62 data_type, $63 data_type
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id in (select unnest(cast($3 as bigint[])))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "reach" as (select "sp"."patient_id", "r"."scope_code_id" as "code_id", bool_or(c.consented is true or not cast($4 as boolean)) as "readable", bool_or(c.consented is false) as "declined" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" left join "public"."core_studypatientscopeconsent" as "c" on "c"."study_patient_id" = "sp"."id" and "c"."scope_code_id" = "r"."scope_code_id" where "viewer"."kind" = 'practitioner' and sp.patient_id = cast($5 as bigint)
        and (cast($6 as bigint) is null or "s"."id" = cast($7 as bigint)) and (cast($8 as text) is null
    or "r"."scope_code_id" in (select cc.id from public.core_codeableconcept as cc where (cast($9 as text) is null or cc.coding_code = cast($10 as text) or split_part(cc.coding_code, ':', 2) = cast($11 as text)))) and exists (
  select from public.core_patientorganization as po
  join public.core_practitionerorganization as m on m.organization_id = po.organization_id
  where po.patient_id = sp.patient_id and m.practitioner_id = viewer.practitioner_id) group by "sp"."patient_id", "r"."scope_code_id" union all select viewer.patient_id as "patient_id", "cc"."id" as "code_id", true as "readable", false as "declined" from "viewer" cross join (select id from public.core_codeableconcept union all select -1) as "cc" where "viewer"."kind" = 'patient' and viewer.patient_id = cast($12 as bigint)
        and (cast($13 as bigint) is null or exists (select from public.core_studyscoperequest as r
              join visible_study as s on s.id = r.study_id
              where s.id = cast($14 as bigint) and r.scope_code_id = cc.id)) and (cast($15 as text) is null
    or "cc"."id" in (select cc.id from public.core_codeableconcept as cc where (cast($16 as text) is null or cc.coding_code = cast($17 as text) or split_part(cc.coding_code, ':', 2) = cast($18 as text))))), "near_day" as (
    select d.is_all, case when d.first < '0001-01-04' then '' else to_char(d.first - interval '2 days', 'YYYY-MM-DD') end as first_day,
      case when d.last > '9999-12-28' then 'A' else to_char(d.last + interval '2 days', 'YYYY-MM-DD') end as last_day, case when d.opening < '0001-01-04' then '' else to_char(d.opening - interval '2 days', 'YYYY-MM-DD') end as window_day
    from (select not g.is_known and (cast($19 as timestamptz) is null and cast($20 as timestamptz) is null) as is_all,
        coalesce(case when g.is_known then g.at else '-infinity' end, '-infinity') as first, coalesce(least(cast($21 as timestamptz), cast($22 as timestamptz)), 'infinity') as last,
        coalesce(cast($23 as timestamptz), '-infinity') as opening
      from (
    select count(*) >= cast($24 as integer) as is_known, min(n.at) as at from (
      select coalesce(t.start_at, t.end_at) as at
      from (
        select "o"."id", "o"."omh_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id" from public.core_observation as o
        where o.subject_patient_id = cast($25 as bigint) and o.last_updated <= coalesce(least(cast($26 as timestamptz), cast($27 as timestamptz)), 'infinity')
          and coalesce(o.codeable_concept_id, -1) in (select reach.code_id from reach where reach.readable)
        order by o.last_updated desc limit cast($28 as integer) + 100) as o
      cross join lateral (
    select case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.start_at end as start_at, case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.end_at end as end_at, (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as t
      where coalesce(t.start_at, t.end_at) is not null and case when cast($29 as timestamptz) is null and cast($30 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($31 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($32 as timestamptz), 'infinity') end and (coalesce(t.start_at, t.end_at), o.id) < (coalesce(cast($33 as timestamptz), 'infinity'), coalesce(cast($34 as bigint), 9223372036854775807))
      order by 1 desc limit cast($35 as integer)) as n) as g offset 0) as d), "page_row" as (select "o"."id", "o"."omh_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id", "cc"."coding_system", "cc"."coding_code", "cc"."text" as "coding_text", coalesce(t.start_at, t.end_at, '-infinity') as "at" from (
    select "o"."id", "o"."omh_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id" from public.core_observation as o
    where o.subject_patient_id = cast($36 as bigint) and ((select is_all from near_day) or exists (
    select from (select "o"."omh_data" #> '{body,effective_time_frame}' as frame offset 0) as f
    where left(coalesce(f.frame ->> 'date_time', f.frame -> 'time_interval' ->> 'start_date_time', f.frame -> 'time_interval' ->> 'end_date_time', f.frame -> 'time_interval' ->> 'date'), 10) >= (select first_day from near_day) collate "C" and left(coalesce(f.frame ->> 'date_time', f.frame -> 'time_interval' ->> 'start_date_time', left(f.frame -> 'time_interval' ->> 'end_date_time', 0), f.frame -> 'time_interval' ->> 'date'), 10) <= (select last_day from near_day) collate "C"
      and coalesce(left(f.frame ->> 'date_time', 10), 'A') >= (select window_day from near_day) collate "C")) offset 0) as "o" inner join "reach" on reach.code_id = coalesce(o.codeable_concept_id, -1) left join "public"."core_codeableconcept" as "cc" on "cc"."id" = "o"."codeable_concept_id" cross join lateral (
    select case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.start_at end as start_at, case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.end_at end as end_at, (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" where "reach"."readable" = true and case when cast($37 as timestamptz) is null and cast($38 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($39 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($40 as timestamptz), 'infinity') end and (coalesce(t.start_at, t.end_at, '-infinity'), o.id) < (coalesce(cast($41 as timestamptz), 'infinity'), coalesce(cast($42 as bigint), 9223372036854775807)) order by coalesce(t.start_at, t.end_at, '-infinity') desc, "o"."id" desc limit cast($43 as integer)), "kept_back" as (select "reach"."code_id", "reach"."declined", count(*) as "count" from "public"."core_observation" as "o" inner join "reach" on "reach"."code_id" = "o"."codeable_concept_id" where "o"."subject_patient_id" = cast($44 as bigint) and "reach"."readable" = false and (cast($45 as timestamptz) is null and cast($46 as timestamptz) is null) group by "reach"."code_id", "reach"."declined" union all select "reach"."code_id", "reach"."declined", count(*) as "count" from "public"."core_observation" as "o" inner join "reach" on "reach"."code_id" = "o"."codeable_concept_id" cross join lateral (
    select case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.start_at end as start_at, case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.end_at end as end_at, (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" where "o"."subject_patient_id" = cast($47 as bigint) and "reach"."readable" = false and not (cast($48 as timestamptz) is null and cast($49 as timestamptz) is null) and case when cast($50 as timestamptz) is null and cast($51 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($52 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($53 as timestamptz), 'infinity') end group by "reach"."code_id", "reach"."declined") select "viewer"."kind" as "viewer_kind", exists (
    select from visible_study as s join public.core_studypatient as sp on sp.study_id = s.id
    where sp.patient_id = cast($54 as bigint) and (cast($55 as bigint) is null or s.id = cast($56 as bigint))
      and (viewer.kind = 'practitioner' or viewer.patient_id = cast($57 as bigint))
    union all
    select where viewer.kind = 'patient' and viewer.patient_id = cast($58 as bigint) and cast($59 as bigint) is null) as "is_visible", (
  select coalesce(json_agg(json_build_object('coding_code', cc.coding_code) order by cc.coding_code), '[]')
  from public.core_codeableconcept as cc
  where cast($60 as text) is not null
    and not exists (select from public.core_codeableconcept as cc where (cast($61 as text) is null or cc.coding_code = cast($62 as text) or split_part(cc.coding_code, ':', 2) = cast($63 as text)))) as "other_types", (select coalesce(json_agg(agg), '[]') from (select "cc"."coding_code", "k"."declined", cast(sum(k.count) as bigint) as "count" from "kept_back" as "k" inner join "public"."core_codeableconcept" as "cc" on "cc"."id" = "k"."code_id" group by "cc"."coding_code", "k"."declined" order by "cc"."coding_code") as agg) as "withheld", (select coalesce(json_agg(agg), '[]') from (select "o"."id", "o"."coding_system", "o"."coding_code", "o"."coding_text", "t"."start_at", "t"."end_at", "t"."is_interval", "o"."status", "o"."last_updated" as "recorded", "d"."name" as "source", cast("o"."omh_data" as text) as "omh_text", "p"."id" as "patient_id", "p"."jhe_user_id" as "patient_user_id", (select coalesce(json_agg(agg), '[]') from (select "i"."system", "i"."value" from "public"."core_observationidentifier" as "i" where "i"."observation_id" = "o"."id" order by "i"."id") as agg) as "identifiers" from "page_row" as "o" cross join lateral (
    select case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.start_at end as start_at, case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.end_at end as end_at, (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" left join "public"."core_datasource" as "d" on "d"."id" = "o"."data_source_id" inner join "public"."core_patient" as "p" on "p"."id" = "o"."subject_patient_id" order by "o"."at" desc, "o"."id" desc) as agg) as "observations" from "viewer";

-- oldest_observations_fhir (schema from core.0032)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 enforce_consent, $5 patient_id, $6 study_id, $7 study_id, $8 data_type, $9 data_type, $10 data_type, $11 data_type, $12 patient_id, $13 study_id, $14 study_id, $15 data_type, $16 data_type, $17 data_type, $18 data_type, $19 window_start, $20 window_end, $21 after_at, $22 window_end, $23 window_start, $24 limit, $25 patient_id, $26 after_at, $27 window_start, $28 limit, $29 window_start, $30 window_end, $31 window_start, $32 window_end, $33 after_at, $34 after_id, $35 limit, $36 patient_id, $37 window_start, $38 window_end, $39 window_start, $40 window_end, $41 after_at, $42 after_id, $43 limit, $44 patient_id, $45 window_start, $46 window_end, $47 patient_id, $48 window_start, $49 window_end, $50 window_start, $51 window_end, $52 window_start, $53 window_end, $54 patient_id, $55 study_id, $56 study_id, $57 patient_id, $58 patient_id, $59 study_id, $60 data_type, $61 data_type, $62 data_type, $63 data_type
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id in (select unnest(cast($3 as bigint[])))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "reach" as (select "sp"."patient_id", "r"."scope_code_id" as "code_id", bool_or(c.consented is true or not cast($4 as boolean)) as "readable", bool_or(c.consented is false) as "declined" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" left join "public"."core_studypatientscopeconsent" as "c" on "c"."study_patient_id" = "sp"."id" and "c"."scope_code_id" = "r"."scope_code_id" where "viewer"."kind" = 'practitioner' and sp.patient_id = cast($5 as bigint)
        and (cast($6 as bigint) is null or "s"."id" = cast($7 as bigint)) and (cast($8 as text) is null
    or "r"."scope_code_id" in (select cc.id from public.core_codeableconcept as cc where (cast($9 as text) is null or cc.coding_code = cast($10 as text) or split_part(cc.coding_code, ':', 2) = cast($11 as text)))) and exists (
  select from public.core_patientorganization as po
  join public.core_practitionerorganization as m on m.organization_id = po.organization_id
  where po.patient_id = sp.patient_id and m.practitioner_id = viewer.practitioner_id) group by "sp"."patient_id", "r"."scope_code_id" union all select viewer.patient_id as "patient_id", "cc"."id" as "code_id", true as "readable", false as "declined" from "viewer" cross join (select id from public.core_codeableconcept union all select -1) as "cc" where "viewer"."kind" = 'patient' and viewer.patient_id = cast($12 as bigint)
        and (cast($13 as bigint) is null or exists (select from public.core_studyscoperequest as r
              join visible_study as s on s.id = r.study_id
              where s.id = cast($14 as bigint) and r.scope_code_id = cc.id)) and (cast($15 as text) is null
    or "cc"."id" in (select cc.id from public.core_codeableconcept as cc where (cast($16 as text) is null or cc.coding_code = cast($17 as text) or split_part(cc.coding_code, ':', 2) = cast($18 as text))))), "near_day" as (
    select d.is_all, case when d.first < '0001-01-04' then '' else to_char(d.first - interval '2 days', 'YYYY-MM-DD') end as first_day,
      case when d.last > '9999-12-28' then 'A' else to_char(d.last + interval '2 days', 'YYYY-MM-DD') end as last_day, case when d.opening < '0001-01-04' then '' else to_char(d.opening - interval '2 days', 'YYYY-MM-DD') end as window_day
    from (select not g.is_known and (cast($19 as timestamptz) is null and cast($20 as timestamptz) is null) as is_all,
        coalesce(cast($21 as timestamptz), '-infinity') as first, coalesce(least(case when g.is_known then g.at end, cast($22 as timestamptz)), 'infinity') as last,
        coalesce(cast($23 as timestamptz), '-infinity') as opening
      from (
    select count(*) >= cast($24 as integer) as is_known, max(n.at) as at from (
      select coalesce(t.start_at, t.end_at) as at
      from (
        select "o"."id", "o"."omh_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id" from public.core_observation as o
        where o.subject_patient_id = cast($25 as bigint) and o.last_updated >= coalesce(greatest(cast($26 as timestamptz), cast($27 as timestamptz)), '-infinity')
          and coalesce(o.codeable_concept_id, -1) in (select reach.code_id from reach where reach.readable)
        order by o.last_updated asc limit cast($28 as integer) + 100) as o
      cross join lateral (
    select case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.start_at end as start_at, case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.end_at end as end_at, (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as t
      where coalesce(t.start_at, t.end_at) is not null and case when cast($29 as timestamptz) is null and cast($30 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($31 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($32 as timestamptz), 'infinity') end and (coalesce(t.start_at, t.end_at), o.id) > (coalesce(cast($33 as timestamptz), '-infinity'), coalesce(cast($34 as bigint), -1))
      order by 1 asc limit cast($35 as integer)) as n) as g offset 0) as d), "page_row" as (select "o"."id", "o"."omh_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id", "cc"."coding_system", "cc"."coding_code", "cc"."text" as "coding_text", coalesce(t.start_at, t.end_at, 'infinity') as "at" from (
    select "o"."id", "o"."omh_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id" from public.core_observation as o
    where o.subject_patient_id = cast($36 as bigint) and ((select is_all from near_day) or exists (
    select from (select "o"."omh_data" #> '{body,effective_time_frame}' as frame offset 0) as f
    where left(coalesce(f.frame ->> 'date_time', f.frame -> 'time_interval' ->> 'start_date_time', f.frame -> 'time_interval' ->> 'end_date_time', f.frame -> 'time_interval' ->> 'date'), 10) >= (select first_day from near_day) collate "C" and left(coalesce(f.frame ->> 'date_time', f.frame -> 'time_interval' ->> 'start_date_time', left(f.frame -> 'time_interval' ->> 'end_date_time', 0), f.frame -> 'time_interval' ->> 'date'), 10) <= (select last_day from near_day) collate "C"
      and coalesce(left(f.frame ->> 'date_time', 10), 'A') >= (select window_day from near_day) collate "C")) offset 0) as "o" inner join "reach" on reach.code_id = coalesce(o.codeable_concept_id, -1) left join "public"."core_codeableconcept" as "cc" on "cc"."id" = "o"."codeable_concept_id" cross join lateral (
    select case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.start_at end as start_at, case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.end_at end as end_at, (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" where "reach"."readable" = true and case when cast($37 as timestamptz) is null and cast($38 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($39 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($40 as timestamptz), 'infinity') end and (coalesce(t.start_at, t.end_at, 'infinity'), o.id) > (coalesce(cast($41 as timestamptz), '-infinity'), coalesce(cast($42 as bigint), -1)) order by coalesce(t.start_at, t.end_at, 'infinity') asc, "o"."id" asc limit cast($43 as integer)), "kept_back" as (select "reach"."code_id", "reach"."declined", count(*) as "count" from "public"."core_observation" as "o" inner join "reach" on "reach"."code_id" = "o"."codeable_concept_id" where "o"."subject_patient_id" = cast($44 as bigint) and "reach"."readable" = false and (cast($45 as timestamptz) is null and cast($46 as timestamptz) is null) group by "reach"."code_id", "reach"."declined" union all select "reach"."code_id", "reach"."declined", count(*) as "count" from "public"."core_observation" as "o" inner join "reach" on "reach"."code_id" = "o"."codeable_concept_id" cross join lateral (
    select case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.start_at end as start_at, case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.end_at end as end_at, (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" where "o"."subject_patient_id" = cast($47 as bigint) and "reach"."readable" = false and not (cast($48 as timestamptz) is null and cast($49 as timestamptz) is null) and case when cast($50 as timestamptz) is null and cast($51 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($52 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($53 as timestamptz), 'infinity') end group by "reach"."code_id", "reach"."declined") select "viewer"."kind" as "viewer_kind", exists (
    select from visible_study as s join public.core_studypatient as sp on sp.study_id = s.id
    where sp.patient_id = cast($54 as bigint) and (cast($55 as bigint) is null or s.id = cast($56 as bigint))
      and (viewer.kind = 'practitioner' or viewer.patient_id = cast($57 as bigint))
    union all
    select where viewer.kind = 'patient' and viewer.patient_id = cast($58 as bigint) and cast($59 as bigint) is null) as "is_visible", (
  select coalesce(json_agg(json_build_object('coding_code', cc.coding_code) order by cc.coding_code), '[]')
  from public.core_codeableconcept as cc
  where cast($60 as text) is not null
    and not exists (select from public.core_codeableconcept as cc where (cast($61 as text) is null or cc.coding_code = cast($62 as text) or split_part(cc.coding_code, ':', 2) = cast($63 as text)))) as "other_types", (select coalesce(json_agg(agg), '[]') from (select "cc"."coding_code", "k"."declined", cast(sum(k.count) as bigint) as "count" from "kept_back" as "k" inner join "public"."core_codeableconcept" as "cc" on "cc"."id" = "k"."code_id" group by "cc"."coding_code", "k"."declined" order by "cc"."coding_code") as agg) as "withheld", (select coalesce(json_agg(agg), '[]') from (select "o"."id", "o"."coding_system", "o"."coding_code", "o"."coding_text", "t"."start_at", "t"."end_at", "t"."is_interval", "o"."status", "o"."last_updated" as "recorded", "d"."name" as "source", cast("o"."omh_data" as text) as "omh_text", "p"."id" as "patient_id", "p"."jhe_user_id" as "patient_user_id", (select coalesce(json_agg(agg), '[]') from (select "i"."system", "i"."value" from "public"."core_observationidentifier" as "i" where "i"."observation_id" = "o"."id" order by "i"."id") as agg) as "identifiers" from "page_row" as "o" cross join lateral (
    select case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.start_at end as start_at, case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.end_at end as end_at, (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" left join "public"."core_datasource" as "d" on "d"."id" = "o"."data_source_id" inner join "public"."core_patient" as "p" on "p"."id" = "o"."subject_patient_id" order by "o"."at" asc, "o"."id" asc) as agg) as "observations" from "viewer";

-- summarize_patient (schema from core.0032)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 enforce_consent, $5 patient_id, $6 study_id, $7 study_id, $8 data_type, $9 data_type, $10 data_type, $11 data_type, $12 patient_id, $13 study_id, $14 study_id, $15 data_type, $16 data_type, $17 data_type, $18 data_type, $19 patient_id, $20 window_start, $21 window_end, $22 window_start, $23 window_end, $24 now, $25 window_start, $26 time_zone, $27 window_start, $28 time_zone, $29 window_start, $30 now, $31 window_start, $32 time_zone, $33 window_end, $34 window_end, $35 time_zone, $36 now, $37 time_zone, $38 patient_id, $39 study_id, $40 study_id, $41 patient_id, $42 patient_id, $43 study_id, $44 data_type, $45 data_type, $46 data_type, $47 data_type
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id in (select unnest(cast($3 as bigint[])))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "reach" as (select "sp"."patient_id", "r"."scope_code_id" as "code_id", bool_or(c.consented is true or not cast($4 as boolean)) as "readable", bool_or(c.consented is false) as "declined" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" left join "public"."core_studypatientscopeconsent" as "c" on "c"."study_patient_id" = "sp"."id" and "c"."scope_code_id" = "r"."scope_code_id" where "viewer"."kind" = 'practitioner' and sp.patient_id = cast($5 as bigint)
        and (cast($6 as bigint) is null or "s"."id" = cast($7 as bigint)) and (cast($8 as text) is null
    or "r"."scope_code_id" in (select cc.id from public.core_codeableconcept as cc where (cast($9 as text) is null or cc.coding_code = cast($10 as text) or split_part(cc.coding_code, ':', 2) = cast($11 as text)))) and exists (
  select from public.core_patientorganization as po
  join public.core_practitionerorganization as m on m.organization_id = po.organization_id
  where po.patient_id = sp.patient_id and m.practitioner_id = viewer.practitioner_id) group by "sp"."patient_id", "r"."scope_code_id" union all select viewer.patient_id as "patient_id", "cc"."id" as "code_id", true as "readable", false as "declined" from "viewer" cross join (select id from public.core_codeableconcept union all select -1) as "cc" where "viewer"."kind" = 'patient' and viewer.patient_id = cast($12 as bigint)
        and (cast($13 as bigint) is null or exists (select from public.core_studyscoperequest as r
              join visible_study as s on s.id = r.study_id
              where s.id = cast($14 as bigint) and r.scope_code_id = cc.id)) and (cast($15 as text) is null
    or "cc"."id" in (select cc.id from public.core_codeableconcept as cc where (cast($16 as text) is null or cc.coding_code = cast($17 as text) or split_part(cc.coding_code, ':', 2) = cast($18 as text))))), "measured" as (
      select reach.patient_id, reach.code_id, cc.coding_code, o.data_source_id as source_id,
        reach.readable and o.status not in ('entered-in-error', 'cancelled') as readable, not reach.readable as withheld, reach.declined,
        reach.readable and not o.status not in ('entered-in-error', 'cancelled') as retracted, place.at, place.until, place.is_inside,
        f.code is not null as is_described,
        "o"."omh_data" #> coalesce(f.path_0, '{body}') as stored_0, "o"."omh_data" #> f.path_1 as stored_1
      from public.core_observation as o
      join reach on reach.code_id = coalesce(o.codeable_concept_id, -1)
        and o.subject_patient_id = cast($19 as bigint)
      left join public.core_codeableconcept as cc on cc.id = o.codeable_concept_id
      left join (
  select * from (values ('omh:blood-glucose:4.0', cast('{body,blood_glucose}' as text[]), cast(null as text[])), ('omh:blood-pressure:4.0', cast('{body,systolic_blood_pressure}' as text[]), cast('{body,diastolic_blood_pressure}' as text[])), ('omh:body-temperature:4.0', cast('{body,body_temperature}' as text[]), cast(null as text[])), ('omh:heart-rate:2.0', cast('{body,heart_rate}' as text[]), cast(null as text[])), ('omh:oxygen-saturation:2.0', cast('{body,oxygen_saturation}' as text[]), cast(null as text[])), ('omh:respiratory-rate:2.0', cast('{body,respiratory_rate}' as text[]), cast(null as text[])), ('omh:rr-interval:1.0', cast('{body,rr_interval}' as text[]), cast(null as text[])), ('omh:body-weight:3.0', cast('{body,body_weight}' as text[]), cast(null as text[])), ('omh:forced-vital-capacity:1.0', cast('{body,forced_vital_capacity}' as text[]), cast(null as text[])), ('omh:forced-expiratory-volume-1-second:1.0', cast('{body,forced_expiratory_volume_1_second}' as text[]), cast(null as text[])), ('omh:physical-activity:1.2', cast('{body,distance}' as text[]), cast('{body,kcal_burned}' as text[])), ('omh:step-count:3.0', cast('{body,step_count}' as text[]), cast(null as text[])), ('ieee:sleep-stage-summary:1.0', cast('{body,sleep_stage_summary,total_sleep_time}' as text[]), cast(null as text[])), ('omh:sleep-episode:1.1', cast('{body,total_sleep_time}' as text[]), cast(null as text[])), ('omh:sleep-duration:2.0', cast('{body,sleep_duration}' as text[]), cast(null as text[]))) as v(code, path_0, path_1)) as f on f.code = cc.coding_code
      cross join lateral (
    select case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.start_at end as start_at, case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.end_at end as end_at, (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as t
      cross join lateral (select coalesce(t.start_at, t.end_at) as at,
        coalesce(t.end_at, t.start_at) as until,
        coalesce(case when cast($20 as timestamptz) is null and cast($21 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($22 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($23 as timestamptz), 'infinity') end, false) as is_inside offset 0) as place
      where place.is_inside or place.at is null), "placed" as (
          select m.*, cast(null as timestamptz) as bucket_at from measured as m
          where m.readable and m.is_inside), "number" as (
  select p.code_id, p.bucket_at, r.position, left(r.name, 200) as name,
    left(s.unit, 200) as unit, case when jsonb_typeof(s.said) = 'number' then
      case when abs(cast(s.said as numeric)) < 1e-100 then 0
        when abs(cast(s.said as numeric)) <= 1e100 then cast(s.said as float8) end end as number,
    coalesce(jsonb_typeof(s.said), 'null') = 'null' as is_missing
  from placed as p
  cross join lateral (
    select f.position, f.name, f.is_required,
      case f.position when 0 then p.stored_0 else p.stored_1 end as stored
    from (
  select * from (values ('omh:blood-glucose:4.0', 0, 'blood_glucose', true), ('omh:blood-pressure:4.0', 0, 'systolic', true), ('omh:blood-pressure:4.0', 1, 'diastolic', true), ('omh:body-temperature:4.0', 0, 'body_temperature', true), ('omh:heart-rate:2.0', 0, 'heart_rate', true), ('omh:oxygen-saturation:2.0', 0, 'oxygen_saturation', true), ('omh:respiratory-rate:2.0', 0, 'respiratory_rate', true), ('omh:rr-interval:1.0', 0, 'rr_interval', true), ('omh:body-weight:3.0', 0, 'body_weight', true), ('omh:forced-vital-capacity:1.0', 0, 'forced_vital_capacity', true), ('omh:forced-expiratory-volume-1-second:1.0', 0, 'forced_expiratory_volume_1_second', true), ('omh:physical-activity:1.2', 0, 'distance', false), ('omh:physical-activity:1.2', 1, 'kcal_burned', false), ('omh:step-count:3.0', 0, 'step_count', true), ('ieee:sleep-stage-summary:1.0', 0, 'total_sleep_time', true), ('omh:sleep-episode:1.1', 0, 'total_sleep_time', false), ('omh:sleep-duration:2.0', 0, 'sleep_duration', true)) as v(code, position, name, is_required)) as f where f.code = p.coding_code
    union all
    select 0, e.key, false, e.value
    from jsonb_each(case when not p.is_described and jsonb_typeof(p.stored_0) = 'object' then p.stored_0 end) as e
    where e.key <> 'effective_time_frame' and jsonb_typeof(e.value) = 'object'
      and e.value ? 'value' and jsonb_typeof(e.value -> 'unit') = 'string') as r
  cross join lateral (
    select case when jsonb_typeof(r.stored) = 'object' then r.stored -> 'value' else r.stored end as said,
      case when jsonb_typeof(r.stored -> 'unit') = 'string' then r.stored ->> 'unit' end as unit offset 0) as s
  where r.is_required or r.stored is not null), "covered" as (
    select c.code_id, c.coding_code, c.count, c.patients, c.first, c.last, c.unknown_time, c.future_time, c.retracted,
      coalesce(d.days_with_data, 0) as days_with_data, e.days,
      coalesce(greatest(d.widest, e.last_day - d.last_day), e.days) as longest_gap_days
    from (
      select m.code_id, m.coding_code,
        count(*) filter (where m.readable and m.is_inside) as count,
        count(distinct m.patient_id) filter (where m.readable and m.is_inside) as patients,
        min(m.at) filter (where m.readable and m.is_inside) as first,
        max(m.at) filter (where m.readable and m.is_inside) as last,
        count(*) filter (where m.readable and m.at is null) as unknown_time,
        count(*) filter (where m.readable and m.is_inside and m.at > cast($24 as timestamptz)) as future_time,
        count(*) filter (where m.retracted and m.is_inside) as retracted
      from measured as m where m.readable or m.retracted and m.is_inside
      group by m.code_id, m.coding_code) as c
    left join (
      select g.code_id, count(*) as days_with_data, min(g.day) as first_day, max(g.day) as last_day,
        max(g.gap) as widest
      from (
        select b.code_id, b.day,
          b.day - lag(b.day, 1, coalesce(cast(cast($25 as timestamptz) at time zone cast($26 as text) as date), b.day) - 1) over (partition by b.code_id order by b.day) - 1 as gap
        from (
          select distinct p.code_id, cast(greatest(p.at, cast($27 as timestamptz)) at time zone cast($28 as text) as date) as day from placed as p
          where greatest(p.at, cast($29 as timestamptz)) <= cast($30 as timestamptz) and p.at is not null) as b) as g
      group by g.code_id) as d on d.code_id = c.code_id
    cross join lateral (
      select coalesce(cast(cast($31 as timestamptz) at time zone cast($32 as text) as date), d.first_day) as first_day,
        case when cast($33 as timestamptz) is not null or d.last_day is not null
          then least(coalesce(cast(cast($34 as timestamptz) at time zone cast($35 as text) as date), d.last_day), cast(cast($36 as timestamptz) at time zone cast($37 as text) as date)) end as last_day
      offset 0) as w
    cross join lateral (
      select w.last_day, coalesce(greatest(w.last_day - w.first_day + 1, 0), 0) as days) as e) select "viewer"."kind" as "viewer_kind", exists (
    select from visible_study as s join public.core_studypatient as sp on sp.study_id = s.id
    where sp.patient_id = cast($38 as bigint) and (cast($39 as bigint) is null or s.id = cast($40 as bigint))
      and (viewer.kind = 'practitioner' or viewer.patient_id = cast($41 as bigint))
    union all
    select where viewer.kind = 'patient' and viewer.patient_id = cast($42 as bigint) and cast($43 as bigint) is null) as "is_visible", (
  select coalesce(json_agg(json_build_object('coding_code', cc.coding_code) order by cc.coding_code), '[]')
  from public.core_codeableconcept as cc
  where cast($44 as text) is not null
    and not exists (select from public.core_codeableconcept as cc where (cast($45 as text) is null or cc.coding_code = cast($46 as text) or split_part(cc.coding_code, ':', 2) = cast($47 as text)))) as "other_types", (
  select coalesce(json_agg(json_build_object(
    'data_type', k.coding_code, 'count', k.count, 'patients', k.patients,
    'first', k.first, 'last', k.last, 'unknown_time', k.unknown_time, 'future_time', k.future_time, 'retracted', k.retracted,
    'entries', coalesce(s.entries, '[]'), 'left_out', coalesce(s.left_out, 0),
    'days_with_data', k.days_with_data, 'days', k.days, 'longest_gap_days', k.longest_gap_days,
    'sources', coalesce(d.names, '[]')) order by k.coding_code, k.code_id), '[]')
  from covered as k
  left join (
    select g.code_id, g.bucket_at, greatest(count(*) - 20, 0) as left_out,
      json_agg(json_build_object('name', g.name, 'unit', g.unit, 'count', g.count, 'mean', g.mean,
        'min', g.min, 'max', g.max, 'missing', g.missing, 'not_number', g.not_number, 'median', g.median, 'sd', g.sd)
        order by g.position, g.name, g.rank) filter (where g.rank <= 20) as entries
    from (
      select k.code_id, k.bucket_at, k.position, k.name, k.unit, k.count, k.mean, k.min, k.max, k.median, k.sd,
        k.missing + case when k.unit is not null and k.units = 1 then k.astray_missing else 0 end as missing,
        k.not_number + case when k.unit is not null and k.units = 1 then k.astray_not_number else 0 end as not_number,
        row_number() over (partition by k.code_id, k.bucket_at
          order by k.count desc, k.position, k.name, k.unit) as rank
      from (
  select e.*, count(e.unit) over name as units,
    coalesce(sum(e.missing) filter (where e.unit is null and e.count = 0) over name, 0) as astray_missing,
    coalesce(sum(e.not_number) filter (where e.unit is null and e.count = 0) over name, 0) as astray_not_number
  from (
        select n.code_id, n.bucket_at, n.position, n.name, n.unit, count(n.number) as count,
          avg(n.number) as mean, min(n.number) as min, max(n.number) as max,
          count(*) filter (where n.is_missing) as missing,
          count(*) filter (where n.number is null and not n.is_missing) as not_number, percentile_cont(0.5) within group (order by n.number) as median, stddev_samp(n.number) as sd
        from number as n group by n.code_id, n.bucket_at, n.position, n.name, n.unit) as e
  window name as (partition by e.code_id, e.bucket_at, e.position, e.name)) as k
      where k.unit is not null or k.count > 0 or k.units <> 1) as g
    group by g.code_id, g.bucket_at) as s on s.code_id = k.code_id
  left join (
    select n.code_id, to_json((array_agg(n.name order by n.name))[1:21]) as names
    from (
      select distinct p.code_id, source.name from placed as p
      join public.core_datasource as source on source.id = p.source_id
      where source.name is not null) as n
    group by n.code_id) as d on d.code_id = k.code_id) as "types", (
  select coalesce(json_agg(w order by w.coding_code, w.declined), '[]') from (
    select m.coding_code, m.declined, count(*) as count from measured as m
    where m.withheld and m.is_inside and m.coding_code is not null
    group by m.coding_code, m.declined) as w) as "withheld" from "viewer";

-- summarize_study (schema from core.0032)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 enforce_consent, $5 study_id, $6 data_type, $7 data_type, $8 data_type, $9 data_type, $10 study_id, $11 data_type, $12 data_type, $13 data_type, $14 data_type, $15 window_start, $16 window_end, $17 window_start, $18 window_end, $19 now, $20 window_start, $21 time_zone, $22 window_start, $23 time_zone, $24 window_start, $25 now, $26 window_start, $27 time_zone, $28 window_end, $29 window_end, $30 time_zone, $31 now, $32 time_zone, $33 study_id, $34 data_type, $35 data_type, $36 data_type, $37 data_type
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id in (select unnest(cast($3 as bigint[])))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "reach" as (select "sp"."patient_id", "r"."scope_code_id" as "code_id", bool_or(c.consented is true or not cast($4 as boolean)) as "readable", bool_or(c.consented is false) as "declined" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" left join "public"."core_studypatientscopeconsent" as "c" on "c"."study_patient_id" = "sp"."id" and "c"."scope_code_id" = "r"."scope_code_id" where "viewer"."kind" = 'practitioner' and s.id = cast($5 as bigint) and (cast($6 as text) is null
    or "r"."scope_code_id" in (select cc.id from public.core_codeableconcept as cc where (cast($7 as text) is null or cc.coding_code = cast($8 as text) or split_part(cc.coding_code, ':', 2) = cast($9 as text)))) and exists (
  select from public.core_patientorganization as po
  join public.core_practitionerorganization as m on m.organization_id = po.organization_id
  where po.patient_id = sp.patient_id and m.practitioner_id = viewer.practitioner_id) group by "sp"."patient_id", "r"."scope_code_id" union all select viewer.patient_id as "patient_id", "cc"."id" as "code_id", true as "readable", false as "declined" from "viewer" cross join (select id from public.core_codeableconcept union all select -1) as "cc" where "viewer"."kind" = 'patient' and exists (select from public.core_studyscoperequest as r
              join visible_study as s on s.id = r.study_id
              where s.id = cast($10 as bigint) and r.scope_code_id = cc.id) and (cast($11 as text) is null
    or "cc"."id" in (select cc.id from public.core_codeableconcept as cc where (cast($12 as text) is null or cc.coding_code = cast($13 as text) or split_part(cc.coding_code, ':', 2) = cast($14 as text))))), "measured" as (
      select reach.patient_id, reach.code_id, cc.coding_code, o.data_source_id as source_id,
        reach.readable and o.status not in ('entered-in-error', 'cancelled') as readable, not reach.readable as withheld, reach.declined,
        reach.readable and not o.status not in ('entered-in-error', 'cancelled') as retracted, place.at, place.until, place.is_inside,
        f.code is not null as is_described,
        "o"."omh_data" #> coalesce(f.path_0, '{body}') as stored_0, "o"."omh_data" #> f.path_1 as stored_1
      from public.core_observation as o
      join reach on reach.code_id = coalesce(o.codeable_concept_id, -1)
        and o.subject_patient_id = reach.patient_id
      left join public.core_codeableconcept as cc on cc.id = o.codeable_concept_id
      left join (
  select * from (values ('omh:blood-glucose:4.0', cast('{body,blood_glucose}' as text[]), cast(null as text[])), ('omh:blood-pressure:4.0', cast('{body,systolic_blood_pressure}' as text[]), cast('{body,diastolic_blood_pressure}' as text[])), ('omh:body-temperature:4.0', cast('{body,body_temperature}' as text[]), cast(null as text[])), ('omh:heart-rate:2.0', cast('{body,heart_rate}' as text[]), cast(null as text[])), ('omh:oxygen-saturation:2.0', cast('{body,oxygen_saturation}' as text[]), cast(null as text[])), ('omh:respiratory-rate:2.0', cast('{body,respiratory_rate}' as text[]), cast(null as text[])), ('omh:rr-interval:1.0', cast('{body,rr_interval}' as text[]), cast(null as text[])), ('omh:body-weight:3.0', cast('{body,body_weight}' as text[]), cast(null as text[])), ('omh:forced-vital-capacity:1.0', cast('{body,forced_vital_capacity}' as text[]), cast(null as text[])), ('omh:forced-expiratory-volume-1-second:1.0', cast('{body,forced_expiratory_volume_1_second}' as text[]), cast(null as text[])), ('omh:physical-activity:1.2', cast('{body,distance}' as text[]), cast('{body,kcal_burned}' as text[])), ('omh:step-count:3.0', cast('{body,step_count}' as text[]), cast(null as text[])), ('ieee:sleep-stage-summary:1.0', cast('{body,sleep_stage_summary,total_sleep_time}' as text[]), cast(null as text[])), ('omh:sleep-episode:1.1', cast('{body,total_sleep_time}' as text[]), cast(null as text[])), ('omh:sleep-duration:2.0', cast('{body,sleep_duration}' as text[]), cast(null as text[]))) as v(code, path_0, path_1)) as f on f.code = cc.coding_code
      cross join lateral (
    select case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.start_at end as start_at, case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.end_at end as end_at, (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as t
      cross join lateral (select coalesce(t.start_at, t.end_at) as at,
        coalesce(t.end_at, t.start_at) as until,
        coalesce(case when cast($15 as timestamptz) is null and cast($16 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($17 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($18 as timestamptz), 'infinity') end, false) as is_inside offset 0) as place
      where place.is_inside or place.at is null), "placed" as (
          select m.*, cast(null as timestamptz) as bucket_at from measured as m
          where m.readable and m.is_inside), "number" as (
  select p.code_id, p.bucket_at, r.position, left(r.name, 200) as name,
    left(s.unit, 200) as unit, case when jsonb_typeof(s.said) = 'number' then
      case when abs(cast(s.said as numeric)) < 1e-100 then 0
        when abs(cast(s.said as numeric)) <= 1e100 then cast(s.said as float8) end end as number,
    coalesce(jsonb_typeof(s.said), 'null') = 'null' as is_missing
  from placed as p
  cross join lateral (
    select f.position, f.name, f.is_required,
      case f.position when 0 then p.stored_0 else p.stored_1 end as stored
    from (
  select * from (values ('omh:blood-glucose:4.0', 0, 'blood_glucose', true), ('omh:blood-pressure:4.0', 0, 'systolic', true), ('omh:blood-pressure:4.0', 1, 'diastolic', true), ('omh:body-temperature:4.0', 0, 'body_temperature', true), ('omh:heart-rate:2.0', 0, 'heart_rate', true), ('omh:oxygen-saturation:2.0', 0, 'oxygen_saturation', true), ('omh:respiratory-rate:2.0', 0, 'respiratory_rate', true), ('omh:rr-interval:1.0', 0, 'rr_interval', true), ('omh:body-weight:3.0', 0, 'body_weight', true), ('omh:forced-vital-capacity:1.0', 0, 'forced_vital_capacity', true), ('omh:forced-expiratory-volume-1-second:1.0', 0, 'forced_expiratory_volume_1_second', true), ('omh:physical-activity:1.2', 0, 'distance', false), ('omh:physical-activity:1.2', 1, 'kcal_burned', false), ('omh:step-count:3.0', 0, 'step_count', true), ('ieee:sleep-stage-summary:1.0', 0, 'total_sleep_time', true), ('omh:sleep-episode:1.1', 0, 'total_sleep_time', false), ('omh:sleep-duration:2.0', 0, 'sleep_duration', true)) as v(code, position, name, is_required)) as f where f.code = p.coding_code
    union all
    select 0, e.key, false, e.value
    from jsonb_each(case when not p.is_described and jsonb_typeof(p.stored_0) = 'object' then p.stored_0 end) as e
    where e.key <> 'effective_time_frame' and jsonb_typeof(e.value) = 'object'
      and e.value ? 'value' and jsonb_typeof(e.value -> 'unit') = 'string') as r
  cross join lateral (
    select case when jsonb_typeof(r.stored) = 'object' then r.stored -> 'value' else r.stored end as said,
      case when jsonb_typeof(r.stored -> 'unit') = 'string' then r.stored ->> 'unit' end as unit offset 0) as s
  where r.is_required or r.stored is not null), "covered" as (
    select c.code_id, c.coding_code, c.count, c.patients, c.first, c.last, c.unknown_time, c.future_time, c.retracted,
      coalesce(d.days_with_data, 0) as days_with_data, e.days,
      coalesce(greatest(d.widest, e.last_day - d.last_day), e.days) as longest_gap_days
    from (
      select m.code_id, m.coding_code,
        count(*) filter (where m.readable and m.is_inside) as count,
        count(distinct m.patient_id) filter (where m.readable and m.is_inside) as patients,
        min(m.at) filter (where m.readable and m.is_inside) as first,
        max(m.at) filter (where m.readable and m.is_inside) as last,
        count(*) filter (where m.readable and m.at is null) as unknown_time,
        count(*) filter (where m.readable and m.is_inside and m.at > cast($19 as timestamptz)) as future_time,
        count(*) filter (where m.retracted and m.is_inside) as retracted
      from measured as m where m.readable or m.retracted and m.is_inside
      group by m.code_id, m.coding_code) as c
    left join (
      select g.code_id, count(*) as days_with_data, min(g.day) as first_day, max(g.day) as last_day,
        max(g.gap) as widest
      from (
        select b.code_id, b.day,
          b.day - lag(b.day, 1, coalesce(cast(cast($20 as timestamptz) at time zone cast($21 as text) as date), b.day) - 1) over (partition by b.code_id order by b.day) - 1 as gap
        from (
          select distinct p.code_id, cast(greatest(p.at, cast($22 as timestamptz)) at time zone cast($23 as text) as date) as day from placed as p
          where greatest(p.at, cast($24 as timestamptz)) <= cast($25 as timestamptz) and p.at is not null) as b) as g
      group by g.code_id) as d on d.code_id = c.code_id
    cross join lateral (
      select coalesce(cast(cast($26 as timestamptz) at time zone cast($27 as text) as date), d.first_day) as first_day,
        case when cast($28 as timestamptz) is not null or d.last_day is not null
          then least(coalesce(cast(cast($29 as timestamptz) at time zone cast($30 as text) as date), d.last_day), cast(cast($31 as timestamptz) at time zone cast($32 as text) as date)) end as last_day
      offset 0) as w
    cross join lateral (
      select w.last_day, coalesce(greatest(w.last_day - w.first_day + 1, 0), 0) as days) as e) select "viewer"."kind" as "viewer_kind", exists (
    select from visible_study as s where s.id = cast($33 as bigint)) as "is_visible", (
  select coalesce(json_agg(json_build_object('coding_code', cc.coding_code) order by cc.coding_code), '[]')
  from public.core_codeableconcept as cc
  where cast($34 as text) is not null
    and not exists (select from public.core_codeableconcept as cc where (cast($35 as text) is null or cc.coding_code = cast($36 as text) or split_part(cc.coding_code, ':', 2) = cast($37 as text)))) as "other_types", (
  select coalesce(json_agg(json_build_object(
    'data_type', k.coding_code, 'count', k.count, 'patients', k.patients,
    'first', k.first, 'last', k.last, 'unknown_time', k.unknown_time, 'future_time', k.future_time, 'retracted', k.retracted,
    'entries', coalesce(s.entries, '[]'), 'left_out', coalesce(s.left_out, 0),
    'days_with_data', k.days_with_data, 'days', k.days, 'longest_gap_days', k.longest_gap_days,
    'sources', coalesce(d.names, '[]')) order by k.coding_code, k.code_id), '[]')
  from covered as k
  left join (
    select g.code_id, g.bucket_at, greatest(count(*) - 20, 0) as left_out,
      json_agg(json_build_object('name', g.name, 'unit', g.unit, 'count', g.count, 'mean', g.mean,
        'min', g.min, 'max', g.max, 'missing', g.missing, 'not_number', g.not_number, 'median', g.median, 'sd', g.sd)
        order by g.position, g.name, g.rank) filter (where g.rank <= 20) as entries
    from (
      select k.code_id, k.bucket_at, k.position, k.name, k.unit, k.count, k.mean, k.min, k.max, k.median, k.sd,
        k.missing + case when k.unit is not null and k.units = 1 then k.astray_missing else 0 end as missing,
        k.not_number + case when k.unit is not null and k.units = 1 then k.astray_not_number else 0 end as not_number,
        row_number() over (partition by k.code_id, k.bucket_at
          order by k.count desc, k.position, k.name, k.unit) as rank
      from (
  select e.*, count(e.unit) over name as units,
    coalesce(sum(e.missing) filter (where e.unit is null and e.count = 0) over name, 0) as astray_missing,
    coalesce(sum(e.not_number) filter (where e.unit is null and e.count = 0) over name, 0) as astray_not_number
  from (
        select n.code_id, n.bucket_at, n.position, n.name, n.unit, count(n.number) as count,
          avg(n.number) as mean, min(n.number) as min, max(n.number) as max,
          count(*) filter (where n.is_missing) as missing,
          count(*) filter (where n.number is null and not n.is_missing) as not_number, percentile_cont(0.5) within group (order by n.number) as median, stddev_samp(n.number) as sd
        from number as n group by n.code_id, n.bucket_at, n.position, n.name, n.unit) as e
  window name as (partition by e.code_id, e.bucket_at, e.position, e.name)) as k
      where k.unit is not null or k.count > 0 or k.units <> 1) as g
    group by g.code_id, g.bucket_at) as s on s.code_id = k.code_id
  left join (
    select n.code_id, to_json((array_agg(n.name order by n.name))[1:21]) as names
    from (
      select distinct p.code_id, source.name from placed as p
      join public.core_datasource as source on source.id = p.source_id
      where source.name is not null) as n
    group by n.code_id) as d on d.code_id = k.code_id) as "types", (
  select coalesce(json_agg(w order by w.coding_code, w.declined), '[]') from (
    select m.coding_code, m.declined, count(*) as count from measured as m
    where m.withheld and m.is_inside and m.coding_code is not null
    group by m.coding_code, m.declined) as w) as "withheld" from "viewer";

-- trend_patient (schema from core.0032)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 enforce_consent, $5 patient_id, $6 study_id, $7 study_id, $8 data_type, $9 data_type, $10 data_type, $11 data_type, $12 patient_id, $13 study_id, $14 study_id, $15 data_type, $16 data_type, $17 data_type, $18 data_type, $19 patient_id, $20 window_start, $21 window_end, $22 window_start, $23 window_end, $24 window_start, $25 window_end, $26 now, $27 time_zone, $28 time_zone, $29 time_zone, $30 bucket, $31 now, $32 time_zone, $33 after_at, $34 limit, $35 patient_id, $36 study_id, $37 study_id, $38 patient_id, $39 patient_id, $40 study_id, $41 data_type, $42 data_type, $43 data_type, $44 data_type, $45 bucket, $46 time_zone, $47 bucket, $48 time_zone, $49 now
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id in (select unnest(cast($3 as bigint[])))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "reach" as (select "sp"."patient_id", "r"."scope_code_id" as "code_id", bool_or(c.consented is true or not cast($4 as boolean)) as "readable", bool_or(c.consented is false) as "declined" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" left join "public"."core_studypatientscopeconsent" as "c" on "c"."study_patient_id" = "sp"."id" and "c"."scope_code_id" = "r"."scope_code_id" where "viewer"."kind" = 'practitioner' and sp.patient_id = cast($5 as bigint)
        and (cast($6 as bigint) is null or "s"."id" = cast($7 as bigint)) and (cast($8 as text) is null
    or "r"."scope_code_id" in (select cc.id from public.core_codeableconcept as cc where (cast($9 as text) is null or cc.coding_code = cast($10 as text) or split_part(cc.coding_code, ':', 2) = cast($11 as text)))) and exists (
  select from public.core_patientorganization as po
  join public.core_practitionerorganization as m on m.organization_id = po.organization_id
  where po.patient_id = sp.patient_id and m.practitioner_id = viewer.practitioner_id) group by "sp"."patient_id", "r"."scope_code_id" union all select viewer.patient_id as "patient_id", "cc"."id" as "code_id", true as "readable", false as "declined" from "viewer" cross join (select id from public.core_codeableconcept union all select -1) as "cc" where "viewer"."kind" = 'patient' and viewer.patient_id = cast($12 as bigint)
        and (cast($13 as bigint) is null or exists (select from public.core_studyscoperequest as r
              join visible_study as s on s.id = r.study_id
              where s.id = cast($14 as bigint) and r.scope_code_id = cc.id)) and (cast($15 as text) is null
    or "cc"."id" in (select cc.id from public.core_codeableconcept as cc where (cast($16 as text) is null or cc.coding_code = cast($17 as text) or split_part(cc.coding_code, ':', 2) = cast($18 as text))))), "measured" as (
      select reach.patient_id, reach.code_id, cc.coding_code, o.data_source_id as source_id,
        reach.readable and o.status not in ('entered-in-error', 'cancelled') as readable, not reach.readable as withheld, reach.declined,
        reach.readable and not o.status not in ('entered-in-error', 'cancelled') as retracted, place.at, place.until, place.is_inside,
        f.code is not null as is_described,
        "o"."omh_data" #> coalesce(f.path_0, '{body}') as stored_0, "o"."omh_data" #> f.path_1 as stored_1
      from public.core_observation as o
      join reach on reach.code_id = coalesce(o.codeable_concept_id, -1)
        and o.subject_patient_id = cast($19 as bigint)
      left join public.core_codeableconcept as cc on cc.id = o.codeable_concept_id
      left join (
  select * from (values ('omh:blood-glucose:4.0', cast('{body,blood_glucose}' as text[]), cast(null as text[])), ('omh:blood-pressure:4.0', cast('{body,systolic_blood_pressure}' as text[]), cast('{body,diastolic_blood_pressure}' as text[])), ('omh:body-temperature:4.0', cast('{body,body_temperature}' as text[]), cast(null as text[])), ('omh:heart-rate:2.0', cast('{body,heart_rate}' as text[]), cast(null as text[])), ('omh:oxygen-saturation:2.0', cast('{body,oxygen_saturation}' as text[]), cast(null as text[])), ('omh:respiratory-rate:2.0', cast('{body,respiratory_rate}' as text[]), cast(null as text[])), ('omh:rr-interval:1.0', cast('{body,rr_interval}' as text[]), cast(null as text[])), ('omh:body-weight:3.0', cast('{body,body_weight}' as text[]), cast(null as text[])), ('omh:forced-vital-capacity:1.0', cast('{body,forced_vital_capacity}' as text[]), cast(null as text[])), ('omh:forced-expiratory-volume-1-second:1.0', cast('{body,forced_expiratory_volume_1_second}' as text[]), cast(null as text[])), ('omh:physical-activity:1.2', cast('{body,distance}' as text[]), cast('{body,kcal_burned}' as text[])), ('omh:step-count:3.0', cast('{body,step_count}' as text[]), cast(null as text[])), ('ieee:sleep-stage-summary:1.0', cast('{body,sleep_stage_summary,total_sleep_time}' as text[]), cast(null as text[])), ('omh:sleep-episode:1.1', cast('{body,total_sleep_time}' as text[]), cast(null as text[])), ('omh:sleep-duration:2.0', cast('{body,sleep_duration}' as text[]), cast(null as text[]))) as v(code, path_0, path_1)) as f on f.code = cc.coding_code
      cross join lateral (
    select case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.start_at end as start_at, case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.end_at end as end_at, (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as t
      cross join lateral (select coalesce(t.start_at, t.end_at) as at,
        coalesce(t.end_at, t.start_at) as until,
        coalesce(case when cast($20 as timestamptz) is null and cast($21 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($22 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($23 as timestamptz), 'infinity') end, false) as is_inside offset 0) as place
      where place.is_inside or place.at is null), "opening" as (
    select bucketing.size, coalesce(cast($24 as timestamptz),
      (date_trunc(bucketing.size, coalesce(cast($25 as timestamptz), newest.at, cast($26 as timestamptz)), cast($27 as text))
        at time zone cast($28 as text) - case bucketing.size when 'hour' then interval '6 days 23 hours'
  when 'day' then interval '89 days' when 'week' then interval '51 weeks' else interval '35 months' end) at time zone cast($29 as text)) as start_at
    from (select cast($30 as text) as size) as bucketing
    cross join (select max(m.at) as at from measured as m where m.readable and m.at <= cast($31 as timestamptz)) as newest), "placed" as (
  select m.*, date_trunc(opening.size, greatest(m.at, opening.start_at), cast($32 as text)) as bucket_at
  from measured as m cross join opening
  where m.readable and m.at is not null and m.is_inside and m.until >= opening.start_at), "page" as (
  select p.bucket_at, count(*) as count from placed as p
  where p.bucket_at > coalesce(cast($33 as timestamptz), '-infinity')
  group by p.bucket_at order by p.bucket_at limit cast($34 as integer)), "number" as (
          select cast(0 as bigint) as code_id, n.bucket_at, n.position, n.name, n.unit, n.number, n.is_missing
          from (
  select p.code_id, p.bucket_at, r.position, left(r.name, 200) as name,
    left(s.unit, 200) as unit, case when jsonb_typeof(s.said) = 'number' then
      case when abs(cast(s.said as numeric)) < 1e-100 then 0
        when abs(cast(s.said as numeric)) <= 1e100 then cast(s.said as float8) end end as number,
    coalesce(jsonb_typeof(s.said), 'null') = 'null' as is_missing
  from placed as p
  cross join lateral (
    select f.position, f.name, f.is_required,
      case f.position when 0 then p.stored_0 else p.stored_1 end as stored
    from (
  select * from (values ('omh:blood-glucose:4.0', 0, 'blood_glucose', true), ('omh:blood-pressure:4.0', 0, 'systolic', true), ('omh:blood-pressure:4.0', 1, 'diastolic', true), ('omh:body-temperature:4.0', 0, 'body_temperature', true), ('omh:heart-rate:2.0', 0, 'heart_rate', true), ('omh:oxygen-saturation:2.0', 0, 'oxygen_saturation', true), ('omh:respiratory-rate:2.0', 0, 'respiratory_rate', true), ('omh:rr-interval:1.0', 0, 'rr_interval', true), ('omh:body-weight:3.0', 0, 'body_weight', true), ('omh:forced-vital-capacity:1.0', 0, 'forced_vital_capacity', true), ('omh:forced-expiratory-volume-1-second:1.0', 0, 'forced_expiratory_volume_1_second', true), ('omh:physical-activity:1.2', 0, 'distance', false), ('omh:physical-activity:1.2', 1, 'kcal_burned', false), ('omh:step-count:3.0', 0, 'step_count', true), ('ieee:sleep-stage-summary:1.0', 0, 'total_sleep_time', true), ('omh:sleep-episode:1.1', 0, 'total_sleep_time', false), ('omh:sleep-duration:2.0', 0, 'sleep_duration', true)) as v(code, position, name, is_required)) as f where f.code = p.coding_code
    union all
    select 0, e.key, false, e.value
    from jsonb_each(case when not p.is_described and jsonb_typeof(p.stored_0) = 'object' then p.stored_0 end) as e
    where e.key <> 'effective_time_frame' and jsonb_typeof(e.value) = 'object'
      and e.value ? 'value' and jsonb_typeof(e.value -> 'unit') = 'string') as r
  cross join lateral (
    select case when jsonb_typeof(r.stored) = 'object' then r.stored -> 'value' else r.stored end as said,
      case when jsonb_typeof(r.stored -> 'unit') = 'string' then r.stored ->> 'unit' end as unit offset 0) as s
  where r.is_required or r.stored is not null) as n where n.bucket_at in (select page.bucket_at from page)) select "viewer"."kind" as "viewer_kind", exists (
    select from visible_study as s join public.core_studypatient as sp on sp.study_id = s.id
    where sp.patient_id = cast($35 as bigint) and (cast($36 as bigint) is null or s.id = cast($37 as bigint))
      and (viewer.kind = 'practitioner' or viewer.patient_id = cast($38 as bigint))
    union all
    select where viewer.kind = 'patient' and viewer.patient_id = cast($39 as bigint) and cast($40 as bigint) is null) as "is_visible", (
  select coalesce(json_agg(json_build_object('coding_code', cc.coding_code) order by cc.coding_code), '[]')
  from public.core_codeableconcept as cc
  where cast($41 as text) is not null
    and not exists (select from public.core_codeableconcept as cc where (cast($42 as text) is null or cc.coding_code = cast($43 as text) or split_part(cc.coding_code, ':', 2) = cast($44 as text)))) as "other_types", (
          select json_build_object('start_at', opening.start_at) from opening) as "window", (
  select coalesce(json_agg(json_build_object('start_at', b.bucket_at, 'end_at', case cast($45 as text) when 'hour' then b.bucket_at + interval '1 hour'
    else (b.bucket_at at time zone cast($46 as text) + case cast($47 as text) when 'day' then interval '1 day'
      when 'week' then interval '7 days' else interval '1 month' end) at time zone cast($48 as text) end,
    'count', b.count, 'entries', coalesce(s.entries, '[]'), 'left_out', coalesce(s.left_out, 0))
    order by b.bucket_at), '[]')
  from page as b left join (
    select g.code_id, g.bucket_at, greatest(count(*) - 20, 0) as left_out,
      json_agg(json_build_object('name', g.name, 'unit', g.unit, 'count', g.count, 'mean', g.mean,
        'min', g.min, 'max', g.max, 'missing', g.missing, 'not_number', g.not_number)
        order by g.position, g.name, g.rank) filter (where g.rank <= 20) as entries
    from (
      select k.code_id, k.bucket_at, k.position, k.name, k.unit, k.count, k.mean, k.min, k.max,
        k.missing + case when k.unit is not null and k.units = 1 then k.astray_missing else 0 end as missing,
        k.not_number + case when k.unit is not null and k.units = 1 then k.astray_not_number else 0 end as not_number,
        row_number() over (partition by k.code_id, k.bucket_at
          order by k.count desc, k.position, k.name, k.unit) as rank
      from (
  select e.*, count(e.unit) over name as units,
    coalesce(sum(e.missing) filter (where e.unit is null and e.count = 0) over name, 0) as astray_missing,
    coalesce(sum(e.not_number) filter (where e.unit is null and e.count = 0) over name, 0) as astray_not_number
  from (
        select n.code_id, n.bucket_at, n.position, n.name, n.unit, count(n.number) as count,
          avg(n.number) as mean, min(n.number) as min, max(n.number) as max,
          count(*) filter (where n.is_missing) as missing,
          count(*) filter (where n.number is null and not n.is_missing) as not_number
        from number as n group by n.code_id, n.bucket_at, n.position, n.name, n.unit) as e
  window name as (partition by e.code_id, e.bucket_at, e.position, e.name)) as k
      where k.unit is not null or k.count > 0 or k.units <> 1) as g
    group by g.code_id, g.bucket_at) as s on s.bucket_at = b.bucket_at) as "buckets", (select count(*) from measured as m where m.readable and m.at is null) as "unknown_time", (select count(*) from placed as p where p.at > cast($49 as timestamptz)) as "future_time", (select count(*) from measured as m cross join opening
          where m.retracted and m.is_inside and (m.at is null or m.until >= opening.start_at)) as "retracted", (
  select coalesce(json_agg(w order by w.coding_code, w.declined), '[]') from (
    select m.coding_code, m.declined, count(*) as count from measured as m
    where m.withheld and m.is_inside and m.coding_code is not null
    group by m.coding_code, m.declined) as w) as "withheld" from "viewer";

-- trend_study (schema from core.0032)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 enforce_consent, $5 study_id, $6 data_type, $7 data_type, $8 data_type, $9 data_type, $10 study_id, $11 data_type, $12 data_type, $13 data_type, $14 data_type, $15 window_start, $16 window_end, $17 window_start, $18 window_end, $19 window_start, $20 window_end, $21 now, $22 time_zone, $23 time_zone, $24 time_zone, $25 bucket, $26 now, $27 time_zone, $28 after_at, $29 limit, $30 study_id, $31 data_type, $32 data_type, $33 data_type, $34 data_type, $35 bucket, $36 time_zone, $37 bucket, $38 time_zone, $39 now
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id in (select unnest(cast($3 as bigint[])))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "reach" as (select "sp"."patient_id", "r"."scope_code_id" as "code_id", bool_or(c.consented is true or not cast($4 as boolean)) as "readable", bool_or(c.consented is false) as "declined" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" left join "public"."core_studypatientscopeconsent" as "c" on "c"."study_patient_id" = "sp"."id" and "c"."scope_code_id" = "r"."scope_code_id" where "viewer"."kind" = 'practitioner' and s.id = cast($5 as bigint) and (cast($6 as text) is null
    or "r"."scope_code_id" in (select cc.id from public.core_codeableconcept as cc where (cast($7 as text) is null or cc.coding_code = cast($8 as text) or split_part(cc.coding_code, ':', 2) = cast($9 as text)))) and exists (
  select from public.core_patientorganization as po
  join public.core_practitionerorganization as m on m.organization_id = po.organization_id
  where po.patient_id = sp.patient_id and m.practitioner_id = viewer.practitioner_id) group by "sp"."patient_id", "r"."scope_code_id" union all select viewer.patient_id as "patient_id", "cc"."id" as "code_id", true as "readable", false as "declined" from "viewer" cross join (select id from public.core_codeableconcept union all select -1) as "cc" where "viewer"."kind" = 'patient' and exists (select from public.core_studyscoperequest as r
              join visible_study as s on s.id = r.study_id
              where s.id = cast($10 as bigint) and r.scope_code_id = cc.id) and (cast($11 as text) is null
    or "cc"."id" in (select cc.id from public.core_codeableconcept as cc where (cast($12 as text) is null or cc.coding_code = cast($13 as text) or split_part(cc.coding_code, ':', 2) = cast($14 as text))))), "measured" as (
      select reach.patient_id, reach.code_id, cc.coding_code, o.data_source_id as source_id,
        reach.readable and o.status not in ('entered-in-error', 'cancelled') as readable, not reach.readable as withheld, reach.declined,
        reach.readable and not o.status not in ('entered-in-error', 'cancelled') as retracted, place.at, place.until, place.is_inside,
        f.code is not null as is_described,
        "o"."omh_data" #> coalesce(f.path_0, '{body}') as stored_0, "o"."omh_data" #> f.path_1 as stored_1
      from public.core_observation as o
      join reach on reach.code_id = coalesce(o.codeable_concept_id, -1)
        and o.subject_patient_id = reach.patient_id
      left join public.core_codeableconcept as cc on cc.id = o.codeable_concept_id
      left join (
  select * from (values ('omh:blood-glucose:4.0', cast('{body,blood_glucose}' as text[]), cast(null as text[])), ('omh:blood-pressure:4.0', cast('{body,systolic_blood_pressure}' as text[]), cast('{body,diastolic_blood_pressure}' as text[])), ('omh:body-temperature:4.0', cast('{body,body_temperature}' as text[]), cast(null as text[])), ('omh:heart-rate:2.0', cast('{body,heart_rate}' as text[]), cast(null as text[])), ('omh:oxygen-saturation:2.0', cast('{body,oxygen_saturation}' as text[]), cast(null as text[])), ('omh:respiratory-rate:2.0', cast('{body,respiratory_rate}' as text[]), cast(null as text[])), ('omh:rr-interval:1.0', cast('{body,rr_interval}' as text[]), cast(null as text[])), ('omh:body-weight:3.0', cast('{body,body_weight}' as text[]), cast(null as text[])), ('omh:forced-vital-capacity:1.0', cast('{body,forced_vital_capacity}' as text[]), cast(null as text[])), ('omh:forced-expiratory-volume-1-second:1.0', cast('{body,forced_expiratory_volume_1_second}' as text[]), cast(null as text[])), ('omh:physical-activity:1.2', cast('{body,distance}' as text[]), cast('{body,kcal_burned}' as text[])), ('omh:step-count:3.0', cast('{body,step_count}' as text[]), cast(null as text[])), ('ieee:sleep-stage-summary:1.0', cast('{body,sleep_stage_summary,total_sleep_time}' as text[]), cast(null as text[])), ('omh:sleep-episode:1.1', cast('{body,total_sleep_time}' as text[]), cast(null as text[])), ('omh:sleep-duration:2.0', cast('{body,sleep_duration}' as text[]), cast(null as text[]))) as v(code, path_0, path_1)) as f on f.code = cc.coding_code
      cross join lateral (
    select case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.start_at end as start_at, case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.end_at end as end_at, (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as t
      cross join lateral (select coalesce(t.start_at, t.end_at) as at,
        coalesce(t.end_at, t.start_at) as until,
        coalesce(case when cast($15 as timestamptz) is null and cast($16 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($17 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($18 as timestamptz), 'infinity') end, false) as is_inside offset 0) as place
      where place.is_inside or place.at is null), "opening" as (
    select bucketing.size, coalesce(cast($19 as timestamptz),
      (date_trunc(bucketing.size, coalesce(cast($20 as timestamptz), newest.at, cast($21 as timestamptz)), cast($22 as text))
        at time zone cast($23 as text) - case bucketing.size when 'hour' then interval '6 days 23 hours'
  when 'day' then interval '89 days' when 'week' then interval '51 weeks' else interval '35 months' end) at time zone cast($24 as text)) as start_at
    from (select cast($25 as text) as size) as bucketing
    cross join (select max(m.at) as at from measured as m where m.readable and m.at <= cast($26 as timestamptz)) as newest), "placed" as (
  select m.*, date_trunc(opening.size, greatest(m.at, opening.start_at), cast($27 as text)) as bucket_at
  from measured as m cross join opening
  where m.readable and m.at is not null and m.is_inside and m.until >= opening.start_at), "page" as (
  select p.bucket_at, count(*) as count from placed as p
  where p.bucket_at > coalesce(cast($28 as timestamptz), '-infinity')
  group by p.bucket_at order by p.bucket_at limit cast($29 as integer)), "number" as (
          select cast(0 as bigint) as code_id, n.bucket_at, n.position, n.name, n.unit, n.number, n.is_missing
          from (
  select p.code_id, p.bucket_at, r.position, left(r.name, 200) as name,
    left(s.unit, 200) as unit, case when jsonb_typeof(s.said) = 'number' then
      case when abs(cast(s.said as numeric)) < 1e-100 then 0
        when abs(cast(s.said as numeric)) <= 1e100 then cast(s.said as float8) end end as number,
    coalesce(jsonb_typeof(s.said), 'null') = 'null' as is_missing
  from placed as p
  cross join lateral (
    select f.position, f.name, f.is_required,
      case f.position when 0 then p.stored_0 else p.stored_1 end as stored
    from (
  select * from (values ('omh:blood-glucose:4.0', 0, 'blood_glucose', true), ('omh:blood-pressure:4.0', 0, 'systolic', true), ('omh:blood-pressure:4.0', 1, 'diastolic', true), ('omh:body-temperature:4.0', 0, 'body_temperature', true), ('omh:heart-rate:2.0', 0, 'heart_rate', true), ('omh:oxygen-saturation:2.0', 0, 'oxygen_saturation', true), ('omh:respiratory-rate:2.0', 0, 'respiratory_rate', true), ('omh:rr-interval:1.0', 0, 'rr_interval', true), ('omh:body-weight:3.0', 0, 'body_weight', true), ('omh:forced-vital-capacity:1.0', 0, 'forced_vital_capacity', true), ('omh:forced-expiratory-volume-1-second:1.0', 0, 'forced_expiratory_volume_1_second', true), ('omh:physical-activity:1.2', 0, 'distance', false), ('omh:physical-activity:1.2', 1, 'kcal_burned', false), ('omh:step-count:3.0', 0, 'step_count', true), ('ieee:sleep-stage-summary:1.0', 0, 'total_sleep_time', true), ('omh:sleep-episode:1.1', 0, 'total_sleep_time', false), ('omh:sleep-duration:2.0', 0, 'sleep_duration', true)) as v(code, position, name, is_required)) as f where f.code = p.coding_code
    union all
    select 0, e.key, false, e.value
    from jsonb_each(case when not p.is_described and jsonb_typeof(p.stored_0) = 'object' then p.stored_0 end) as e
    where e.key <> 'effective_time_frame' and jsonb_typeof(e.value) = 'object'
      and e.value ? 'value' and jsonb_typeof(e.value -> 'unit') = 'string') as r
  cross join lateral (
    select case when jsonb_typeof(r.stored) = 'object' then r.stored -> 'value' else r.stored end as said,
      case when jsonb_typeof(r.stored -> 'unit') = 'string' then r.stored ->> 'unit' end as unit offset 0) as s
  where r.is_required or r.stored is not null) as n where n.bucket_at in (select page.bucket_at from page)) select "viewer"."kind" as "viewer_kind", exists (
    select from visible_study as s where s.id = cast($30 as bigint)) as "is_visible", (
  select coalesce(json_agg(json_build_object('coding_code', cc.coding_code) order by cc.coding_code), '[]')
  from public.core_codeableconcept as cc
  where cast($31 as text) is not null
    and not exists (select from public.core_codeableconcept as cc where (cast($32 as text) is null or cc.coding_code = cast($33 as text) or split_part(cc.coding_code, ':', 2) = cast($34 as text)))) as "other_types", (
          select json_build_object('start_at', opening.start_at) from opening) as "window", (
  select coalesce(json_agg(json_build_object('start_at', b.bucket_at, 'end_at', case cast($35 as text) when 'hour' then b.bucket_at + interval '1 hour'
    else (b.bucket_at at time zone cast($36 as text) + case cast($37 as text) when 'day' then interval '1 day'
      when 'week' then interval '7 days' else interval '1 month' end) at time zone cast($38 as text) end,
    'count', b.count, 'entries', coalesce(s.entries, '[]'), 'left_out', coalesce(s.left_out, 0))
    order by b.bucket_at), '[]')
  from page as b left join (
    select g.code_id, g.bucket_at, greatest(count(*) - 20, 0) as left_out,
      json_agg(json_build_object('name', g.name, 'unit', g.unit, 'count', g.count, 'mean', g.mean,
        'min', g.min, 'max', g.max, 'missing', g.missing, 'not_number', g.not_number)
        order by g.position, g.name, g.rank) filter (where g.rank <= 20) as entries
    from (
      select k.code_id, k.bucket_at, k.position, k.name, k.unit, k.count, k.mean, k.min, k.max,
        k.missing + case when k.unit is not null and k.units = 1 then k.astray_missing else 0 end as missing,
        k.not_number + case when k.unit is not null and k.units = 1 then k.astray_not_number else 0 end as not_number,
        row_number() over (partition by k.code_id, k.bucket_at
          order by k.count desc, k.position, k.name, k.unit) as rank
      from (
  select e.*, count(e.unit) over name as units,
    coalesce(sum(e.missing) filter (where e.unit is null and e.count = 0) over name, 0) as astray_missing,
    coalesce(sum(e.not_number) filter (where e.unit is null and e.count = 0) over name, 0) as astray_not_number
  from (
        select n.code_id, n.bucket_at, n.position, n.name, n.unit, count(n.number) as count,
          avg(n.number) as mean, min(n.number) as min, max(n.number) as max,
          count(*) filter (where n.is_missing) as missing,
          count(*) filter (where n.number is null and not n.is_missing) as not_number
        from number as n group by n.code_id, n.bucket_at, n.position, n.name, n.unit) as e
  window name as (partition by e.code_id, e.bucket_at, e.position, e.name)) as k
      where k.unit is not null or k.count > 0 or k.units <> 1) as g
    group by g.code_id, g.bucket_at) as s on s.bucket_at = b.bucket_at) as "buckets", (select count(*) from measured as m where m.readable and m.at is null) as "unknown_time", (select count(*) from placed as p where p.at > cast($39 as timestamptz)) as "future_time", (select count(*) from measured as m cross join opening
          where m.retracted and m.is_inside and (m.at is null or m.until >= opening.start_at)) as "retracted", (
  select coalesce(json_agg(w order by w.coding_code, w.declined), '[]') from (
    select m.coding_code, m.declined, count(*) as count from measured as m
    where m.withheld and m.is_inside and m.coding_code is not null
    group by m.coding_code, m.declined) as w) as "withheld" from "viewer";

-- newest_observations (schema from core.0032)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 enforce_consent, $5 patient_id, $6 study_id, $7 study_id, $8 data_type, $9 data_type, $10 data_type, $11 data_type, $12 patient_id, $13 study_id, $14 study_id, $15 data_type, $16 data_type, $17 data_type, $18 data_type, $19 window_start, $20 window_start, $21 window_start, $22 patient_id, $23 patient_id, $24 window_end, $25 window_start, $26 window_start, $27 window_start, $28 after_at, $29 after_id, $30 limit, $31 window_start, $32 window_end, $33 patient_id, $34 after_at, $35 after_id, $36 limit, $37 limit, $38 window_start, $39 window_end, $40 patient_id, $41 window_start, $42 window_end, $43 patient_id, $44 window_end, $45 window_start, $46 window_start, $47 window_start, $48 patient_id, $49 study_id, $50 study_id, $51 patient_id, $52 patient_id, $53 study_id, $54 data_type, $55 data_type, $56 data_type, $57 data_type
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id in (select unnest(cast($3 as bigint[])))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "reach" as (select "sp"."patient_id", "r"."scope_code_id" as "code_id", bool_or(c.consented is true or not cast($4 as boolean)) as "readable", bool_or(c.consented is false) as "declined" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" left join "public"."core_studypatientscopeconsent" as "c" on "c"."study_patient_id" = "sp"."id" and "c"."scope_code_id" = "r"."scope_code_id" where "viewer"."kind" = 'practitioner' and sp.patient_id = cast($5 as bigint)
        and (cast($6 as bigint) is null or "s"."id" = cast($7 as bigint)) and (cast($8 as text) is null
    or "r"."scope_code_id" in (select cc.id from public.core_codeableconcept as cc where (cast($9 as text) is null or cc.coding_code = cast($10 as text) or split_part(cc.coding_code, ':', 2) = cast($11 as text)))) and exists (
  select from public.core_patientorganization as po
  join public.core_practitionerorganization as m on m.organization_id = po.organization_id
  where po.patient_id = sp.patient_id and m.practitioner_id = viewer.practitioner_id) group by "sp"."patient_id", "r"."scope_code_id" union all select viewer.patient_id as "patient_id", "cc"."id" as "code_id", true as "readable", false as "declined" from "viewer" cross join (select id from public.core_codeableconcept union all select -1) as "cc" where "viewer"."kind" = 'patient' and viewer.patient_id = cast($12 as bigint)
        and (cast($13 as bigint) is null or exists (select from public.core_studyscoperequest as r
              join visible_study as s on s.id = r.study_id
              where s.id = cast($14 as bigint) and r.scope_code_id = cc.id)) and (cast($15 as text) is null
    or "cc"."id" in (select cc.id from public.core_codeableconcept as cc where (cast($16 as text) is null or cc.coding_code = cast($17 as text) or split_part(cc.coding_code, ':', 2) = cast($18 as text))))), "asked_code" as (
    select k.code_id, k.readable, k.declined, cc.coding_system, cc.coding_code, cc.text as coding_text,
      case when cast($19 as timestamptz) is null then '-infinity'
        when l.seconds > 63000000000 then '-infinity'
        else cast($20 as timestamptz) - make_interval(secs => coalesce(l.seconds, 0) + 1) end as earliest
    from reach as k
    left join public.core_codeableconcept as cc on cc.id = k.code_id
    left join lateral (select public.jhe_mcp_observation_seconds(o.omh_data) as seconds from public.core_observation as o
      where cast($21 as timestamptz) is not null and o.subject_patient_id = cast($22 as bigint) and coalesce(o.codeable_concept_id, -1) = k.code_id and public.jhe_mcp_observation_seconds(o.omh_data) is not null
      order by public.jhe_mcp_observation_seconds(o.omh_data) desc limit 1) as l on true), "page_row" as (select o.*, k.coding_system, k.coding_code, k.coding_text
    from asked_code as k cross join lateral (
    (select "o"."id", "o"."omh_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id", public.jhe_mcp_observation_start(o.omh_data) as at from public.core_observation as o
      where o.subject_patient_id = cast($23 as bigint) and coalesce(o.codeable_concept_id, -1) = k.code_id and public.jhe_mcp_observation_start(o.omh_data) <= coalesce(cast($24 as timestamptz), 'infinity')
    and public.jhe_mcp_observation_start(o.omh_data) >= k.earliest
    and (cast($25 as timestamptz) is null or public.jhe_mcp_observation_start(o.omh_data) >= cast($26 as timestamptz) or public.jhe_mcp_observation_start(o.omh_data) + make_interval(secs => public.jhe_mcp_observation_seconds(o.omh_data)) >= cast($27 as timestamptz)) and (public.jhe_mcp_observation_start(o.omh_data), o.id) < (coalesce(cast($28 as timestamptz), 'infinity'), coalesce(cast($29 as bigint), 9223372036854775807))
      order by public.jhe_mcp_observation_start(o.omh_data) desc, o.id desc limit cast($30 as integer))
    union all
    (select "o"."id", "o"."omh_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id", cast('-infinity' as timestamptz) as at from public.core_observation as o
      where (cast($31 as timestamptz) is null and cast($32 as timestamptz) is null) and o.subject_patient_id = cast($33 as bigint) and coalesce(o.codeable_concept_id, -1) = k.code_id and public.jhe_mcp_observation_start(o.omh_data) is null
        and (cast('-infinity' as timestamptz), o.id) < (coalesce(cast($34 as timestamptz), 'infinity'), coalesce(cast($35 as bigint), 9223372036854775807))
      order by public.jhe_mcp_observation_start(o.omh_data) desc, o.id desc limit cast($36 as integer))) as o
    where k.readable
    order by o.at desc, o.id desc limit cast($37 as integer)), "kept_back" as (select k.code_id, k.declined, n.count from asked_code as k
    cross join lateral (
      select count(*) from public.core_observation as o
        where (cast($38 as timestamptz) is null and cast($39 as timestamptz) is null) and o.subject_patient_id = cast($40 as bigint)
    and o.codeable_concept_id = k.code_id
      union all
      select count(*) from public.core_observation as o
        where not (cast($41 as timestamptz) is null and cast($42 as timestamptz) is null) and o.subject_patient_id = cast($43 as bigint) and coalesce(o.codeable_concept_id, -1) = k.code_id and public.jhe_mcp_observation_start(o.omh_data) <= coalesce(cast($44 as timestamptz), 'infinity')
    and public.jhe_mcp_observation_start(o.omh_data) >= k.earliest
    and (cast($45 as timestamptz) is null or public.jhe_mcp_observation_start(o.omh_data) >= cast($46 as timestamptz) or public.jhe_mcp_observation_start(o.omh_data) + make_interval(secs => public.jhe_mcp_observation_seconds(o.omh_data)) >= cast($47 as timestamptz))) as n
    where not k.readable and n.count > 0) select "viewer"."kind" as "viewer_kind", exists (
    select from visible_study as s join public.core_studypatient as sp on sp.study_id = s.id
    where sp.patient_id = cast($48 as bigint) and (cast($49 as bigint) is null or s.id = cast($50 as bigint))
      and (viewer.kind = 'practitioner' or viewer.patient_id = cast($51 as bigint))
    union all
    select where viewer.kind = 'patient' and viewer.patient_id = cast($52 as bigint) and cast($53 as bigint) is null) as "is_visible", (
  select coalesce(json_agg(json_build_object('coding_code', cc.coding_code) order by cc.coding_code), '[]')
  from public.core_codeableconcept as cc
  where cast($54 as text) is not null
    and not exists (select from public.core_codeableconcept as cc where (cast($55 as text) is null or cc.coding_code = cast($56 as text) or split_part(cc.coding_code, ':', 2) = cast($57 as text)))) as "other_types", (select coalesce(json_agg(agg), '[]') from (select "cc"."coding_code", "k"."declined", cast(sum(k.count) as bigint) as "count" from "kept_back" as "k" inner join "public"."core_codeableconcept" as "cc" on "cc"."id" = "k"."code_id" group by "cc"."coding_code", "k"."declined" order by "cc"."coding_code") as agg) as "withheld", (select coalesce(json_agg(agg), '[]') from (select "o"."id", "o"."coding_system", "o"."coding_code", "o"."coding_text", "t"."start_at", "t"."end_at", "t"."is_interval", "o"."status", "o"."last_updated" as "recorded", "d"."name" as "source", "o"."omh_data" -> 'body' as "body" from "page_row" as "o" cross join lateral (
    select case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.start_at end as start_at, case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.end_at end as end_at, (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" left join "public"."core_datasource" as "d" on "d"."id" = "o"."data_source_id" order by "o"."at" desc, "o"."id" desc) as agg) as "observations" from "viewer";

-- oldest_observations (schema from core.0032)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 enforce_consent, $5 patient_id, $6 study_id, $7 study_id, $8 data_type, $9 data_type, $10 data_type, $11 data_type, $12 patient_id, $13 study_id, $14 study_id, $15 data_type, $16 data_type, $17 data_type, $18 data_type, $19 window_start, $20 window_start, $21 window_start, $22 patient_id, $23 patient_id, $24 window_end, $25 window_start, $26 window_start, $27 window_start, $28 after_at, $29 after_id, $30 limit, $31 window_start, $32 window_end, $33 patient_id, $34 after_at, $35 after_id, $36 limit, $37 limit, $38 window_start, $39 window_end, $40 patient_id, $41 window_start, $42 window_end, $43 patient_id, $44 window_end, $45 window_start, $46 window_start, $47 window_start, $48 patient_id, $49 study_id, $50 study_id, $51 patient_id, $52 patient_id, $53 study_id, $54 data_type, $55 data_type, $56 data_type, $57 data_type
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id in (select unnest(cast($3 as bigint[])))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "reach" as (select "sp"."patient_id", "r"."scope_code_id" as "code_id", bool_or(c.consented is true or not cast($4 as boolean)) as "readable", bool_or(c.consented is false) as "declined" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" left join "public"."core_studypatientscopeconsent" as "c" on "c"."study_patient_id" = "sp"."id" and "c"."scope_code_id" = "r"."scope_code_id" where "viewer"."kind" = 'practitioner' and sp.patient_id = cast($5 as bigint)
        and (cast($6 as bigint) is null or "s"."id" = cast($7 as bigint)) and (cast($8 as text) is null
    or "r"."scope_code_id" in (select cc.id from public.core_codeableconcept as cc where (cast($9 as text) is null or cc.coding_code = cast($10 as text) or split_part(cc.coding_code, ':', 2) = cast($11 as text)))) and exists (
  select from public.core_patientorganization as po
  join public.core_practitionerorganization as m on m.organization_id = po.organization_id
  where po.patient_id = sp.patient_id and m.practitioner_id = viewer.practitioner_id) group by "sp"."patient_id", "r"."scope_code_id" union all select viewer.patient_id as "patient_id", "cc"."id" as "code_id", true as "readable", false as "declined" from "viewer" cross join (select id from public.core_codeableconcept union all select -1) as "cc" where "viewer"."kind" = 'patient' and viewer.patient_id = cast($12 as bigint)
        and (cast($13 as bigint) is null or exists (select from public.core_studyscoperequest as r
              join visible_study as s on s.id = r.study_id
              where s.id = cast($14 as bigint) and r.scope_code_id = cc.id)) and (cast($15 as text) is null
    or "cc"."id" in (select cc.id from public.core_codeableconcept as cc where (cast($16 as text) is null or cc.coding_code = cast($17 as text) or split_part(cc.coding_code, ':', 2) = cast($18 as text))))), "asked_code" as (
    select k.code_id, k.readable, k.declined, cc.coding_system, cc.coding_code, cc.text as coding_text,
      case when cast($19 as timestamptz) is null then '-infinity'
        when l.seconds > 63000000000 then '-infinity'
        else cast($20 as timestamptz) - make_interval(secs => coalesce(l.seconds, 0) + 1) end as earliest
    from reach as k
    left join public.core_codeableconcept as cc on cc.id = k.code_id
    left join lateral (select public.jhe_mcp_observation_seconds(o.omh_data) as seconds from public.core_observation as o
      where cast($21 as timestamptz) is not null and o.subject_patient_id = cast($22 as bigint) and coalesce(o.codeable_concept_id, -1) = k.code_id and public.jhe_mcp_observation_seconds(o.omh_data) is not null
      order by public.jhe_mcp_observation_seconds(o.omh_data) desc limit 1) as l on true), "page_row" as (select o.*, k.coding_system, k.coding_code, k.coding_text
    from asked_code as k cross join lateral (
    (select "o"."id", "o"."omh_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id", public.jhe_mcp_observation_start(o.omh_data) as at from public.core_observation as o
      where o.subject_patient_id = cast($23 as bigint) and coalesce(o.codeable_concept_id, -1) = k.code_id and public.jhe_mcp_observation_start(o.omh_data) <= coalesce(cast($24 as timestamptz), 'infinity')
    and public.jhe_mcp_observation_start(o.omh_data) >= k.earliest
    and (cast($25 as timestamptz) is null or public.jhe_mcp_observation_start(o.omh_data) >= cast($26 as timestamptz) or public.jhe_mcp_observation_start(o.omh_data) + make_interval(secs => public.jhe_mcp_observation_seconds(o.omh_data)) >= cast($27 as timestamptz)) and (public.jhe_mcp_observation_start(o.omh_data), o.id) > (coalesce(cast($28 as timestamptz), '-infinity'), coalesce(cast($29 as bigint), -1))
      order by public.jhe_mcp_observation_start(o.omh_data) asc, o.id asc limit cast($30 as integer))
    union all
    (select "o"."id", "o"."omh_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id", cast('infinity' as timestamptz) as at from public.core_observation as o
      where (cast($31 as timestamptz) is null and cast($32 as timestamptz) is null) and o.subject_patient_id = cast($33 as bigint) and coalesce(o.codeable_concept_id, -1) = k.code_id and public.jhe_mcp_observation_start(o.omh_data) is null
        and (cast('infinity' as timestamptz), o.id) > (coalesce(cast($34 as timestamptz), '-infinity'), coalesce(cast($35 as bigint), -1))
      order by public.jhe_mcp_observation_start(o.omh_data) asc, o.id asc limit cast($36 as integer))) as o
    where k.readable
    order by o.at asc, o.id asc limit cast($37 as integer)), "kept_back" as (select k.code_id, k.declined, n.count from asked_code as k
    cross join lateral (
      select count(*) from public.core_observation as o
        where (cast($38 as timestamptz) is null and cast($39 as timestamptz) is null) and o.subject_patient_id = cast($40 as bigint)
    and o.codeable_concept_id = k.code_id
      union all
      select count(*) from public.core_observation as o
        where not (cast($41 as timestamptz) is null and cast($42 as timestamptz) is null) and o.subject_patient_id = cast($43 as bigint) and coalesce(o.codeable_concept_id, -1) = k.code_id and public.jhe_mcp_observation_start(o.omh_data) <= coalesce(cast($44 as timestamptz), 'infinity')
    and public.jhe_mcp_observation_start(o.omh_data) >= k.earliest
    and (cast($45 as timestamptz) is null or public.jhe_mcp_observation_start(o.omh_data) >= cast($46 as timestamptz) or public.jhe_mcp_observation_start(o.omh_data) + make_interval(secs => public.jhe_mcp_observation_seconds(o.omh_data)) >= cast($47 as timestamptz))) as n
    where not k.readable and n.count > 0) select "viewer"."kind" as "viewer_kind", exists (
    select from visible_study as s join public.core_studypatient as sp on sp.study_id = s.id
    where sp.patient_id = cast($48 as bigint) and (cast($49 as bigint) is null or s.id = cast($50 as bigint))
      and (viewer.kind = 'practitioner' or viewer.patient_id = cast($51 as bigint))
    union all
    select where viewer.kind = 'patient' and viewer.patient_id = cast($52 as bigint) and cast($53 as bigint) is null) as "is_visible", (
  select coalesce(json_agg(json_build_object('coding_code', cc.coding_code) order by cc.coding_code), '[]')
  from public.core_codeableconcept as cc
  where cast($54 as text) is not null
    and not exists (select from public.core_codeableconcept as cc where (cast($55 as text) is null or cc.coding_code = cast($56 as text) or split_part(cc.coding_code, ':', 2) = cast($57 as text)))) as "other_types", (select coalesce(json_agg(agg), '[]') from (select "cc"."coding_code", "k"."declined", cast(sum(k.count) as bigint) as "count" from "kept_back" as "k" inner join "public"."core_codeableconcept" as "cc" on "cc"."id" = "k"."code_id" group by "cc"."coding_code", "k"."declined" order by "cc"."coding_code") as agg) as "withheld", (select coalesce(json_agg(agg), '[]') from (select "o"."id", "o"."coding_system", "o"."coding_code", "o"."coding_text", "t"."start_at", "t"."end_at", "t"."is_interval", "o"."status", "o"."last_updated" as "recorded", "d"."name" as "source", "o"."omh_data" -> 'body' as "body" from "page_row" as "o" cross join lateral (
    select case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.start_at end as start_at, case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.end_at end as end_at, (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" left join "public"."core_datasource" as "d" on "d"."id" = "o"."data_source_id" order by "o"."at" asc, "o"."id" asc) as agg) as "observations" from "viewer";

-- newest_observations_fhir (schema from core.0032)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 enforce_consent, $5 patient_id, $6 study_id, $7 study_id, $8 data_type, $9 data_type, $10 data_type, $11 data_type, $12 patient_id, $13 study_id, $14 study_id, $15 data_type, $16 data_type, $17 data_type, $18 data_type, $19 window_start, $20 window_start, $21 window_start, $22 patient_id, $23 patient_id, $24 window_end, $25 window_start, $26 window_start, $27 window_start, $28 after_at, $29 after_id, $30 limit, $31 window_start, $32 window_end, $33 patient_id, $34 after_at, $35 after_id, $36 limit, $37 limit, $38 window_start, $39 window_end, $40 patient_id, $41 window_start, $42 window_end, $43 patient_id, $44 window_end, $45 window_start, $46 window_start, $47 window_start, $48 patient_id, $49 study_id, $50 study_id, $51 patient_id, $52 patient_id, $53 study_id, $54 data_type, $55 data_type, $56 data_type, $57 data_type
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id in (select unnest(cast($3 as bigint[])))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "reach" as (select "sp"."patient_id", "r"."scope_code_id" as "code_id", bool_or(c.consented is true or not cast($4 as boolean)) as "readable", bool_or(c.consented is false) as "declined" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" left join "public"."core_studypatientscopeconsent" as "c" on "c"."study_patient_id" = "sp"."id" and "c"."scope_code_id" = "r"."scope_code_id" where "viewer"."kind" = 'practitioner' and sp.patient_id = cast($5 as bigint)
        and (cast($6 as bigint) is null or "s"."id" = cast($7 as bigint)) and (cast($8 as text) is null
    or "r"."scope_code_id" in (select cc.id from public.core_codeableconcept as cc where (cast($9 as text) is null or cc.coding_code = cast($10 as text) or split_part(cc.coding_code, ':', 2) = cast($11 as text)))) and exists (
  select from public.core_patientorganization as po
  join public.core_practitionerorganization as m on m.organization_id = po.organization_id
  where po.patient_id = sp.patient_id and m.practitioner_id = viewer.practitioner_id) group by "sp"."patient_id", "r"."scope_code_id" union all select viewer.patient_id as "patient_id", "cc"."id" as "code_id", true as "readable", false as "declined" from "viewer" cross join (select id from public.core_codeableconcept union all select -1) as "cc" where "viewer"."kind" = 'patient' and viewer.patient_id = cast($12 as bigint)
        and (cast($13 as bigint) is null or exists (select from public.core_studyscoperequest as r
              join visible_study as s on s.id = r.study_id
              where s.id = cast($14 as bigint) and r.scope_code_id = cc.id)) and (cast($15 as text) is null
    or "cc"."id" in (select cc.id from public.core_codeableconcept as cc where (cast($16 as text) is null or cc.coding_code = cast($17 as text) or split_part(cc.coding_code, ':', 2) = cast($18 as text))))), "asked_code" as (
    select k.code_id, k.readable, k.declined, cc.coding_system, cc.coding_code, cc.text as coding_text,
      case when cast($19 as timestamptz) is null then '-infinity'
        when l.seconds > 63000000000 then '-infinity'
        else cast($20 as timestamptz) - make_interval(secs => coalesce(l.seconds, 0) + 1) end as earliest
    from reach as k
    left join public.core_codeableconcept as cc on cc.id = k.code_id
    left join lateral (select public.jhe_mcp_observation_seconds(o.omh_data) as seconds from public.core_observation as o
      where cast($21 as timestamptz) is not null and o.subject_patient_id = cast($22 as bigint) and coalesce(o.codeable_concept_id, -1) = k.code_id and public.jhe_mcp_observation_seconds(o.omh_data) is not null
      order by public.jhe_mcp_observation_seconds(o.omh_data) desc limit 1) as l on true), "page_row" as (select o.*, k.coding_system, k.coding_code, k.coding_text
    from asked_code as k cross join lateral (
    (select "o"."id", "o"."omh_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id", public.jhe_mcp_observation_start(o.omh_data) as at from public.core_observation as o
      where o.subject_patient_id = cast($23 as bigint) and coalesce(o.codeable_concept_id, -1) = k.code_id and public.jhe_mcp_observation_start(o.omh_data) <= coalesce(cast($24 as timestamptz), 'infinity')
    and public.jhe_mcp_observation_start(o.omh_data) >= k.earliest
    and (cast($25 as timestamptz) is null or public.jhe_mcp_observation_start(o.omh_data) >= cast($26 as timestamptz) or public.jhe_mcp_observation_start(o.omh_data) + make_interval(secs => public.jhe_mcp_observation_seconds(o.omh_data)) >= cast($27 as timestamptz)) and (public.jhe_mcp_observation_start(o.omh_data), o.id) < (coalesce(cast($28 as timestamptz), 'infinity'), coalesce(cast($29 as bigint), 9223372036854775807))
      order by public.jhe_mcp_observation_start(o.omh_data) desc, o.id desc limit cast($30 as integer))
    union all
    (select "o"."id", "o"."omh_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id", cast('-infinity' as timestamptz) as at from public.core_observation as o
      where (cast($31 as timestamptz) is null and cast($32 as timestamptz) is null) and o.subject_patient_id = cast($33 as bigint) and coalesce(o.codeable_concept_id, -1) = k.code_id and public.jhe_mcp_observation_start(o.omh_data) is null
        and (cast('-infinity' as timestamptz), o.id) < (coalesce(cast($34 as timestamptz), 'infinity'), coalesce(cast($35 as bigint), 9223372036854775807))
      order by public.jhe_mcp_observation_start(o.omh_data) desc, o.id desc limit cast($36 as integer))) as o
    where k.readable
    order by o.at desc, o.id desc limit cast($37 as integer)), "kept_back" as (select k.code_id, k.declined, n.count from asked_code as k
    cross join lateral (
      select count(*) from public.core_observation as o
        where (cast($38 as timestamptz) is null and cast($39 as timestamptz) is null) and o.subject_patient_id = cast($40 as bigint)
    and o.codeable_concept_id = k.code_id
      union all
      select count(*) from public.core_observation as o
        where not (cast($41 as timestamptz) is null and cast($42 as timestamptz) is null) and o.subject_patient_id = cast($43 as bigint) and coalesce(o.codeable_concept_id, -1) = k.code_id and public.jhe_mcp_observation_start(o.omh_data) <= coalesce(cast($44 as timestamptz), 'infinity')
    and public.jhe_mcp_observation_start(o.omh_data) >= k.earliest
    and (cast($45 as timestamptz) is null or public.jhe_mcp_observation_start(o.omh_data) >= cast($46 as timestamptz) or public.jhe_mcp_observation_start(o.omh_data) + make_interval(secs => public.jhe_mcp_observation_seconds(o.omh_data)) >= cast($47 as timestamptz))) as n
    where not k.readable and n.count > 0) select "viewer"."kind" as "viewer_kind", exists (
    select from visible_study as s join public.core_studypatient as sp on sp.study_id = s.id
    where sp.patient_id = cast($48 as bigint) and (cast($49 as bigint) is null or s.id = cast($50 as bigint))
      and (viewer.kind = 'practitioner' or viewer.patient_id = cast($51 as bigint))
    union all
    select where viewer.kind = 'patient' and viewer.patient_id = cast($52 as bigint) and cast($53 as bigint) is null) as "is_visible", (
  select coalesce(json_agg(json_build_object('coding_code', cc.coding_code) order by cc.coding_code), '[]')
  from public.core_codeableconcept as cc
  where cast($54 as text) is not null
    and not exists (select from public.core_codeableconcept as cc where (cast($55 as text) is null or cc.coding_code = cast($56 as text) or split_part(cc.coding_code, ':', 2) = cast($57 as text)))) as "other_types", (select coalesce(json_agg(agg), '[]') from (select "cc"."coding_code", "k"."declined", cast(sum(k.count) as bigint) as "count" from "kept_back" as "k" inner join "public"."core_codeableconcept" as "cc" on "cc"."id" = "k"."code_id" group by "cc"."coding_code", "k"."declined" order by "cc"."coding_code") as agg) as "withheld", (select coalesce(json_agg(agg), '[]') from (select "o"."id", "o"."coding_system", "o"."coding_code", "o"."coding_text", "t"."start_at", "t"."end_at", "t"."is_interval", "o"."status", "o"."last_updated" as "recorded", "d"."name" as "source", cast("o"."omh_data" as text) as "omh_text", "p"."id" as "patient_id", "p"."jhe_user_id" as "patient_user_id", (select coalesce(json_agg(agg), '[]') from (select "i"."system", "i"."value" from "public"."core_observationidentifier" as "i" where "i"."observation_id" = "o"."id" order by "i"."id") as agg) as "identifiers" from "page_row" as "o" cross join lateral (
    select case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.start_at end as start_at, case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.end_at end as end_at, (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" left join "public"."core_datasource" as "d" on "d"."id" = "o"."data_source_id" inner join "public"."core_patient" as "p" on "p"."id" = "o"."subject_patient_id" order by "o"."at" desc, "o"."id" desc) as agg) as "observations" from "viewer";

-- oldest_observations_fhir (schema from core.0032)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 enforce_consent, $5 patient_id, $6 study_id, $7 study_id, $8 data_type, $9 data_type, $10 data_type, $11 data_type, $12 patient_id, $13 study_id, $14 study_id, $15 data_type, $16 data_type, $17 data_type, $18 data_type, $19 window_start, $20 window_start, $21 window_start, $22 patient_id, $23 patient_id, $24 window_end, $25 window_start, $26 window_start, $27 window_start, $28 after_at, $29 after_id, $30 limit, $31 window_start, $32 window_end, $33 patient_id, $34 after_at, $35 after_id, $36 limit, $37 limit, $38 window_start, $39 window_end, $40 patient_id, $41 window_start, $42 window_end, $43 patient_id, $44 window_end, $45 window_start, $46 window_start, $47 window_start, $48 patient_id, $49 study_id, $50 study_id, $51 patient_id, $52 patient_id, $53 study_id, $54 data_type, $55 data_type, $56 data_type, $57 data_type
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id in (select unnest(cast($3 as bigint[])))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "reach" as (select "sp"."patient_id", "r"."scope_code_id" as "code_id", bool_or(c.consented is true or not cast($4 as boolean)) as "readable", bool_or(c.consented is false) as "declined" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" left join "public"."core_studypatientscopeconsent" as "c" on "c"."study_patient_id" = "sp"."id" and "c"."scope_code_id" = "r"."scope_code_id" where "viewer"."kind" = 'practitioner' and sp.patient_id = cast($5 as bigint)
        and (cast($6 as bigint) is null or "s"."id" = cast($7 as bigint)) and (cast($8 as text) is null
    or "r"."scope_code_id" in (select cc.id from public.core_codeableconcept as cc where (cast($9 as text) is null or cc.coding_code = cast($10 as text) or split_part(cc.coding_code, ':', 2) = cast($11 as text)))) and exists (
  select from public.core_patientorganization as po
  join public.core_practitionerorganization as m on m.organization_id = po.organization_id
  where po.patient_id = sp.patient_id and m.practitioner_id = viewer.practitioner_id) group by "sp"."patient_id", "r"."scope_code_id" union all select viewer.patient_id as "patient_id", "cc"."id" as "code_id", true as "readable", false as "declined" from "viewer" cross join (select id from public.core_codeableconcept union all select -1) as "cc" where "viewer"."kind" = 'patient' and viewer.patient_id = cast($12 as bigint)
        and (cast($13 as bigint) is null or exists (select from public.core_studyscoperequest as r
              join visible_study as s on s.id = r.study_id
              where s.id = cast($14 as bigint) and r.scope_code_id = cc.id)) and (cast($15 as text) is null
    or "cc"."id" in (select cc.id from public.core_codeableconcept as cc where (cast($16 as text) is null or cc.coding_code = cast($17 as text) or split_part(cc.coding_code, ':', 2) = cast($18 as text))))), "asked_code" as (
    select k.code_id, k.readable, k.declined, cc.coding_system, cc.coding_code, cc.text as coding_text,
      case when cast($19 as timestamptz) is null then '-infinity'
        when l.seconds > 63000000000 then '-infinity'
        else cast($20 as timestamptz) - make_interval(secs => coalesce(l.seconds, 0) + 1) end as earliest
    from reach as k
    left join public.core_codeableconcept as cc on cc.id = k.code_id
    left join lateral (select public.jhe_mcp_observation_seconds(o.omh_data) as seconds from public.core_observation as o
      where cast($21 as timestamptz) is not null and o.subject_patient_id = cast($22 as bigint) and coalesce(o.codeable_concept_id, -1) = k.code_id and public.jhe_mcp_observation_seconds(o.omh_data) is not null
      order by public.jhe_mcp_observation_seconds(o.omh_data) desc limit 1) as l on true), "page_row" as (select o.*, k.coding_system, k.coding_code, k.coding_text
    from asked_code as k cross join lateral (
    (select "o"."id", "o"."omh_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id", public.jhe_mcp_observation_start(o.omh_data) as at from public.core_observation as o
      where o.subject_patient_id = cast($23 as bigint) and coalesce(o.codeable_concept_id, -1) = k.code_id and public.jhe_mcp_observation_start(o.omh_data) <= coalesce(cast($24 as timestamptz), 'infinity')
    and public.jhe_mcp_observation_start(o.omh_data) >= k.earliest
    and (cast($25 as timestamptz) is null or public.jhe_mcp_observation_start(o.omh_data) >= cast($26 as timestamptz) or public.jhe_mcp_observation_start(o.omh_data) + make_interval(secs => public.jhe_mcp_observation_seconds(o.omh_data)) >= cast($27 as timestamptz)) and (public.jhe_mcp_observation_start(o.omh_data), o.id) > (coalesce(cast($28 as timestamptz), '-infinity'), coalesce(cast($29 as bigint), -1))
      order by public.jhe_mcp_observation_start(o.omh_data) asc, o.id asc limit cast($30 as integer))
    union all
    (select "o"."id", "o"."omh_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id", cast('infinity' as timestamptz) as at from public.core_observation as o
      where (cast($31 as timestamptz) is null and cast($32 as timestamptz) is null) and o.subject_patient_id = cast($33 as bigint) and coalesce(o.codeable_concept_id, -1) = k.code_id and public.jhe_mcp_observation_start(o.omh_data) is null
        and (cast('infinity' as timestamptz), o.id) > (coalesce(cast($34 as timestamptz), '-infinity'), coalesce(cast($35 as bigint), -1))
      order by public.jhe_mcp_observation_start(o.omh_data) asc, o.id asc limit cast($36 as integer))) as o
    where k.readable
    order by o.at asc, o.id asc limit cast($37 as integer)), "kept_back" as (select k.code_id, k.declined, n.count from asked_code as k
    cross join lateral (
      select count(*) from public.core_observation as o
        where (cast($38 as timestamptz) is null and cast($39 as timestamptz) is null) and o.subject_patient_id = cast($40 as bigint)
    and o.codeable_concept_id = k.code_id
      union all
      select count(*) from public.core_observation as o
        where not (cast($41 as timestamptz) is null and cast($42 as timestamptz) is null) and o.subject_patient_id = cast($43 as bigint) and coalesce(o.codeable_concept_id, -1) = k.code_id and public.jhe_mcp_observation_start(o.omh_data) <= coalesce(cast($44 as timestamptz), 'infinity')
    and public.jhe_mcp_observation_start(o.omh_data) >= k.earliest
    and (cast($45 as timestamptz) is null or public.jhe_mcp_observation_start(o.omh_data) >= cast($46 as timestamptz) or public.jhe_mcp_observation_start(o.omh_data) + make_interval(secs => public.jhe_mcp_observation_seconds(o.omh_data)) >= cast($47 as timestamptz))) as n
    where not k.readable and n.count > 0) select "viewer"."kind" as "viewer_kind", exists (
    select from visible_study as s join public.core_studypatient as sp on sp.study_id = s.id
    where sp.patient_id = cast($48 as bigint) and (cast($49 as bigint) is null or s.id = cast($50 as bigint))
      and (viewer.kind = 'practitioner' or viewer.patient_id = cast($51 as bigint))
    union all
    select where viewer.kind = 'patient' and viewer.patient_id = cast($52 as bigint) and cast($53 as bigint) is null) as "is_visible", (
  select coalesce(json_agg(json_build_object('coding_code', cc.coding_code) order by cc.coding_code), '[]')
  from public.core_codeableconcept as cc
  where cast($54 as text) is not null
    and not exists (select from public.core_codeableconcept as cc where (cast($55 as text) is null or cc.coding_code = cast($56 as text) or split_part(cc.coding_code, ':', 2) = cast($57 as text)))) as "other_types", (select coalesce(json_agg(agg), '[]') from (select "cc"."coding_code", "k"."declined", cast(sum(k.count) as bigint) as "count" from "kept_back" as "k" inner join "public"."core_codeableconcept" as "cc" on "cc"."id" = "k"."code_id" group by "cc"."coding_code", "k"."declined" order by "cc"."coding_code") as agg) as "withheld", (select coalesce(json_agg(agg), '[]') from (select "o"."id", "o"."coding_system", "o"."coding_code", "o"."coding_text", "t"."start_at", "t"."end_at", "t"."is_interval", "o"."status", "o"."last_updated" as "recorded", "d"."name" as "source", cast("o"."omh_data" as text) as "omh_text", "p"."id" as "patient_id", "p"."jhe_user_id" as "patient_user_id", (select coalesce(json_agg(agg), '[]') from (select "i"."system", "i"."value" from "public"."core_observationidentifier" as "i" where "i"."observation_id" = "o"."id" order by "i"."id") as agg) as "identifiers" from "page_row" as "o" cross join lateral (
    select case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.start_at end as start_at, case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.end_at end as end_at, (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" left join "public"."core_datasource" as "d" on "d"."id" = "o"."data_source_id" inner join "public"."core_patient" as "p" on "p"."id" = "o"."subject_patient_id" order by "o"."at" asc, "o"."id" asc) as agg) as "observations" from "viewer";

-- newest_observations (schema from core.0022, core.0011)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 enforce_consent, $5 patient_id, $6 study_id, $7 study_id, $8 data_type, $9 data_type, $10 data_type, $11 data_type, $12 patient_id, $13 study_id, $14 study_id, $15 data_type, $16 data_type, $17 data_type, $18 data_type, $19 window_start, $20 window_end, $21 after_at, $22 window_end, $23 window_start, $24 limit, $25 patient_id, $26 after_at, $27 window_end, $28 limit, $29 window_start, $30 window_end, $31 window_start, $32 window_end, $33 after_at, $34 after_id, $35 limit, $36 patient_id, $37 window_start, $38 window_end, $39 window_start, $40 window_end, $41 after_at, $42 after_id, $43 limit, $44 patient_id, $45 window_start, $46 window_end, $47 patient_id, $48 window_start, $49 window_end, $50 window_start, $51 window_end, $52 window_start, $53 window_end, $54 patient_id, $55 study_id, $56 study_id, $57 patient_id, $58 patient_id, $59 study_id, $60 data_type, $61 data_type, $62 data_type, $63 data_type
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id in (select unnest(cast($3 as bigint[])))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "reach" as (select "sp"."patient_id", "r"."scope_code_id" as "code_id", bool_or(c.consented is true or not cast($4 as boolean)) as "readable", bool_or(c.consented is false) as "declined" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" left join "public"."core_studypatientscopeconsent" as "c" on "c"."study_patient_id" = "sp"."id" and "c"."scope_code_id" = "r"."scope_code_id" where "viewer"."kind" = 'practitioner' and sp.patient_id = cast($5 as bigint)
        and (cast($6 as bigint) is null or "s"."id" = cast($7 as bigint)) and (cast($8 as text) is null
    or "r"."scope_code_id" in (select cc.id from public.core_codeableconcept as cc where (cast($9 as text) is null or cc.coding_code = cast($10 as text) or split_part(cc.coding_code, ':', 2) = cast($11 as text)))) and exists (
  select from public.core_patientorganization as po
  join public.core_practitionerorganization as m on m.organization_id = po.organization_id
  where po.patient_id = sp.patient_id and m.practitioner_id = viewer.practitioner_id) group by "sp"."patient_id", "r"."scope_code_id" union all select viewer.patient_id as "patient_id", "cc"."id" as "code_id", true as "readable", false as "declined" from "viewer" cross join (select id from public.core_codeableconcept union all select -1) as "cc" where "viewer"."kind" = 'patient' and viewer.patient_id = cast($12 as bigint)
        and (cast($13 as bigint) is null or exists (select from public.core_studyscoperequest as r
              join visible_study as s on s.id = r.study_id
              where s.id = cast($14 as bigint) and r.scope_code_id = cc.id)) and (cast($15 as text) is null
    or "cc"."id" in (select cc.id from public.core_codeableconcept as cc where (cast($16 as text) is null or cc.coding_code = cast($17 as text) or split_part(cc.coding_code, ':', 2) = cast($18 as text))))), "near_day" as (
    select d.is_all, case when d.first < '0001-01-04' then '' else to_char(d.first - interval '2 days', 'YYYY-MM-DD') end as first_day,
      case when d.last > '9999-12-28' then 'A' else to_char(d.last + interval '2 days', 'YYYY-MM-DD') end as last_day, case when d.opening < '0001-01-04' then '' else to_char(d.opening - interval '2 days', 'YYYY-MM-DD') end as window_day
    from (select not g.is_known and (cast($19 as timestamptz) is null and cast($20 as timestamptz) is null) as is_all,
        coalesce(case when g.is_known then g.at else '-infinity' end, '-infinity') as first, coalesce(least(cast($21 as timestamptz), cast($22 as timestamptz)), 'infinity') as last,
        coalesce(cast($23 as timestamptz), '-infinity') as opening
      from (
    select count(*) >= cast($24 as integer) as is_known, min(n.at) as at from (
      select coalesce(t.start_at, t.end_at) as at
      from (
        select "o"."id", "o"."value_attachment_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id" from public.core_observation as o
        where o.subject_patient_id = cast($25 as bigint) and o.last_updated <= coalesce(least(cast($26 as timestamptz), cast($27 as timestamptz)), 'infinity')
          and coalesce(o.codeable_concept_id, -1) in (select reach.code_id from reach where reach.readable)
        order by o.last_updated desc limit cast($28 as integer) + 100) as o
      cross join lateral (
    select case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.start_at end as start_at, case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.end_at end as end_at, (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."value_attachment_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as t
      where coalesce(t.start_at, t.end_at) is not null and case when cast($29 as timestamptz) is null and cast($30 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($31 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($32 as timestamptz), 'infinity') end and (coalesce(t.start_at, t.end_at), o.id) < (coalesce(cast($33 as timestamptz), 'infinity'), coalesce(cast($34 as bigint), 9223372036854775807))
      order by 1 desc limit cast($35 as integer)) as n) as g offset 0) as d), "page_row" as (select "o"."id", "o"."value_attachment_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id", "cc"."coding_system", "cc"."coding_code", "cc"."text" as "coding_text", coalesce(t.start_at, t.end_at, '-infinity') as "at" from (
    select "o"."id", "o"."value_attachment_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id" from public.core_observation as o
    where o.subject_patient_id = cast($36 as bigint) and ((select is_all from near_day) or exists (
    select from (select "o"."value_attachment_data" #> '{body,effective_time_frame}' as frame offset 0) as f
    where left(coalesce(f.frame ->> 'date_time', f.frame -> 'time_interval' ->> 'start_date_time', f.frame -> 'time_interval' ->> 'end_date_time', f.frame -> 'time_interval' ->> 'date'), 10) >= (select first_day from near_day) collate "C" and left(coalesce(f.frame ->> 'date_time', f.frame -> 'time_interval' ->> 'start_date_time', left(f.frame -> 'time_interval' ->> 'end_date_time', 0), f.frame -> 'time_interval' ->> 'date'), 10) <= (select last_day from near_day) collate "C"
      and coalesce(left(f.frame ->> 'date_time', 10), 'A') >= (select window_day from near_day) collate "C")) offset 0) as "o" inner join "reach" on reach.code_id = coalesce(o.codeable_concept_id, -1) left join "public"."core_codeableconcept" as "cc" on "cc"."id" = "o"."codeable_concept_id" cross join lateral (
    select case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.start_at end as start_at, case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.end_at end as end_at, (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."value_attachment_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" where "reach"."readable" = true and case when cast($37 as timestamptz) is null and cast($38 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($39 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($40 as timestamptz), 'infinity') end and (coalesce(t.start_at, t.end_at, '-infinity'), o.id) < (coalesce(cast($41 as timestamptz), 'infinity'), coalesce(cast($42 as bigint), 9223372036854775807)) order by coalesce(t.start_at, t.end_at, '-infinity') desc, "o"."id" desc limit cast($43 as integer)), "kept_back" as (select "reach"."code_id", "reach"."declined", count(*) as "count" from "public"."core_observation" as "o" inner join "reach" on "reach"."code_id" = "o"."codeable_concept_id" where "o"."subject_patient_id" = cast($44 as bigint) and "reach"."readable" = false and (cast($45 as timestamptz) is null and cast($46 as timestamptz) is null) group by "reach"."code_id", "reach"."declined" union all select "reach"."code_id", "reach"."declined", count(*) as "count" from "public"."core_observation" as "o" inner join "reach" on "reach"."code_id" = "o"."codeable_concept_id" cross join lateral (
    select case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.start_at end as start_at, case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.end_at end as end_at, (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."value_attachment_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" where "o"."subject_patient_id" = cast($47 as bigint) and "reach"."readable" = false and not (cast($48 as timestamptz) is null and cast($49 as timestamptz) is null) and case when cast($50 as timestamptz) is null and cast($51 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($52 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($53 as timestamptz), 'infinity') end group by "reach"."code_id", "reach"."declined") select "viewer"."kind" as "viewer_kind", exists (
    select from visible_study as s join public.core_studypatient as sp on sp.study_id = s.id
    where sp.patient_id = cast($54 as bigint) and (cast($55 as bigint) is null or s.id = cast($56 as bigint))
      and (viewer.kind = 'practitioner' or viewer.patient_id = cast($57 as bigint))
    union all
    select where viewer.kind = 'patient' and viewer.patient_id = cast($58 as bigint) and cast($59 as bigint) is null) as "is_visible", (
  select coalesce(json_agg(json_build_object('coding_code', cc.coding_code) order by cc.coding_code), '[]')
  from public.core_codeableconcept as cc
  where cast($60 as text) is not null
    and not exists (select from public.core_codeableconcept as cc where (cast($61 as text) is null or cc.coding_code = cast($62 as text) or split_part(cc.coding_code, ':', 2) = cast($63 as text)))) as "other_types", (select coalesce(json_agg(agg), '[]') from (select "cc"."coding_code", "k"."declined", cast(sum(k.count) as bigint) as "count" from "kept_back" as "k" inner join "public"."core_codeableconcept" as "cc" on "cc"."id" = "k"."code_id" group by "cc"."coding_code", "k"."declined" order by "cc"."coding_code") as agg) as "withheld", (select coalesce(json_agg(agg), '[]') from (select "o"."id", "o"."coding_system", "o"."coding_code", "o"."coding_text", "t"."start_at", "t"."end_at", "t"."is_interval", "o"."status", "o"."last_updated" as "recorded", "d"."name" as "source", "o"."value_attachment_data" -> 'body' as "body" from "page_row" as "o" cross join lateral (
    select case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.start_at end as start_at, case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.end_at end as end_at, (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."value_attachment_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" left join "public"."core_datasource" as "d" on "d"."id" = "o"."data_source_id" order by "o"."at" desc, "o"."id" desc) as agg) as "observations" from "viewer";

-- oldest_observations (schema from core.0022, core.0011)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 enforce_consent, $5 patient_id, $6 study_id, $7 study_id, $8 data_type, $9 data_type, $10 data_type, $11 data_type, $12 patient_id, $13 study_id, $14 study_id, $15 data_type, $16 data_type, $17 data_type, $18 data_type, $19 window_start, $20 window_end, $21 after_at, $22 window_end, $23 window_start, $24 limit, $25 patient_id, $26 after_at, $27 window_start, $28 limit, $29 window_start, $30 window_end, $31 window_start, $32 window_end, $33 after_at, $34 after_id, $35 limit, $36 patient_id, $37 window_start, $38 window_end, $39 window_start, $40 window_end, $41 after_at, $42 after_id, $43 limit, $44 patient_id, $45 window_start, $46 window_end, $47 patient_id, $48 window_start, $49 window_end, $50 window_start, $51 window_end, $52 window_start, $53 window_end, $54 patient_id, $55 study_id, $56 study_id, $57 patient_id, $58 patient_id, $59 study_id, $60 data_type, $61 data_type, $62 data_type, $63 data_type
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id in (select unnest(cast($3 as bigint[])))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "reach" as (select "sp"."patient_id", "r"."scope_code_id" as "code_id", bool_or(c.consented is true or not cast($4 as boolean)) as "readable", bool_or(c.consented is false) as "declined" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" left join "public"."core_studypatientscopeconsent" as "c" on "c"."study_patient_id" = "sp"."id" and "c"."scope_code_id" = "r"."scope_code_id" where "viewer"."kind" = 'practitioner' and sp.patient_id = cast($5 as bigint)
        and (cast($6 as bigint) is null or "s"."id" = cast($7 as bigint)) and (cast($8 as text) is null
    or "r"."scope_code_id" in (select cc.id from public.core_codeableconcept as cc where (cast($9 as text) is null or cc.coding_code = cast($10 as text) or split_part(cc.coding_code, ':', 2) = cast($11 as text)))) and exists (
  select from public.core_patientorganization as po
  join public.core_practitionerorganization as m on m.organization_id = po.organization_id
  where po.patient_id = sp.patient_id and m.practitioner_id = viewer.practitioner_id) group by "sp"."patient_id", "r"."scope_code_id" union all select viewer.patient_id as "patient_id", "cc"."id" as "code_id", true as "readable", false as "declined" from "viewer" cross join (select id from public.core_codeableconcept union all select -1) as "cc" where "viewer"."kind" = 'patient' and viewer.patient_id = cast($12 as bigint)
        and (cast($13 as bigint) is null or exists (select from public.core_studyscoperequest as r
              join visible_study as s on s.id = r.study_id
              where s.id = cast($14 as bigint) and r.scope_code_id = cc.id)) and (cast($15 as text) is null
    or "cc"."id" in (select cc.id from public.core_codeableconcept as cc where (cast($16 as text) is null or cc.coding_code = cast($17 as text) or split_part(cc.coding_code, ':', 2) = cast($18 as text))))), "near_day" as (
    select d.is_all, case when d.first < '0001-01-04' then '' else to_char(d.first - interval '2 days', 'YYYY-MM-DD') end as first_day,
      case when d.last > '9999-12-28' then 'A' else to_char(d.last + interval '2 days', 'YYYY-MM-DD') end as last_day, case when d.opening < '0001-01-04' then '' else to_char(d.opening - interval '2 days', 'YYYY-MM-DD') end as window_day
    from (select not g.is_known and (cast($19 as timestamptz) is null and cast($20 as timestamptz) is null) as is_all,
        coalesce(cast($21 as timestamptz), '-infinity') as first, coalesce(least(case when g.is_known then g.at end, cast($22 as timestamptz)), 'infinity') as last,
        coalesce(cast($23 as timestamptz), '-infinity') as opening
      from (
    select count(*) >= cast($24 as integer) as is_known, max(n.at) as at from (
      select coalesce(t.start_at, t.end_at) as at
      from (
        select "o"."id", "o"."value_attachment_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id" from public.core_observation as o
        where o.subject_patient_id = cast($25 as bigint) and o.last_updated >= coalesce(greatest(cast($26 as timestamptz), cast($27 as timestamptz)), '-infinity')
          and coalesce(o.codeable_concept_id, -1) in (select reach.code_id from reach where reach.readable)
        order by o.last_updated asc limit cast($28 as integer) + 100) as o
      cross join lateral (
    select case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.start_at end as start_at, case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.end_at end as end_at, (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."value_attachment_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as t
      where coalesce(t.start_at, t.end_at) is not null and case when cast($29 as timestamptz) is null and cast($30 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($31 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($32 as timestamptz), 'infinity') end and (coalesce(t.start_at, t.end_at), o.id) > (coalesce(cast($33 as timestamptz), '-infinity'), coalesce(cast($34 as bigint), -1))
      order by 1 asc limit cast($35 as integer)) as n) as g offset 0) as d), "page_row" as (select "o"."id", "o"."value_attachment_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id", "cc"."coding_system", "cc"."coding_code", "cc"."text" as "coding_text", coalesce(t.start_at, t.end_at, 'infinity') as "at" from (
    select "o"."id", "o"."value_attachment_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id" from public.core_observation as o
    where o.subject_patient_id = cast($36 as bigint) and ((select is_all from near_day) or exists (
    select from (select "o"."value_attachment_data" #> '{body,effective_time_frame}' as frame offset 0) as f
    where left(coalesce(f.frame ->> 'date_time', f.frame -> 'time_interval' ->> 'start_date_time', f.frame -> 'time_interval' ->> 'end_date_time', f.frame -> 'time_interval' ->> 'date'), 10) >= (select first_day from near_day) collate "C" and left(coalesce(f.frame ->> 'date_time', f.frame -> 'time_interval' ->> 'start_date_time', left(f.frame -> 'time_interval' ->> 'end_date_time', 0), f.frame -> 'time_interval' ->> 'date'), 10) <= (select last_day from near_day) collate "C"
      and coalesce(left(f.frame ->> 'date_time', 10), 'A') >= (select window_day from near_day) collate "C")) offset 0) as "o" inner join "reach" on reach.code_id = coalesce(o.codeable_concept_id, -1) left join "public"."core_codeableconcept" as "cc" on "cc"."id" = "o"."codeable_concept_id" cross join lateral (
    select case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.start_at end as start_at, case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.end_at end as end_at, (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."value_attachment_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" where "reach"."readable" = true and case when cast($37 as timestamptz) is null and cast($38 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($39 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($40 as timestamptz), 'infinity') end and (coalesce(t.start_at, t.end_at, 'infinity'), o.id) > (coalesce(cast($41 as timestamptz), '-infinity'), coalesce(cast($42 as bigint), -1)) order by coalesce(t.start_at, t.end_at, 'infinity') asc, "o"."id" asc limit cast($43 as integer)), "kept_back" as (select "reach"."code_id", "reach"."declined", count(*) as "count" from "public"."core_observation" as "o" inner join "reach" on "reach"."code_id" = "o"."codeable_concept_id" where "o"."subject_patient_id" = cast($44 as bigint) and "reach"."readable" = false and (cast($45 as timestamptz) is null and cast($46 as timestamptz) is null) group by "reach"."code_id", "reach"."declined" union all select "reach"."code_id", "reach"."declined", count(*) as "count" from "public"."core_observation" as "o" inner join "reach" on "reach"."code_id" = "o"."codeable_concept_id" cross join lateral (
    select case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.start_at end as start_at, case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.end_at end as end_at, (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."value_attachment_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" where "o"."subject_patient_id" = cast($47 as bigint) and "reach"."readable" = false and not (cast($48 as timestamptz) is null and cast($49 as timestamptz) is null) and case when cast($50 as timestamptz) is null and cast($51 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($52 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($53 as timestamptz), 'infinity') end group by "reach"."code_id", "reach"."declined") select "viewer"."kind" as "viewer_kind", exists (
    select from visible_study as s join public.core_studypatient as sp on sp.study_id = s.id
    where sp.patient_id = cast($54 as bigint) and (cast($55 as bigint) is null or s.id = cast($56 as bigint))
      and (viewer.kind = 'practitioner' or viewer.patient_id = cast($57 as bigint))
    union all
    select where viewer.kind = 'patient' and viewer.patient_id = cast($58 as bigint) and cast($59 as bigint) is null) as "is_visible", (
  select coalesce(json_agg(json_build_object('coding_code', cc.coding_code) order by cc.coding_code), '[]')
  from public.core_codeableconcept as cc
  where cast($60 as text) is not null
    and not exists (select from public.core_codeableconcept as cc where (cast($61 as text) is null or cc.coding_code = cast($62 as text) or split_part(cc.coding_code, ':', 2) = cast($63 as text)))) as "other_types", (select coalesce(json_agg(agg), '[]') from (select "cc"."coding_code", "k"."declined", cast(sum(k.count) as bigint) as "count" from "kept_back" as "k" inner join "public"."core_codeableconcept" as "cc" on "cc"."id" = "k"."code_id" group by "cc"."coding_code", "k"."declined" order by "cc"."coding_code") as agg) as "withheld", (select coalesce(json_agg(agg), '[]') from (select "o"."id", "o"."coding_system", "o"."coding_code", "o"."coding_text", "t"."start_at", "t"."end_at", "t"."is_interval", "o"."status", "o"."last_updated" as "recorded", "d"."name" as "source", "o"."value_attachment_data" -> 'body' as "body" from "page_row" as "o" cross join lateral (
    select case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.start_at end as start_at, case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.end_at end as end_at, (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."value_attachment_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" left join "public"."core_datasource" as "d" on "d"."id" = "o"."data_source_id" order by "o"."at" asc, "o"."id" asc) as agg) as "observations" from "viewer";

-- newest_observations_fhir (schema from core.0022, core.0011)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 enforce_consent, $5 patient_id, $6 study_id, $7 study_id, $8 data_type, $9 data_type, $10 data_type, $11 data_type, $12 patient_id, $13 study_id, $14 study_id, $15 data_type, $16 data_type, $17 data_type, $18 data_type, $19 window_start, $20 window_end, $21 after_at, $22 window_end, $23 window_start, $24 limit, $25 patient_id, $26 after_at, $27 window_end, $28 limit, $29 window_start, $30 window_end, $31 window_start, $32 window_end, $33 after_at, $34 after_id, $35 limit, $36 patient_id, $37 window_start, $38 window_end, $39 window_start, $40 window_end, $41 after_at, $42 after_id, $43 limit, $44 patient_id, $45 window_start, $46 window_end, $47 patient_id, $48 window_start, $49 window_end, $50 window_start, $51 window_end, $52 window_start, $53 window_end, $54 patient_id, $55 study_id, $56 study_id, $57 patient_id, $58 patient_id, $59 study_id, $60 data_type, $61 data_type, $62 data_type, $63 data_type
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id in (select unnest(cast($3 as bigint[])))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "reach" as (select "sp"."patient_id", "r"."scope_code_id" as "code_id", bool_or(c.consented is true or not cast($4 as boolean)) as "readable", bool_or(c.consented is false) as "declined" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" left join "public"."core_studypatientscopeconsent" as "c" on "c"."study_patient_id" = "sp"."id" and "c"."scope_code_id" = "r"."scope_code_id" where "viewer"."kind" = 'practitioner' and sp.patient_id = cast($5 as bigint)
        and (cast($6 as bigint) is null or "s"."id" = cast($7 as bigint)) and (cast($8 as text) is null
    or "r"."scope_code_id" in (select cc.id from public.core_codeableconcept as cc where (cast($9 as text) is null or cc.coding_code = cast($10 as text) or split_part(cc.coding_code, ':', 2) = cast($11 as text)))) and exists (
  select from public.core_patientorganization as po
  join public.core_practitionerorganization as m on m.organization_id = po.organization_id
  where po.patient_id = sp.patient_id and m.practitioner_id = viewer.practitioner_id) group by "sp"."patient_id", "r"."scope_code_id" union all select viewer.patient_id as "patient_id", "cc"."id" as "code_id", true as "readable", false as "declined" from "viewer" cross join (select id from public.core_codeableconcept union all select -1) as "cc" where "viewer"."kind" = 'patient' and viewer.patient_id = cast($12 as bigint)
        and (cast($13 as bigint) is null or exists (select from public.core_studyscoperequest as r
              join visible_study as s on s.id = r.study_id
              where s.id = cast($14 as bigint) and r.scope_code_id = cc.id)) and (cast($15 as text) is null
    or "cc"."id" in (select cc.id from public.core_codeableconcept as cc where (cast($16 as text) is null or cc.coding_code = cast($17 as text) or split_part(cc.coding_code, ':', 2) = cast($18 as text))))), "near_day" as (
    select d.is_all, case when d.first < '0001-01-04' then '' else to_char(d.first - interval '2 days', 'YYYY-MM-DD') end as first_day,
      case when d.last > '9999-12-28' then 'A' else to_char(d.last + interval '2 days', 'YYYY-MM-DD') end as last_day, case when d.opening < '0001-01-04' then '' else to_char(d.opening - interval '2 days', 'YYYY-MM-DD') end as window_day
    from (select not g.is_known and (cast($19 as timestamptz) is null and cast($20 as timestamptz) is null) as is_all,
        coalesce(case when g.is_known then g.at else '-infinity' end, '-infinity') as first, coalesce(least(cast($21 as timestamptz), cast($22 as timestamptz)), 'infinity') as last,
        coalesce(cast($23 as timestamptz), '-infinity') as opening
      from (
    select count(*) >= cast($24 as integer) as is_known, min(n.at) as at from (
      select coalesce(t.start_at, t.end_at) as at
      from (
        select "o"."id", "o"."value_attachment_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id" from public.core_observation as o
        where o.subject_patient_id = cast($25 as bigint) and o.last_updated <= coalesce(least(cast($26 as timestamptz), cast($27 as timestamptz)), 'infinity')
          and coalesce(o.codeable_concept_id, -1) in (select reach.code_id from reach where reach.readable)
        order by o.last_updated desc limit cast($28 as integer) + 100) as o
      cross join lateral (
    select case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.start_at end as start_at, case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.end_at end as end_at, (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."value_attachment_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as t
      where coalesce(t.start_at, t.end_at) is not null and case when cast($29 as timestamptz) is null and cast($30 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($31 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($32 as timestamptz), 'infinity') end and (coalesce(t.start_at, t.end_at), o.id) < (coalesce(cast($33 as timestamptz), 'infinity'), coalesce(cast($34 as bigint), 9223372036854775807))
      order by 1 desc limit cast($35 as integer)) as n) as g offset 0) as d), "page_row" as (select "o"."id", "o"."value_attachment_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id", "cc"."coding_system", "cc"."coding_code", "cc"."text" as "coding_text", coalesce(t.start_at, t.end_at, '-infinity') as "at" from (
    select "o"."id", "o"."value_attachment_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id" from public.core_observation as o
    where o.subject_patient_id = cast($36 as bigint) and ((select is_all from near_day) or exists (
    select from (select "o"."value_attachment_data" #> '{body,effective_time_frame}' as frame offset 0) as f
    where left(coalesce(f.frame ->> 'date_time', f.frame -> 'time_interval' ->> 'start_date_time', f.frame -> 'time_interval' ->> 'end_date_time', f.frame -> 'time_interval' ->> 'date'), 10) >= (select first_day from near_day) collate "C" and left(coalesce(f.frame ->> 'date_time', f.frame -> 'time_interval' ->> 'start_date_time', left(f.frame -> 'time_interval' ->> 'end_date_time', 0), f.frame -> 'time_interval' ->> 'date'), 10) <= (select last_day from near_day) collate "C"
      and coalesce(left(f.frame ->> 'date_time', 10), 'A') >= (select window_day from near_day) collate "C")) offset 0) as "o" inner join "reach" on reach.code_id = coalesce(o.codeable_concept_id, -1) left join "public"."core_codeableconcept" as "cc" on "cc"."id" = "o"."codeable_concept_id" cross join lateral (
    select case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.start_at end as start_at, case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.end_at end as end_at, (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."value_attachment_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" where "reach"."readable" = true and case when cast($37 as timestamptz) is null and cast($38 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($39 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($40 as timestamptz), 'infinity') end and (coalesce(t.start_at, t.end_at, '-infinity'), o.id) < (coalesce(cast($41 as timestamptz), 'infinity'), coalesce(cast($42 as bigint), 9223372036854775807)) order by coalesce(t.start_at, t.end_at, '-infinity') desc, "o"."id" desc limit cast($43 as integer)), "kept_back" as (select "reach"."code_id", "reach"."declined", count(*) as "count" from "public"."core_observation" as "o" inner join "reach" on "reach"."code_id" = "o"."codeable_concept_id" where "o"."subject_patient_id" = cast($44 as bigint) and "reach"."readable" = false and (cast($45 as timestamptz) is null and cast($46 as timestamptz) is null) group by "reach"."code_id", "reach"."declined" union all select "reach"."code_id", "reach"."declined", count(*) as "count" from "public"."core_observation" as "o" inner join "reach" on "reach"."code_id" = "o"."codeable_concept_id" cross join lateral (
    select case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.start_at end as start_at, case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.end_at end as end_at, (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."value_attachment_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" where "o"."subject_patient_id" = cast($47 as bigint) and "reach"."readable" = false and not (cast($48 as timestamptz) is null and cast($49 as timestamptz) is null) and case when cast($50 as timestamptz) is null and cast($51 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($52 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($53 as timestamptz), 'infinity') end group by "reach"."code_id", "reach"."declined") select "viewer"."kind" as "viewer_kind", exists (
    select from visible_study as s join public.core_studypatient as sp on sp.study_id = s.id
    where sp.patient_id = cast($54 as bigint) and (cast($55 as bigint) is null or s.id = cast($56 as bigint))
      and (viewer.kind = 'practitioner' or viewer.patient_id = cast($57 as bigint))
    union all
    select where viewer.kind = 'patient' and viewer.patient_id = cast($58 as bigint) and cast($59 as bigint) is null) as "is_visible", (
  select coalesce(json_agg(json_build_object('coding_code', cc.coding_code) order by cc.coding_code), '[]')
  from public.core_codeableconcept as cc
  where cast($60 as text) is not null
    and not exists (select from public.core_codeableconcept as cc where (cast($61 as text) is null or cc.coding_code = cast($62 as text) or split_part(cc.coding_code, ':', 2) = cast($63 as text)))) as "other_types", (select coalesce(json_agg(agg), '[]') from (select "cc"."coding_code", "k"."declined", cast(sum(k.count) as bigint) as "count" from "kept_back" as "k" inner join "public"."core_codeableconcept" as "cc" on "cc"."id" = "k"."code_id" group by "cc"."coding_code", "k"."declined" order by "cc"."coding_code") as agg) as "withheld", (select coalesce(json_agg(agg), '[]') from (select "o"."id", "o"."coding_system", "o"."coding_code", "o"."coding_text", "t"."start_at", "t"."end_at", "t"."is_interval", "o"."status", "o"."last_updated" as "recorded", "d"."name" as "source", cast("o"."value_attachment_data" as text) as "omh_text", "p"."id" as "patient_id", "p"."jhe_user_id" as "patient_user_id", (select coalesce(json_agg(agg), '[]') from (select "i"."system", "i"."value" from "public"."core_observationidentifier" as "i" where "i"."observation_id" = "o"."id" order by "i"."id") as agg) as "identifiers" from "page_row" as "o" cross join lateral (
    select case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.start_at end as start_at, case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.end_at end as end_at, (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."value_attachment_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" left join "public"."core_datasource" as "d" on "d"."id" = "o"."data_source_id" inner join "public"."core_patient" as "p" on "p"."id" = "o"."subject_patient_id" order by "o"."at" desc, "o"."id" desc) as agg) as "observations" from "viewer";

-- oldest_observations_fhir (schema from core.0022, core.0011)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 enforce_consent, $5 patient_id, $6 study_id, $7 study_id, $8 data_type, $9 data_type, $10 data_type, $11 data_type, $12 patient_id, $13 study_id, $14 study_id, $15 data_type, $16 data_type, $17 data_type, $18 data_type, $19 window_start, $20 window_end, $21 after_at, $22 window_end, $23 window_start, $24 limit, $25 patient_id, $26 after_at, $27 window_start, $28 limit, $29 window_start, $30 window_end, $31 window_start, $32 window_end, $33 after_at, $34 after_id, $35 limit, $36 patient_id, $37 window_start, $38 window_end, $39 window_start, $40 window_end, $41 after_at, $42 after_id, $43 limit, $44 patient_id, $45 window_start, $46 window_end, $47 patient_id, $48 window_start, $49 window_end, $50 window_start, $51 window_end, $52 window_start, $53 window_end, $54 patient_id, $55 study_id, $56 study_id, $57 patient_id, $58 patient_id, $59 study_id, $60 data_type, $61 data_type, $62 data_type, $63 data_type
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id in (select unnest(cast($3 as bigint[])))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "reach" as (select "sp"."patient_id", "r"."scope_code_id" as "code_id", bool_or(c.consented is true or not cast($4 as boolean)) as "readable", bool_or(c.consented is false) as "declined" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" left join "public"."core_studypatientscopeconsent" as "c" on "c"."study_patient_id" = "sp"."id" and "c"."scope_code_id" = "r"."scope_code_id" where "viewer"."kind" = 'practitioner' and sp.patient_id = cast($5 as bigint)
        and (cast($6 as bigint) is null or "s"."id" = cast($7 as bigint)) and (cast($8 as text) is null
    or "r"."scope_code_id" in (select cc.id from public.core_codeableconcept as cc where (cast($9 as text) is null or cc.coding_code = cast($10 as text) or split_part(cc.coding_code, ':', 2) = cast($11 as text)))) and exists (
  select from public.core_patientorganization as po
  join public.core_practitionerorganization as m on m.organization_id = po.organization_id
  where po.patient_id = sp.patient_id and m.practitioner_id = viewer.practitioner_id) group by "sp"."patient_id", "r"."scope_code_id" union all select viewer.patient_id as "patient_id", "cc"."id" as "code_id", true as "readable", false as "declined" from "viewer" cross join (select id from public.core_codeableconcept union all select -1) as "cc" where "viewer"."kind" = 'patient' and viewer.patient_id = cast($12 as bigint)
        and (cast($13 as bigint) is null or exists (select from public.core_studyscoperequest as r
              join visible_study as s on s.id = r.study_id
              where s.id = cast($14 as bigint) and r.scope_code_id = cc.id)) and (cast($15 as text) is null
    or "cc"."id" in (select cc.id from public.core_codeableconcept as cc where (cast($16 as text) is null or cc.coding_code = cast($17 as text) or split_part(cc.coding_code, ':', 2) = cast($18 as text))))), "near_day" as (
    select d.is_all, case when d.first < '0001-01-04' then '' else to_char(d.first - interval '2 days', 'YYYY-MM-DD') end as first_day,
      case when d.last > '9999-12-28' then 'A' else to_char(d.last + interval '2 days', 'YYYY-MM-DD') end as last_day, case when d.opening < '0001-01-04' then '' else to_char(d.opening - interval '2 days', 'YYYY-MM-DD') end as window_day
    from (select not g.is_known and (cast($19 as timestamptz) is null and cast($20 as timestamptz) is null) as is_all,
        coalesce(cast($21 as timestamptz), '-infinity') as first, coalesce(least(case when g.is_known then g.at end, cast($22 as timestamptz)), 'infinity') as last,
        coalesce(cast($23 as timestamptz), '-infinity') as opening
      from (
    select count(*) >= cast($24 as integer) as is_known, max(n.at) as at from (
      select coalesce(t.start_at, t.end_at) as at
      from (
        select "o"."id", "o"."value_attachment_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id" from public.core_observation as o
        where o.subject_patient_id = cast($25 as bigint) and o.last_updated >= coalesce(greatest(cast($26 as timestamptz), cast($27 as timestamptz)), '-infinity')
          and coalesce(o.codeable_concept_id, -1) in (select reach.code_id from reach where reach.readable)
        order by o.last_updated asc limit cast($28 as integer) + 100) as o
      cross join lateral (
    select case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.start_at end as start_at, case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.end_at end as end_at, (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."value_attachment_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as t
      where coalesce(t.start_at, t.end_at) is not null and case when cast($29 as timestamptz) is null and cast($30 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($31 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($32 as timestamptz), 'infinity') end and (coalesce(t.start_at, t.end_at), o.id) > (coalesce(cast($33 as timestamptz), '-infinity'), coalesce(cast($34 as bigint), -1))
      order by 1 asc limit cast($35 as integer)) as n) as g offset 0) as d), "page_row" as (select "o"."id", "o"."value_attachment_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id", "cc"."coding_system", "cc"."coding_code", "cc"."text" as "coding_text", coalesce(t.start_at, t.end_at, 'infinity') as "at" from (
    select "o"."id", "o"."value_attachment_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id" from public.core_observation as o
    where o.subject_patient_id = cast($36 as bigint) and ((select is_all from near_day) or exists (
    select from (select "o"."value_attachment_data" #> '{body,effective_time_frame}' as frame offset 0) as f
    where left(coalesce(f.frame ->> 'date_time', f.frame -> 'time_interval' ->> 'start_date_time', f.frame -> 'time_interval' ->> 'end_date_time', f.frame -> 'time_interval' ->> 'date'), 10) >= (select first_day from near_day) collate "C" and left(coalesce(f.frame ->> 'date_time', f.frame -> 'time_interval' ->> 'start_date_time', left(f.frame -> 'time_interval' ->> 'end_date_time', 0), f.frame -> 'time_interval' ->> 'date'), 10) <= (select last_day from near_day) collate "C"
      and coalesce(left(f.frame ->> 'date_time', 10), 'A') >= (select window_day from near_day) collate "C")) offset 0) as "o" inner join "reach" on reach.code_id = coalesce(o.codeable_concept_id, -1) left join "public"."core_codeableconcept" as "cc" on "cc"."id" = "o"."codeable_concept_id" cross join lateral (
    select case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.start_at end as start_at, case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.end_at end as end_at, (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."value_attachment_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" where "reach"."readable" = true and case when cast($37 as timestamptz) is null and cast($38 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($39 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($40 as timestamptz), 'infinity') end and (coalesce(t.start_at, t.end_at, 'infinity'), o.id) > (coalesce(cast($41 as timestamptz), '-infinity'), coalesce(cast($42 as bigint), -1)) order by coalesce(t.start_at, t.end_at, 'infinity') asc, "o"."id" asc limit cast($43 as integer)), "kept_back" as (select "reach"."code_id", "reach"."declined", count(*) as "count" from "public"."core_observation" as "o" inner join "reach" on "reach"."code_id" = "o"."codeable_concept_id" where "o"."subject_patient_id" = cast($44 as bigint) and "reach"."readable" = false and (cast($45 as timestamptz) is null and cast($46 as timestamptz) is null) group by "reach"."code_id", "reach"."declined" union all select "reach"."code_id", "reach"."declined", count(*) as "count" from "public"."core_observation" as "o" inner join "reach" on "reach"."code_id" = "o"."codeable_concept_id" cross join lateral (
    select case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.start_at end as start_at, case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.end_at end as end_at, (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."value_attachment_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" where "o"."subject_patient_id" = cast($47 as bigint) and "reach"."readable" = false and not (cast($48 as timestamptz) is null and cast($49 as timestamptz) is null) and case when cast($50 as timestamptz) is null and cast($51 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($52 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($53 as timestamptz), 'infinity') end group by "reach"."code_id", "reach"."declined") select "viewer"."kind" as "viewer_kind", exists (
    select from visible_study as s join public.core_studypatient as sp on sp.study_id = s.id
    where sp.patient_id = cast($54 as bigint) and (cast($55 as bigint) is null or s.id = cast($56 as bigint))
      and (viewer.kind = 'practitioner' or viewer.patient_id = cast($57 as bigint))
    union all
    select where viewer.kind = 'patient' and viewer.patient_id = cast($58 as bigint) and cast($59 as bigint) is null) as "is_visible", (
  select coalesce(json_agg(json_build_object('coding_code', cc.coding_code) order by cc.coding_code), '[]')
  from public.core_codeableconcept as cc
  where cast($60 as text) is not null
    and not exists (select from public.core_codeableconcept as cc where (cast($61 as text) is null or cc.coding_code = cast($62 as text) or split_part(cc.coding_code, ':', 2) = cast($63 as text)))) as "other_types", (select coalesce(json_agg(agg), '[]') from (select "cc"."coding_code", "k"."declined", cast(sum(k.count) as bigint) as "count" from "kept_back" as "k" inner join "public"."core_codeableconcept" as "cc" on "cc"."id" = "k"."code_id" group by "cc"."coding_code", "k"."declined" order by "cc"."coding_code") as agg) as "withheld", (select coalesce(json_agg(agg), '[]') from (select "o"."id", "o"."coding_system", "o"."coding_code", "o"."coding_text", "t"."start_at", "t"."end_at", "t"."is_interval", "o"."status", "o"."last_updated" as "recorded", "d"."name" as "source", cast("o"."value_attachment_data" as text) as "omh_text", "p"."id" as "patient_id", "p"."jhe_user_id" as "patient_user_id", (select coalesce(json_agg(agg), '[]') from (select "i"."system", "i"."value" from "public"."core_observationidentifier" as "i" where "i"."observation_id" = "o"."id" order by "i"."id") as agg) as "identifiers" from "page_row" as "o" cross join lateral (
    select case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.start_at end as start_at, case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.end_at end as end_at, (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."value_attachment_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" left join "public"."core_datasource" as "d" on "d"."id" = "o"."data_source_id" inner join "public"."core_patient" as "p" on "p"."id" = "o"."subject_patient_id" order by "o"."at" asc, "o"."id" asc) as agg) as "observations" from "viewer";

-- summarize_patient (schema from core.0022, core.0011)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 enforce_consent, $5 patient_id, $6 study_id, $7 study_id, $8 data_type, $9 data_type, $10 data_type, $11 data_type, $12 patient_id, $13 study_id, $14 study_id, $15 data_type, $16 data_type, $17 data_type, $18 data_type, $19 patient_id, $20 window_start, $21 window_end, $22 window_start, $23 window_end, $24 now, $25 window_start, $26 time_zone, $27 window_start, $28 time_zone, $29 window_start, $30 now, $31 window_start, $32 time_zone, $33 window_end, $34 window_end, $35 time_zone, $36 now, $37 time_zone, $38 patient_id, $39 study_id, $40 study_id, $41 patient_id, $42 patient_id, $43 study_id, $44 data_type, $45 data_type, $46 data_type, $47 data_type
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id in (select unnest(cast($3 as bigint[])))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "reach" as (select "sp"."patient_id", "r"."scope_code_id" as "code_id", bool_or(c.consented is true or not cast($4 as boolean)) as "readable", bool_or(c.consented is false) as "declined" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" left join "public"."core_studypatientscopeconsent" as "c" on "c"."study_patient_id" = "sp"."id" and "c"."scope_code_id" = "r"."scope_code_id" where "viewer"."kind" = 'practitioner' and sp.patient_id = cast($5 as bigint)
        and (cast($6 as bigint) is null or "s"."id" = cast($7 as bigint)) and (cast($8 as text) is null
    or "r"."scope_code_id" in (select cc.id from public.core_codeableconcept as cc where (cast($9 as text) is null or cc.coding_code = cast($10 as text) or split_part(cc.coding_code, ':', 2) = cast($11 as text)))) and exists (
  select from public.core_patientorganization as po
  join public.core_practitionerorganization as m on m.organization_id = po.organization_id
  where po.patient_id = sp.patient_id and m.practitioner_id = viewer.practitioner_id) group by "sp"."patient_id", "r"."scope_code_id" union all select viewer.patient_id as "patient_id", "cc"."id" as "code_id", true as "readable", false as "declined" from "viewer" cross join (select id from public.core_codeableconcept union all select -1) as "cc" where "viewer"."kind" = 'patient' and viewer.patient_id = cast($12 as bigint)
        and (cast($13 as bigint) is null or exists (select from public.core_studyscoperequest as r
              join visible_study as s on s.id = r.study_id
              where s.id = cast($14 as bigint) and r.scope_code_id = cc.id)) and (cast($15 as text) is null
    or "cc"."id" in (select cc.id from public.core_codeableconcept as cc where (cast($16 as text) is null or cc.coding_code = cast($17 as text) or split_part(cc.coding_code, ':', 2) = cast($18 as text))))), "measured" as (
      select reach.patient_id, reach.code_id, cc.coding_code, o.data_source_id as source_id,
        reach.readable and o.status not in ('entered-in-error', 'cancelled') as readable, not reach.readable as withheld, reach.declined,
        reach.readable and not o.status not in ('entered-in-error', 'cancelled') as retracted, place.at, place.until, place.is_inside,
        f.code is not null as is_described,
        "o"."value_attachment_data" #> coalesce(f.path_0, '{body}') as stored_0, "o"."value_attachment_data" #> f.path_1 as stored_1
      from public.core_observation as o
      join reach on reach.code_id = coalesce(o.codeable_concept_id, -1)
        and o.subject_patient_id = cast($19 as bigint)
      left join public.core_codeableconcept as cc on cc.id = o.codeable_concept_id
      left join (
  select * from (values ('omh:blood-glucose:4.0', cast('{body,blood_glucose}' as text[]), cast(null as text[])), ('omh:blood-pressure:4.0', cast('{body,systolic_blood_pressure}' as text[]), cast('{body,diastolic_blood_pressure}' as text[])), ('omh:body-temperature:4.0', cast('{body,body_temperature}' as text[]), cast(null as text[])), ('omh:heart-rate:2.0', cast('{body,heart_rate}' as text[]), cast(null as text[])), ('omh:oxygen-saturation:2.0', cast('{body,oxygen_saturation}' as text[]), cast(null as text[])), ('omh:respiratory-rate:2.0', cast('{body,respiratory_rate}' as text[]), cast(null as text[])), ('omh:rr-interval:1.0', cast('{body,rr_interval}' as text[]), cast(null as text[])), ('omh:body-weight:3.0', cast('{body,body_weight}' as text[]), cast(null as text[])), ('omh:forced-vital-capacity:1.0', cast('{body,forced_vital_capacity}' as text[]), cast(null as text[])), ('omh:forced-expiratory-volume-1-second:1.0', cast('{body,forced_expiratory_volume_1_second}' as text[]), cast(null as text[])), ('omh:physical-activity:1.2', cast('{body,distance}' as text[]), cast('{body,kcal_burned}' as text[])), ('omh:step-count:3.0', cast('{body,step_count}' as text[]), cast(null as text[])), ('ieee:sleep-stage-summary:1.0', cast('{body,sleep_stage_summary,total_sleep_time}' as text[]), cast(null as text[])), ('omh:sleep-episode:1.1', cast('{body,total_sleep_time}' as text[]), cast(null as text[])), ('omh:sleep-duration:2.0', cast('{body,sleep_duration}' as text[]), cast(null as text[]))) as v(code, path_0, path_1)) as f on f.code = cc.coding_code
      cross join lateral (
    select case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.start_at end as start_at, case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.end_at end as end_at, (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."value_attachment_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as t
      cross join lateral (select coalesce(t.start_at, t.end_at) as at,
        coalesce(t.end_at, t.start_at) as until,
        coalesce(case when cast($20 as timestamptz) is null and cast($21 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($22 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($23 as timestamptz), 'infinity') end, false) as is_inside offset 0) as place
      where place.is_inside or place.at is null), "placed" as (
          select m.*, cast(null as timestamptz) as bucket_at from measured as m
          where m.readable and m.is_inside), "number" as (
  select p.code_id, p.bucket_at, r.position, left(r.name, 200) as name,
    left(s.unit, 200) as unit, case when jsonb_typeof(s.said) = 'number' then
      case when abs(cast(s.said as numeric)) < 1e-100 then 0
        when abs(cast(s.said as numeric)) <= 1e100 then cast(s.said as float8) end end as number,
    coalesce(jsonb_typeof(s.said), 'null') = 'null' as is_missing
  from placed as p
  cross join lateral (
    select f.position, f.name, f.is_required,
      case f.position when 0 then p.stored_0 else p.stored_1 end as stored
    from (
  select * from (values ('omh:blood-glucose:4.0', 0, 'blood_glucose', true), ('omh:blood-pressure:4.0', 0, 'systolic', true), ('omh:blood-pressure:4.0', 1, 'diastolic', true), ('omh:body-temperature:4.0', 0, 'body_temperature', true), ('omh:heart-rate:2.0', 0, 'heart_rate', true), ('omh:oxygen-saturation:2.0', 0, 'oxygen_saturation', true), ('omh:respiratory-rate:2.0', 0, 'respiratory_rate', true), ('omh:rr-interval:1.0', 0, 'rr_interval', true), ('omh:body-weight:3.0', 0, 'body_weight', true), ('omh:forced-vital-capacity:1.0', 0, 'forced_vital_capacity', true), ('omh:forced-expiratory-volume-1-second:1.0', 0, 'forced_expiratory_volume_1_second', true), ('omh:physical-activity:1.2', 0, 'distance', false), ('omh:physical-activity:1.2', 1, 'kcal_burned', false), ('omh:step-count:3.0', 0, 'step_count', true), ('ieee:sleep-stage-summary:1.0', 0, 'total_sleep_time', true), ('omh:sleep-episode:1.1', 0, 'total_sleep_time', false), ('omh:sleep-duration:2.0', 0, 'sleep_duration', true)) as v(code, position, name, is_required)) as f where f.code = p.coding_code
    union all
    select 0, e.key, false, e.value
    from jsonb_each(case when not p.is_described and jsonb_typeof(p.stored_0) = 'object' then p.stored_0 end) as e
    where e.key <> 'effective_time_frame' and jsonb_typeof(e.value) = 'object'
      and e.value ? 'value' and jsonb_typeof(e.value -> 'unit') = 'string') as r
  cross join lateral (
    select case when jsonb_typeof(r.stored) = 'object' then r.stored -> 'value' else r.stored end as said,
      case when jsonb_typeof(r.stored -> 'unit') = 'string' then r.stored ->> 'unit' end as unit offset 0) as s
  where r.is_required or r.stored is not null), "covered" as (
    select c.code_id, c.coding_code, c.count, c.patients, c.first, c.last, c.unknown_time, c.future_time, c.retracted,
      coalesce(d.days_with_data, 0) as days_with_data, e.days,
      coalesce(greatest(d.widest, e.last_day - d.last_day), e.days) as longest_gap_days
    from (
      select m.code_id, m.coding_code,
        count(*) filter (where m.readable and m.is_inside) as count,
        count(distinct m.patient_id) filter (where m.readable and m.is_inside) as patients,
        min(m.at) filter (where m.readable and m.is_inside) as first,
        max(m.at) filter (where m.readable and m.is_inside) as last,
        count(*) filter (where m.readable and m.at is null) as unknown_time,
        count(*) filter (where m.readable and m.is_inside and m.at > cast($24 as timestamptz)) as future_time,
        count(*) filter (where m.retracted and m.is_inside) as retracted
      from measured as m where m.readable or m.retracted and m.is_inside
      group by m.code_id, m.coding_code) as c
    left join (
      select g.code_id, count(*) as days_with_data, min(g.day) as first_day, max(g.day) as last_day,
        max(g.gap) as widest
      from (
        select b.code_id, b.day,
          b.day - lag(b.day, 1, coalesce(cast(cast($25 as timestamptz) at time zone cast($26 as text) as date), b.day) - 1) over (partition by b.code_id order by b.day) - 1 as gap
        from (
          select distinct p.code_id, cast(greatest(p.at, cast($27 as timestamptz)) at time zone cast($28 as text) as date) as day from placed as p
          where greatest(p.at, cast($29 as timestamptz)) <= cast($30 as timestamptz) and p.at is not null) as b) as g
      group by g.code_id) as d on d.code_id = c.code_id
    cross join lateral (
      select coalesce(cast(cast($31 as timestamptz) at time zone cast($32 as text) as date), d.first_day) as first_day,
        case when cast($33 as timestamptz) is not null or d.last_day is not null
          then least(coalesce(cast(cast($34 as timestamptz) at time zone cast($35 as text) as date), d.last_day), cast(cast($36 as timestamptz) at time zone cast($37 as text) as date)) end as last_day
      offset 0) as w
    cross join lateral (
      select w.last_day, coalesce(greatest(w.last_day - w.first_day + 1, 0), 0) as days) as e) select "viewer"."kind" as "viewer_kind", exists (
    select from visible_study as s join public.core_studypatient as sp on sp.study_id = s.id
    where sp.patient_id = cast($38 as bigint) and (cast($39 as bigint) is null or s.id = cast($40 as bigint))
      and (viewer.kind = 'practitioner' or viewer.patient_id = cast($41 as bigint))
    union all
    select where viewer.kind = 'patient' and viewer.patient_id = cast($42 as bigint) and cast($43 as bigint) is null) as "is_visible", (
  select coalesce(json_agg(json_build_object('coding_code', cc.coding_code) order by cc.coding_code), '[]')
  from public.core_codeableconcept as cc
  where cast($44 as text) is not null
    and not exists (select from public.core_codeableconcept as cc where (cast($45 as text) is null or cc.coding_code = cast($46 as text) or split_part(cc.coding_code, ':', 2) = cast($47 as text)))) as "other_types", (
  select coalesce(json_agg(json_build_object(
    'data_type', k.coding_code, 'count', k.count, 'patients', k.patients,
    'first', k.first, 'last', k.last, 'unknown_time', k.unknown_time, 'future_time', k.future_time, 'retracted', k.retracted,
    'entries', coalesce(s.entries, '[]'), 'left_out', coalesce(s.left_out, 0),
    'days_with_data', k.days_with_data, 'days', k.days, 'longest_gap_days', k.longest_gap_days,
    'sources', coalesce(d.names, '[]')) order by k.coding_code, k.code_id), '[]')
  from covered as k
  left join (
    select g.code_id, g.bucket_at, greatest(count(*) - 20, 0) as left_out,
      json_agg(json_build_object('name', g.name, 'unit', g.unit, 'count', g.count, 'mean', g.mean,
        'min', g.min, 'max', g.max, 'missing', g.missing, 'not_number', g.not_number, 'median', g.median, 'sd', g.sd)
        order by g.position, g.name, g.rank) filter (where g.rank <= 20) as entries
    from (
      select k.code_id, k.bucket_at, k.position, k.name, k.unit, k.count, k.mean, k.min, k.max, k.median, k.sd,
        k.missing + case when k.unit is not null and k.units = 1 then k.astray_missing else 0 end as missing,
        k.not_number + case when k.unit is not null and k.units = 1 then k.astray_not_number else 0 end as not_number,
        row_number() over (partition by k.code_id, k.bucket_at
          order by k.count desc, k.position, k.name, k.unit) as rank
      from (
  select e.*, count(e.unit) over name as units,
    coalesce(sum(e.missing) filter (where e.unit is null and e.count = 0) over name, 0) as astray_missing,
    coalesce(sum(e.not_number) filter (where e.unit is null and e.count = 0) over name, 0) as astray_not_number
  from (
        select n.code_id, n.bucket_at, n.position, n.name, n.unit, count(n.number) as count,
          avg(n.number) as mean, min(n.number) as min, max(n.number) as max,
          count(*) filter (where n.is_missing) as missing,
          count(*) filter (where n.number is null and not n.is_missing) as not_number, percentile_cont(0.5) within group (order by n.number) as median, stddev_samp(n.number) as sd
        from number as n group by n.code_id, n.bucket_at, n.position, n.name, n.unit) as e
  window name as (partition by e.code_id, e.bucket_at, e.position, e.name)) as k
      where k.unit is not null or k.count > 0 or k.units <> 1) as g
    group by g.code_id, g.bucket_at) as s on s.code_id = k.code_id
  left join (
    select n.code_id, to_json((array_agg(n.name order by n.name))[1:21]) as names
    from (
      select distinct p.code_id, source.name from placed as p
      join public.core_datasource as source on source.id = p.source_id
      where source.name is not null) as n
    group by n.code_id) as d on d.code_id = k.code_id) as "types", (
  select coalesce(json_agg(w order by w.coding_code, w.declined), '[]') from (
    select m.coding_code, m.declined, count(*) as count from measured as m
    where m.withheld and m.is_inside and m.coding_code is not null
    group by m.coding_code, m.declined) as w) as "withheld" from "viewer";

-- summarize_study (schema from core.0022, core.0011)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 enforce_consent, $5 study_id, $6 data_type, $7 data_type, $8 data_type, $9 data_type, $10 study_id, $11 data_type, $12 data_type, $13 data_type, $14 data_type, $15 window_start, $16 window_end, $17 window_start, $18 window_end, $19 now, $20 window_start, $21 time_zone, $22 window_start, $23 time_zone, $24 window_start, $25 now, $26 window_start, $27 time_zone, $28 window_end, $29 window_end, $30 time_zone, $31 now, $32 time_zone, $33 study_id, $34 data_type, $35 data_type, $36 data_type, $37 data_type
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id in (select unnest(cast($3 as bigint[])))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "reach" as (select "sp"."patient_id", "r"."scope_code_id" as "code_id", bool_or(c.consented is true or not cast($4 as boolean)) as "readable", bool_or(c.consented is false) as "declined" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" left join "public"."core_studypatientscopeconsent" as "c" on "c"."study_patient_id" = "sp"."id" and "c"."scope_code_id" = "r"."scope_code_id" where "viewer"."kind" = 'practitioner' and s.id = cast($5 as bigint) and (cast($6 as text) is null
    or "r"."scope_code_id" in (select cc.id from public.core_codeableconcept as cc where (cast($7 as text) is null or cc.coding_code = cast($8 as text) or split_part(cc.coding_code, ':', 2) = cast($9 as text)))) and exists (
  select from public.core_patientorganization as po
  join public.core_practitionerorganization as m on m.organization_id = po.organization_id
  where po.patient_id = sp.patient_id and m.practitioner_id = viewer.practitioner_id) group by "sp"."patient_id", "r"."scope_code_id" union all select viewer.patient_id as "patient_id", "cc"."id" as "code_id", true as "readable", false as "declined" from "viewer" cross join (select id from public.core_codeableconcept union all select -1) as "cc" where "viewer"."kind" = 'patient' and exists (select from public.core_studyscoperequest as r
              join visible_study as s on s.id = r.study_id
              where s.id = cast($10 as bigint) and r.scope_code_id = cc.id) and (cast($11 as text) is null
    or "cc"."id" in (select cc.id from public.core_codeableconcept as cc where (cast($12 as text) is null or cc.coding_code = cast($13 as text) or split_part(cc.coding_code, ':', 2) = cast($14 as text))))), "measured" as (
      select reach.patient_id, reach.code_id, cc.coding_code, o.data_source_id as source_id,
        reach.readable and o.status not in ('entered-in-error', 'cancelled') as readable, not reach.readable as withheld, reach.declined,
        reach.readable and not o.status not in ('entered-in-error', 'cancelled') as retracted, place.at, place.until, place.is_inside,
        f.code is not null as is_described,
        "o"."value_attachment_data" #> coalesce(f.path_0, '{body}') as stored_0, "o"."value_attachment_data" #> f.path_1 as stored_1
      from public.core_observation as o
      join reach on reach.code_id = coalesce(o.codeable_concept_id, -1)
        and o.subject_patient_id = reach.patient_id
      left join public.core_codeableconcept as cc on cc.id = o.codeable_concept_id
      left join (
  select * from (values ('omh:blood-glucose:4.0', cast('{body,blood_glucose}' as text[]), cast(null as text[])), ('omh:blood-pressure:4.0', cast('{body,systolic_blood_pressure}' as text[]), cast('{body,diastolic_blood_pressure}' as text[])), ('omh:body-temperature:4.0', cast('{body,body_temperature}' as text[]), cast(null as text[])), ('omh:heart-rate:2.0', cast('{body,heart_rate}' as text[]), cast(null as text[])), ('omh:oxygen-saturation:2.0', cast('{body,oxygen_saturation}' as text[]), cast(null as text[])), ('omh:respiratory-rate:2.0', cast('{body,respiratory_rate}' as text[]), cast(null as text[])), ('omh:rr-interval:1.0', cast('{body,rr_interval}' as text[]), cast(null as text[])), ('omh:body-weight:3.0', cast('{body,body_weight}' as text[]), cast(null as text[])), ('omh:forced-vital-capacity:1.0', cast('{body,forced_vital_capacity}' as text[]), cast(null as text[])), ('omh:forced-expiratory-volume-1-second:1.0', cast('{body,forced_expiratory_volume_1_second}' as text[]), cast(null as text[])), ('omh:physical-activity:1.2', cast('{body,distance}' as text[]), cast('{body,kcal_burned}' as text[])), ('omh:step-count:3.0', cast('{body,step_count}' as text[]), cast(null as text[])), ('ieee:sleep-stage-summary:1.0', cast('{body,sleep_stage_summary,total_sleep_time}' as text[]), cast(null as text[])), ('omh:sleep-episode:1.1', cast('{body,total_sleep_time}' as text[]), cast(null as text[])), ('omh:sleep-duration:2.0', cast('{body,sleep_duration}' as text[]), cast(null as text[]))) as v(code, path_0, path_1)) as f on f.code = cc.coding_code
      cross join lateral (
    select case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.start_at end as start_at, case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.end_at end as end_at, (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."value_attachment_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as t
      cross join lateral (select coalesce(t.start_at, t.end_at) as at,
        coalesce(t.end_at, t.start_at) as until,
        coalesce(case when cast($15 as timestamptz) is null and cast($16 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($17 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($18 as timestamptz), 'infinity') end, false) as is_inside offset 0) as place
      where place.is_inside or place.at is null), "placed" as (
          select m.*, cast(null as timestamptz) as bucket_at from measured as m
          where m.readable and m.is_inside), "number" as (
  select p.code_id, p.bucket_at, r.position, left(r.name, 200) as name,
    left(s.unit, 200) as unit, case when jsonb_typeof(s.said) = 'number' then
      case when abs(cast(s.said as numeric)) < 1e-100 then 0
        when abs(cast(s.said as numeric)) <= 1e100 then cast(s.said as float8) end end as number,
    coalesce(jsonb_typeof(s.said), 'null') = 'null' as is_missing
  from placed as p
  cross join lateral (
    select f.position, f.name, f.is_required,
      case f.position when 0 then p.stored_0 else p.stored_1 end as stored
    from (
  select * from (values ('omh:blood-glucose:4.0', 0, 'blood_glucose', true), ('omh:blood-pressure:4.0', 0, 'systolic', true), ('omh:blood-pressure:4.0', 1, 'diastolic', true), ('omh:body-temperature:4.0', 0, 'body_temperature', true), ('omh:heart-rate:2.0', 0, 'heart_rate', true), ('omh:oxygen-saturation:2.0', 0, 'oxygen_saturation', true), ('omh:respiratory-rate:2.0', 0, 'respiratory_rate', true), ('omh:rr-interval:1.0', 0, 'rr_interval', true), ('omh:body-weight:3.0', 0, 'body_weight', true), ('omh:forced-vital-capacity:1.0', 0, 'forced_vital_capacity', true), ('omh:forced-expiratory-volume-1-second:1.0', 0, 'forced_expiratory_volume_1_second', true), ('omh:physical-activity:1.2', 0, 'distance', false), ('omh:physical-activity:1.2', 1, 'kcal_burned', false), ('omh:step-count:3.0', 0, 'step_count', true), ('ieee:sleep-stage-summary:1.0', 0, 'total_sleep_time', true), ('omh:sleep-episode:1.1', 0, 'total_sleep_time', false), ('omh:sleep-duration:2.0', 0, 'sleep_duration', true)) as v(code, position, name, is_required)) as f where f.code = p.coding_code
    union all
    select 0, e.key, false, e.value
    from jsonb_each(case when not p.is_described and jsonb_typeof(p.stored_0) = 'object' then p.stored_0 end) as e
    where e.key <> 'effective_time_frame' and jsonb_typeof(e.value) = 'object'
      and e.value ? 'value' and jsonb_typeof(e.value -> 'unit') = 'string') as r
  cross join lateral (
    select case when jsonb_typeof(r.stored) = 'object' then r.stored -> 'value' else r.stored end as said,
      case when jsonb_typeof(r.stored -> 'unit') = 'string' then r.stored ->> 'unit' end as unit offset 0) as s
  where r.is_required or r.stored is not null), "covered" as (
    select c.code_id, c.coding_code, c.count, c.patients, c.first, c.last, c.unknown_time, c.future_time, c.retracted,
      coalesce(d.days_with_data, 0) as days_with_data, e.days,
      coalesce(greatest(d.widest, e.last_day - d.last_day), e.days) as longest_gap_days
    from (
      select m.code_id, m.coding_code,
        count(*) filter (where m.readable and m.is_inside) as count,
        count(distinct m.patient_id) filter (where m.readable and m.is_inside) as patients,
        min(m.at) filter (where m.readable and m.is_inside) as first,
        max(m.at) filter (where m.readable and m.is_inside) as last,
        count(*) filter (where m.readable and m.at is null) as unknown_time,
        count(*) filter (where m.readable and m.is_inside and m.at > cast($19 as timestamptz)) as future_time,
        count(*) filter (where m.retracted and m.is_inside) as retracted
      from measured as m where m.readable or m.retracted and m.is_inside
      group by m.code_id, m.coding_code) as c
    left join (
      select g.code_id, count(*) as days_with_data, min(g.day) as first_day, max(g.day) as last_day,
        max(g.gap) as widest
      from (
        select b.code_id, b.day,
          b.day - lag(b.day, 1, coalesce(cast(cast($20 as timestamptz) at time zone cast($21 as text) as date), b.day) - 1) over (partition by b.code_id order by b.day) - 1 as gap
        from (
          select distinct p.code_id, cast(greatest(p.at, cast($22 as timestamptz)) at time zone cast($23 as text) as date) as day from placed as p
          where greatest(p.at, cast($24 as timestamptz)) <= cast($25 as timestamptz) and p.at is not null) as b) as g
      group by g.code_id) as d on d.code_id = c.code_id
    cross join lateral (
      select coalesce(cast(cast($26 as timestamptz) at time zone cast($27 as text) as date), d.first_day) as first_day,
        case when cast($28 as timestamptz) is not null or d.last_day is not null
          then least(coalesce(cast(cast($29 as timestamptz) at time zone cast($30 as text) as date), d.last_day), cast(cast($31 as timestamptz) at time zone cast($32 as text) as date)) end as last_day
      offset 0) as w
    cross join lateral (
      select w.last_day, coalesce(greatest(w.last_day - w.first_day + 1, 0), 0) as days) as e) select "viewer"."kind" as "viewer_kind", exists (
    select from visible_study as s where s.id = cast($33 as bigint)) as "is_visible", (
  select coalesce(json_agg(json_build_object('coding_code', cc.coding_code) order by cc.coding_code), '[]')
  from public.core_codeableconcept as cc
  where cast($34 as text) is not null
    and not exists (select from public.core_codeableconcept as cc where (cast($35 as text) is null or cc.coding_code = cast($36 as text) or split_part(cc.coding_code, ':', 2) = cast($37 as text)))) as "other_types", (
  select coalesce(json_agg(json_build_object(
    'data_type', k.coding_code, 'count', k.count, 'patients', k.patients,
    'first', k.first, 'last', k.last, 'unknown_time', k.unknown_time, 'future_time', k.future_time, 'retracted', k.retracted,
    'entries', coalesce(s.entries, '[]'), 'left_out', coalesce(s.left_out, 0),
    'days_with_data', k.days_with_data, 'days', k.days, 'longest_gap_days', k.longest_gap_days,
    'sources', coalesce(d.names, '[]')) order by k.coding_code, k.code_id), '[]')
  from covered as k
  left join (
    select g.code_id, g.bucket_at, greatest(count(*) - 20, 0) as left_out,
      json_agg(json_build_object('name', g.name, 'unit', g.unit, 'count', g.count, 'mean', g.mean,
        'min', g.min, 'max', g.max, 'missing', g.missing, 'not_number', g.not_number, 'median', g.median, 'sd', g.sd)
        order by g.position, g.name, g.rank) filter (where g.rank <= 20) as entries
    from (
      select k.code_id, k.bucket_at, k.position, k.name, k.unit, k.count, k.mean, k.min, k.max, k.median, k.sd,
        k.missing + case when k.unit is not null and k.units = 1 then k.astray_missing else 0 end as missing,
        k.not_number + case when k.unit is not null and k.units = 1 then k.astray_not_number else 0 end as not_number,
        row_number() over (partition by k.code_id, k.bucket_at
          order by k.count desc, k.position, k.name, k.unit) as rank
      from (
  select e.*, count(e.unit) over name as units,
    coalesce(sum(e.missing) filter (where e.unit is null and e.count = 0) over name, 0) as astray_missing,
    coalesce(sum(e.not_number) filter (where e.unit is null and e.count = 0) over name, 0) as astray_not_number
  from (
        select n.code_id, n.bucket_at, n.position, n.name, n.unit, count(n.number) as count,
          avg(n.number) as mean, min(n.number) as min, max(n.number) as max,
          count(*) filter (where n.is_missing) as missing,
          count(*) filter (where n.number is null and not n.is_missing) as not_number, percentile_cont(0.5) within group (order by n.number) as median, stddev_samp(n.number) as sd
        from number as n group by n.code_id, n.bucket_at, n.position, n.name, n.unit) as e
  window name as (partition by e.code_id, e.bucket_at, e.position, e.name)) as k
      where k.unit is not null or k.count > 0 or k.units <> 1) as g
    group by g.code_id, g.bucket_at) as s on s.code_id = k.code_id
  left join (
    select n.code_id, to_json((array_agg(n.name order by n.name))[1:21]) as names
    from (
      select distinct p.code_id, source.name from placed as p
      join public.core_datasource as source on source.id = p.source_id
      where source.name is not null) as n
    group by n.code_id) as d on d.code_id = k.code_id) as "types", (
  select coalesce(json_agg(w order by w.coding_code, w.declined), '[]') from (
    select m.coding_code, m.declined, count(*) as count from measured as m
    where m.withheld and m.is_inside and m.coding_code is not null
    group by m.coding_code, m.declined) as w) as "withheld" from "viewer";

-- trend_patient (schema from core.0022, core.0011)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 enforce_consent, $5 patient_id, $6 study_id, $7 study_id, $8 data_type, $9 data_type, $10 data_type, $11 data_type, $12 patient_id, $13 study_id, $14 study_id, $15 data_type, $16 data_type, $17 data_type, $18 data_type, $19 patient_id, $20 window_start, $21 window_end, $22 window_start, $23 window_end, $24 window_start, $25 window_end, $26 now, $27 time_zone, $28 time_zone, $29 time_zone, $30 bucket, $31 now, $32 time_zone, $33 after_at, $34 limit, $35 patient_id, $36 study_id, $37 study_id, $38 patient_id, $39 patient_id, $40 study_id, $41 data_type, $42 data_type, $43 data_type, $44 data_type, $45 bucket, $46 time_zone, $47 bucket, $48 time_zone, $49 now
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id in (select unnest(cast($3 as bigint[])))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "reach" as (select "sp"."patient_id", "r"."scope_code_id" as "code_id", bool_or(c.consented is true or not cast($4 as boolean)) as "readable", bool_or(c.consented is false) as "declined" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" left join "public"."core_studypatientscopeconsent" as "c" on "c"."study_patient_id" = "sp"."id" and "c"."scope_code_id" = "r"."scope_code_id" where "viewer"."kind" = 'practitioner' and sp.patient_id = cast($5 as bigint)
        and (cast($6 as bigint) is null or "s"."id" = cast($7 as bigint)) and (cast($8 as text) is null
    or "r"."scope_code_id" in (select cc.id from public.core_codeableconcept as cc where (cast($9 as text) is null or cc.coding_code = cast($10 as text) or split_part(cc.coding_code, ':', 2) = cast($11 as text)))) and exists (
  select from public.core_patientorganization as po
  join public.core_practitionerorganization as m on m.organization_id = po.organization_id
  where po.patient_id = sp.patient_id and m.practitioner_id = viewer.practitioner_id) group by "sp"."patient_id", "r"."scope_code_id" union all select viewer.patient_id as "patient_id", "cc"."id" as "code_id", true as "readable", false as "declined" from "viewer" cross join (select id from public.core_codeableconcept union all select -1) as "cc" where "viewer"."kind" = 'patient' and viewer.patient_id = cast($12 as bigint)
        and (cast($13 as bigint) is null or exists (select from public.core_studyscoperequest as r
              join visible_study as s on s.id = r.study_id
              where s.id = cast($14 as bigint) and r.scope_code_id = cc.id)) and (cast($15 as text) is null
    or "cc"."id" in (select cc.id from public.core_codeableconcept as cc where (cast($16 as text) is null or cc.coding_code = cast($17 as text) or split_part(cc.coding_code, ':', 2) = cast($18 as text))))), "measured" as (
      select reach.patient_id, reach.code_id, cc.coding_code, o.data_source_id as source_id,
        reach.readable and o.status not in ('entered-in-error', 'cancelled') as readable, not reach.readable as withheld, reach.declined,
        reach.readable and not o.status not in ('entered-in-error', 'cancelled') as retracted, place.at, place.until, place.is_inside,
        f.code is not null as is_described,
        "o"."value_attachment_data" #> coalesce(f.path_0, '{body}') as stored_0, "o"."value_attachment_data" #> f.path_1 as stored_1
      from public.core_observation as o
      join reach on reach.code_id = coalesce(o.codeable_concept_id, -1)
        and o.subject_patient_id = cast($19 as bigint)
      left join public.core_codeableconcept as cc on cc.id = o.codeable_concept_id
      left join (
  select * from (values ('omh:blood-glucose:4.0', cast('{body,blood_glucose}' as text[]), cast(null as text[])), ('omh:blood-pressure:4.0', cast('{body,systolic_blood_pressure}' as text[]), cast('{body,diastolic_blood_pressure}' as text[])), ('omh:body-temperature:4.0', cast('{body,body_temperature}' as text[]), cast(null as text[])), ('omh:heart-rate:2.0', cast('{body,heart_rate}' as text[]), cast(null as text[])), ('omh:oxygen-saturation:2.0', cast('{body,oxygen_saturation}' as text[]), cast(null as text[])), ('omh:respiratory-rate:2.0', cast('{body,respiratory_rate}' as text[]), cast(null as text[])), ('omh:rr-interval:1.0', cast('{body,rr_interval}' as text[]), cast(null as text[])), ('omh:body-weight:3.0', cast('{body,body_weight}' as text[]), cast(null as text[])), ('omh:forced-vital-capacity:1.0', cast('{body,forced_vital_capacity}' as text[]), cast(null as text[])), ('omh:forced-expiratory-volume-1-second:1.0', cast('{body,forced_expiratory_volume_1_second}' as text[]), cast(null as text[])), ('omh:physical-activity:1.2', cast('{body,distance}' as text[]), cast('{body,kcal_burned}' as text[])), ('omh:step-count:3.0', cast('{body,step_count}' as text[]), cast(null as text[])), ('ieee:sleep-stage-summary:1.0', cast('{body,sleep_stage_summary,total_sleep_time}' as text[]), cast(null as text[])), ('omh:sleep-episode:1.1', cast('{body,total_sleep_time}' as text[]), cast(null as text[])), ('omh:sleep-duration:2.0', cast('{body,sleep_duration}' as text[]), cast(null as text[]))) as v(code, path_0, path_1)) as f on f.code = cc.coding_code
      cross join lateral (
    select case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.start_at end as start_at, case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.end_at end as end_at, (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."value_attachment_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as t
      cross join lateral (select coalesce(t.start_at, t.end_at) as at,
        coalesce(t.end_at, t.start_at) as until,
        coalesce(case when cast($20 as timestamptz) is null and cast($21 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($22 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($23 as timestamptz), 'infinity') end, false) as is_inside offset 0) as place
      where place.is_inside or place.at is null), "opening" as (
    select bucketing.size, coalesce(cast($24 as timestamptz),
      (date_trunc(bucketing.size, coalesce(cast($25 as timestamptz), newest.at, cast($26 as timestamptz)), cast($27 as text))
        at time zone cast($28 as text) - case bucketing.size when 'hour' then interval '6 days 23 hours'
  when 'day' then interval '89 days' when 'week' then interval '51 weeks' else interval '35 months' end) at time zone cast($29 as text)) as start_at
    from (select cast($30 as text) as size) as bucketing
    cross join (select max(m.at) as at from measured as m where m.readable and m.at <= cast($31 as timestamptz)) as newest), "placed" as (
  select m.*, date_trunc(opening.size, greatest(m.at, opening.start_at), cast($32 as text)) as bucket_at
  from measured as m cross join opening
  where m.readable and m.at is not null and m.is_inside and m.until >= opening.start_at), "page" as (
  select p.bucket_at, count(*) as count from placed as p
  where p.bucket_at > coalesce(cast($33 as timestamptz), '-infinity')
  group by p.bucket_at order by p.bucket_at limit cast($34 as integer)), "number" as (
          select cast(0 as bigint) as code_id, n.bucket_at, n.position, n.name, n.unit, n.number, n.is_missing
          from (
  select p.code_id, p.bucket_at, r.position, left(r.name, 200) as name,
    left(s.unit, 200) as unit, case when jsonb_typeof(s.said) = 'number' then
      case when abs(cast(s.said as numeric)) < 1e-100 then 0
        when abs(cast(s.said as numeric)) <= 1e100 then cast(s.said as float8) end end as number,
    coalesce(jsonb_typeof(s.said), 'null') = 'null' as is_missing
  from placed as p
  cross join lateral (
    select f.position, f.name, f.is_required,
      case f.position when 0 then p.stored_0 else p.stored_1 end as stored
    from (
  select * from (values ('omh:blood-glucose:4.0', 0, 'blood_glucose', true), ('omh:blood-pressure:4.0', 0, 'systolic', true), ('omh:blood-pressure:4.0', 1, 'diastolic', true), ('omh:body-temperature:4.0', 0, 'body_temperature', true), ('omh:heart-rate:2.0', 0, 'heart_rate', true), ('omh:oxygen-saturation:2.0', 0, 'oxygen_saturation', true), ('omh:respiratory-rate:2.0', 0, 'respiratory_rate', true), ('omh:rr-interval:1.0', 0, 'rr_interval', true), ('omh:body-weight:3.0', 0, 'body_weight', true), ('omh:forced-vital-capacity:1.0', 0, 'forced_vital_capacity', true), ('omh:forced-expiratory-volume-1-second:1.0', 0, 'forced_expiratory_volume_1_second', true), ('omh:physical-activity:1.2', 0, 'distance', false), ('omh:physical-activity:1.2', 1, 'kcal_burned', false), ('omh:step-count:3.0', 0, 'step_count', true), ('ieee:sleep-stage-summary:1.0', 0, 'total_sleep_time', true), ('omh:sleep-episode:1.1', 0, 'total_sleep_time', false), ('omh:sleep-duration:2.0', 0, 'sleep_duration', true)) as v(code, position, name, is_required)) as f where f.code = p.coding_code
    union all
    select 0, e.key, false, e.value
    from jsonb_each(case when not p.is_described and jsonb_typeof(p.stored_0) = 'object' then p.stored_0 end) as e
    where e.key <> 'effective_time_frame' and jsonb_typeof(e.value) = 'object'
      and e.value ? 'value' and jsonb_typeof(e.value -> 'unit') = 'string') as r
  cross join lateral (
    select case when jsonb_typeof(r.stored) = 'object' then r.stored -> 'value' else r.stored end as said,
      case when jsonb_typeof(r.stored -> 'unit') = 'string' then r.stored ->> 'unit' end as unit offset 0) as s
  where r.is_required or r.stored is not null) as n where n.bucket_at in (select page.bucket_at from page)) select "viewer"."kind" as "viewer_kind", exists (
    select from visible_study as s join public.core_studypatient as sp on sp.study_id = s.id
    where sp.patient_id = cast($35 as bigint) and (cast($36 as bigint) is null or s.id = cast($37 as bigint))
      and (viewer.kind = 'practitioner' or viewer.patient_id = cast($38 as bigint))
    union all
    select where viewer.kind = 'patient' and viewer.patient_id = cast($39 as bigint) and cast($40 as bigint) is null) as "is_visible", (
  select coalesce(json_agg(json_build_object('coding_code', cc.coding_code) order by cc.coding_code), '[]')
  from public.core_codeableconcept as cc
  where cast($41 as text) is not null
    and not exists (select from public.core_codeableconcept as cc where (cast($42 as text) is null or cc.coding_code = cast($43 as text) or split_part(cc.coding_code, ':', 2) = cast($44 as text)))) as "other_types", (
          select json_build_object('start_at', opening.start_at) from opening) as "window", (
  select coalesce(json_agg(json_build_object('start_at', b.bucket_at, 'end_at', case cast($45 as text) when 'hour' then b.bucket_at + interval '1 hour'
    else (b.bucket_at at time zone cast($46 as text) + case cast($47 as text) when 'day' then interval '1 day'
      when 'week' then interval '7 days' else interval '1 month' end) at time zone cast($48 as text) end,
    'count', b.count, 'entries', coalesce(s.entries, '[]'), 'left_out', coalesce(s.left_out, 0))
    order by b.bucket_at), '[]')
  from page as b left join (
    select g.code_id, g.bucket_at, greatest(count(*) - 20, 0) as left_out,
      json_agg(json_build_object('name', g.name, 'unit', g.unit, 'count', g.count, 'mean', g.mean,
        'min', g.min, 'max', g.max, 'missing', g.missing, 'not_number', g.not_number)
        order by g.position, g.name, g.rank) filter (where g.rank <= 20) as entries
    from (
      select k.code_id, k.bucket_at, k.position, k.name, k.unit, k.count, k.mean, k.min, k.max,
        k.missing + case when k.unit is not null and k.units = 1 then k.astray_missing else 0 end as missing,
        k.not_number + case when k.unit is not null and k.units = 1 then k.astray_not_number else 0 end as not_number,
        row_number() over (partition by k.code_id, k.bucket_at
          order by k.count desc, k.position, k.name, k.unit) as rank
      from (
  select e.*, count(e.unit) over name as units,
    coalesce(sum(e.missing) filter (where e.unit is null and e.count = 0) over name, 0) as astray_missing,
    coalesce(sum(e.not_number) filter (where e.unit is null and e.count = 0) over name, 0) as astray_not_number
  from (
        select n.code_id, n.bucket_at, n.position, n.name, n.unit, count(n.number) as count,
          avg(n.number) as mean, min(n.number) as min, max(n.number) as max,
          count(*) filter (where n.is_missing) as missing,
          count(*) filter (where n.number is null and not n.is_missing) as not_number
        from number as n group by n.code_id, n.bucket_at, n.position, n.name, n.unit) as e
  window name as (partition by e.code_id, e.bucket_at, e.position, e.name)) as k
      where k.unit is not null or k.count > 0 or k.units <> 1) as g
    group by g.code_id, g.bucket_at) as s on s.bucket_at = b.bucket_at) as "buckets", (select count(*) from measured as m where m.readable and m.at is null) as "unknown_time", (select count(*) from placed as p where p.at > cast($49 as timestamptz)) as "future_time", (select count(*) from measured as m cross join opening
          where m.retracted and m.is_inside and (m.at is null or m.until >= opening.start_at)) as "retracted", (
  select coalesce(json_agg(w order by w.coding_code, w.declined), '[]') from (
    select m.coding_code, m.declined, count(*) as count from measured as m
    where m.withheld and m.is_inside and m.coding_code is not null
    group by m.coding_code, m.declined) as w) as "withheld" from "viewer";

-- trend_study (schema from core.0022, core.0011)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 enforce_consent, $5 study_id, $6 data_type, $7 data_type, $8 data_type, $9 data_type, $10 study_id, $11 data_type, $12 data_type, $13 data_type, $14 data_type, $15 window_start, $16 window_end, $17 window_start, $18 window_end, $19 window_start, $20 window_end, $21 now, $22 time_zone, $23 time_zone, $24 time_zone, $25 bucket, $26 now, $27 time_zone, $28 after_at, $29 limit, $30 study_id, $31 data_type, $32 data_type, $33 data_type, $34 data_type, $35 bucket, $36 time_zone, $37 bucket, $38 time_zone, $39 now
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id in (select unnest(cast($3 as bigint[])))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "reach" as (select "sp"."patient_id", "r"."scope_code_id" as "code_id", bool_or(c.consented is true or not cast($4 as boolean)) as "readable", bool_or(c.consented is false) as "declined" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" left join "public"."core_studypatientscopeconsent" as "c" on "c"."study_patient_id" = "sp"."id" and "c"."scope_code_id" = "r"."scope_code_id" where "viewer"."kind" = 'practitioner' and s.id = cast($5 as bigint) and (cast($6 as text) is null
    or "r"."scope_code_id" in (select cc.id from public.core_codeableconcept as cc where (cast($7 as text) is null or cc.coding_code = cast($8 as text) or split_part(cc.coding_code, ':', 2) = cast($9 as text)))) and exists (
  select from public.core_patientorganization as po
  join public.core_practitionerorganization as m on m.organization_id = po.organization_id
  where po.patient_id = sp.patient_id and m.practitioner_id = viewer.practitioner_id) group by "sp"."patient_id", "r"."scope_code_id" union all select viewer.patient_id as "patient_id", "cc"."id" as "code_id", true as "readable", false as "declined" from "viewer" cross join (select id from public.core_codeableconcept union all select -1) as "cc" where "viewer"."kind" = 'patient' and exists (select from public.core_studyscoperequest as r
              join visible_study as s on s.id = r.study_id
              where s.id = cast($10 as bigint) and r.scope_code_id = cc.id) and (cast($11 as text) is null
    or "cc"."id" in (select cc.id from public.core_codeableconcept as cc where (cast($12 as text) is null or cc.coding_code = cast($13 as text) or split_part(cc.coding_code, ':', 2) = cast($14 as text))))), "measured" as (
      select reach.patient_id, reach.code_id, cc.coding_code, o.data_source_id as source_id,
        reach.readable and o.status not in ('entered-in-error', 'cancelled') as readable, not reach.readable as withheld, reach.declined,
        reach.readable and not o.status not in ('entered-in-error', 'cancelled') as retracted, place.at, place.until, place.is_inside,
        f.code is not null as is_described,
        "o"."value_attachment_data" #> coalesce(f.path_0, '{body}') as stored_0, "o"."value_attachment_data" #> f.path_1 as stored_1
      from public.core_observation as o
      join reach on reach.code_id = coalesce(o.codeable_concept_id, -1)
        and o.subject_patient_id = reach.patient_id
      left join public.core_codeableconcept as cc on cc.id = o.codeable_concept_id
      left join (
  select * from (values ('omh:blood-glucose:4.0', cast('{body,blood_glucose}' as text[]), cast(null as text[])), ('omh:blood-pressure:4.0', cast('{body,systolic_blood_pressure}' as text[]), cast('{body,diastolic_blood_pressure}' as text[])), ('omh:body-temperature:4.0', cast('{body,body_temperature}' as text[]), cast(null as text[])), ('omh:heart-rate:2.0', cast('{body,heart_rate}' as text[]), cast(null as text[])), ('omh:oxygen-saturation:2.0', cast('{body,oxygen_saturation}' as text[]), cast(null as text[])), ('omh:respiratory-rate:2.0', cast('{body,respiratory_rate}' as text[]), cast(null as text[])), ('omh:rr-interval:1.0', cast('{body,rr_interval}' as text[]), cast(null as text[])), ('omh:body-weight:3.0', cast('{body,body_weight}' as text[]), cast(null as text[])), ('omh:forced-vital-capacity:1.0', cast('{body,forced_vital_capacity}' as text[]), cast(null as text[])), ('omh:forced-expiratory-volume-1-second:1.0', cast('{body,forced_expiratory_volume_1_second}' as text[]), cast(null as text[])), ('omh:physical-activity:1.2', cast('{body,distance}' as text[]), cast('{body,kcal_burned}' as text[])), ('omh:step-count:3.0', cast('{body,step_count}' as text[]), cast(null as text[])), ('ieee:sleep-stage-summary:1.0', cast('{body,sleep_stage_summary,total_sleep_time}' as text[]), cast(null as text[])), ('omh:sleep-episode:1.1', cast('{body,total_sleep_time}' as text[]), cast(null as text[])), ('omh:sleep-duration:2.0', cast('{body,sleep_duration}' as text[]), cast(null as text[]))) as v(code, path_0, path_1)) as f on f.code = cc.coding_code
      cross join lateral (
    select case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.start_at end as start_at, case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.end_at end as end_at, (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."value_attachment_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as t
      cross join lateral (select coalesce(t.start_at, t.end_at) as at,
        coalesce(t.end_at, t.start_at) as until,
        coalesce(case when cast($15 as timestamptz) is null and cast($16 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($17 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($18 as timestamptz), 'infinity') end, false) as is_inside offset 0) as place
      where place.is_inside or place.at is null), "opening" as (
    select bucketing.size, coalesce(cast($19 as timestamptz),
      (date_trunc(bucketing.size, coalesce(cast($20 as timestamptz), newest.at, cast($21 as timestamptz)), cast($22 as text))
        at time zone cast($23 as text) - case bucketing.size when 'hour' then interval '6 days 23 hours'
  when 'day' then interval '89 days' when 'week' then interval '51 weeks' else interval '35 months' end) at time zone cast($24 as text)) as start_at
    from (select cast($25 as text) as size) as bucketing
    cross join (select max(m.at) as at from measured as m where m.readable and m.at <= cast($26 as timestamptz)) as newest), "placed" as (
  select m.*, date_trunc(opening.size, greatest(m.at, opening.start_at), cast($27 as text)) as bucket_at
  from measured as m cross join opening
  where m.readable and m.at is not null and m.is_inside and m.until >= opening.start_at), "page" as (
  select p.bucket_at, count(*) as count from placed as p
  where p.bucket_at > coalesce(cast($28 as timestamptz), '-infinity')
  group by p.bucket_at order by p.bucket_at limit cast($29 as integer)), "number" as (
          select cast(0 as bigint) as code_id, n.bucket_at, n.position, n.name, n.unit, n.number, n.is_missing
          from (
  select p.code_id, p.bucket_at, r.position, left(r.name, 200) as name,
    left(s.unit, 200) as unit, case when jsonb_typeof(s.said) = 'number' then
      case when abs(cast(s.said as numeric)) < 1e-100 then 0
        when abs(cast(s.said as numeric)) <= 1e100 then cast(s.said as float8) end end as number,
    coalesce(jsonb_typeof(s.said), 'null') = 'null' as is_missing
  from placed as p
  cross join lateral (
    select f.position, f.name, f.is_required,
      case f.position when 0 then p.stored_0 else p.stored_1 end as stored
    from (
  select * from (values ('omh:blood-glucose:4.0', 0, 'blood_glucose', true), ('omh:blood-pressure:4.0', 0, 'systolic', true), ('omh:blood-pressure:4.0', 1, 'diastolic', true), ('omh:body-temperature:4.0', 0, 'body_temperature', true), ('omh:heart-rate:2.0', 0, 'heart_rate', true), ('omh:oxygen-saturation:2.0', 0, 'oxygen_saturation', true), ('omh:respiratory-rate:2.0', 0, 'respiratory_rate', true), ('omh:rr-interval:1.0', 0, 'rr_interval', true), ('omh:body-weight:3.0', 0, 'body_weight', true), ('omh:forced-vital-capacity:1.0', 0, 'forced_vital_capacity', true), ('omh:forced-expiratory-volume-1-second:1.0', 0, 'forced_expiratory_volume_1_second', true), ('omh:physical-activity:1.2', 0, 'distance', false), ('omh:physical-activity:1.2', 1, 'kcal_burned', false), ('omh:step-count:3.0', 0, 'step_count', true), ('ieee:sleep-stage-summary:1.0', 0, 'total_sleep_time', true), ('omh:sleep-episode:1.1', 0, 'total_sleep_time', false), ('omh:sleep-duration:2.0', 0, 'sleep_duration', true)) as v(code, position, name, is_required)) as f where f.code = p.coding_code
    union all
    select 0, e.key, false, e.value
    from jsonb_each(case when not p.is_described and jsonb_typeof(p.stored_0) = 'object' then p.stored_0 end) as e
    where e.key <> 'effective_time_frame' and jsonb_typeof(e.value) = 'object'
      and e.value ? 'value' and jsonb_typeof(e.value -> 'unit') = 'string') as r
  cross join lateral (
    select case when jsonb_typeof(r.stored) = 'object' then r.stored -> 'value' else r.stored end as said,
      case when jsonb_typeof(r.stored -> 'unit') = 'string' then r.stored ->> 'unit' end as unit offset 0) as s
  where r.is_required or r.stored is not null) as n where n.bucket_at in (select page.bucket_at from page)) select "viewer"."kind" as "viewer_kind", exists (
    select from visible_study as s where s.id = cast($30 as bigint)) as "is_visible", (
  select coalesce(json_agg(json_build_object('coding_code', cc.coding_code) order by cc.coding_code), '[]')
  from public.core_codeableconcept as cc
  where cast($31 as text) is not null
    and not exists (select from public.core_codeableconcept as cc where (cast($32 as text) is null or cc.coding_code = cast($33 as text) or split_part(cc.coding_code, ':', 2) = cast($34 as text)))) as "other_types", (
          select json_build_object('start_at', opening.start_at) from opening) as "window", (
  select coalesce(json_agg(json_build_object('start_at', b.bucket_at, 'end_at', case cast($35 as text) when 'hour' then b.bucket_at + interval '1 hour'
    else (b.bucket_at at time zone cast($36 as text) + case cast($37 as text) when 'day' then interval '1 day'
      when 'week' then interval '7 days' else interval '1 month' end) at time zone cast($38 as text) end,
    'count', b.count, 'entries', coalesce(s.entries, '[]'), 'left_out', coalesce(s.left_out, 0))
    order by b.bucket_at), '[]')
  from page as b left join (
    select g.code_id, g.bucket_at, greatest(count(*) - 20, 0) as left_out,
      json_agg(json_build_object('name', g.name, 'unit', g.unit, 'count', g.count, 'mean', g.mean,
        'min', g.min, 'max', g.max, 'missing', g.missing, 'not_number', g.not_number)
        order by g.position, g.name, g.rank) filter (where g.rank <= 20) as entries
    from (
      select k.code_id, k.bucket_at, k.position, k.name, k.unit, k.count, k.mean, k.min, k.max,
        k.missing + case when k.unit is not null and k.units = 1 then k.astray_missing else 0 end as missing,
        k.not_number + case when k.unit is not null and k.units = 1 then k.astray_not_number else 0 end as not_number,
        row_number() over (partition by k.code_id, k.bucket_at
          order by k.count desc, k.position, k.name, k.unit) as rank
      from (
  select e.*, count(e.unit) over name as units,
    coalesce(sum(e.missing) filter (where e.unit is null and e.count = 0) over name, 0) as astray_missing,
    coalesce(sum(e.not_number) filter (where e.unit is null and e.count = 0) over name, 0) as astray_not_number
  from (
        select n.code_id, n.bucket_at, n.position, n.name, n.unit, count(n.number) as count,
          avg(n.number) as mean, min(n.number) as min, max(n.number) as max,
          count(*) filter (where n.is_missing) as missing,
          count(*) filter (where n.number is null and not n.is_missing) as not_number
        from number as n group by n.code_id, n.bucket_at, n.position, n.name, n.unit) as e
  window name as (partition by e.code_id, e.bucket_at, e.position, e.name)) as k
      where k.unit is not null or k.count > 0 or k.units <> 1) as g
    group by g.code_id, g.bucket_at) as s on s.bucket_at = b.bucket_at) as "buckets", (select count(*) from measured as m where m.readable and m.at is null) as "unknown_time", (select count(*) from placed as p where p.at > cast($39 as timestamptz)) as "future_time", (select count(*) from measured as m cross join opening
          where m.retracted and m.is_inside and (m.at is null or m.until >= opening.start_at)) as "retracted", (
  select coalesce(json_agg(w order by w.coding_code, w.declined), '[]') from (
    select m.coding_code, m.declined, count(*) as count from measured as m
    where m.withheld and m.is_inside and m.coding_code is not null
    group by m.coding_code, m.declined) as w) as "withheld" from "viewer";

-- newest_observations (schema from core.0022, core.0011)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 enforce_consent, $5 patient_id, $6 study_id, $7 study_id, $8 data_type, $9 data_type, $10 data_type, $11 data_type, $12 patient_id, $13 study_id, $14 study_id, $15 data_type, $16 data_type, $17 data_type, $18 data_type, $19 window_start, $20 window_start, $21 window_start, $22 patient_id, $23 patient_id, $24 window_end, $25 window_start, $26 window_start, $27 window_start, $28 after_at, $29 after_id, $30 limit, $31 window_start, $32 window_end, $33 patient_id, $34 after_at, $35 after_id, $36 limit, $37 limit, $38 window_start, $39 window_end, $40 patient_id, $41 window_start, $42 window_end, $43 patient_id, $44 window_end, $45 window_start, $46 window_start, $47 window_start, $48 patient_id, $49 study_id, $50 study_id, $51 patient_id, $52 patient_id, $53 study_id, $54 data_type, $55 data_type, $56 data_type, $57 data_type
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id in (select unnest(cast($3 as bigint[])))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "reach" as (select "sp"."patient_id", "r"."scope_code_id" as "code_id", bool_or(c.consented is true or not cast($4 as boolean)) as "readable", bool_or(c.consented is false) as "declined" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" left join "public"."core_studypatientscopeconsent" as "c" on "c"."study_patient_id" = "sp"."id" and "c"."scope_code_id" = "r"."scope_code_id" where "viewer"."kind" = 'practitioner' and sp.patient_id = cast($5 as bigint)
        and (cast($6 as bigint) is null or "s"."id" = cast($7 as bigint)) and (cast($8 as text) is null
    or "r"."scope_code_id" in (select cc.id from public.core_codeableconcept as cc where (cast($9 as text) is null or cc.coding_code = cast($10 as text) or split_part(cc.coding_code, ':', 2) = cast($11 as text)))) and exists (
  select from public.core_patientorganization as po
  join public.core_practitionerorganization as m on m.organization_id = po.organization_id
  where po.patient_id = sp.patient_id and m.practitioner_id = viewer.practitioner_id) group by "sp"."patient_id", "r"."scope_code_id" union all select viewer.patient_id as "patient_id", "cc"."id" as "code_id", true as "readable", false as "declined" from "viewer" cross join (select id from public.core_codeableconcept union all select -1) as "cc" where "viewer"."kind" = 'patient' and viewer.patient_id = cast($12 as bigint)
        and (cast($13 as bigint) is null or exists (select from public.core_studyscoperequest as r
              join visible_study as s on s.id = r.study_id
              where s.id = cast($14 as bigint) and r.scope_code_id = cc.id)) and (cast($15 as text) is null
    or "cc"."id" in (select cc.id from public.core_codeableconcept as cc where (cast($16 as text) is null or cc.coding_code = cast($17 as text) or split_part(cc.coding_code, ':', 2) = cast($18 as text))))), "asked_code" as (
    select k.code_id, k.readable, k.declined, cc.coding_system, cc.coding_code, cc.text as coding_text,
      case when cast($19 as timestamptz) is null then '-infinity'
        when l.seconds > 63000000000 then '-infinity'
        else cast($20 as timestamptz) - make_interval(secs => coalesce(l.seconds, 0) + 1) end as earliest
    from reach as k
    left join public.core_codeableconcept as cc on cc.id = k.code_id
    left join lateral (select public.jhe_mcp_observation_seconds(o.value_attachment_data) as seconds from public.core_observation as o
      where cast($21 as timestamptz) is not null and o.subject_patient_id = cast($22 as bigint) and coalesce(o.codeable_concept_id, -1) = k.code_id and public.jhe_mcp_observation_seconds(o.value_attachment_data) is not null
      order by public.jhe_mcp_observation_seconds(o.value_attachment_data) desc limit 1) as l on true), "page_row" as (select o.*, k.coding_system, k.coding_code, k.coding_text
    from asked_code as k cross join lateral (
    (select "o"."id", "o"."value_attachment_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id", public.jhe_mcp_observation_start(o.value_attachment_data) as at from public.core_observation as o
      where o.subject_patient_id = cast($23 as bigint) and coalesce(o.codeable_concept_id, -1) = k.code_id and public.jhe_mcp_observation_start(o.value_attachment_data) <= coalesce(cast($24 as timestamptz), 'infinity')
    and public.jhe_mcp_observation_start(o.value_attachment_data) >= k.earliest
    and (cast($25 as timestamptz) is null or public.jhe_mcp_observation_start(o.value_attachment_data) >= cast($26 as timestamptz) or public.jhe_mcp_observation_start(o.value_attachment_data) + make_interval(secs => public.jhe_mcp_observation_seconds(o.value_attachment_data)) >= cast($27 as timestamptz)) and (public.jhe_mcp_observation_start(o.value_attachment_data), o.id) < (coalesce(cast($28 as timestamptz), 'infinity'), coalesce(cast($29 as bigint), 9223372036854775807))
      order by public.jhe_mcp_observation_start(o.value_attachment_data) desc, o.id desc limit cast($30 as integer))
    union all
    (select "o"."id", "o"."value_attachment_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id", cast('-infinity' as timestamptz) as at from public.core_observation as o
      where (cast($31 as timestamptz) is null and cast($32 as timestamptz) is null) and o.subject_patient_id = cast($33 as bigint) and coalesce(o.codeable_concept_id, -1) = k.code_id and public.jhe_mcp_observation_start(o.value_attachment_data) is null
        and (cast('-infinity' as timestamptz), o.id) < (coalesce(cast($34 as timestamptz), 'infinity'), coalesce(cast($35 as bigint), 9223372036854775807))
      order by public.jhe_mcp_observation_start(o.value_attachment_data) desc, o.id desc limit cast($36 as integer))) as o
    where k.readable
    order by o.at desc, o.id desc limit cast($37 as integer)), "kept_back" as (select k.code_id, k.declined, n.count from asked_code as k
    cross join lateral (
      select count(*) from public.core_observation as o
        where (cast($38 as timestamptz) is null and cast($39 as timestamptz) is null) and o.subject_patient_id = cast($40 as bigint)
    and o.codeable_concept_id = k.code_id
      union all
      select count(*) from public.core_observation as o
        where not (cast($41 as timestamptz) is null and cast($42 as timestamptz) is null) and o.subject_patient_id = cast($43 as bigint) and coalesce(o.codeable_concept_id, -1) = k.code_id and public.jhe_mcp_observation_start(o.value_attachment_data) <= coalesce(cast($44 as timestamptz), 'infinity')
    and public.jhe_mcp_observation_start(o.value_attachment_data) >= k.earliest
    and (cast($45 as timestamptz) is null or public.jhe_mcp_observation_start(o.value_attachment_data) >= cast($46 as timestamptz) or public.jhe_mcp_observation_start(o.value_attachment_data) + make_interval(secs => public.jhe_mcp_observation_seconds(o.value_attachment_data)) >= cast($47 as timestamptz))) as n
    where not k.readable and n.count > 0) select "viewer"."kind" as "viewer_kind", exists (
    select from visible_study as s join public.core_studypatient as sp on sp.study_id = s.id
    where sp.patient_id = cast($48 as bigint) and (cast($49 as bigint) is null or s.id = cast($50 as bigint))
      and (viewer.kind = 'practitioner' or viewer.patient_id = cast($51 as bigint))
    union all
    select where viewer.kind = 'patient' and viewer.patient_id = cast($52 as bigint) and cast($53 as bigint) is null) as "is_visible", (
  select coalesce(json_agg(json_build_object('coding_code', cc.coding_code) order by cc.coding_code), '[]')
  from public.core_codeableconcept as cc
  where cast($54 as text) is not null
    and not exists (select from public.core_codeableconcept as cc where (cast($55 as text) is null or cc.coding_code = cast($56 as text) or split_part(cc.coding_code, ':', 2) = cast($57 as text)))) as "other_types", (select coalesce(json_agg(agg), '[]') from (select "cc"."coding_code", "k"."declined", cast(sum(k.count) as bigint) as "count" from "kept_back" as "k" inner join "public"."core_codeableconcept" as "cc" on "cc"."id" = "k"."code_id" group by "cc"."coding_code", "k"."declined" order by "cc"."coding_code") as agg) as "withheld", (select coalesce(json_agg(agg), '[]') from (select "o"."id", "o"."coding_system", "o"."coding_code", "o"."coding_text", "t"."start_at", "t"."end_at", "t"."is_interval", "o"."status", "o"."last_updated" as "recorded", "d"."name" as "source", "o"."value_attachment_data" -> 'body' as "body" from "page_row" as "o" cross join lateral (
    select case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.start_at end as start_at, case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.end_at end as end_at, (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."value_attachment_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" left join "public"."core_datasource" as "d" on "d"."id" = "o"."data_source_id" order by "o"."at" desc, "o"."id" desc) as agg) as "observations" from "viewer";

-- oldest_observations (schema from core.0022, core.0011)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 enforce_consent, $5 patient_id, $6 study_id, $7 study_id, $8 data_type, $9 data_type, $10 data_type, $11 data_type, $12 patient_id, $13 study_id, $14 study_id, $15 data_type, $16 data_type, $17 data_type, $18 data_type, $19 window_start, $20 window_start, $21 window_start, $22 patient_id, $23 patient_id, $24 window_end, $25 window_start, $26 window_start, $27 window_start, $28 after_at, $29 after_id, $30 limit, $31 window_start, $32 window_end, $33 patient_id, $34 after_at, $35 after_id, $36 limit, $37 limit, $38 window_start, $39 window_end, $40 patient_id, $41 window_start, $42 window_end, $43 patient_id, $44 window_end, $45 window_start, $46 window_start, $47 window_start, $48 patient_id, $49 study_id, $50 study_id, $51 patient_id, $52 patient_id, $53 study_id, $54 data_type, $55 data_type, $56 data_type, $57 data_type
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id in (select unnest(cast($3 as bigint[])))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "reach" as (select "sp"."patient_id", "r"."scope_code_id" as "code_id", bool_or(c.consented is true or not cast($4 as boolean)) as "readable", bool_or(c.consented is false) as "declined" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" left join "public"."core_studypatientscopeconsent" as "c" on "c"."study_patient_id" = "sp"."id" and "c"."scope_code_id" = "r"."scope_code_id" where "viewer"."kind" = 'practitioner' and sp.patient_id = cast($5 as bigint)
        and (cast($6 as bigint) is null or "s"."id" = cast($7 as bigint)) and (cast($8 as text) is null
    or "r"."scope_code_id" in (select cc.id from public.core_codeableconcept as cc where (cast($9 as text) is null or cc.coding_code = cast($10 as text) or split_part(cc.coding_code, ':', 2) = cast($11 as text)))) and exists (
  select from public.core_patientorganization as po
  join public.core_practitionerorganization as m on m.organization_id = po.organization_id
  where po.patient_id = sp.patient_id and m.practitioner_id = viewer.practitioner_id) group by "sp"."patient_id", "r"."scope_code_id" union all select viewer.patient_id as "patient_id", "cc"."id" as "code_id", true as "readable", false as "declined" from "viewer" cross join (select id from public.core_codeableconcept union all select -1) as "cc" where "viewer"."kind" = 'patient' and viewer.patient_id = cast($12 as bigint)
        and (cast($13 as bigint) is null or exists (select from public.core_studyscoperequest as r
              join visible_study as s on s.id = r.study_id
              where s.id = cast($14 as bigint) and r.scope_code_id = cc.id)) and (cast($15 as text) is null
    or "cc"."id" in (select cc.id from public.core_codeableconcept as cc where (cast($16 as text) is null or cc.coding_code = cast($17 as text) or split_part(cc.coding_code, ':', 2) = cast($18 as text))))), "asked_code" as (
    select k.code_id, k.readable, k.declined, cc.coding_system, cc.coding_code, cc.text as coding_text,
      case when cast($19 as timestamptz) is null then '-infinity'
        when l.seconds > 63000000000 then '-infinity'
        else cast($20 as timestamptz) - make_interval(secs => coalesce(l.seconds, 0) + 1) end as earliest
    from reach as k
    left join public.core_codeableconcept as cc on cc.id = k.code_id
    left join lateral (select public.jhe_mcp_observation_seconds(o.value_attachment_data) as seconds from public.core_observation as o
      where cast($21 as timestamptz) is not null and o.subject_patient_id = cast($22 as bigint) and coalesce(o.codeable_concept_id, -1) = k.code_id and public.jhe_mcp_observation_seconds(o.value_attachment_data) is not null
      order by public.jhe_mcp_observation_seconds(o.value_attachment_data) desc limit 1) as l on true), "page_row" as (select o.*, k.coding_system, k.coding_code, k.coding_text
    from asked_code as k cross join lateral (
    (select "o"."id", "o"."value_attachment_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id", public.jhe_mcp_observation_start(o.value_attachment_data) as at from public.core_observation as o
      where o.subject_patient_id = cast($23 as bigint) and coalesce(o.codeable_concept_id, -1) = k.code_id and public.jhe_mcp_observation_start(o.value_attachment_data) <= coalesce(cast($24 as timestamptz), 'infinity')
    and public.jhe_mcp_observation_start(o.value_attachment_data) >= k.earliest
    and (cast($25 as timestamptz) is null or public.jhe_mcp_observation_start(o.value_attachment_data) >= cast($26 as timestamptz) or public.jhe_mcp_observation_start(o.value_attachment_data) + make_interval(secs => public.jhe_mcp_observation_seconds(o.value_attachment_data)) >= cast($27 as timestamptz)) and (public.jhe_mcp_observation_start(o.value_attachment_data), o.id) > (coalesce(cast($28 as timestamptz), '-infinity'), coalesce(cast($29 as bigint), -1))
      order by public.jhe_mcp_observation_start(o.value_attachment_data) asc, o.id asc limit cast($30 as integer))
    union all
    (select "o"."id", "o"."value_attachment_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id", cast('infinity' as timestamptz) as at from public.core_observation as o
      where (cast($31 as timestamptz) is null and cast($32 as timestamptz) is null) and o.subject_patient_id = cast($33 as bigint) and coalesce(o.codeable_concept_id, -1) = k.code_id and public.jhe_mcp_observation_start(o.value_attachment_data) is null
        and (cast('infinity' as timestamptz), o.id) > (coalesce(cast($34 as timestamptz), '-infinity'), coalesce(cast($35 as bigint), -1))
      order by public.jhe_mcp_observation_start(o.value_attachment_data) asc, o.id asc limit cast($36 as integer))) as o
    where k.readable
    order by o.at asc, o.id asc limit cast($37 as integer)), "kept_back" as (select k.code_id, k.declined, n.count from asked_code as k
    cross join lateral (
      select count(*) from public.core_observation as o
        where (cast($38 as timestamptz) is null and cast($39 as timestamptz) is null) and o.subject_patient_id = cast($40 as bigint)
    and o.codeable_concept_id = k.code_id
      union all
      select count(*) from public.core_observation as o
        where not (cast($41 as timestamptz) is null and cast($42 as timestamptz) is null) and o.subject_patient_id = cast($43 as bigint) and coalesce(o.codeable_concept_id, -1) = k.code_id and public.jhe_mcp_observation_start(o.value_attachment_data) <= coalesce(cast($44 as timestamptz), 'infinity')
    and public.jhe_mcp_observation_start(o.value_attachment_data) >= k.earliest
    and (cast($45 as timestamptz) is null or public.jhe_mcp_observation_start(o.value_attachment_data) >= cast($46 as timestamptz) or public.jhe_mcp_observation_start(o.value_attachment_data) + make_interval(secs => public.jhe_mcp_observation_seconds(o.value_attachment_data)) >= cast($47 as timestamptz))) as n
    where not k.readable and n.count > 0) select "viewer"."kind" as "viewer_kind", exists (
    select from visible_study as s join public.core_studypatient as sp on sp.study_id = s.id
    where sp.patient_id = cast($48 as bigint) and (cast($49 as bigint) is null or s.id = cast($50 as bigint))
      and (viewer.kind = 'practitioner' or viewer.patient_id = cast($51 as bigint))
    union all
    select where viewer.kind = 'patient' and viewer.patient_id = cast($52 as bigint) and cast($53 as bigint) is null) as "is_visible", (
  select coalesce(json_agg(json_build_object('coding_code', cc.coding_code) order by cc.coding_code), '[]')
  from public.core_codeableconcept as cc
  where cast($54 as text) is not null
    and not exists (select from public.core_codeableconcept as cc where (cast($55 as text) is null or cc.coding_code = cast($56 as text) or split_part(cc.coding_code, ':', 2) = cast($57 as text)))) as "other_types", (select coalesce(json_agg(agg), '[]') from (select "cc"."coding_code", "k"."declined", cast(sum(k.count) as bigint) as "count" from "kept_back" as "k" inner join "public"."core_codeableconcept" as "cc" on "cc"."id" = "k"."code_id" group by "cc"."coding_code", "k"."declined" order by "cc"."coding_code") as agg) as "withheld", (select coalesce(json_agg(agg), '[]') from (select "o"."id", "o"."coding_system", "o"."coding_code", "o"."coding_text", "t"."start_at", "t"."end_at", "t"."is_interval", "o"."status", "o"."last_updated" as "recorded", "d"."name" as "source", "o"."value_attachment_data" -> 'body' as "body" from "page_row" as "o" cross join lateral (
    select case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.start_at end as start_at, case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.end_at end as end_at, (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."value_attachment_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" left join "public"."core_datasource" as "d" on "d"."id" = "o"."data_source_id" order by "o"."at" asc, "o"."id" asc) as agg) as "observations" from "viewer";

-- newest_observations_fhir (schema from core.0022, core.0011)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 enforce_consent, $5 patient_id, $6 study_id, $7 study_id, $8 data_type, $9 data_type, $10 data_type, $11 data_type, $12 patient_id, $13 study_id, $14 study_id, $15 data_type, $16 data_type, $17 data_type, $18 data_type, $19 window_start, $20 window_start, $21 window_start, $22 patient_id, $23 patient_id, $24 window_end, $25 window_start, $26 window_start, $27 window_start, $28 after_at, $29 after_id, $30 limit, $31 window_start, $32 window_end, $33 patient_id, $34 after_at, $35 after_id, $36 limit, $37 limit, $38 window_start, $39 window_end, $40 patient_id, $41 window_start, $42 window_end, $43 patient_id, $44 window_end, $45 window_start, $46 window_start, $47 window_start, $48 patient_id, $49 study_id, $50 study_id, $51 patient_id, $52 patient_id, $53 study_id, $54 data_type, $55 data_type, $56 data_type, $57 data_type
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id in (select unnest(cast($3 as bigint[])))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "reach" as (select "sp"."patient_id", "r"."scope_code_id" as "code_id", bool_or(c.consented is true or not cast($4 as boolean)) as "readable", bool_or(c.consented is false) as "declined" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" left join "public"."core_studypatientscopeconsent" as "c" on "c"."study_patient_id" = "sp"."id" and "c"."scope_code_id" = "r"."scope_code_id" where "viewer"."kind" = 'practitioner' and sp.patient_id = cast($5 as bigint)
        and (cast($6 as bigint) is null or "s"."id" = cast($7 as bigint)) and (cast($8 as text) is null
    or "r"."scope_code_id" in (select cc.id from public.core_codeableconcept as cc where (cast($9 as text) is null or cc.coding_code = cast($10 as text) or split_part(cc.coding_code, ':', 2) = cast($11 as text)))) and exists (
  select from public.core_patientorganization as po
  join public.core_practitionerorganization as m on m.organization_id = po.organization_id
  where po.patient_id = sp.patient_id and m.practitioner_id = viewer.practitioner_id) group by "sp"."patient_id", "r"."scope_code_id" union all select viewer.patient_id as "patient_id", "cc"."id" as "code_id", true as "readable", false as "declined" from "viewer" cross join (select id from public.core_codeableconcept union all select -1) as "cc" where "viewer"."kind" = 'patient' and viewer.patient_id = cast($12 as bigint)
        and (cast($13 as bigint) is null or exists (select from public.core_studyscoperequest as r
              join visible_study as s on s.id = r.study_id
              where s.id = cast($14 as bigint) and r.scope_code_id = cc.id)) and (cast($15 as text) is null
    or "cc"."id" in (select cc.id from public.core_codeableconcept as cc where (cast($16 as text) is null or cc.coding_code = cast($17 as text) or split_part(cc.coding_code, ':', 2) = cast($18 as text))))), "asked_code" as (
    select k.code_id, k.readable, k.declined, cc.coding_system, cc.coding_code, cc.text as coding_text,
      case when cast($19 as timestamptz) is null then '-infinity'
        when l.seconds > 63000000000 then '-infinity'
        else cast($20 as timestamptz) - make_interval(secs => coalesce(l.seconds, 0) + 1) end as earliest
    from reach as k
    left join public.core_codeableconcept as cc on cc.id = k.code_id
    left join lateral (select public.jhe_mcp_observation_seconds(o.value_attachment_data) as seconds from public.core_observation as o
      where cast($21 as timestamptz) is not null and o.subject_patient_id = cast($22 as bigint) and coalesce(o.codeable_concept_id, -1) = k.code_id and public.jhe_mcp_observation_seconds(o.value_attachment_data) is not null
      order by public.jhe_mcp_observation_seconds(o.value_attachment_data) desc limit 1) as l on true), "page_row" as (select o.*, k.coding_system, k.coding_code, k.coding_text
    from asked_code as k cross join lateral (
    (select "o"."id", "o"."value_attachment_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id", public.jhe_mcp_observation_start(o.value_attachment_data) as at from public.core_observation as o
      where o.subject_patient_id = cast($23 as bigint) and coalesce(o.codeable_concept_id, -1) = k.code_id and public.jhe_mcp_observation_start(o.value_attachment_data) <= coalesce(cast($24 as timestamptz), 'infinity')
    and public.jhe_mcp_observation_start(o.value_attachment_data) >= k.earliest
    and (cast($25 as timestamptz) is null or public.jhe_mcp_observation_start(o.value_attachment_data) >= cast($26 as timestamptz) or public.jhe_mcp_observation_start(o.value_attachment_data) + make_interval(secs => public.jhe_mcp_observation_seconds(o.value_attachment_data)) >= cast($27 as timestamptz)) and (public.jhe_mcp_observation_start(o.value_attachment_data), o.id) < (coalesce(cast($28 as timestamptz), 'infinity'), coalesce(cast($29 as bigint), 9223372036854775807))
      order by public.jhe_mcp_observation_start(o.value_attachment_data) desc, o.id desc limit cast($30 as integer))
    union all
    (select "o"."id", "o"."value_attachment_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id", cast('-infinity' as timestamptz) as at from public.core_observation as o
      where (cast($31 as timestamptz) is null and cast($32 as timestamptz) is null) and o.subject_patient_id = cast($33 as bigint) and coalesce(o.codeable_concept_id, -1) = k.code_id and public.jhe_mcp_observation_start(o.value_attachment_data) is null
        and (cast('-infinity' as timestamptz), o.id) < (coalesce(cast($34 as timestamptz), 'infinity'), coalesce(cast($35 as bigint), 9223372036854775807))
      order by public.jhe_mcp_observation_start(o.value_attachment_data) desc, o.id desc limit cast($36 as integer))) as o
    where k.readable
    order by o.at desc, o.id desc limit cast($37 as integer)), "kept_back" as (select k.code_id, k.declined, n.count from asked_code as k
    cross join lateral (
      select count(*) from public.core_observation as o
        where (cast($38 as timestamptz) is null and cast($39 as timestamptz) is null) and o.subject_patient_id = cast($40 as bigint)
    and o.codeable_concept_id = k.code_id
      union all
      select count(*) from public.core_observation as o
        where not (cast($41 as timestamptz) is null and cast($42 as timestamptz) is null) and o.subject_patient_id = cast($43 as bigint) and coalesce(o.codeable_concept_id, -1) = k.code_id and public.jhe_mcp_observation_start(o.value_attachment_data) <= coalesce(cast($44 as timestamptz), 'infinity')
    and public.jhe_mcp_observation_start(o.value_attachment_data) >= k.earliest
    and (cast($45 as timestamptz) is null or public.jhe_mcp_observation_start(o.value_attachment_data) >= cast($46 as timestamptz) or public.jhe_mcp_observation_start(o.value_attachment_data) + make_interval(secs => public.jhe_mcp_observation_seconds(o.value_attachment_data)) >= cast($47 as timestamptz))) as n
    where not k.readable and n.count > 0) select "viewer"."kind" as "viewer_kind", exists (
    select from visible_study as s join public.core_studypatient as sp on sp.study_id = s.id
    where sp.patient_id = cast($48 as bigint) and (cast($49 as bigint) is null or s.id = cast($50 as bigint))
      and (viewer.kind = 'practitioner' or viewer.patient_id = cast($51 as bigint))
    union all
    select where viewer.kind = 'patient' and viewer.patient_id = cast($52 as bigint) and cast($53 as bigint) is null) as "is_visible", (
  select coalesce(json_agg(json_build_object('coding_code', cc.coding_code) order by cc.coding_code), '[]')
  from public.core_codeableconcept as cc
  where cast($54 as text) is not null
    and not exists (select from public.core_codeableconcept as cc where (cast($55 as text) is null or cc.coding_code = cast($56 as text) or split_part(cc.coding_code, ':', 2) = cast($57 as text)))) as "other_types", (select coalesce(json_agg(agg), '[]') from (select "cc"."coding_code", "k"."declined", cast(sum(k.count) as bigint) as "count" from "kept_back" as "k" inner join "public"."core_codeableconcept" as "cc" on "cc"."id" = "k"."code_id" group by "cc"."coding_code", "k"."declined" order by "cc"."coding_code") as agg) as "withheld", (select coalesce(json_agg(agg), '[]') from (select "o"."id", "o"."coding_system", "o"."coding_code", "o"."coding_text", "t"."start_at", "t"."end_at", "t"."is_interval", "o"."status", "o"."last_updated" as "recorded", "d"."name" as "source", cast("o"."value_attachment_data" as text) as "omh_text", "p"."id" as "patient_id", "p"."jhe_user_id" as "patient_user_id", (select coalesce(json_agg(agg), '[]') from (select "i"."system", "i"."value" from "public"."core_observationidentifier" as "i" where "i"."observation_id" = "o"."id" order by "i"."id") as agg) as "identifiers" from "page_row" as "o" cross join lateral (
    select case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.start_at end as start_at, case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.end_at end as end_at, (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."value_attachment_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" left join "public"."core_datasource" as "d" on "d"."id" = "o"."data_source_id" inner join "public"."core_patient" as "p" on "p"."id" = "o"."subject_patient_id" order by "o"."at" desc, "o"."id" desc) as agg) as "observations" from "viewer";

-- oldest_observations_fhir (schema from core.0022, core.0011)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 enforce_consent, $5 patient_id, $6 study_id, $7 study_id, $8 data_type, $9 data_type, $10 data_type, $11 data_type, $12 patient_id, $13 study_id, $14 study_id, $15 data_type, $16 data_type, $17 data_type, $18 data_type, $19 window_start, $20 window_start, $21 window_start, $22 patient_id, $23 patient_id, $24 window_end, $25 window_start, $26 window_start, $27 window_start, $28 after_at, $29 after_id, $30 limit, $31 window_start, $32 window_end, $33 patient_id, $34 after_at, $35 after_id, $36 limit, $37 limit, $38 window_start, $39 window_end, $40 patient_id, $41 window_start, $42 window_end, $43 patient_id, $44 window_end, $45 window_start, $46 window_start, $47 window_start, $48 patient_id, $49 study_id, $50 study_id, $51 patient_id, $52 patient_id, $53 study_id, $54 data_type, $55 data_type, $56 data_type, $57 data_type
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id in (select unnest(cast($3 as bigint[])))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "reach" as (select "sp"."patient_id", "r"."scope_code_id" as "code_id", bool_or(c.consented is true or not cast($4 as boolean)) as "readable", bool_or(c.consented is false) as "declined" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" left join "public"."core_studypatientscopeconsent" as "c" on "c"."study_patient_id" = "sp"."id" and "c"."scope_code_id" = "r"."scope_code_id" where "viewer"."kind" = 'practitioner' and sp.patient_id = cast($5 as bigint)
        and (cast($6 as bigint) is null or "s"."id" = cast($7 as bigint)) and (cast($8 as text) is null
    or "r"."scope_code_id" in (select cc.id from public.core_codeableconcept as cc where (cast($9 as text) is null or cc.coding_code = cast($10 as text) or split_part(cc.coding_code, ':', 2) = cast($11 as text)))) and exists (
  select from public.core_patientorganization as po
  join public.core_practitionerorganization as m on m.organization_id = po.organization_id
  where po.patient_id = sp.patient_id and m.practitioner_id = viewer.practitioner_id) group by "sp"."patient_id", "r"."scope_code_id" union all select viewer.patient_id as "patient_id", "cc"."id" as "code_id", true as "readable", false as "declined" from "viewer" cross join (select id from public.core_codeableconcept union all select -1) as "cc" where "viewer"."kind" = 'patient' and viewer.patient_id = cast($12 as bigint)
        and (cast($13 as bigint) is null or exists (select from public.core_studyscoperequest as r
              join visible_study as s on s.id = r.study_id
              where s.id = cast($14 as bigint) and r.scope_code_id = cc.id)) and (cast($15 as text) is null
    or "cc"."id" in (select cc.id from public.core_codeableconcept as cc where (cast($16 as text) is null or cc.coding_code = cast($17 as text) or split_part(cc.coding_code, ':', 2) = cast($18 as text))))), "asked_code" as (
    select k.code_id, k.readable, k.declined, cc.coding_system, cc.coding_code, cc.text as coding_text,
      case when cast($19 as timestamptz) is null then '-infinity'
        when l.seconds > 63000000000 then '-infinity'
        else cast($20 as timestamptz) - make_interval(secs => coalesce(l.seconds, 0) + 1) end as earliest
    from reach as k
    left join public.core_codeableconcept as cc on cc.id = k.code_id
    left join lateral (select public.jhe_mcp_observation_seconds(o.value_attachment_data) as seconds from public.core_observation as o
      where cast($21 as timestamptz) is not null and o.subject_patient_id = cast($22 as bigint) and coalesce(o.codeable_concept_id, -1) = k.code_id and public.jhe_mcp_observation_seconds(o.value_attachment_data) is not null
      order by public.jhe_mcp_observation_seconds(o.value_attachment_data) desc limit 1) as l on true), "page_row" as (select o.*, k.coding_system, k.coding_code, k.coding_text
    from asked_code as k cross join lateral (
    (select "o"."id", "o"."value_attachment_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id", public.jhe_mcp_observation_start(o.value_attachment_data) as at from public.core_observation as o
      where o.subject_patient_id = cast($23 as bigint) and coalesce(o.codeable_concept_id, -1) = k.code_id and public.jhe_mcp_observation_start(o.value_attachment_data) <= coalesce(cast($24 as timestamptz), 'infinity')
    and public.jhe_mcp_observation_start(o.value_attachment_data) >= k.earliest
    and (cast($25 as timestamptz) is null or public.jhe_mcp_observation_start(o.value_attachment_data) >= cast($26 as timestamptz) or public.jhe_mcp_observation_start(o.value_attachment_data) + make_interval(secs => public.jhe_mcp_observation_seconds(o.value_attachment_data)) >= cast($27 as timestamptz)) and (public.jhe_mcp_observation_start(o.value_attachment_data), o.id) > (coalesce(cast($28 as timestamptz), '-infinity'), coalesce(cast($29 as bigint), -1))
      order by public.jhe_mcp_observation_start(o.value_attachment_data) asc, o.id asc limit cast($30 as integer))
    union all
    (select "o"."id", "o"."value_attachment_data", "o"."last_updated", "o"."codeable_concept_id", "o"."subject_patient_id", "o"."status", "o"."data_source_id", cast('infinity' as timestamptz) as at from public.core_observation as o
      where (cast($31 as timestamptz) is null and cast($32 as timestamptz) is null) and o.subject_patient_id = cast($33 as bigint) and coalesce(o.codeable_concept_id, -1) = k.code_id and public.jhe_mcp_observation_start(o.value_attachment_data) is null
        and (cast('infinity' as timestamptz), o.id) > (coalesce(cast($34 as timestamptz), '-infinity'), coalesce(cast($35 as bigint), -1))
      order by public.jhe_mcp_observation_start(o.value_attachment_data) asc, o.id asc limit cast($36 as integer))) as o
    where k.readable
    order by o.at asc, o.id asc limit cast($37 as integer)), "kept_back" as (select k.code_id, k.declined, n.count from asked_code as k
    cross join lateral (
      select count(*) from public.core_observation as o
        where (cast($38 as timestamptz) is null and cast($39 as timestamptz) is null) and o.subject_patient_id = cast($40 as bigint)
    and o.codeable_concept_id = k.code_id
      union all
      select count(*) from public.core_observation as o
        where not (cast($41 as timestamptz) is null and cast($42 as timestamptz) is null) and o.subject_patient_id = cast($43 as bigint) and coalesce(o.codeable_concept_id, -1) = k.code_id and public.jhe_mcp_observation_start(o.value_attachment_data) <= coalesce(cast($44 as timestamptz), 'infinity')
    and public.jhe_mcp_observation_start(o.value_attachment_data) >= k.earliest
    and (cast($45 as timestamptz) is null or public.jhe_mcp_observation_start(o.value_attachment_data) >= cast($46 as timestamptz) or public.jhe_mcp_observation_start(o.value_attachment_data) + make_interval(secs => public.jhe_mcp_observation_seconds(o.value_attachment_data)) >= cast($47 as timestamptz))) as n
    where not k.readable and n.count > 0) select "viewer"."kind" as "viewer_kind", exists (
    select from visible_study as s join public.core_studypatient as sp on sp.study_id = s.id
    where sp.patient_id = cast($48 as bigint) and (cast($49 as bigint) is null or s.id = cast($50 as bigint))
      and (viewer.kind = 'practitioner' or viewer.patient_id = cast($51 as bigint))
    union all
    select where viewer.kind = 'patient' and viewer.patient_id = cast($52 as bigint) and cast($53 as bigint) is null) as "is_visible", (
  select coalesce(json_agg(json_build_object('coding_code', cc.coding_code) order by cc.coding_code), '[]')
  from public.core_codeableconcept as cc
  where cast($54 as text) is not null
    and not exists (select from public.core_codeableconcept as cc where (cast($55 as text) is null or cc.coding_code = cast($56 as text) or split_part(cc.coding_code, ':', 2) = cast($57 as text)))) as "other_types", (select coalesce(json_agg(agg), '[]') from (select "cc"."coding_code", "k"."declined", cast(sum(k.count) as bigint) as "count" from "kept_back" as "k" inner join "public"."core_codeableconcept" as "cc" on "cc"."id" = "k"."code_id" group by "cc"."coding_code", "k"."declined" order by "cc"."coding_code") as agg) as "withheld", (select coalesce(json_agg(agg), '[]') from (select "o"."id", "o"."coding_system", "o"."coding_code", "o"."coding_text", "t"."start_at", "t"."end_at", "t"."is_interval", "o"."status", "o"."last_updated" as "recorded", "d"."name" as "source", cast("o"."value_attachment_data" as text) as "omh_text", "p"."id" as "patient_id", "p"."jhe_user_id" as "patient_user_id", (select coalesce(json_agg(agg), '[]') from (select "i"."system", "i"."value" from "public"."core_observationidentifier" as "i" where "i"."observation_id" = "o"."id" order by "i"."id") as agg) as "identifiers" from "page_row" as "o" cross join lateral (
    select case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.start_at end as start_at, case when case when stored.frame is null then cast(null as timestamptz) is null and cast(null as timestamptz) < cast(null as timestamptz)
        else known.end_at < known.start_at or known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' end then null when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz)) else known.end_at end as end_at, (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (
      select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."value_attachment_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored cross join lateral (
      select stored.frame ->> 'date_time' as moment, stored.frame -> 'time_interval' ->> 'start_date_time' as start, stored.frame -> 'time_interval' ->> 'end_date_time' as finish, stored.frame -> 'time_interval' ->> 'date' as day, stored.frame -> 'time_interval' ->> 'part_of_day' as part, nullif(stored.frame -> 'time_interval' -> 'duration', 'null') as duration offset 0) as said cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first, case when said.moment is null and said.start is not null then said.finish end as second offset 0) as text cross join lateral (
      select case
    when translate(left("text"."first", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."first", 1, 2) in ('19', '20')
      and substr("text"."first", 6, 2) collate "C" between '01' and '12'
      and substr("text"."first", 9, 2) collate "C" between '01' and '31'
      and substr("text"."first", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."first", 6, 5) <> '02-29' or substr("text"."first", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."first", 1, 4) <> '1900')
      and substr("text"."first", 12, 2) collate "C" <= '23' and substr("text"."first", 15, 2) collate "C" <= '59' and substr("text"."first", 18, 2) collate "C" <= '59'
      and (substr("text"."first", 20) in ('', 'Z', '+00:00')
        or substr("text"."first", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."first" as timestamptz)
    when "text"."first" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."first" as timestamptz)
  end as first, case
    when translate(left("text"."second", 19), '123456789', '000000000') = '0000-00-00T00:00:00'
      and substr("text"."second", 1, 2) in ('19', '20')
      and substr("text"."second", 6, 2) collate "C" between '01' and '12'
      and substr("text"."second", 9, 2) collate "C" between '01' and '31'
      and substr("text"."second", 6, 5) not in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31')
      and (substr("text"."second", 6, 5) <> '02-29' or substr("text"."second", 3, 2) in ('00', '04', '08', '12', '16', '20', '24', '28', '32', '36', '40', '44', '48', '52', '56', '60', '64', '68', '72', '76', '80', '84', '88', '92', '96') and substr("text"."second", 1, 4) <> '1900')
      and substr("text"."second", 12, 2) collate "C" <= '23' and substr("text"."second", 15, 2) collate "C" <= '59' and substr("text"."second", 18, 2) collate "C" <= '59'
      and (substr("text"."second", 20) in ('', 'Z', '+00:00')
        or substr("text"."second", 20) ~ '^([.][0-9]{1,40})?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?$')
    then cast("text"."second" as timestamptz)
    when "text"."second" ~ '^((?!0000)[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,40})?)?([Zz]|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)?)?$' then cast("text"."second" as timestamptz)
  end as second, case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read cross join lateral (
      select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < -62135596800
    then '-infinity' else read.first - read.length end
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" left join "public"."core_datasource" as "d" on "d"."id" = "o"."data_source_id" inner join "public"."core_patient" as "p" on "p"."id" = "o"."subject_patient_id" order by "o"."at" asc, "o"."id" asc) as agg) as "observations" from "viewer";

-- list_patients (schema from core.0011)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 study_id, $5 study_id, $6 patient_id, $7 patient_id, $8 study_id, $9 patient_id, $10 patient_id, $11 after, $12 limit
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id in (select unnest(cast($3 as bigint[])))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient') select "viewer"."kind" as "viewer_kind", exists (select from visible_study as s where s.id = cast($4 as bigint)) as "is_visible", (select count(*) as "total" from "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" where "s"."id" = cast($5 as bigint) and (cast($6 as bigint) is null or "sp"."patient_id" = cast($7 as bigint)) and (viewer.kind = 'practitioner' or sp.patient_id = viewer.patient_id)) as "total", (select coalesce(json_agg(agg), '[]') from (select "p"."id", "p"."name_given", "p"."name_family", "p"."birth_date", "p"."telecom_phone", "u"."email", case when nullif(p.identifier, '') is null then json_build_array()
        else json_build_array(json_build_object('system', null, 'value', p.identifier)) end as "identifiers" from "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_patient" as "p" on "p"."id" = "sp"."patient_id" left join "public"."core_jheuser" as "u" on "u"."id" = "p"."jhe_user_id" where "s"."id" = cast($8 as bigint) and (cast($9 as bigint) is null or "sp"."patient_id" = cast($10 as bigint)) and (viewer.kind = 'practitioner' or sp.patient_id = viewer.patient_id) and "p"."id" > cast($11 as bigint) order by "p"."id" limit cast($12 as integer)) as agg) as "patients" from "viewer";

-- search_patients (schema from core.0011)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 study_id, $5 study_id, $6 study_id, $7 birth_date, $8 birth_date, $9 identifier, $10 identifier, $11 name_words, $12 name_words, $13 study_id, $14 study_id, $15 after, $16 limit
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id in (select unnest(cast($3 as bigint[])))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "reachable" as (select "sp"."patient_id" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" where (cast($4 as bigint) is null or "s"."id" = cast($5 as bigint)) and (viewer.kind = 'practitioner' or sp.patient_id = viewer.patient_id) union select viewer.patient_id as "patient_id" from "viewer" where "viewer"."kind" = 'patient' and cast($6 as bigint) is null), "found" as (select "p"."id", "p"."name_given", "p"."name_family", "p"."birth_date" from "reachable" as "r" inner join "public"."core_patient" as "p" on "p"."id" = "r"."patient_id" where (cast($7 as date) is null or "p"."birth_date" = cast($8 as date)) and (cast($9 as text) is null or cast($10 as text) in (p.identifier, '|' || p.identifier)) and (cast($11 as text[]) is null or not exists (
    select from unnest(cast($12 as text[])) as w(word) where strpos(' ' || lower(regexp_replace(regexp_replace(
  normalize(concat_ws(' ', p.name_given, p.name_family), nfd),
  '[\u0300-\u036f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]', '', 'g'), '[\s\u0085\u00a0\u2028\u2029.,''\u2019-]+', ' ', 'g')), ' ' || lower(w.word)) = 0))) select "viewer"."kind" as "viewer_kind", (cast($13 as bigint) is null or exists (select from visible_study as s where s.id = cast($14 as bigint))) as "is_visible", (select count(*) as "total" from "found") as "total", (select coalesce(json_agg(agg), '[]') from (select "f"."id", "f"."name_given", "f"."name_family", "f"."birth_date", (select coalesce(json_agg(s.id order by s.id), '[]')
                from visible_study as s join public.core_studypatient as sp on sp.study_id = s.id
                where sp.patient_id = f.id) as "studies" from "found" as "f" where "f"."id" > cast($15 as bigint) order by "f"."id" limit cast($16 as integer)) as agg) as "patients" from "viewer";
