import { sql, type RawBuilder } from 'kysely'

/**
 * The name under which a statement reads rows of `Row`. A fragment takes the aliases it uses as
 * arguments, so that a fragment put where its rows are not named does not compile.
 */
export interface Alias<Row> {
  readonly name: string
  /** A column in quotes, as Kysely writes names. */
  readonly column: <Column extends keyof Row & string>(column: Column) => RawBuilder<Row[Column]>
  /** A column without quotes, as the SQL around it is written by hand. */
  readonly plain: <Column extends keyof Row & string>(column: Column) => RawBuilder<Row[Column]>
}

/** The alias `name`, as the statement around it writes it in `from` or `join`. */
export const alias = <Row>(name: string): Alias<Row> => ({
  name,
  column: (column) => sql.ref(`${name}.${column}`),
  plain: (column) => sql.raw(`${name}.${column}`),
})
