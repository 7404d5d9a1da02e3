import { schemaProfiles, type SchemaProfile } from '../db/profile.js'
import type { JheTables } from '../db/schema.js'
import { markOf, timeIndex } from '../db/time-index.js'
import { stepsToTime, type Step } from '../query/observations/effective.js'
import { codeKey, secondsKey, startKey } from '../query/observations/observation-key.js'
import { alias } from '../permissions/alias.js'
import { textOf } from '../query/compile/statement.js'

/** The shapes that differ in what an index reads, newest first. */
const shapes: readonly SchemaProfile[] = schemaProfiles.filter(
  (profile, i) => schemaProfiles.findIndex((other) => markOf(other) === markOf(profile)) === i,
)

const argumentsOf = (profile: SchemaProfile): readonly string[] => [
  `${profile.observationJson} jsonb`,
  ...(profile.hasEffectiveColumns
    ? [
        'effective_date_time timestamptz',
        'effective_period_start timestamptz',
        'effective_period_end timestamptz',
      ]
    : []),
]

/** A step as a block of PL/pgSQL, whose label stands for the derived table of the statements. */
const block = ({ alias, columns }: Step): string =>
  [
    `<<${alias}>> declare`,
    ...columns.map(([name, type, value]) => `  ${name} constant ${type} := ${textOf(value)};`),
    'begin',
  ].join('\n')

interface KeyFunction {
  readonly name: string
  readonly type: string
  readonly valueOf: (time: ReturnType<typeof stepsToTime>) => string
  /** Returns early for an instant. */
  readonly ofMoment?: string
}

/**
 * The product's own reading of the time, expression by expression, so that index and statements
 * cannot differ. As blocks it is several times faster than as a query of its own.
 */
const functionOf = (
  profile: SchemaProfile,
  { name, type, valueOf, ofMoment = '' }: KeyFunction,
): string => {
  const time = stepsToTime(profile, alias<JheTables['core_observation']>('o'))
  const given = argumentsOf(profile)
  return `create or replace function public.${name}(${given.join(', ')})
returns ${type} language plpgsql immutable parallel unsafe set timezone = 'UTC' as $body$
<<o>> declare
${given.map((argument, i) => `  ${argument.replace(' ', ' constant ')} := $${i + 1};`).join('\n')}
begin
${time.steps.map((step) => block(step) + (step.alias === 'said' ? ofMoment : '')).join('\n')}
return ${valueOf(time)};
${time.steps
  .map(({ alias }) => `end ${alias};`)
  .toReversed()
  .join(' ')}
exception when data_exception then return null;
end $body$`
}

const startOf = ({ start, end }: ReturnType<typeof stepsToTime>): string =>
  `coalesce(${textOf(start)}, ${textOf(end)})`

const secondsOf = ({ start, end }: ReturnType<typeof stepsToTime>): string => {
  const [from, to] = [textOf(start), textOf(end)]
  return `case when coalesce(isfinite(${from}) and isfinite(${to}) and ${to} > ${from}, false)
  then cast(extract(epoch from (${to}) - (${from})) as float8) end`
}

/** An instant has no length, and most observations are instants. */
const noLength = `
if said.moment is not null then return null; end if;`

const indexesOf = (profile: SchemaProfile): readonly (readonly [string, string])[] => {
  const seconds = secondsKey(profile)
  return [
    [timeIndex.byTime, `(subject_patient_id, (${codeKey}), (${startKey(profile)}), id)`],
    [
      timeIndex.byLength,
      `(subject_patient_id, (${codeKey}), (${seconds})) where ${seconds} is not null`,
    ],
    [timeIndex.byType, '(subject_patient_id, codeable_concept_id)'],
  ]
}

const createIndex = (profile: SchemaProfile, name: string, what: string): readonly string[] => [
  `create index concurrently if not exists ${name} on public.core_observation ${what}`,
  `comment on index public.${name} is '${markOf(profile)}'`,
]

