import { sql, type Expression, type RawBuilder } from 'kysely'

import type { SchemaProfile } from '../../db/profile.js'
import type { JsonColumn, ObservationAlias } from './observation-alias.js'

/** Most bytes of an observation's JSON, as text, that a row brings along: 64 kB. */
const maxJsonBytes = 65_536

/**
 * Beyond this many bytes in the database's own form the JSON is not even printed: that form is at
 * most four times as long as the text, so no JSON that may be shown is among them.
 */
const maxPrinted = 8 * maxJsonBytes

/** JSON of an observation that is small enough to be sent, or the size of what is not. */
export interface PrintedJson {
  /** Null where it is too large, or where there is none. */
  text: string | null
  /**
   * Null where it is small enough. Bytes of the text; beyond half a megabyte bytes of the database's
   * own form, which are known without printing it.
   */
  bytes: number | null
}

/** The JSON of an observation as a lateral derived table. */
export const printedJson = (
  profile: SchemaProfile,
  o: ObservationAlias<JsonColumn>,
): RawBuilder<PrintedJson> => printed(o.column(profile.observationJson))

/**
 * A column of JSON as a lateral derived table: printed once, and only sent where it is small
 * enough. `#> '{}'` hands the value back as it is, uncompressed, so that its size is known.
 */
export function printed(json: Expression<unknown>): RawBuilder<PrintedJson> {
  return sql<PrintedJson>`(
    select case when r.size <= ${sql.lit(maxJsonBytes)} then r.text end as text,
      case when r.size > ${sql.lit(maxJsonBytes)} then r.size end as bytes
    from (
      select p.text, coalesce(octet_length(p.text), p.stored) as size
      from (
        select s.stored, case when s.stored <= ${sql.lit(maxPrinted)} then cast(${json} as text) end as text
        from (select pg_column_size(${json} #> '{}') as stored offset 0) as s offset 0) as p offset 0) as r)`
}
