import { sql, type RawBuilder, type SqlBool } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'

import type { SelectCreator } from '../../permissions/select-creator.js'
import type { SchemaProfile } from '../../db/profile.js'
import type { ViewerKind } from '../../permissions/viewer.js'
import type { Query } from '../compile/query.js'
import type { QueryContext } from '../../permissions/query-context.js'
import { orNull } from '../../permissions/parameters.js'
import { answeredViewer } from '../../permissions/viewer-rules.js'
import { withVisibleEnrolments } from '../../permissions/visible-enrolment.js'
import {
  withVisiblePatients,
  type VisiblePatientDatabase,
} from '../../permissions/visible-patient.js'

export interface SearchArgs {
  /** Parts of a name as `nameWords` makes them; null for any name. */
  readonly name_words: readonly string[] | null
  /** YYYY-MM-DD */
  readonly birth_date: string | null
  /** FHIR Patient.identifier: its value, or `system|value`. */
  readonly identifier: string | null
  readonly study_id: number | null
  /** Only patients with a larger id. */
  readonly after: number
  readonly limit: number
}

export interface CandidateRow {
  readonly id: number
  readonly name_given: string | null
  readonly name_family: string | null
  readonly birth_date: string | null
  /** Visible studies that the patient is enrolled in, by id. */
  readonly studies: readonly number[]
}

/** Accents (combining marks of a decomposed text) and marks that are not seen. */
const marks = '[\\u0300-\\u036f\\u00ad\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ufeff]'
const separators = "[\\s\\u0085\\u00a0\\u2028\\u2029.,'\\u2019\\u2010\\u2011-]+"
/** Separators within a part of a name that people leave out: `OBrien`, `AnneMarie`. */
const joiners = "[.'\\u2019\\u2010\\u2011-]"
/** Letters that no decomposition parts from their stroke. */
const struck = ['øØłŁđĐðÐħĦıς', 'oollddddhhiσ'] as const
const pairs = Object.entries({
  ß: 'ss',
  ẞ: 'ss',
  æ: 'ae',
  Æ: 'ae',
  œ: 'oe',
  Œ: 'oe',
  þ: 'th',
  Þ: 'th',
})

const lettersFrom = (first: number, last: number): readonly string[] =>
  Array.from({ length: last - first + 1 }, (_, i) => String.fromCodePoint(first + i))

/** Capitals of Latin beyond ASCII, Greek, Cyrillic and Armenian: a database of locale C has no small letters for them. */
const capitals = [
  ...lettersFrom(0x100, 0x24f),
  ...lettersFrom(0x370, 0x52f),
  ...lettersFrom(0x531, 0x556),
].filter((letter) => {
  const small = letter.toLowerCase()
  const isOwn = letter.normalize('NFD') === letter && !struck[0].includes(letter)
  return isOwn && small !== letter && small.length === 1
})
const from = `${struck[0]}${capitals.join('')}`
const to = `${struck[1]}${capitals.map((letter) => letter.toLowerCase()).join('')}`

const plain = (letter: string): string => {
  const place = struck[0].indexOf(letter)
  return struck[1][place] ?? pairs.find(([pair]) => pair === letter)?.[1] ?? letter
}

/**
 * The words of a name as it is searched for: in small letters, without accents and unseen marks,
 * parted where words of stored names are. None for a text that has no word.
 */
export function nameWords(name: string): readonly string[] {
  return name
    .normalize('NFD')
    .replace(new RegExp(marks, 'gu'), '')
    .toLowerCase()
    .replace(new RegExp(`[${struck[0]}${pairs.map(([pair]) => pair).join('')}]`, 'gu'), plain)
    .split(new RegExp(separators, 'u'))
    .filter((word) => word !== '')
}

const wholeName = sql<string>`concat_ws(' ', p.name_given, p.name_family)`

/** Given and family name, treated as `nameWords` treats a search. */
const plainName = pairs.reduce<RawBuilder<string>>(
  (name, [pair, letters]) => sql<string>`replace(${name}, ${sql.lit(pair)}, ${sql.lit(letters)})`,
  sql<string>`translate(regexp_replace(normalize(${wholeName}, nfd),
  ${sql.lit(marks)}, '', 'g'), ${sql.lit(from)}, ${sql.lit(to)})`,
)

