import { sql, type RawBuilder } from 'kysely'

import type { SchemaProfile } from '../../../db/profile.js'
import type { Alias } from '../../../permissions/alias.js'
import type { JsonColumn, ObservationAlias } from '../observation-alias.js'
import {
  comparatorKeys,
  comparators,
  exactWords,
  ownComparatorKeys,
} from '../../../omh/types/comparators.js'
import { nightTypes } from '../../../omh/types/nights.js'
import { additiveNames, kindKeys } from '../../../omh/types/statistic-rules.js'

/** Names, units and texts that tell groups apart are cut here. */
export const longestText = sql.lit(200)

/** What tells the numbers of one name and unit apart, by the table of statistic rules. */
export interface GroupKeyRow {
  /** Texts of `kindKeys`, then the comparator, empty where there is none; null where there are none at all. */
  readonly kind: readonly string[] | null
  /** Of a number that adds up the id of JHE's data source, else the name in the header; null where neither is known. */
  readonly source: number | string | null
}

/** The same of an observation, whichever numbers it has. */
export interface StoredGroupKeys {
  readonly kind: GroupKeyRow['kind']
  readonly source_id: number | null
  /** As the header names it, where JHE does not and numbers may add up. */
  readonly source_text: string | null
}

const literals = (texts: readonly string[]): RawBuilder<unknown> =>
  sql.join(texts.map((text) => sql.lit(text)))

const keys = kindKeys.map(({ key }) => key)
const textArray = (texts: readonly string[]): RawBuilder<unknown> =>
  sql`cast(array[${literals(texts)}] as text[])`
const allKeys = textArray([...keys, ...comparatorKeys])
const kindParts = [...keys, 'comparator']
const noTexts = kindParts.map(() => '')
const noKind = textArray(noTexts)

/** The keys of a body that are no numbers of their own. */
export const notNumbers: RawBuilder<unknown> = literals(['effective_time_frame', ...keys])

/** The text of a key, without blanks around; null where it is none. */
const wordAt = (object: RawBuilder<unknown>, key: string): RawBuilder<unknown> =>
  sql`case when jsonb_typeof(${object} -> ${sql.lit(key)}) = 'string' then btrim(${object} ->> ${sql.lit(key)}, E' \\t\\r\\n') end`

const isOwnKey = (key: string): boolean => ownComparatorKeys.some((each) => each === key)

/** The rule of `comparatorOf` in `omh/types/comparators.ts`; empty where there is none. */
const comparatorAt = (object: RawBuilder<unknown>): RawBuilder<unknown> => {
  const each = comparatorKeys.map((key) => {
    const said = wordAt(object, key)
    return isOwnKey(key)
      ? sql`case when lower(${said} collate "C") not in (${literals(exactWords)}) then left(${said}, ${longestText}) end`
      : sql`case when ${said} in (${literals(comparators)}) then ${said} end`
  })
  return sql`case when ${object} ?| ${textArray(comparatorKeys)}
      then coalesce(${sql.join([...each, sql.lit('')])}) else '' end`
}

/** An object has a comparator. @param object a jsonb of any kind */
export const hasComparator = (object: RawBuilder<unknown>): RawBuilder<boolean> =>
  sql<boolean>`${comparatorAt(object)} <> ''`

const textsAt = (object: RawBuilder<unknown>): RawBuilder<unknown> => {
  const texts = keys.map(
    (key) => sql`coalesce(left(${object} ->> ${sql.lit(key)}, ${longestText}), '')`,
  )
  return sql.join([...texts, comparatorAt(object)])
}

/**
 * The kind that a body says of all its numbers, or a number of itself; null where it says none.
 * @param object a jsonb of any kind; it is read several times
 */
export const kindAt = (object: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`case when ${object} ?| ${allKeys}
    then nullif(array[${textsAt(object)}], ${noKind}) end`

/**
 * The kind of one number: what it says of itself counts before what its body says of all.
 * @param kind that of the body
 */
export const kindOfNumber = (
  kind: RawBuilder<unknown>,
  own: RawBuilder<unknown>,
): RawBuilder<unknown> => {
  const parts = kindParts.map((_, i) => {
    const at = sql.lit(i + 1)
    return sql`coalesce(nullif((${own})[${at}], ''), (${kind})[${at}], '')`
  })
  return sql`case when ${own} is null then ${kind} else array[${sql.join(parts)}] end`
}

/** The source of an observation in the words of its header, where JHE names none. */
export const sourceTextIn = (
  { observationJson }: SchemaProfile,
  o: ObservationAlias<JsonColumn | 'data_source_id'>,
  mayAddUp: RawBuilder<unknown>,
): RawBuilder<unknown> => {
  const named = sql`${o.column(observationJson)} #>> '{header,acquisition_provenance,source_name}'`
  return sql`case when ${o.plain('data_source_id')} is null and ${mayAddUp} then left(nullif(${named}, ''), ${longestText}) end`
}

/** The numbers of a name add up over time. */
export const isAdditiveName = (name: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`${name} in (${literals(additiveNames)})`

/** The code is of a type about a stretch of sleep. */
export const isNightCode = (code: RawBuilder<unknown>): RawBuilder<boolean> =>
  sql<boolean>`coalesce(split_part(${code}, ':', 2) in (${literals(nightTypes)}), false)`

/** What is known of an observation's type. */
interface KnownType {
  readonly isDescribed: RawBuilder<unknown>
  readonly isAdditive: RawBuilder<unknown>
}

/** A number of the observation adds up over time: by its type, or by the keys of its body. */
export const addsUp = (
  json: RawBuilder<unknown>,
  { isDescribed, isAdditive }: KnownType,
): RawBuilder<boolean> =>
  sql<boolean>`case when ${isDescribed} then ${isAdditive} else (${json} -> 'body') ?| ${textArray(additiveNames)} end`

/** The source that tells apart the numbers of a name: only those that add up are told apart by it. */
export const sourceOfName = (
  row: Alias<Pick<StoredGroupKeys, 'source_id' | 'source_text'>>,
  name: RawBuilder<unknown>,
): RawBuilder<unknown> =>
  sql`case when ${isAdditiveName(name)}
    then coalesce(to_jsonb(${row.column('source_id')}), to_jsonb(${row.column('source_text')})) end`
