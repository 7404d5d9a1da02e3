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
select r.rolsuper as superuser, r.rolbypassrls as bypasses_rls,
  exists (select from pg_catalog.pg_class as c join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p') and pg_catalog.pg_has_role(r.oid, c.relowner, 'USAGE')) as owns_tables,
  exists (select from pg_catalog.pg_roles as m
    where m.rolname in ('pg_read_server_files', 'pg_write_server_files', 'pg_execute_server_program')
      and pg_catalog.pg_has_role(r.oid, m.oid, 'USAGE')) as reaches_files,
  exists (select from pg_catalog.pg_class as c join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p') and (
      has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE') or has_any_column_privilege(c.oid, 'INSERT, UPDATE'))) as writes
from pg_catalog.pg_roles as r where r.rolname = current_user;

-- migrationsReadable (any schema)
select coalesce(has_column_privilege(t.oid, 'app', 'SELECT')
  and has_column_privilege(t.oid, 'name', 'SELECT'), false) as readable
from (select cast(pg_catalog.to_regclass('public.django_migrations') as oid) as oid) as t;

-- newestMigration (any schema)
select max(left(name, 4)) as newest from public.django_migrations
where app = 'core' and name ~ '^[0-9]{4}_';

-- cancel (any schema)
select pg_catalog.pg_cancel_backend(cast($1 as integer)) as cancelled;

-- describe_viewer (schema from core.0041, core.0032, core.0022, core.0011)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id = any(cast($3 as bigint[]))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient') select "viewer"."kind" as "viewer_kind", (select count(*) as "count" from "visible_study") as "study_count", (select coalesce(json_agg(agg), '[]') from (select "org"."id", "org"."name", "m"."role" from "public"."core_organization" as "org" left join "public"."core_practitionerorganization" as "m" on "m"."organization_id" = "org"."id" and m.practitioner_id = viewer.practitioner_id and viewer.kind = 'practitioner' where (m.role is not null or viewer.kind = 'patient' and exists (
              select from public.core_patientorganization as po
              where po.organization_id = org.id and po.patient_id = viewer.patient_id)) order by "org"."id") as agg) as "organizations" from "viewer";

-- count_studies (schema from core.0041, core.0032, core.0022, core.0011)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id = any(cast($3 as bigint[]))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient') select "viewer"."kind" as "viewer_kind", (select count(*) as "count" from "visible_study") as "count" from "viewer";

-- list_studies (schema from core.0041, core.0032, core.0022, core.0011)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 after, $5 limit
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id = any(cast($3 as bigint[]))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient') select "viewer"."kind" as "viewer_kind", (select count(*) as "total" from "visible_study") as "total", (select coalesce(json_agg(agg), '[]') from (select "s"."id", "s"."name", "s"."role", "org"."id" as "organization_id", "org"."name" as "organization_name" from "visible_study" as "s" inner join "public"."core_organization" as "org" on "org"."id" = "s"."organization_id" where "s"."id" > cast($4 as bigint) order by "s"."id" limit cast($5 as integer)) as agg) as "studies" from "viewer";

-- study_metadata (schema from core.0041, core.0032, core.0022, core.0011)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 enforce_consent, $5 study_id, $6 study_id, $7 study_id, $8 study_id
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id = any(cast($3 as bigint[]))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "answer" as (select "sp"."patient_id", "r"."scope_code_id" as "code_id", "c"."consented", (viewer.kind = 'patient'
          or (c.consented is true or not cast($4 as boolean)) and exists (
  select from public.core_patientorganization as po
  join public.core_practitionerorganization as m on m.organization_id = po.organization_id
  where po.patient_id = sp.patient_id and m.practitioner_id = viewer.practitioner_id)) as "readable" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" left join "public"."core_studypatientscopeconsent" as "c" on "c"."study_patient_id" = "sp"."id" and "c"."scope_code_id" = "r"."scope_code_id" where "s"."id" = cast($5 as bigint) and (viewer.kind = 'practitioner' or sp.patient_id = viewer.patient_id)), "counted" as (select "a"."code_id", count(*) as "observations" from "answer" as "a" inner join "public"."core_observation" as "o" on "o"."subject_patient_id" = "a"."patient_id" and "o"."codeable_concept_id" = "a"."code_id" where "a"."readable" = true group by "a"."code_id") select "viewer"."kind" as "viewer_kind", (select coalesce(json_agg(agg), '[]') from (select "s"."id", "s"."name", "s"."description", "s"."role", "org"."id" as "organization_id", "org"."name" as "organization_name", "org"."type" as "organization_type", case when viewer.kind = 'practitioner' then (
        select count(*) from public.core_studypatient as sp where sp.study_id = s.id) end as "patient_count" from "visible_study" as "s" inner join "public"."core_organization" as "org" on "org"."id" = "s"."organization_id" where "s"."id" = cast($6 as bigint)) as agg) as "study", (select coalesce(json_agg(agg), '[]') from (select "cc"."coding_code" as "code", "cc"."text" as "name", coalesce(counted.observations, 0) as "observation_count", case when viewer.kind = 'practitioner' then (select count(*) from answer
    where answer.code_id = cc.id and answer.consented is true) end as "patients_consented", case when viewer.kind = 'practitioner' then (select count(*) from answer
    where answer.code_id = cc.id and answer.consented is null) end as "patients_pending", case when viewer.kind = 'practitioner' then (select count(*) from answer
    where answer.code_id = cc.id and answer.consented is false) end as "patients_declined" from "visible_study" as "s" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" inner join "public"."core_codeableconcept" as "cc" on "cc"."id" = "r"."scope_code_id" left join "counted" on "counted"."code_id" = "cc"."id" where "s"."id" = cast($7 as bigint) order by "cc"."coding_code", "cc"."id") as agg) as "data_types", (select coalesce(json_agg(agg), '[]') from (select distinct "d"."id", "d"."name", "d"."type" from "visible_study" as "s" inner join "public"."core_studydatasource" as "sd" on "sd"."study_id" = "s"."id" inner join "public"."core_datasource" as "d" on "d"."id" = "sd"."data_source_id" where "s"."id" = cast($8 as bigint) order by "d"."id") as agg) as "data_sources" from "viewer";

-- study_types (schema from core.0041, core.0032, core.0022, core.0011)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 limit
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id = any(cast($3 as bigint[]))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient') select "viewer"."kind" as "viewer_kind", (select coalesce(json_agg(agg), '[]') from (select "s"."id", "s"."name", (select coalesce(json_agg(cc.coding_code order by cc.coding_code), '[]')
              from public.core_studyscoperequest as r
              join public.core_codeableconcept as cc on cc.id = r.scope_code_id
              where r.study_id = s.id) as "codes" from "visible_study" as "s" order by "s"."id" limit cast($4 as integer)) as agg) as "studies" from "viewer";

-- list_patients (schema from core.0041, core.0032, core.0022)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 study_id, $5 study_id, $6 patient_id, $7 patient_id, $8 study_id, $9 patient_id, $10 patient_id, $11 after, $12 limit
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id = any(cast($3 as bigint[]))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient') select "viewer"."kind" as "viewer_kind", exists (select from visible_study as s where s.id = cast($4 as bigint)) as "is_visible", (select count(*) as "total" from "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" where "s"."id" = cast($5 as bigint) and (cast($6 as bigint) is null or "sp"."patient_id" = cast($7 as bigint)) and (viewer.kind = 'practitioner' or sp.patient_id = viewer.patient_id)) as "total", (select coalesce(json_agg(agg), '[]') from (select "p"."id", "p"."name_given", "p"."name_family", "p"."birth_date", "p"."telecom_phone", "u"."email", (select coalesce(
        json_agg(json_build_object('system', i.system, 'value', i.value) order by i.id), '[]')
        from public.core_patientidentifier as i where i.patient_id = p.id) as "identifiers" from "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_patient" as "p" on "p"."id" = "sp"."patient_id" left join "public"."core_jheuser" as "u" on "u"."id" = "p"."jhe_user_id" where "s"."id" = cast($8 as bigint) and (cast($9 as bigint) is null or "sp"."patient_id" = cast($10 as bigint)) and (viewer.kind = 'practitioner' or sp.patient_id = viewer.patient_id) and "p"."id" > cast($11 as bigint) order by "p"."id" limit cast($12 as integer)) as agg) as "patients" from "viewer";

-- search_patients (schema from core.0041, core.0032, core.0022)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 study_id, $5 study_id, $6 study_id, $7 birth_date, $8 birth_date, $9 identifier, $10 identifier, $11 name_words, $12 name_words, $13 study_id, $14 study_id, $15 after, $16 limit
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id = any(cast($3 as bigint[]))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "reachable" as (select "sp"."patient_id" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" where (cast($4 as bigint) is null or "s"."id" = cast($5 as bigint)) and (viewer.kind = 'practitioner' or sp.patient_id = viewer.patient_id) union select viewer.patient_id as "patient_id" from "viewer" where "viewer"."kind" = 'patient' and cast($6 as bigint) is null), "found" as (select "p"."id", "p"."name_given", "p"."name_family", "p"."birth_date" from "reachable" as "r" inner join "public"."core_patient" as "p" on "p"."id" = "r"."patient_id" where (cast($7 as date) is null or "p"."birth_date" = cast($8 as date)) and (cast($9 as text) is null or exists (select from public.core_patientidentifier as i
        where i.patient_id = p.id and cast($10 as text) in (i.value, i.system || '|' || i.value))) and (cast($11 as text[]) is null or not exists (
    select from unnest(cast($12 as text[])) as w(word) where strpos(' ' || lower(regexp_replace(regexp_replace(
  normalize(concat_ws(' ', p.name_given, p.name_family), nfd),
  '[\u0300-\u036f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]', '', 'g'), '[\s\u0085\u00a0\u2028\u2029.,''\u2019-]+', ' ', 'g')), ' ' || lower(w.word)) = 0))) select "viewer"."kind" as "viewer_kind", (cast($13 as bigint) is null or exists (select from visible_study as s where s.id = cast($14 as bigint))) as "is_visible", (select count(*) as "total" from "found") as "total", (select coalesce(json_agg(agg), '[]') from (select "f"."id", "f"."name_given", "f"."name_family", "f"."birth_date", (select coalesce(json_agg(s.id order by s.id), '[]')
                from visible_study as s join public.core_studypatient as sp on sp.study_id = s.id
                where sp.patient_id = f.id) as "studies" from "found" as "f" where "f"."id" > cast($15 as bigint) order by "f"."id" limit cast($16 as integer)) as agg) as "patients" from "viewer";

