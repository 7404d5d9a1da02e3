const partitions = 8

const head = `-- Observations in ${partitions} hash partitions by patient: a question about one patient reads one of them.
-- ON A COPY ONLY, never in the database that JHE writes to: the primary key becomes
-- (id, subject_patient_id), since the key of a partitioned table must hold what it is partitioned by, and
-- the foreign keys that point to id alone (core_observationidentifier) are dropped. JHE would have to
-- migrate its key first; until then it may not run on this.
-- Run it as the owner of JHE's tables, in a copy restored from a dump:
--   npx jhe-mcp sql --partitions | psql -v ON_ERROR_STOP=1 -d <the copy>
-- It copies the table once, in one transaction. Rights, policies and the indexes of jhe-mcp are not taken over:
-- run sql --role, --rls and --indexes after it, as before.
-- Questions about whole studies read all partitions, as they read the whole table today.`

/** Remembers what is made again later, and takes away what cannot be. */
const remember = `begin;
set local client_min_messages = warning;
lock table public.core_observation in access exclusive mode;
do $$ declare
  whole constant oid := 'public.core_observation'::regclass;
  tables_owner constant name := (select pg_get_userbyid(relowner) from pg_class where oid = whole);
  ids constant text := pg_get_serial_sequence('public.core_observation', 'id');
  later text[] := array[]::text[];
  used_id bigint;
  is_used boolean;
  one record;
  step text;
begin
  if (select relkind from pg_class where oid = whole) <> 'r' then
    raise exception 'core_observation is partitioned already, or no table';
  end if;
  for one in select conname, pg_get_constraintdef(oid) as definition from pg_constraint
    where conrelid = whole and contype = 'f'
  loop
    later := later || format('alter table public.core_observation add constraint %I %s', one.conname, one.definition);
  end loop;
  for one in select pg_get_indexdef(i.indexrelid) as definition from pg_index as i join pg_class as c on c.oid = i.indexrelid
    where i.indrelid = whole and not i.indisunique and i.indisvalid and c.relname !~ '^jhe_mcp_'
  loop
    later := later || one.definition;
  end loop;
  for one in select conrelid::regclass as name, conname from pg_constraint
    where confrelid = whole and conrelid <> whole and contype = 'f'
  loop
    execute format('alter table %s drop constraint %I', one.name, one.conname);
  end loop;`

const convert = `  alter table public.core_observation rename to core_observation_whole;
  create table public.core_observation (like public.core_observation_whole
    including comments including constraints including defaults including generated including identity including storage
  ) partition by hash (subject_patient_id);
  for part in 0..${partitions - 1} loop
    execute format('create table public.core_observation_p%s partition of public.core_observation
      for values with (modulus ${partitions}, remainder %s)', part, part);
    execute format('alter table public.core_observation_p%s owner to %I', part, tables_owner);
  end loop;
  execute format('alter table public.core_observation owner to %I', tables_owner);
  insert into public.core_observation overriding system value select * from public.core_observation_whole;
  if ids is not null then
    execute format('select last_value, is_called from %s', ids) into used_id, is_used;
  end if;
  drop table public.core_observation_whole;
  if used_id is not null then
    perform setval(pg_get_serial_sequence('public.core_observation', 'id'), used_id, is_used);
  end if;
  alter table public.core_observation add constraint core_observation_pkey primary key (id, subject_patient_id);
  foreach step in array later loop
    execute step;
  end loop;
end $$;
commit;
analyze public.core_observation;`

/**
 * `jhe-mcp sql --partitions`: a script that makes the observations of a copy of JHE's database
 * hash-partitioned by patient, so that a site can measure what it would gain. What jhe-mcp sends
 * stays the same.
 */
export function partitionScript(): string {
  return `${[head, remember, convert].join('\n')}\n`
}