const functionsOf = (profile: SchemaProfile): readonly string[] => [
  functionOf(profile, { name: timeIndex.start, type: 'timestamptz', valueOf: startOf }),
  functionOf(profile, {
    name: timeIndex.seconds,
    type: 'float8',
    valueOf: secondsOf,
    ofMoment: noLength,
  }),
]

/** What makes the indexes of one shape where there are none, each to be sent alone. */
export function indexStatements(profile: SchemaProfile): readonly string[] {
  return [
    ...functionsOf(profile),
    ...indexesOf(profile).flatMap(([name, what]) => createIndex(profile, name, what)),
  ]
}

/** An index that an interrupted run left behind, or of another definition. */
const dropOther = (profile: SchemaProfile, name: string): string =>
  `select format('drop index concurrently public.%I', c.relname)
from pg_class as c join pg_index as i on i.indexrelid = c.oid
where c.relnamespace = 'public'::regnamespace and c.relname = '${name}'
  and (not i.indisvalid or obj_description(c.oid, 'pg_class') is distinct from '${markOf(profile)}') \\gexec`

const branch = (profile: SchemaProfile): string =>
  [
    ...indexesOf(profile).map(([name]) => dropOther(profile, name)),
    ...functionsOf(profile).map((text) => `${text};`),
    ...indexesOf(profile).flatMap(([name, what]) =>
      createIndex(profile, name, what).map((text) => `${text};`),
    ),
  ].join('\n')

const head = `-- Indexes that keep questions about observations fast, however long a patient's history is.
-- Run as owner of JHE's tables, with CREATE on the schema public, which JHE's own role has (no CREATEROLE),
-- with psql (not in a transaction: JHE goes on writing meanwhile).
-- jhe-mcp finds them by itself at its next connection, and answers the same with and without them.
--   ${timeIndex.byTime}    pages of observations; the rows of a window and of each bucket
--   ${timeIndex.byLength}  the longest interval of each data type: what reaches into a window
--   ${timeIndex.byType}    counts by data type, from the index alone
-- All three are used, or none. Under row-level security (sql --rls) PostgreSQL can use by_type alone.
--
-- What they cost (a million observations, PostgreSQL 15; \`npm run bench -- scale\` measures it):
--   room     by_time 50 bytes a row, by_length 8, by_type 8; JHE's own indexes take 118
--   making   about 10 microseconds a row for each of the first two; JHE goes on writing meanwhile
--   writing  about twice as long for a row in one long insert, 35 to 50 microseconds more
-- What they buy, against the same questions without them:
--   the latest 10 of 50,000 observations of a patient   4 ms instead of 90, and flat to ten million
--   a trend of 90 days                                  a fifth, and flat to ten million
--   the counts of a study of 2,000 patients             a twelfth
--
-- Each row that JHE writes is read once more for each of the first two. A text that is no time
-- never makes a write fail: the row then has no time, as in the answers. JHE fills its columns
-- effective_date_time, effective_period_start and effective_period_end at its migration core.0041
-- and in rows that it saves one by one; rows that it writes in bulk have none until they are saved
-- again. Where they are set the time is read from them, which is cheaper than from the JSON.
-- Run again after an upgrade of JHE or jhe-mcp: what is up to date stays.
-- To take everything away:
--   drop index concurrently if exists public.${timeIndex.byTime};
--   drop index concurrently if exists public.${timeIndex.byLength};
--   drop index concurrently if exists public.${timeIndex.byType};
--   drop function if exists public.${timeIndex.start}, public.${timeIndex.seconds};
\\set ON_ERROR_STOP on`

const hasColumn = (column: string): string =>
  `exists (select from pg_attribute where attrelid = 'public.core_observation'::regclass and attname = '${column}' and not attisdropped)`

/** `jhe-mcp sql --indexes`: a psql script that makes the advised indexes for whichever JHE it meets. */
export function indexScript(): string {
  const [newest, middle, oldest] = shapes.map(branch)
  return `${head}
select ${hasColumn('effective_date_time')} as effective, ${hasColumn('omh_data')} as omh \\gset
\\if :effective
${newest ?? ''}
\\elif :omh
${middle ?? ''}
\\else
${oldest ?? ''}
\\endif
`
}