-- newest_observations (schema from core.0041)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 enforce_consent, $5 patient_id, $6 study_id, $7 study_id, $8 patient_id, $9 study_id, $10 study_id, $11 patient_id, $12 data_type, $13 data_type, $14 data_type, $15 window_start, $16 window_end, $17 window_start, $18 window_end, $19 patient_id, $20 study_id, $21 study_id, $22 patient_id, $23 patient_id, $24 study_id, $25 data_type, $26 data_type, $27 data_type, $28 data_type, $29 after_at, $30 after_id, $31 limit
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id = any(cast($3 as bigint[]))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "reach" as (select "sp"."patient_id", "r"."scope_code_id" as "code_id", bool_or(c.consented is true or not cast($4 as boolean)) as "readable", bool_or(c.consented is false) as "declined" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" left join "public"."core_studypatientscopeconsent" as "c" on "c"."study_patient_id" = "sp"."id" and "c"."scope_code_id" = "r"."scope_code_id" where "viewer"."kind" = 'practitioner' and "sp"."patient_id" = cast($5 as bigint) and (cast($6 as bigint) is null or "s"."id" = cast($7 as bigint)) and exists (
  select from public.core_patientorganization as po
  join public.core_practitionerorganization as m on m.organization_id = po.organization_id
  where po.patient_id = sp.patient_id and m.practitioner_id = viewer.practitioner_id) group by "sp"."patient_id", "r"."scope_code_id" union all select viewer.patient_id as "patient_id", "cc"."id" as "code_id", true as "readable", false as "declined" from "viewer" cross join (select id from public.core_codeableconcept union all select -1) as "cc" where "viewer"."kind" = 'patient' and "viewer"."patient_id" = cast($8 as bigint) and (cast($9 as bigint) is null or exists (select from public.core_studyscoperequest as r
              join visible_study as s on s.id = r.study_id
              where s.id = cast($10 as bigint) and r.scope_code_id = cc.id))), "candidate" as (select "o"."id", "reach"."code_id", "reach"."readable", "reach"."declined", "t"."start_at", "t"."end_at", "t"."is_interval" from "public"."core_observation" as "o" inner join "reach" on reach.code_id = coalesce(o.codeable_concept_id, -1) left join "public"."core_codeableconcept" as "cc" on "cc"."id" = "o"."codeable_concept_id" cross join lateral (
    select
      case when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_start")
        when known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' then null else known.start_at end as start_at,
      case when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_end")
        when known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' then null else known.end_at end as end_at,
      ("o"."effective_date_time" is null and (coalesce("o"."effective_period_start", "o"."effective_period_end") is not null or said.moment is null)) as is_interval
    from (select case when coalesce("o"."effective_date_time", "o"."effective_period_start", "o"."effective_period_end") is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored
    cross join lateral (
      select frame ->> 'date_time' as moment,
        frame #>> '{time_interval,start_date_time}' as start,
        frame #>> '{time_interval,end_date_time}' as finish,
        frame #>> '{time_interval,date}' as day,
        frame #>> '{time_interval,part_of_day}' as part,
        nullif(frame #> '{time_interval,duration}', 'null') as duration offset 0) as said
    cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first,
        case when said.moment is null and said.start is not null then said.finish end as second
      offset 0) as text
    cross join lateral (
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
  end as second,
        case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read
    cross join lateral (select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then read.first - read.length
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" where "o"."subject_patient_id" = cast($11 as bigint) and (cast($12 as text) is null or cc.coding_code = cast($13 as text) or split_part(cc.coding_code, ':', 2) = cast($14 as text)) and case when cast($15 as timestamptz) is null and cast($16 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($17 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($18 as timestamptz), 'infinity') end) select "viewer"."kind" as "viewer_kind", exists (
    select from visible_study as s join public.core_studypatient as sp on sp.study_id = s.id
    where sp.patient_id = cast($19 as bigint) and (cast($20 as bigint) is null or s.id = cast($21 as bigint))
      and (viewer.kind = 'practitioner' or viewer.patient_id = cast($22 as bigint))
    union all
    select where viewer.kind = 'patient' and viewer.patient_id = cast($23 as bigint) and cast($24 as bigint) is null) as "is_visible", (select coalesce(json_agg(agg), '[]') from (select "cc"."coding_code" from "public"."core_codeableconcept" as "cc" where cast($25 as text) is not null and not exists (select "cc"."id" from "public"."core_codeableconcept" as "cc" where (cast($26 as text) is null or cc.coding_code = cast($27 as text) or split_part(cc.coding_code, ':', 2) = cast($28 as text))) order by "cc"."coding_code") as agg) as "other_types", (select coalesce(json_agg(agg), '[]') from (select "cc"."coding_code", "t"."declined", count(*) as "count" from "candidate" as "t" inner join "public"."core_codeableconcept" as "cc" on "cc"."id" = "t"."code_id" where "t"."readable" = false group by "cc"."coding_code", "t"."declined" order by "cc"."coding_code") as agg) as "withheld", (select coalesce(json_agg(agg), '[]') from (select "o"."id", "cc"."coding_system", "cc"."coding_code", "cc"."text" as "coding_text", "t"."start_at", "t"."end_at", "t"."is_interval", "o"."status", "o"."last_updated" as "recorded", "d"."name" as "source", "o"."omh_data" -> 'body' as "body" from (select "t"."id", "t"."start_at", "t"."end_at", "t"."is_interval" from "candidate" as "t" where "t"."readable" = true and (coalesce(t.start_at, t.end_at, '-infinity'), t.id) < (coalesce(cast($29 as timestamptz), 'infinity'), coalesce(cast($30 as bigint), 9223372036854775807)) order by coalesce(t.start_at, t.end_at, '-infinity') desc, "t"."id" desc limit cast($31 as integer)) as "t" inner join "public"."core_observation" as "o" on "o"."id" = "t"."id" left join "public"."core_codeableconcept" as "cc" on "cc"."id" = "o"."codeable_concept_id" left join "public"."core_datasource" as "d" on "d"."id" = "o"."data_source_id" order by coalesce(t.start_at, t.end_at, '-infinity') desc, "t"."id" desc) as agg) as "observations" from "viewer";

-- oldest_observations (schema from core.0041)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 enforce_consent, $5 patient_id, $6 study_id, $7 study_id, $8 patient_id, $9 study_id, $10 study_id, $11 patient_id, $12 data_type, $13 data_type, $14 data_type, $15 window_start, $16 window_end, $17 window_start, $18 window_end, $19 patient_id, $20 study_id, $21 study_id, $22 patient_id, $23 patient_id, $24 study_id, $25 data_type, $26 data_type, $27 data_type, $28 data_type, $29 after_at, $30 after_id, $31 limit
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id = any(cast($3 as bigint[]))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "reach" as (select "sp"."patient_id", "r"."scope_code_id" as "code_id", bool_or(c.consented is true or not cast($4 as boolean)) as "readable", bool_or(c.consented is false) as "declined" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" left join "public"."core_studypatientscopeconsent" as "c" on "c"."study_patient_id" = "sp"."id" and "c"."scope_code_id" = "r"."scope_code_id" where "viewer"."kind" = 'practitioner' and "sp"."patient_id" = cast($5 as bigint) and (cast($6 as bigint) is null or "s"."id" = cast($7 as bigint)) and exists (
  select from public.core_patientorganization as po
  join public.core_practitionerorganization as m on m.organization_id = po.organization_id
  where po.patient_id = sp.patient_id and m.practitioner_id = viewer.practitioner_id) group by "sp"."patient_id", "r"."scope_code_id" union all select viewer.patient_id as "patient_id", "cc"."id" as "code_id", true as "readable", false as "declined" from "viewer" cross join (select id from public.core_codeableconcept union all select -1) as "cc" where "viewer"."kind" = 'patient' and "viewer"."patient_id" = cast($8 as bigint) and (cast($9 as bigint) is null or exists (select from public.core_studyscoperequest as r
              join visible_study as s on s.id = r.study_id
              where s.id = cast($10 as bigint) and r.scope_code_id = cc.id))), "candidate" as (select "o"."id", "reach"."code_id", "reach"."readable", "reach"."declined", "t"."start_at", "t"."end_at", "t"."is_interval" from "public"."core_observation" as "o" inner join "reach" on reach.code_id = coalesce(o.codeable_concept_id, -1) left join "public"."core_codeableconcept" as "cc" on "cc"."id" = "o"."codeable_concept_id" cross join lateral (
    select
      case when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_start")
        when known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' then null else known.start_at end as start_at,
      case when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_end")
        when known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' then null else known.end_at end as end_at,
      ("o"."effective_date_time" is null and (coalesce("o"."effective_period_start", "o"."effective_period_end") is not null or said.moment is null)) as is_interval
    from (select case when coalesce("o"."effective_date_time", "o"."effective_period_start", "o"."effective_period_end") is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored
    cross join lateral (
      select frame ->> 'date_time' as moment,
        frame #>> '{time_interval,start_date_time}' as start,
        frame #>> '{time_interval,end_date_time}' as finish,
        frame #>> '{time_interval,date}' as day,
        frame #>> '{time_interval,part_of_day}' as part,
        nullif(frame #> '{time_interval,duration}', 'null') as duration offset 0) as said
    cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first,
        case when said.moment is null and said.start is not null then said.finish end as second
      offset 0) as text
    cross join lateral (
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
  end as second,
        case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read
    cross join lateral (select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then read.first - read.length
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" where "o"."subject_patient_id" = cast($11 as bigint) and (cast($12 as text) is null or cc.coding_code = cast($13 as text) or split_part(cc.coding_code, ':', 2) = cast($14 as text)) and case when cast($15 as timestamptz) is null and cast($16 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($17 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($18 as timestamptz), 'infinity') end) select "viewer"."kind" as "viewer_kind", exists (
    select from visible_study as s join public.core_studypatient as sp on sp.study_id = s.id
    where sp.patient_id = cast($19 as bigint) and (cast($20 as bigint) is null or s.id = cast($21 as bigint))
      and (viewer.kind = 'practitioner' or viewer.patient_id = cast($22 as bigint))
    union all
    select where viewer.kind = 'patient' and viewer.patient_id = cast($23 as bigint) and cast($24 as bigint) is null) as "is_visible", (select coalesce(json_agg(agg), '[]') from (select "cc"."coding_code" from "public"."core_codeableconcept" as "cc" where cast($25 as text) is not null and not exists (select "cc"."id" from "public"."core_codeableconcept" as "cc" where (cast($26 as text) is null or cc.coding_code = cast($27 as text) or split_part(cc.coding_code, ':', 2) = cast($28 as text))) order by "cc"."coding_code") as agg) as "other_types", (select coalesce(json_agg(agg), '[]') from (select "cc"."coding_code", "t"."declined", count(*) as "count" from "candidate" as "t" inner join "public"."core_codeableconcept" as "cc" on "cc"."id" = "t"."code_id" where "t"."readable" = false group by "cc"."coding_code", "t"."declined" order by "cc"."coding_code") as agg) as "withheld", (select coalesce(json_agg(agg), '[]') from (select "o"."id", "cc"."coding_system", "cc"."coding_code", "cc"."text" as "coding_text", "t"."start_at", "t"."end_at", "t"."is_interval", "o"."status", "o"."last_updated" as "recorded", "d"."name" as "source", "o"."omh_data" -> 'body' as "body" from (select "t"."id", "t"."start_at", "t"."end_at", "t"."is_interval" from "candidate" as "t" where "t"."readable" = true and (coalesce(t.start_at, t.end_at, 'infinity'), t.id) > (coalesce(cast($29 as timestamptz), '-infinity'), coalesce(cast($30 as bigint), -1)) order by coalesce(t.start_at, t.end_at, 'infinity') asc, "t"."id" asc limit cast($31 as integer)) as "t" inner join "public"."core_observation" as "o" on "o"."id" = "t"."id" left join "public"."core_codeableconcept" as "cc" on "cc"."id" = "o"."codeable_concept_id" left join "public"."core_datasource" as "d" on "d"."id" = "o"."data_source_id" order by coalesce(t.start_at, t.end_at, 'infinity') asc, "t"."id" asc) as agg) as "observations" from "viewer";

-- newest_observations_fhir (schema from core.0041)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 enforce_consent, $5 patient_id, $6 study_id, $7 study_id, $8 patient_id, $9 study_id, $10 study_id, $11 patient_id, $12 data_type, $13 data_type, $14 data_type, $15 window_start, $16 window_end, $17 window_start, $18 window_end, $19 patient_id, $20 study_id, $21 study_id, $22 patient_id, $23 patient_id, $24 study_id, $25 data_type, $26 data_type, $27 data_type, $28 data_type, $29 after_at, $30 after_id, $31 limit
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id = any(cast($3 as bigint[]))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "reach" as (select "sp"."patient_id", "r"."scope_code_id" as "code_id", bool_or(c.consented is true or not cast($4 as boolean)) as "readable", bool_or(c.consented is false) as "declined" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" left join "public"."core_studypatientscopeconsent" as "c" on "c"."study_patient_id" = "sp"."id" and "c"."scope_code_id" = "r"."scope_code_id" where "viewer"."kind" = 'practitioner' and "sp"."patient_id" = cast($5 as bigint) and (cast($6 as bigint) is null or "s"."id" = cast($7 as bigint)) and exists (
  select from public.core_patientorganization as po
  join public.core_practitionerorganization as m on m.organization_id = po.organization_id
  where po.patient_id = sp.patient_id and m.practitioner_id = viewer.practitioner_id) group by "sp"."patient_id", "r"."scope_code_id" union all select viewer.patient_id as "patient_id", "cc"."id" as "code_id", true as "readable", false as "declined" from "viewer" cross join (select id from public.core_codeableconcept union all select -1) as "cc" where "viewer"."kind" = 'patient' and "viewer"."patient_id" = cast($8 as bigint) and (cast($9 as bigint) is null or exists (select from public.core_studyscoperequest as r
              join visible_study as s on s.id = r.study_id
              where s.id = cast($10 as bigint) and r.scope_code_id = cc.id))), "candidate" as (select "o"."id", "reach"."code_id", "reach"."readable", "reach"."declined", "t"."start_at", "t"."end_at", "t"."is_interval" from "public"."core_observation" as "o" inner join "reach" on reach.code_id = coalesce(o.codeable_concept_id, -1) left join "public"."core_codeableconcept" as "cc" on "cc"."id" = "o"."codeable_concept_id" cross join lateral (
    select
      case when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_start")
        when known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' then null else known.start_at end as start_at,
      case when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_end")
        when known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' then null else known.end_at end as end_at,
      ("o"."effective_date_time" is null and (coalesce("o"."effective_period_start", "o"."effective_period_end") is not null or said.moment is null)) as is_interval
    from (select case when coalesce("o"."effective_date_time", "o"."effective_period_start", "o"."effective_period_end") is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored
    cross join lateral (
      select frame ->> 'date_time' as moment,
        frame #>> '{time_interval,start_date_time}' as start,
        frame #>> '{time_interval,end_date_time}' as finish,
        frame #>> '{time_interval,date}' as day,
        frame #>> '{time_interval,part_of_day}' as part,
        nullif(frame #> '{time_interval,duration}', 'null') as duration offset 0) as said
    cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first,
        case when said.moment is null and said.start is not null then said.finish end as second
      offset 0) as text
    cross join lateral (
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
  end as second,
        case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read
    cross join lateral (select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then read.first - read.length
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" where "o"."subject_patient_id" = cast($11 as bigint) and (cast($12 as text) is null or cc.coding_code = cast($13 as text) or split_part(cc.coding_code, ':', 2) = cast($14 as text)) and case when cast($15 as timestamptz) is null and cast($16 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($17 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($18 as timestamptz), 'infinity') end) select "viewer"."kind" as "viewer_kind", exists (
    select from visible_study as s join public.core_studypatient as sp on sp.study_id = s.id
    where sp.patient_id = cast($19 as bigint) and (cast($20 as bigint) is null or s.id = cast($21 as bigint))
      and (viewer.kind = 'practitioner' or viewer.patient_id = cast($22 as bigint))
    union all
    select where viewer.kind = 'patient' and viewer.patient_id = cast($23 as bigint) and cast($24 as bigint) is null) as "is_visible", (select coalesce(json_agg(agg), '[]') from (select "cc"."coding_code" from "public"."core_codeableconcept" as "cc" where cast($25 as text) is not null and not exists (select "cc"."id" from "public"."core_codeableconcept" as "cc" where (cast($26 as text) is null or cc.coding_code = cast($27 as text) or split_part(cc.coding_code, ':', 2) = cast($28 as text))) order by "cc"."coding_code") as agg) as "other_types", (select coalesce(json_agg(agg), '[]') from (select "cc"."coding_code", "t"."declined", count(*) as "count" from "candidate" as "t" inner join "public"."core_codeableconcept" as "cc" on "cc"."id" = "t"."code_id" where "t"."readable" = false group by "cc"."coding_code", "t"."declined" order by "cc"."coding_code") as agg) as "withheld", (select coalesce(json_agg(agg), '[]') from (select "o"."id", "cc"."coding_system", "cc"."coding_code", "cc"."text" as "coding_text", "t"."start_at", "t"."end_at", "t"."is_interval", "o"."status", "o"."last_updated" as "recorded", "d"."name" as "source", cast("o"."omh_data" as text) as "omh_text", "p"."id" as "patient_id", "p"."jhe_user_id" as "patient_user_id", (select coalesce(json_agg(agg), '[]') from (select "i"."system", "i"."value" from "public"."core_observationidentifier" as "i" where "i"."observation_id" = "o"."id" order by "i"."id") as agg) as "identifiers" from (select "t"."id", "t"."start_at", "t"."end_at", "t"."is_interval" from "candidate" as "t" where "t"."readable" = true and (coalesce(t.start_at, t.end_at, '-infinity'), t.id) < (coalesce(cast($29 as timestamptz), 'infinity'), coalesce(cast($30 as bigint), 9223372036854775807)) order by coalesce(t.start_at, t.end_at, '-infinity') desc, "t"."id" desc limit cast($31 as integer)) as "t" inner join "public"."core_observation" as "o" on "o"."id" = "t"."id" left join "public"."core_codeableconcept" as "cc" on "cc"."id" = "o"."codeable_concept_id" left join "public"."core_datasource" as "d" on "d"."id" = "o"."data_source_id" inner join "public"."core_patient" as "p" on "p"."id" = "o"."subject_patient_id" order by coalesce(t.start_at, t.end_at, '-infinity') desc, "t"."id" desc) as agg) as "observations" from "viewer";

-- oldest_observations_fhir (schema from core.0041)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 enforce_consent, $5 patient_id, $6 study_id, $7 study_id, $8 patient_id, $9 study_id, $10 study_id, $11 patient_id, $12 data_type, $13 data_type, $14 data_type, $15 window_start, $16 window_end, $17 window_start, $18 window_end, $19 patient_id, $20 study_id, $21 study_id, $22 patient_id, $23 patient_id, $24 study_id, $25 data_type, $26 data_type, $27 data_type, $28 data_type, $29 after_at, $30 after_id, $31 limit
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id = any(cast($3 as bigint[]))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "reach" as (select "sp"."patient_id", "r"."scope_code_id" as "code_id", bool_or(c.consented is true or not cast($4 as boolean)) as "readable", bool_or(c.consented is false) as "declined" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" left join "public"."core_studypatientscopeconsent" as "c" on "c"."study_patient_id" = "sp"."id" and "c"."scope_code_id" = "r"."scope_code_id" where "viewer"."kind" = 'practitioner' and "sp"."patient_id" = cast($5 as bigint) and (cast($6 as bigint) is null or "s"."id" = cast($7 as bigint)) and exists (
  select from public.core_patientorganization as po
  join public.core_practitionerorganization as m on m.organization_id = po.organization_id
  where po.patient_id = sp.patient_id and m.practitioner_id = viewer.practitioner_id) group by "sp"."patient_id", "r"."scope_code_id" union all select viewer.patient_id as "patient_id", "cc"."id" as "code_id", true as "readable", false as "declined" from "viewer" cross join (select id from public.core_codeableconcept union all select -1) as "cc" where "viewer"."kind" = 'patient' and "viewer"."patient_id" = cast($8 as bigint) and (cast($9 as bigint) is null or exists (select from public.core_studyscoperequest as r
              join visible_study as s on s.id = r.study_id
              where s.id = cast($10 as bigint) and r.scope_code_id = cc.id))), "candidate" as (select "o"."id", "reach"."code_id", "reach"."readable", "reach"."declined", "t"."start_at", "t"."end_at", "t"."is_interval" from "public"."core_observation" as "o" inner join "reach" on reach.code_id = coalesce(o.codeable_concept_id, -1) left join "public"."core_codeableconcept" as "cc" on "cc"."id" = "o"."codeable_concept_id" cross join lateral (
    select
      case when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_start")
        when known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' then null else known.start_at end as start_at,
      case when stored.frame is null then coalesce("o"."effective_date_time", "o"."effective_period_end")
        when known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' then null else known.end_at end as end_at,
      ("o"."effective_date_time" is null and (coalesce("o"."effective_period_start", "o"."effective_period_end") is not null or said.moment is null)) as is_interval
    from (select case when coalesce("o"."effective_date_time", "o"."effective_period_start", "o"."effective_period_end") is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored
    cross join lateral (
      select frame ->> 'date_time' as moment,
        frame #>> '{time_interval,start_date_time}' as start,
        frame #>> '{time_interval,end_date_time}' as finish,
        frame #>> '{time_interval,date}' as day,
        frame #>> '{time_interval,part_of_day}' as part,
        nullif(frame #> '{time_interval,duration}', 'null') as duration offset 0) as said
    cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first,
        case when said.moment is null and said.start is not null then said.finish end as second
      offset 0) as text
    cross join lateral (
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
  end as second,
        case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read
    cross join lateral (select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then read.first - read.length
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" where "o"."subject_patient_id" = cast($11 as bigint) and (cast($12 as text) is null or cc.coding_code = cast($13 as text) or split_part(cc.coding_code, ':', 2) = cast($14 as text)) and case when cast($15 as timestamptz) is null and cast($16 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($17 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($18 as timestamptz), 'infinity') end) select "viewer"."kind" as "viewer_kind", exists (
    select from visible_study as s join public.core_studypatient as sp on sp.study_id = s.id
    where sp.patient_id = cast($19 as bigint) and (cast($20 as bigint) is null or s.id = cast($21 as bigint))
      and (viewer.kind = 'practitioner' or viewer.patient_id = cast($22 as bigint))
    union all
    select where viewer.kind = 'patient' and viewer.patient_id = cast($23 as bigint) and cast($24 as bigint) is null) as "is_visible", (select coalesce(json_agg(agg), '[]') from (select "cc"."coding_code" from "public"."core_codeableconcept" as "cc" where cast($25 as text) is not null and not exists (select "cc"."id" from "public"."core_codeableconcept" as "cc" where (cast($26 as text) is null or cc.coding_code = cast($27 as text) or split_part(cc.coding_code, ':', 2) = cast($28 as text))) order by "cc"."coding_code") as agg) as "other_types", (select coalesce(json_agg(agg), '[]') from (select "cc"."coding_code", "t"."declined", count(*) as "count" from "candidate" as "t" inner join "public"."core_codeableconcept" as "cc" on "cc"."id" = "t"."code_id" where "t"."readable" = false group by "cc"."coding_code", "t"."declined" order by "cc"."coding_code") as agg) as "withheld", (select coalesce(json_agg(agg), '[]') from (select "o"."id", "cc"."coding_system", "cc"."coding_code", "cc"."text" as "coding_text", "t"."start_at", "t"."end_at", "t"."is_interval", "o"."status", "o"."last_updated" as "recorded", "d"."name" as "source", cast("o"."omh_data" as text) as "omh_text", "p"."id" as "patient_id", "p"."jhe_user_id" as "patient_user_id", (select coalesce(json_agg(agg), '[]') from (select "i"."system", "i"."value" from "public"."core_observationidentifier" as "i" where "i"."observation_id" = "o"."id" order by "i"."id") as agg) as "identifiers" from (select "t"."id", "t"."start_at", "t"."end_at", "t"."is_interval" from "candidate" as "t" where "t"."readable" = true and (coalesce(t.start_at, t.end_at, 'infinity'), t.id) > (coalesce(cast($29 as timestamptz), '-infinity'), coalesce(cast($30 as bigint), -1)) order by coalesce(t.start_at, t.end_at, 'infinity') asc, "t"."id" asc limit cast($31 as integer)) as "t" inner join "public"."core_observation" as "o" on "o"."id" = "t"."id" left join "public"."core_codeableconcept" as "cc" on "cc"."id" = "o"."codeable_concept_id" left join "public"."core_datasource" as "d" on "d"."id" = "o"."data_source_id" inner join "public"."core_patient" as "p" on "p"."id" = "o"."subject_patient_id" order by coalesce(t.start_at, t.end_at, 'infinity') asc, "t"."id" asc) as agg) as "observations" from "viewer";

-- newest_observations (schema from core.0032)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 enforce_consent, $5 patient_id, $6 study_id, $7 study_id, $8 patient_id, $9 study_id, $10 study_id, $11 patient_id, $12 data_type, $13 data_type, $14 data_type, $15 window_start, $16 window_end, $17 window_start, $18 window_end, $19 patient_id, $20 study_id, $21 study_id, $22 patient_id, $23 patient_id, $24 study_id, $25 data_type, $26 data_type, $27 data_type, $28 data_type, $29 after_at, $30 after_id, $31 limit
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id = any(cast($3 as bigint[]))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "reach" as (select "sp"."patient_id", "r"."scope_code_id" as "code_id", bool_or(c.consented is true or not cast($4 as boolean)) as "readable", bool_or(c.consented is false) as "declined" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" left join "public"."core_studypatientscopeconsent" as "c" on "c"."study_patient_id" = "sp"."id" and "c"."scope_code_id" = "r"."scope_code_id" where "viewer"."kind" = 'practitioner' and "sp"."patient_id" = cast($5 as bigint) and (cast($6 as bigint) is null or "s"."id" = cast($7 as bigint)) and exists (
  select from public.core_patientorganization as po
  join public.core_practitionerorganization as m on m.organization_id = po.organization_id
  where po.patient_id = sp.patient_id and m.practitioner_id = viewer.practitioner_id) group by "sp"."patient_id", "r"."scope_code_id" union all select viewer.patient_id as "patient_id", "cc"."id" as "code_id", true as "readable", false as "declined" from "viewer" cross join (select id from public.core_codeableconcept union all select -1) as "cc" where "viewer"."kind" = 'patient' and "viewer"."patient_id" = cast($8 as bigint) and (cast($9 as bigint) is null or exists (select from public.core_studyscoperequest as r
              join visible_study as s on s.id = r.study_id
              where s.id = cast($10 as bigint) and r.scope_code_id = cc.id))), "candidate" as (select "o"."id", "reach"."code_id", "reach"."readable", "reach"."declined", "t"."start_at", "t"."end_at", "t"."is_interval" from "public"."core_observation" as "o" inner join "reach" on reach.code_id = coalesce(o.codeable_concept_id, -1) left join "public"."core_codeableconcept" as "cc" on "cc"."id" = "o"."codeable_concept_id" cross join lateral (
    select
      case when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz))
        when known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' then null else known.start_at end as start_at,
      case when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz))
        when known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' then null else known.end_at end as end_at,
      (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored
    cross join lateral (
      select frame ->> 'date_time' as moment,
        frame #>> '{time_interval,start_date_time}' as start,
        frame #>> '{time_interval,end_date_time}' as finish,
        frame #>> '{time_interval,date}' as day,
        frame #>> '{time_interval,part_of_day}' as part,
        nullif(frame #> '{time_interval,duration}', 'null') as duration offset 0) as said
    cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first,
        case when said.moment is null and said.start is not null then said.finish end as second
      offset 0) as text
    cross join lateral (
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
  end as second,
        case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read
    cross join lateral (select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then read.first - read.length
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" where "o"."subject_patient_id" = cast($11 as bigint) and (cast($12 as text) is null or cc.coding_code = cast($13 as text) or split_part(cc.coding_code, ':', 2) = cast($14 as text)) and case when cast($15 as timestamptz) is null and cast($16 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($17 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($18 as timestamptz), 'infinity') end) select "viewer"."kind" as "viewer_kind", exists (
    select from visible_study as s join public.core_studypatient as sp on sp.study_id = s.id
    where sp.patient_id = cast($19 as bigint) and (cast($20 as bigint) is null or s.id = cast($21 as bigint))
      and (viewer.kind = 'practitioner' or viewer.patient_id = cast($22 as bigint))
    union all
    select where viewer.kind = 'patient' and viewer.patient_id = cast($23 as bigint) and cast($24 as bigint) is null) as "is_visible", (select coalesce(json_agg(agg), '[]') from (select "cc"."coding_code" from "public"."core_codeableconcept" as "cc" where cast($25 as text) is not null and not exists (select "cc"."id" from "public"."core_codeableconcept" as "cc" where (cast($26 as text) is null or cc.coding_code = cast($27 as text) or split_part(cc.coding_code, ':', 2) = cast($28 as text))) order by "cc"."coding_code") as agg) as "other_types", (select coalesce(json_agg(agg), '[]') from (select "cc"."coding_code", "t"."declined", count(*) as "count" from "candidate" as "t" inner join "public"."core_codeableconcept" as "cc" on "cc"."id" = "t"."code_id" where "t"."readable" = false group by "cc"."coding_code", "t"."declined" order by "cc"."coding_code") as agg) as "withheld", (select coalesce(json_agg(agg), '[]') from (select "o"."id", "cc"."coding_system", "cc"."coding_code", "cc"."text" as "coding_text", "t"."start_at", "t"."end_at", "t"."is_interval", "o"."status", "o"."last_updated" as "recorded", "d"."name" as "source", "o"."omh_data" -> 'body' as "body" from (select "t"."id", "t"."start_at", "t"."end_at", "t"."is_interval" from "candidate" as "t" where "t"."readable" = true and (coalesce(t.start_at, t.end_at, '-infinity'), t.id) < (coalesce(cast($29 as timestamptz), 'infinity'), coalesce(cast($30 as bigint), 9223372036854775807)) order by coalesce(t.start_at, t.end_at, '-infinity') desc, "t"."id" desc limit cast($31 as integer)) as "t" inner join "public"."core_observation" as "o" on "o"."id" = "t"."id" left join "public"."core_codeableconcept" as "cc" on "cc"."id" = "o"."codeable_concept_id" left join "public"."core_datasource" as "d" on "d"."id" = "o"."data_source_id" order by coalesce(t.start_at, t.end_at, '-infinity') desc, "t"."id" desc) as agg) as "observations" from "viewer";

-- oldest_observations (schema from core.0032)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 enforce_consent, $5 patient_id, $6 study_id, $7 study_id, $8 patient_id, $9 study_id, $10 study_id, $11 patient_id, $12 data_type, $13 data_type, $14 data_type, $15 window_start, $16 window_end, $17 window_start, $18 window_end, $19 patient_id, $20 study_id, $21 study_id, $22 patient_id, $23 patient_id, $24 study_id, $25 data_type, $26 data_type, $27 data_type, $28 data_type, $29 after_at, $30 after_id, $31 limit
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id = any(cast($3 as bigint[]))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "reach" as (select "sp"."patient_id", "r"."scope_code_id" as "code_id", bool_or(c.consented is true or not cast($4 as boolean)) as "readable", bool_or(c.consented is false) as "declined" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" left join "public"."core_studypatientscopeconsent" as "c" on "c"."study_patient_id" = "sp"."id" and "c"."scope_code_id" = "r"."scope_code_id" where "viewer"."kind" = 'practitioner' and "sp"."patient_id" = cast($5 as bigint) and (cast($6 as bigint) is null or "s"."id" = cast($7 as bigint)) and exists (
  select from public.core_patientorganization as po
  join public.core_practitionerorganization as m on m.organization_id = po.organization_id
  where po.patient_id = sp.patient_id and m.practitioner_id = viewer.practitioner_id) group by "sp"."patient_id", "r"."scope_code_id" union all select viewer.patient_id as "patient_id", "cc"."id" as "code_id", true as "readable", false as "declined" from "viewer" cross join (select id from public.core_codeableconcept union all select -1) as "cc" where "viewer"."kind" = 'patient' and "viewer"."patient_id" = cast($8 as bigint) and (cast($9 as bigint) is null or exists (select from public.core_studyscoperequest as r
              join visible_study as s on s.id = r.study_id
              where s.id = cast($10 as bigint) and r.scope_code_id = cc.id))), "candidate" as (select "o"."id", "reach"."code_id", "reach"."readable", "reach"."declined", "t"."start_at", "t"."end_at", "t"."is_interval" from "public"."core_observation" as "o" inner join "reach" on reach.code_id = coalesce(o.codeable_concept_id, -1) left join "public"."core_codeableconcept" as "cc" on "cc"."id" = "o"."codeable_concept_id" cross join lateral (
    select
      case when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz))
        when known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' then null else known.start_at end as start_at,
      case when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz))
        when known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' then null else known.end_at end as end_at,
      (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored
    cross join lateral (
      select frame ->> 'date_time' as moment,
        frame #>> '{time_interval,start_date_time}' as start,
        frame #>> '{time_interval,end_date_time}' as finish,
        frame #>> '{time_interval,date}' as day,
        frame #>> '{time_interval,part_of_day}' as part,
        nullif(frame #> '{time_interval,duration}', 'null') as duration offset 0) as said
    cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first,
        case when said.moment is null and said.start is not null then said.finish end as second
      offset 0) as text
    cross join lateral (
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
  end as second,
        case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read
    cross join lateral (select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then read.first - read.length
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" where "o"."subject_patient_id" = cast($11 as bigint) and (cast($12 as text) is null or cc.coding_code = cast($13 as text) or split_part(cc.coding_code, ':', 2) = cast($14 as text)) and case when cast($15 as timestamptz) is null and cast($16 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($17 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($18 as timestamptz), 'infinity') end) select "viewer"."kind" as "viewer_kind", exists (
    select from visible_study as s join public.core_studypatient as sp on sp.study_id = s.id
    where sp.patient_id = cast($19 as bigint) and (cast($20 as bigint) is null or s.id = cast($21 as bigint))
      and (viewer.kind = 'practitioner' or viewer.patient_id = cast($22 as bigint))
    union all
    select where viewer.kind = 'patient' and viewer.patient_id = cast($23 as bigint) and cast($24 as bigint) is null) as "is_visible", (select coalesce(json_agg(agg), '[]') from (select "cc"."coding_code" from "public"."core_codeableconcept" as "cc" where cast($25 as text) is not null and not exists (select "cc"."id" from "public"."core_codeableconcept" as "cc" where (cast($26 as text) is null or cc.coding_code = cast($27 as text) or split_part(cc.coding_code, ':', 2) = cast($28 as text))) order by "cc"."coding_code") as agg) as "other_types", (select coalesce(json_agg(agg), '[]') from (select "cc"."coding_code", "t"."declined", count(*) as "count" from "candidate" as "t" inner join "public"."core_codeableconcept" as "cc" on "cc"."id" = "t"."code_id" where "t"."readable" = false group by "cc"."coding_code", "t"."declined" order by "cc"."coding_code") as agg) as "withheld", (select coalesce(json_agg(agg), '[]') from (select "o"."id", "cc"."coding_system", "cc"."coding_code", "cc"."text" as "coding_text", "t"."start_at", "t"."end_at", "t"."is_interval", "o"."status", "o"."last_updated" as "recorded", "d"."name" as "source", "o"."omh_data" -> 'body' as "body" from (select "t"."id", "t"."start_at", "t"."end_at", "t"."is_interval" from "candidate" as "t" where "t"."readable" = true and (coalesce(t.start_at, t.end_at, 'infinity'), t.id) > (coalesce(cast($29 as timestamptz), '-infinity'), coalesce(cast($30 as bigint), -1)) order by coalesce(t.start_at, t.end_at, 'infinity') asc, "t"."id" asc limit cast($31 as integer)) as "t" inner join "public"."core_observation" as "o" on "o"."id" = "t"."id" left join "public"."core_codeableconcept" as "cc" on "cc"."id" = "o"."codeable_concept_id" left join "public"."core_datasource" as "d" on "d"."id" = "o"."data_source_id" order by coalesce(t.start_at, t.end_at, 'infinity') asc, "t"."id" asc) as agg) as "observations" from "viewer";

-- newest_observations_fhir (schema from core.0032)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 enforce_consent, $5 patient_id, $6 study_id, $7 study_id, $8 patient_id, $9 study_id, $10 study_id, $11 patient_id, $12 data_type, $13 data_type, $14 data_type, $15 window_start, $16 window_end, $17 window_start, $18 window_end, $19 patient_id, $20 study_id, $21 study_id, $22 patient_id, $23 patient_id, $24 study_id, $25 data_type, $26 data_type, $27 data_type, $28 data_type, $29 after_at, $30 after_id, $31 limit
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id = any(cast($3 as bigint[]))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "reach" as (select "sp"."patient_id", "r"."scope_code_id" as "code_id", bool_or(c.consented is true or not cast($4 as boolean)) as "readable", bool_or(c.consented is false) as "declined" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" left join "public"."core_studypatientscopeconsent" as "c" on "c"."study_patient_id" = "sp"."id" and "c"."scope_code_id" = "r"."scope_code_id" where "viewer"."kind" = 'practitioner' and "sp"."patient_id" = cast($5 as bigint) and (cast($6 as bigint) is null or "s"."id" = cast($7 as bigint)) and exists (
  select from public.core_patientorganization as po
  join public.core_practitionerorganization as m on m.organization_id = po.organization_id
  where po.patient_id = sp.patient_id and m.practitioner_id = viewer.practitioner_id) group by "sp"."patient_id", "r"."scope_code_id" union all select viewer.patient_id as "patient_id", "cc"."id" as "code_id", true as "readable", false as "declined" from "viewer" cross join (select id from public.core_codeableconcept union all select -1) as "cc" where "viewer"."kind" = 'patient' and "viewer"."patient_id" = cast($8 as bigint) and (cast($9 as bigint) is null or exists (select from public.core_studyscoperequest as r
              join visible_study as s on s.id = r.study_id
              where s.id = cast($10 as bigint) and r.scope_code_id = cc.id))), "candidate" as (select "o"."id", "reach"."code_id", "reach"."readable", "reach"."declined", "t"."start_at", "t"."end_at", "t"."is_interval" from "public"."core_observation" as "o" inner join "reach" on reach.code_id = coalesce(o.codeable_concept_id, -1) left join "public"."core_codeableconcept" as "cc" on "cc"."id" = "o"."codeable_concept_id" cross join lateral (
    select
      case when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz))
        when known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' then null else known.start_at end as start_at,
      case when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz))
        when known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' then null else known.end_at end as end_at,
      (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored
    cross join lateral (
      select frame ->> 'date_time' as moment,
        frame #>> '{time_interval,start_date_time}' as start,
        frame #>> '{time_interval,end_date_time}' as finish,
        frame #>> '{time_interval,date}' as day,
        frame #>> '{time_interval,part_of_day}' as part,
        nullif(frame #> '{time_interval,duration}', 'null') as duration offset 0) as said
    cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first,
        case when said.moment is null and said.start is not null then said.finish end as second
      offset 0) as text
    cross join lateral (
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
  end as second,
        case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read
    cross join lateral (select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then read.first - read.length
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" where "o"."subject_patient_id" = cast($11 as bigint) and (cast($12 as text) is null or cc.coding_code = cast($13 as text) or split_part(cc.coding_code, ':', 2) = cast($14 as text)) and case when cast($15 as timestamptz) is null and cast($16 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($17 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($18 as timestamptz), 'infinity') end) select "viewer"."kind" as "viewer_kind", exists (
    select from visible_study as s join public.core_studypatient as sp on sp.study_id = s.id
    where sp.patient_id = cast($19 as bigint) and (cast($20 as bigint) is null or s.id = cast($21 as bigint))
      and (viewer.kind = 'practitioner' or viewer.patient_id = cast($22 as bigint))
    union all
    select where viewer.kind = 'patient' and viewer.patient_id = cast($23 as bigint) and cast($24 as bigint) is null) as "is_visible", (select coalesce(json_agg(agg), '[]') from (select "cc"."coding_code" from "public"."core_codeableconcept" as "cc" where cast($25 as text) is not null and not exists (select "cc"."id" from "public"."core_codeableconcept" as "cc" where (cast($26 as text) is null or cc.coding_code = cast($27 as text) or split_part(cc.coding_code, ':', 2) = cast($28 as text))) order by "cc"."coding_code") as agg) as "other_types", (select coalesce(json_agg(agg), '[]') from (select "cc"."coding_code", "t"."declined", count(*) as "count" from "candidate" as "t" inner join "public"."core_codeableconcept" as "cc" on "cc"."id" = "t"."code_id" where "t"."readable" = false group by "cc"."coding_code", "t"."declined" order by "cc"."coding_code") as agg) as "withheld", (select coalesce(json_agg(agg), '[]') from (select "o"."id", "cc"."coding_system", "cc"."coding_code", "cc"."text" as "coding_text", "t"."start_at", "t"."end_at", "t"."is_interval", "o"."status", "o"."last_updated" as "recorded", "d"."name" as "source", cast("o"."omh_data" as text) as "omh_text", "p"."id" as "patient_id", "p"."jhe_user_id" as "patient_user_id", (select coalesce(json_agg(agg), '[]') from (select "i"."system", "i"."value" from "public"."core_observationidentifier" as "i" where "i"."observation_id" = "o"."id" order by "i"."id") as agg) as "identifiers" from (select "t"."id", "t"."start_at", "t"."end_at", "t"."is_interval" from "candidate" as "t" where "t"."readable" = true and (coalesce(t.start_at, t.end_at, '-infinity'), t.id) < (coalesce(cast($29 as timestamptz), 'infinity'), coalesce(cast($30 as bigint), 9223372036854775807)) order by coalesce(t.start_at, t.end_at, '-infinity') desc, "t"."id" desc limit cast($31 as integer)) as "t" inner join "public"."core_observation" as "o" on "o"."id" = "t"."id" left join "public"."core_codeableconcept" as "cc" on "cc"."id" = "o"."codeable_concept_id" left join "public"."core_datasource" as "d" on "d"."id" = "o"."data_source_id" inner join "public"."core_patient" as "p" on "p"."id" = "o"."subject_patient_id" order by coalesce(t.start_at, t.end_at, '-infinity') desc, "t"."id" desc) as agg) as "observations" from "viewer";

-- oldest_observations_fhir (schema from core.0032)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 enforce_consent, $5 patient_id, $6 study_id, $7 study_id, $8 patient_id, $9 study_id, $10 study_id, $11 patient_id, $12 data_type, $13 data_type, $14 data_type, $15 window_start, $16 window_end, $17 window_start, $18 window_end, $19 patient_id, $20 study_id, $21 study_id, $22 patient_id, $23 patient_id, $24 study_id, $25 data_type, $26 data_type, $27 data_type, $28 data_type, $29 after_at, $30 after_id, $31 limit
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id = any(cast($3 as bigint[]))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "reach" as (select "sp"."patient_id", "r"."scope_code_id" as "code_id", bool_or(c.consented is true or not cast($4 as boolean)) as "readable", bool_or(c.consented is false) as "declined" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" left join "public"."core_studypatientscopeconsent" as "c" on "c"."study_patient_id" = "sp"."id" and "c"."scope_code_id" = "r"."scope_code_id" where "viewer"."kind" = 'practitioner' and "sp"."patient_id" = cast($5 as bigint) and (cast($6 as bigint) is null or "s"."id" = cast($7 as bigint)) and exists (
  select from public.core_patientorganization as po
  join public.core_practitionerorganization as m on m.organization_id = po.organization_id
  where po.patient_id = sp.patient_id and m.practitioner_id = viewer.practitioner_id) group by "sp"."patient_id", "r"."scope_code_id" union all select viewer.patient_id as "patient_id", "cc"."id" as "code_id", true as "readable", false as "declined" from "viewer" cross join (select id from public.core_codeableconcept union all select -1) as "cc" where "viewer"."kind" = 'patient' and "viewer"."patient_id" = cast($8 as bigint) and (cast($9 as bigint) is null or exists (select from public.core_studyscoperequest as r
              join visible_study as s on s.id = r.study_id
              where s.id = cast($10 as bigint) and r.scope_code_id = cc.id))), "candidate" as (select "o"."id", "reach"."code_id", "reach"."readable", "reach"."declined", "t"."start_at", "t"."end_at", "t"."is_interval" from "public"."core_observation" as "o" inner join "reach" on reach.code_id = coalesce(o.codeable_concept_id, -1) left join "public"."core_codeableconcept" as "cc" on "cc"."id" = "o"."codeable_concept_id" cross join lateral (
    select
      case when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz))
        when known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' then null else known.start_at end as start_at,
      case when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz))
        when known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' then null else known.end_at end as end_at,
      (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."omh_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored
    cross join lateral (
      select frame ->> 'date_time' as moment,
        frame #>> '{time_interval,start_date_time}' as start,
        frame #>> '{time_interval,end_date_time}' as finish,
        frame #>> '{time_interval,date}' as day,
        frame #>> '{time_interval,part_of_day}' as part,
        nullif(frame #> '{time_interval,duration}', 'null') as duration offset 0) as said
    cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first,
        case when said.moment is null and said.start is not null then said.finish end as second
      offset 0) as text
    cross join lateral (
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
  end as second,
        case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read
    cross join lateral (select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then read.first - read.length
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" where "o"."subject_patient_id" = cast($11 as bigint) and (cast($12 as text) is null or cc.coding_code = cast($13 as text) or split_part(cc.coding_code, ':', 2) = cast($14 as text)) and case when cast($15 as timestamptz) is null and cast($16 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($17 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($18 as timestamptz), 'infinity') end) select "viewer"."kind" as "viewer_kind", exists (
    select from visible_study as s join public.core_studypatient as sp on sp.study_id = s.id
    where sp.patient_id = cast($19 as bigint) and (cast($20 as bigint) is null or s.id = cast($21 as bigint))
      and (viewer.kind = 'practitioner' or viewer.patient_id = cast($22 as bigint))
    union all
    select where viewer.kind = 'patient' and viewer.patient_id = cast($23 as bigint) and cast($24 as bigint) is null) as "is_visible", (select coalesce(json_agg(agg), '[]') from (select "cc"."coding_code" from "public"."core_codeableconcept" as "cc" where cast($25 as text) is not null and not exists (select "cc"."id" from "public"."core_codeableconcept" as "cc" where (cast($26 as text) is null or cc.coding_code = cast($27 as text) or split_part(cc.coding_code, ':', 2) = cast($28 as text))) order by "cc"."coding_code") as agg) as "other_types", (select coalesce(json_agg(agg), '[]') from (select "cc"."coding_code", "t"."declined", count(*) as "count" from "candidate" as "t" inner join "public"."core_codeableconcept" as "cc" on "cc"."id" = "t"."code_id" where "t"."readable" = false group by "cc"."coding_code", "t"."declined" order by "cc"."coding_code") as agg) as "withheld", (select coalesce(json_agg(agg), '[]') from (select "o"."id", "cc"."coding_system", "cc"."coding_code", "cc"."text" as "coding_text", "t"."start_at", "t"."end_at", "t"."is_interval", "o"."status", "o"."last_updated" as "recorded", "d"."name" as "source", cast("o"."omh_data" as text) as "omh_text", "p"."id" as "patient_id", "p"."jhe_user_id" as "patient_user_id", (select coalesce(json_agg(agg), '[]') from (select "i"."system", "i"."value" from "public"."core_observationidentifier" as "i" where "i"."observation_id" = "o"."id" order by "i"."id") as agg) as "identifiers" from (select "t"."id", "t"."start_at", "t"."end_at", "t"."is_interval" from "candidate" as "t" where "t"."readable" = true and (coalesce(t.start_at, t.end_at, 'infinity'), t.id) > (coalesce(cast($29 as timestamptz), '-infinity'), coalesce(cast($30 as bigint), -1)) order by coalesce(t.start_at, t.end_at, 'infinity') asc, "t"."id" asc limit cast($31 as integer)) as "t" inner join "public"."core_observation" as "o" on "o"."id" = "t"."id" left join "public"."core_codeableconcept" as "cc" on "cc"."id" = "o"."codeable_concept_id" left join "public"."core_datasource" as "d" on "d"."id" = "o"."data_source_id" inner join "public"."core_patient" as "p" on "p"."id" = "o"."subject_patient_id" order by coalesce(t.start_at, t.end_at, 'infinity') asc, "t"."id" asc) as agg) as "observations" from "viewer";

-- newest_observations (schema from core.0022, core.0011)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 enforce_consent, $5 patient_id, $6 study_id, $7 study_id, $8 patient_id, $9 study_id, $10 study_id, $11 patient_id, $12 data_type, $13 data_type, $14 data_type, $15 window_start, $16 window_end, $17 window_start, $18 window_end, $19 patient_id, $20 study_id, $21 study_id, $22 patient_id, $23 patient_id, $24 study_id, $25 data_type, $26 data_type, $27 data_type, $28 data_type, $29 after_at, $30 after_id, $31 limit
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id = any(cast($3 as bigint[]))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "reach" as (select "sp"."patient_id", "r"."scope_code_id" as "code_id", bool_or(c.consented is true or not cast($4 as boolean)) as "readable", bool_or(c.consented is false) as "declined" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" left join "public"."core_studypatientscopeconsent" as "c" on "c"."study_patient_id" = "sp"."id" and "c"."scope_code_id" = "r"."scope_code_id" where "viewer"."kind" = 'practitioner' and "sp"."patient_id" = cast($5 as bigint) and (cast($6 as bigint) is null or "s"."id" = cast($7 as bigint)) and exists (
  select from public.core_patientorganization as po
  join public.core_practitionerorganization as m on m.organization_id = po.organization_id
  where po.patient_id = sp.patient_id and m.practitioner_id = viewer.practitioner_id) group by "sp"."patient_id", "r"."scope_code_id" union all select viewer.patient_id as "patient_id", "cc"."id" as "code_id", true as "readable", false as "declined" from "viewer" cross join (select id from public.core_codeableconcept union all select -1) as "cc" where "viewer"."kind" = 'patient' and "viewer"."patient_id" = cast($8 as bigint) and (cast($9 as bigint) is null or exists (select from public.core_studyscoperequest as r
              join visible_study as s on s.id = r.study_id
              where s.id = cast($10 as bigint) and r.scope_code_id = cc.id))), "candidate" as (select "o"."id", "reach"."code_id", "reach"."readable", "reach"."declined", "t"."start_at", "t"."end_at", "t"."is_interval" from "public"."core_observation" as "o" inner join "reach" on reach.code_id = coalesce(o.codeable_concept_id, -1) left join "public"."core_codeableconcept" as "cc" on "cc"."id" = "o"."codeable_concept_id" cross join lateral (
    select
      case when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz))
        when known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' then null else known.start_at end as start_at,
      case when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz))
        when known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' then null else known.end_at end as end_at,
      (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."value_attachment_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored
    cross join lateral (
      select frame ->> 'date_time' as moment,
        frame #>> '{time_interval,start_date_time}' as start,
        frame #>> '{time_interval,end_date_time}' as finish,
        frame #>> '{time_interval,date}' as day,
        frame #>> '{time_interval,part_of_day}' as part,
        nullif(frame #> '{time_interval,duration}', 'null') as duration offset 0) as said
    cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first,
        case when said.moment is null and said.start is not null then said.finish end as second
      offset 0) as text
    cross join lateral (
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
  end as second,
        case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read
    cross join lateral (select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then read.first - read.length
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" where "o"."subject_patient_id" = cast($11 as bigint) and (cast($12 as text) is null or cc.coding_code = cast($13 as text) or split_part(cc.coding_code, ':', 2) = cast($14 as text)) and case when cast($15 as timestamptz) is null and cast($16 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($17 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($18 as timestamptz), 'infinity') end) select "viewer"."kind" as "viewer_kind", exists (
    select from visible_study as s join public.core_studypatient as sp on sp.study_id = s.id
    where sp.patient_id = cast($19 as bigint) and (cast($20 as bigint) is null or s.id = cast($21 as bigint))
      and (viewer.kind = 'practitioner' or viewer.patient_id = cast($22 as bigint))
    union all
    select where viewer.kind = 'patient' and viewer.patient_id = cast($23 as bigint) and cast($24 as bigint) is null) as "is_visible", (select coalesce(json_agg(agg), '[]') from (select "cc"."coding_code" from "public"."core_codeableconcept" as "cc" where cast($25 as text) is not null and not exists (select "cc"."id" from "public"."core_codeableconcept" as "cc" where (cast($26 as text) is null or cc.coding_code = cast($27 as text) or split_part(cc.coding_code, ':', 2) = cast($28 as text))) order by "cc"."coding_code") as agg) as "other_types", (select coalesce(json_agg(agg), '[]') from (select "cc"."coding_code", "t"."declined", count(*) as "count" from "candidate" as "t" inner join "public"."core_codeableconcept" as "cc" on "cc"."id" = "t"."code_id" where "t"."readable" = false group by "cc"."coding_code", "t"."declined" order by "cc"."coding_code") as agg) as "withheld", (select coalesce(json_agg(agg), '[]') from (select "o"."id", "cc"."coding_system", "cc"."coding_code", "cc"."text" as "coding_text", "t"."start_at", "t"."end_at", "t"."is_interval", "o"."status", "o"."last_updated" as "recorded", "d"."name" as "source", "o"."value_attachment_data" -> 'body' as "body" from (select "t"."id", "t"."start_at", "t"."end_at", "t"."is_interval" from "candidate" as "t" where "t"."readable" = true and (coalesce(t.start_at, t.end_at, '-infinity'), t.id) < (coalesce(cast($29 as timestamptz), 'infinity'), coalesce(cast($30 as bigint), 9223372036854775807)) order by coalesce(t.start_at, t.end_at, '-infinity') desc, "t"."id" desc limit cast($31 as integer)) as "t" inner join "public"."core_observation" as "o" on "o"."id" = "t"."id" left join "public"."core_codeableconcept" as "cc" on "cc"."id" = "o"."codeable_concept_id" left join "public"."core_datasource" as "d" on "d"."id" = "o"."data_source_id" order by coalesce(t.start_at, t.end_at, '-infinity') desc, "t"."id" desc) as agg) as "observations" from "viewer";

-- oldest_observations (schema from core.0022, core.0011)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 enforce_consent, $5 patient_id, $6 study_id, $7 study_id, $8 patient_id, $9 study_id, $10 study_id, $11 patient_id, $12 data_type, $13 data_type, $14 data_type, $15 window_start, $16 window_end, $17 window_start, $18 window_end, $19 patient_id, $20 study_id, $21 study_id, $22 patient_id, $23 patient_id, $24 study_id, $25 data_type, $26 data_type, $27 data_type, $28 data_type, $29 after_at, $30 after_id, $31 limit
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id = any(cast($3 as bigint[]))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "reach" as (select "sp"."patient_id", "r"."scope_code_id" as "code_id", bool_or(c.consented is true or not cast($4 as boolean)) as "readable", bool_or(c.consented is false) as "declined" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" left join "public"."core_studypatientscopeconsent" as "c" on "c"."study_patient_id" = "sp"."id" and "c"."scope_code_id" = "r"."scope_code_id" where "viewer"."kind" = 'practitioner' and "sp"."patient_id" = cast($5 as bigint) and (cast($6 as bigint) is null or "s"."id" = cast($7 as bigint)) and exists (
  select from public.core_patientorganization as po
  join public.core_practitionerorganization as m on m.organization_id = po.organization_id
  where po.patient_id = sp.patient_id and m.practitioner_id = viewer.practitioner_id) group by "sp"."patient_id", "r"."scope_code_id" union all select viewer.patient_id as "patient_id", "cc"."id" as "code_id", true as "readable", false as "declined" from "viewer" cross join (select id from public.core_codeableconcept union all select -1) as "cc" where "viewer"."kind" = 'patient' and "viewer"."patient_id" = cast($8 as bigint) and (cast($9 as bigint) is null or exists (select from public.core_studyscoperequest as r
              join visible_study as s on s.id = r.study_id
              where s.id = cast($10 as bigint) and r.scope_code_id = cc.id))), "candidate" as (select "o"."id", "reach"."code_id", "reach"."readable", "reach"."declined", "t"."start_at", "t"."end_at", "t"."is_interval" from "public"."core_observation" as "o" inner join "reach" on reach.code_id = coalesce(o.codeable_concept_id, -1) left join "public"."core_codeableconcept" as "cc" on "cc"."id" = "o"."codeable_concept_id" cross join lateral (
    select
      case when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz))
        when known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' then null else known.start_at end as start_at,
      case when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz))
        when known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' then null else known.end_at end as end_at,
      (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."value_attachment_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored
    cross join lateral (
      select frame ->> 'date_time' as moment,
        frame #>> '{time_interval,start_date_time}' as start,
        frame #>> '{time_interval,end_date_time}' as finish,
        frame #>> '{time_interval,date}' as day,
        frame #>> '{time_interval,part_of_day}' as part,
        nullif(frame #> '{time_interval,duration}', 'null') as duration offset 0) as said
    cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first,
        case when said.moment is null and said.start is not null then said.finish end as second
      offset 0) as text
    cross join lateral (
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
  end as second,
        case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read
    cross join lateral (select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then read.first - read.length
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" where "o"."subject_patient_id" = cast($11 as bigint) and (cast($12 as text) is null or cc.coding_code = cast($13 as text) or split_part(cc.coding_code, ':', 2) = cast($14 as text)) and case when cast($15 as timestamptz) is null and cast($16 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($17 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($18 as timestamptz), 'infinity') end) select "viewer"."kind" as "viewer_kind", exists (
    select from visible_study as s join public.core_studypatient as sp on sp.study_id = s.id
    where sp.patient_id = cast($19 as bigint) and (cast($20 as bigint) is null or s.id = cast($21 as bigint))
      and (viewer.kind = 'practitioner' or viewer.patient_id = cast($22 as bigint))
    union all
    select where viewer.kind = 'patient' and viewer.patient_id = cast($23 as bigint) and cast($24 as bigint) is null) as "is_visible", (select coalesce(json_agg(agg), '[]') from (select "cc"."coding_code" from "public"."core_codeableconcept" as "cc" where cast($25 as text) is not null and not exists (select "cc"."id" from "public"."core_codeableconcept" as "cc" where (cast($26 as text) is null or cc.coding_code = cast($27 as text) or split_part(cc.coding_code, ':', 2) = cast($28 as text))) order by "cc"."coding_code") as agg) as "other_types", (select coalesce(json_agg(agg), '[]') from (select "cc"."coding_code", "t"."declined", count(*) as "count" from "candidate" as "t" inner join "public"."core_codeableconcept" as "cc" on "cc"."id" = "t"."code_id" where "t"."readable" = false group by "cc"."coding_code", "t"."declined" order by "cc"."coding_code") as agg) as "withheld", (select coalesce(json_agg(agg), '[]') from (select "o"."id", "cc"."coding_system", "cc"."coding_code", "cc"."text" as "coding_text", "t"."start_at", "t"."end_at", "t"."is_interval", "o"."status", "o"."last_updated" as "recorded", "d"."name" as "source", "o"."value_attachment_data" -> 'body' as "body" from (select "t"."id", "t"."start_at", "t"."end_at", "t"."is_interval" from "candidate" as "t" where "t"."readable" = true and (coalesce(t.start_at, t.end_at, 'infinity'), t.id) > (coalesce(cast($29 as timestamptz), '-infinity'), coalesce(cast($30 as bigint), -1)) order by coalesce(t.start_at, t.end_at, 'infinity') asc, "t"."id" asc limit cast($31 as integer)) as "t" inner join "public"."core_observation" as "o" on "o"."id" = "t"."id" left join "public"."core_codeableconcept" as "cc" on "cc"."id" = "o"."codeable_concept_id" left join "public"."core_datasource" as "d" on "d"."id" = "o"."data_source_id" order by coalesce(t.start_at, t.end_at, 'infinity') asc, "t"."id" asc) as agg) as "observations" from "viewer";

-- newest_observations_fhir (schema from core.0022, core.0011)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 enforce_consent, $5 patient_id, $6 study_id, $7 study_id, $8 patient_id, $9 study_id, $10 study_id, $11 patient_id, $12 data_type, $13 data_type, $14 data_type, $15 window_start, $16 window_end, $17 window_start, $18 window_end, $19 patient_id, $20 study_id, $21 study_id, $22 patient_id, $23 patient_id, $24 study_id, $25 data_type, $26 data_type, $27 data_type, $28 data_type, $29 after_at, $30 after_id, $31 limit
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id = any(cast($3 as bigint[]))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "reach" as (select "sp"."patient_id", "r"."scope_code_id" as "code_id", bool_or(c.consented is true or not cast($4 as boolean)) as "readable", bool_or(c.consented is false) as "declined" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" left join "public"."core_studypatientscopeconsent" as "c" on "c"."study_patient_id" = "sp"."id" and "c"."scope_code_id" = "r"."scope_code_id" where "viewer"."kind" = 'practitioner' and "sp"."patient_id" = cast($5 as bigint) and (cast($6 as bigint) is null or "s"."id" = cast($7 as bigint)) and exists (
  select from public.core_patientorganization as po
  join public.core_practitionerorganization as m on m.organization_id = po.organization_id
  where po.patient_id = sp.patient_id and m.practitioner_id = viewer.practitioner_id) group by "sp"."patient_id", "r"."scope_code_id" union all select viewer.patient_id as "patient_id", "cc"."id" as "code_id", true as "readable", false as "declined" from "viewer" cross join (select id from public.core_codeableconcept union all select -1) as "cc" where "viewer"."kind" = 'patient' and "viewer"."patient_id" = cast($8 as bigint) and (cast($9 as bigint) is null or exists (select from public.core_studyscoperequest as r
              join visible_study as s on s.id = r.study_id
              where s.id = cast($10 as bigint) and r.scope_code_id = cc.id))), "candidate" as (select "o"."id", "reach"."code_id", "reach"."readable", "reach"."declined", "t"."start_at", "t"."end_at", "t"."is_interval" from "public"."core_observation" as "o" inner join "reach" on reach.code_id = coalesce(o.codeable_concept_id, -1) left join "public"."core_codeableconcept" as "cc" on "cc"."id" = "o"."codeable_concept_id" cross join lateral (
    select
      case when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz))
        when known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' then null else known.start_at end as start_at,
      case when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz))
        when known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' then null else known.end_at end as end_at,
      (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."value_attachment_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored
    cross join lateral (
      select frame ->> 'date_time' as moment,
        frame #>> '{time_interval,start_date_time}' as start,
        frame #>> '{time_interval,end_date_time}' as finish,
        frame #>> '{time_interval,date}' as day,
        frame #>> '{time_interval,part_of_day}' as part,
        nullif(frame #> '{time_interval,duration}', 'null') as duration offset 0) as said
    cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first,
        case when said.moment is null and said.start is not null then said.finish end as second
      offset 0) as text
    cross join lateral (
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
  end as second,
        case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read
    cross join lateral (select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then read.first - read.length
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" where "o"."subject_patient_id" = cast($11 as bigint) and (cast($12 as text) is null or cc.coding_code = cast($13 as text) or split_part(cc.coding_code, ':', 2) = cast($14 as text)) and case when cast($15 as timestamptz) is null and cast($16 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($17 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($18 as timestamptz), 'infinity') end) select "viewer"."kind" as "viewer_kind", exists (
    select from visible_study as s join public.core_studypatient as sp on sp.study_id = s.id
    where sp.patient_id = cast($19 as bigint) and (cast($20 as bigint) is null or s.id = cast($21 as bigint))
      and (viewer.kind = 'practitioner' or viewer.patient_id = cast($22 as bigint))
    union all
    select where viewer.kind = 'patient' and viewer.patient_id = cast($23 as bigint) and cast($24 as bigint) is null) as "is_visible", (select coalesce(json_agg(agg), '[]') from (select "cc"."coding_code" from "public"."core_codeableconcept" as "cc" where cast($25 as text) is not null and not exists (select "cc"."id" from "public"."core_codeableconcept" as "cc" where (cast($26 as text) is null or cc.coding_code = cast($27 as text) or split_part(cc.coding_code, ':', 2) = cast($28 as text))) order by "cc"."coding_code") as agg) as "other_types", (select coalesce(json_agg(agg), '[]') from (select "cc"."coding_code", "t"."declined", count(*) as "count" from "candidate" as "t" inner join "public"."core_codeableconcept" as "cc" on "cc"."id" = "t"."code_id" where "t"."readable" = false group by "cc"."coding_code", "t"."declined" order by "cc"."coding_code") as agg) as "withheld", (select coalesce(json_agg(agg), '[]') from (select "o"."id", "cc"."coding_system", "cc"."coding_code", "cc"."text" as "coding_text", "t"."start_at", "t"."end_at", "t"."is_interval", "o"."status", "o"."last_updated" as "recorded", "d"."name" as "source", cast("o"."value_attachment_data" as text) as "omh_text", "p"."id" as "patient_id", "p"."jhe_user_id" as "patient_user_id", (select coalesce(json_agg(agg), '[]') from (select "i"."system", "i"."value" from "public"."core_observationidentifier" as "i" where "i"."observation_id" = "o"."id" order by "i"."id") as agg) as "identifiers" from (select "t"."id", "t"."start_at", "t"."end_at", "t"."is_interval" from "candidate" as "t" where "t"."readable" = true and (coalesce(t.start_at, t.end_at, '-infinity'), t.id) < (coalesce(cast($29 as timestamptz), 'infinity'), coalesce(cast($30 as bigint), 9223372036854775807)) order by coalesce(t.start_at, t.end_at, '-infinity') desc, "t"."id" desc limit cast($31 as integer)) as "t" inner join "public"."core_observation" as "o" on "o"."id" = "t"."id" left join "public"."core_codeableconcept" as "cc" on "cc"."id" = "o"."codeable_concept_id" left join "public"."core_datasource" as "d" on "d"."id" = "o"."data_source_id" inner join "public"."core_patient" as "p" on "p"."id" = "o"."subject_patient_id" order by coalesce(t.start_at, t.end_at, '-infinity') desc, "t"."id" desc) as agg) as "observations" from "viewer";

-- oldest_observations_fhir (schema from core.0022, core.0011)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 enforce_consent, $5 patient_id, $6 study_id, $7 study_id, $8 patient_id, $9 study_id, $10 study_id, $11 patient_id, $12 data_type, $13 data_type, $14 data_type, $15 window_start, $16 window_end, $17 window_start, $18 window_end, $19 patient_id, $20 study_id, $21 study_id, $22 patient_id, $23 patient_id, $24 study_id, $25 data_type, $26 data_type, $27 data_type, $28 data_type, $29 after_at, $30 after_id, $31 limit
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id = any(cast($3 as bigint[]))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "reach" as (select "sp"."patient_id", "r"."scope_code_id" as "code_id", bool_or(c.consented is true or not cast($4 as boolean)) as "readable", bool_or(c.consented is false) as "declined" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_studyscoperequest" as "r" on "r"."study_id" = "s"."id" left join "public"."core_studypatientscopeconsent" as "c" on "c"."study_patient_id" = "sp"."id" and "c"."scope_code_id" = "r"."scope_code_id" where "viewer"."kind" = 'practitioner' and "sp"."patient_id" = cast($5 as bigint) and (cast($6 as bigint) is null or "s"."id" = cast($7 as bigint)) and exists (
  select from public.core_patientorganization as po
  join public.core_practitionerorganization as m on m.organization_id = po.organization_id
  where po.patient_id = sp.patient_id and m.practitioner_id = viewer.practitioner_id) group by "sp"."patient_id", "r"."scope_code_id" union all select viewer.patient_id as "patient_id", "cc"."id" as "code_id", true as "readable", false as "declined" from "viewer" cross join (select id from public.core_codeableconcept union all select -1) as "cc" where "viewer"."kind" = 'patient' and "viewer"."patient_id" = cast($8 as bigint) and (cast($9 as bigint) is null or exists (select from public.core_studyscoperequest as r
              join visible_study as s on s.id = r.study_id
              where s.id = cast($10 as bigint) and r.scope_code_id = cc.id))), "candidate" as (select "o"."id", "reach"."code_id", "reach"."readable", "reach"."declined", "t"."start_at", "t"."end_at", "t"."is_interval" from "public"."core_observation" as "o" inner join "reach" on reach.code_id = coalesce(o.codeable_concept_id, -1) left join "public"."core_codeableconcept" as "cc" on "cc"."id" = "o"."codeable_concept_id" cross join lateral (
    select
      case when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz))
        when known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' then null else known.start_at end as start_at,
      case when stored.frame is null then coalesce(cast(null as timestamptz), cast(null as timestamptz))
        when known.end_at >= '10000-01-01' or known.start_at < '0001-01-01' then null else known.end_at end as end_at,
      (cast(null as timestamptz) is null and (coalesce(cast(null as timestamptz), cast(null as timestamptz)) is not null or said.moment is null)) as is_interval
    from (select case when coalesce(cast(null as timestamptz), cast(null as timestamptz), cast(null as timestamptz)) is null
      then "o"."value_attachment_data" #> '{body,effective_time_frame}' end as frame offset 0) as stored
    cross join lateral (
      select frame ->> 'date_time' as moment,
        frame #>> '{time_interval,start_date_time}' as start,
        frame #>> '{time_interval,end_date_time}' as finish,
        frame #>> '{time_interval,date}' as day,
        frame #>> '{time_interval,part_of_day}' as part,
        nullif(frame #> '{time_interval,duration}', 'null') as duration offset 0) as said
    cross join lateral (
      select coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end end) as first,
        case when said.moment is null and said.start is not null then said.finish end as second
      offset 0) as text
    cross join lateral (
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
  end as second,
        case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) between 0 and 1000000000000
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' when 'ps' then 0.000000000001 when 'ns' then 0.000000001000 when 'us' then 0.000001000000 when 'ms' then 0.001000000000 when 'sec' then 1.000000000000 when 'min' then 60.000000000000 when 'h' then 3600.000000000000 when 'd' then 86400.000000000000 when 'wk' then 604800.000000000000 when 'Mo' then 2629800.000000000000 when 'yr' then 31557600.000000000000 end) as float8)) end end as length offset 0) as read
    cross join lateral (select case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then read.first - read.length
  else read.first end as start_at, case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end as end_at offset 0) as known
  ) as "t" where "o"."subject_patient_id" = cast($11 as bigint) and (cast($12 as text) is null or cc.coding_code = cast($13 as text) or split_part(cc.coding_code, ':', 2) = cast($14 as text)) and case when cast($15 as timestamptz) is null and cast($16 as timestamptz) is null then true
    else coalesce(t.end_at, t.start_at) >= coalesce(cast($17 as timestamptz), '-infinity')
      and coalesce(t.start_at, t.end_at) <= coalesce(cast($18 as timestamptz), 'infinity') end) select "viewer"."kind" as "viewer_kind", exists (
    select from visible_study as s join public.core_studypatient as sp on sp.study_id = s.id
    where sp.patient_id = cast($19 as bigint) and (cast($20 as bigint) is null or s.id = cast($21 as bigint))
      and (viewer.kind = 'practitioner' or viewer.patient_id = cast($22 as bigint))
    union all
    select where viewer.kind = 'patient' and viewer.patient_id = cast($23 as bigint) and cast($24 as bigint) is null) as "is_visible", (select coalesce(json_agg(agg), '[]') from (select "cc"."coding_code" from "public"."core_codeableconcept" as "cc" where cast($25 as text) is not null and not exists (select "cc"."id" from "public"."core_codeableconcept" as "cc" where (cast($26 as text) is null or cc.coding_code = cast($27 as text) or split_part(cc.coding_code, ':', 2) = cast($28 as text))) order by "cc"."coding_code") as agg) as "other_types", (select coalesce(json_agg(agg), '[]') from (select "cc"."coding_code", "t"."declined", count(*) as "count" from "candidate" as "t" inner join "public"."core_codeableconcept" as "cc" on "cc"."id" = "t"."code_id" where "t"."readable" = false group by "cc"."coding_code", "t"."declined" order by "cc"."coding_code") as agg) as "withheld", (select coalesce(json_agg(agg), '[]') from (select "o"."id", "cc"."coding_system", "cc"."coding_code", "cc"."text" as "coding_text", "t"."start_at", "t"."end_at", "t"."is_interval", "o"."status", "o"."last_updated" as "recorded", "d"."name" as "source", cast("o"."value_attachment_data" as text) as "omh_text", "p"."id" as "patient_id", "p"."jhe_user_id" as "patient_user_id", (select coalesce(json_agg(agg), '[]') from (select "i"."system", "i"."value" from "public"."core_observationidentifier" as "i" where "i"."observation_id" = "o"."id" order by "i"."id") as agg) as "identifiers" from (select "t"."id", "t"."start_at", "t"."end_at", "t"."is_interval" from "candidate" as "t" where "t"."readable" = true and (coalesce(t.start_at, t.end_at, 'infinity'), t.id) > (coalesce(cast($29 as timestamptz), '-infinity'), coalesce(cast($30 as bigint), -1)) order by coalesce(t.start_at, t.end_at, 'infinity') asc, "t"."id" asc limit cast($31 as integer)) as "t" inner join "public"."core_observation" as "o" on "o"."id" = "t"."id" left join "public"."core_codeableconcept" as "cc" on "cc"."id" = "o"."codeable_concept_id" left join "public"."core_datasource" as "d" on "d"."id" = "o"."data_source_id" inner join "public"."core_patient" as "p" on "p"."id" = "o"."subject_patient_id" order by coalesce(t.start_at, t.end_at, 'infinity') asc, "t"."id" asc) as agg) as "observations" from "viewer";

-- list_patients (schema from core.0011)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 study_id, $5 study_id, $6 patient_id, $7 patient_id, $8 study_id, $9 patient_id, $10 patient_id, $11 after, $12 limit
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id = any(cast($3 as bigint[]))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient') select "viewer"."kind" as "viewer_kind", exists (select from visible_study as s where s.id = cast($4 as bigint)) as "is_visible", (select count(*) as "total" from "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" where "s"."id" = cast($5 as bigint) and (cast($6 as bigint) is null or "sp"."patient_id" = cast($7 as bigint)) and (viewer.kind = 'practitioner' or sp.patient_id = viewer.patient_id)) as "total", (select coalesce(json_agg(agg), '[]') from (select "p"."id", "p"."name_given", "p"."name_family", "p"."birth_date", "p"."telecom_phone", "u"."email", case when nullif(p.identifier, '') is null then json_build_array()
        else json_build_array(json_build_object('system', null, 'value', p.identifier)) end as "identifiers" from "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" inner join "public"."core_patient" as "p" on "p"."id" = "sp"."patient_id" left join "public"."core_jheuser" as "u" on "u"."id" = "p"."jhe_user_id" where "s"."id" = cast($8 as bigint) and (cast($9 as bigint) is null or "sp"."patient_id" = cast($10 as bigint)) and (viewer.kind = 'practitioner' or sp.patient_id = viewer.patient_id) and "p"."id" > cast($11 as bigint) order by "p"."id" limit cast($12 as integer)) as agg) as "patients" from "viewer";

-- search_patients (schema from core.0011)
-- $1 viewer_id, $2 claimed_studies, $3 claimed_studies, $4 study_id, $5 study_id, $6 study_id, $7 birth_date, $8 birth_date, $9 identifier, $10 identifier, $11 name_words, $12 name_words, $13 study_id, $14 study_id, $15 after, $16 limit
with "viewer" as (select "asked"."id", "pr"."id" as "practitioner_id", "p"."id" as "patient_id", case
        when u.is_active = false then 'inactive'
        when p.id is not null or u.user_type = 'patient' then 'patient'
        when pr.id is not null or u.user_type = 'practitioner' then 'practitioner'
        else 'nobody' end as "kind" from "public"."core_jheuser" as "u" right join (select cast($1 as bigint) as id) as "asked" on "asked"."id" = "u"."id" left join "public"."core_practitioner" as "pr" on "pr"."jhe_user_id" = "u"."id" left join "public"."core_patient" as "p" on "p"."jhe_user_id" = "u"."id"), "visible_study" as (select "s"."id", "s"."name", "s"."description", "s"."organization_id", "m"."role" as "role" from "viewer" inner join "public"."core_practitionerorganization" as "m" on "m"."practitioner_id" = "viewer"."practitioner_id" inner join "public"."core_study" as "s" on "s"."organization_id" = "m"."organization_id" where "viewer"."kind" = 'practitioner' and (cast($2 as bigint[]) is null or s.id = any(cast($3 as bigint[]))) union all select "s"."id", "s"."name", "s"."description", "s"."organization_id", cast(null as text) as "role" from "viewer" inner join "public"."core_studypatient" as "sp" on "sp"."patient_id" = "viewer"."patient_id" inner join "public"."core_study" as "s" on "s"."id" = "sp"."study_id" where "viewer"."kind" = 'patient'), "reachable" as (select "sp"."patient_id" from "viewer" cross join "visible_study" as "s" inner join "public"."core_studypatient" as "sp" on "sp"."study_id" = "s"."id" where (cast($4 as bigint) is null or "s"."id" = cast($5 as bigint)) and (viewer.kind = 'practitioner' or sp.patient_id = viewer.patient_id) union select viewer.patient_id as "patient_id" from "viewer" where "viewer"."kind" = 'patient' and cast($6 as bigint) is null), "found" as (select "p"."id", "p"."name_given", "p"."name_family", "p"."birth_date" from "reachable" as "r" inner join "public"."core_patient" as "p" on "p"."id" = "r"."patient_id" where (cast($7 as date) is null or "p"."birth_date" = cast($8 as date)) and (cast($9 as text) is null or cast($10 as text) in (p.identifier, '|' || p.identifier)) and (cast($11 as text[]) is null or not exists (
    select from unnest(cast($12 as text[])) as w(word) where strpos(' ' || lower(regexp_replace(regexp_replace(
  normalize(concat_ws(' ', p.name_given, p.name_family), nfd),
  '[\u0300-\u036f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]', '', 'g'), '[\s\u0085\u00a0\u2028\u2029.,''\u2019-]+', ' ', 'g')), ' ' || lower(w.word)) = 0))) select "viewer"."kind" as "viewer_kind", (cast($13 as bigint) is null or exists (select from visible_study as s where s.id = cast($14 as bigint))) as "is_visible", (select count(*) as "total" from "found") as "total", (select coalesce(json_agg(agg), '[]') from (select "f"."id", "f"."name_given", "f"."name_family", "f"."birth_date", (select coalesce(json_agg(s.id order by s.id), '[]')
                from visible_study as s join public.core_studypatient as sp on sp.study_id = s.id
                where sp.patient_id = f.id) as "studies" from "found" as "f" where "f"."id" > cast($15 as bigint) order by "f"."id" limit cast($16 as integer)) as agg) as "patients" from "viewer";