/** Most names are ASCII, which has nothing to decompose: the same for them, in a tenth of the time. */
const asciiName = sql<string>`' ' || translate(${wholeName}, e'\\t\\n\\x0b\\f\\r.,''-', repeat(' ', 9))
    || ' ' || translate(${wholeName}, '.''-', '')`

/**
 * Each word of the name behind a space, and once more with its parts joined: `anne marie annemarie`.
 * In every locale the same: what is left of capitals is ASCII.
 */
const storedName = sql<string>`lower((case when octet_length(${wholeName}) = char_length(${wholeName}) then ${asciiName} else (
    select ' ' || regexp_replace(plain.name, ${sql.lit(separators)}, ' ', 'g')
    || ' ' || regexp_replace(plain.name, ${sql.lit(joiners)}, '', 'g')
    from (select ${plainName} as name offset 0) as plain) end) collate "C")`

type Param = QueryContext<SearchArgs>['param']

/** Each word of the search starts a word of the name. No wildcards: nothing is read as a pattern. */
const hasName = (param: Param): RawBuilder<SqlBool> => {
  const words = param('name_words', 'text[]')
  return sql`(${words} is null or not exists (
    select from unnest(${words}) as w(word)
    where strpos(${storedName}, ' ' || w.word) = 0))`
}

/** A column until core.0021, a table from core.0022 on; compared as a whole. */
const hasIdentifier = (param: Param, profile: SchemaProfile): RawBuilder<SqlBool> => {
  const wanted = param('identifier', 'text')
  return profile.patientIdentifiers === 'column'
    ? sql`(${wanted} is null or ${wanted} in (p.identifier, '|' || p.identifier))`
    : sql`(${wanted} is null or exists (select from public.core_patientidentifier as i
        where i.patient_id = p.id and ${wanted} in (i.value, i.system || '|' || i.value)))`
}

interface SearchDatabase extends VisiblePatientDatabase {
  found: Omit<CandidateRow, 'studies'>
}

const withFound = ({
  db,
  param,
  profile,
}: QueryContext<SearchArgs>): SelectCreator<SearchDatabase> =>
  withVisiblePatients(withVisibleEnrolments(db, param), {
    studyId: param('study_id', 'bigint'),
    param,
  }).with('found', (creator) =>
    creator
      .selectFrom('visible_patient as r')
      .innerJoin('core_patient as p', 'p.id', 'r.patient_id')
      .where(orNull(param('birth_date', 'date'), sql.ref('p.birth_date')))
      .where(hasIdentifier(param, profile))
      .where(hasName(param))
      .select(['p.id', 'p.name_given', 'p.name_family', 'p.birth_date']),
  )

/**
 * A page of the visible patients that fit everything asked, by id.
 */
export const searchPatients: Query<
  SearchArgs,
  { viewer_kind: ViewerKind; is_visible: boolean; total: number; patients: CandidateRow[] }
> = {
  name: 'search_patients',
  build: (context) => {
    const { param } = context
    const study = param('study_id', 'bigint')
    return withFound(context)
      .selectFrom('viewer')
      .select((eb) => [
        answeredViewer,
        sql<boolean>`(${study} is null or exists (select from visible_study as s where s.id = ${study}))`.as(
          'is_visible',
        ),
        eb
          .selectFrom('found')
          .select(({ fn }) => fn.countAll<number>().as('total'))
          .$asScalar()
          .$notNull()
          .as('total'),
        jsonArrayFrom(
          eb
            .selectFrom('found as f')
            .where('f.id', '>', param('after', 'bigint'))
            .select(['f.id', 'f.name_given', 'f.name_family', 'f.birth_date'])
            .select(
              sql<
                readonly number[]
              >`(select coalesce(json_agg(e.study_id order by e.study_id), '[]')
                from visible_enrolment as e where e.patient_id = f.id)`.as('studies'),
            )
            .orderBy('f.id')
            .limit(sql<number>`${param('limit', 'integer')}`),
        ).as('patients'),
      ])
  },
}
