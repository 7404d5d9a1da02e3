import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  sql,
  type RawBuilder,
} from 'kysely'

import type { SchemaProfile } from '../../db/profile.js'
import { SelectCreator } from '../../permissions/select-creator.js'
import { answeredViewer } from '../../permissions/viewer-rules.js'
import { withViewer } from '../../permissions/visible.js'
import type { SqlType, Database } from '../../permissions/database.js'
import type { AnswerRow, Query } from './query.js'

/** Stands for the value of a bind parameter until a call brings it. */
class BindParameter {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

/** A compiled statement: its SQL text, and the names of the arguments in the order of `$1`, `$2`, … */
export interface Statement {
  readonly name: string
  readonly text: string
  readonly parameters: readonly string[]
}

/** Kysely without a connection: it only compiles. */
const compiler = new Kysely<Database>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
})
/** The same, with every table in the schema `public`. */
const publicCompiler = compiler.withSchema('public')

/** The SQL of an expression that takes no parameter. */
export const textOf = (expression: RawBuilder<unknown>): string => expression.compile(compiler).sql

const param = <T>(name: string, type: SqlType): RawBuilder<T> =>
  sql<T>`cast(${new BindParameter(name)} as ${sql.raw(type)})`

/** Who is asking, and nothing else: for what the schema does not have, since people are refused first. */
const viewerAlone = (db: SelectCreator<Database>) => db.selectFrom('viewer').select(answeredViewer)

/**
 * Compiles a query under a schema profile, once: the text never depends on a value, so that the
 * statements of the program can be listed before it runs.
 */
export function compileStatement<Args extends object, Row extends AnswerRow>(
  query: Query<Args, Row>,
  profile: SchemaProfile,
): Statement {
  const db = withViewer(new SelectCreator<Database>(publicCompiler), param)
  const isPossible = query.needs?.isMet(profile) ?? true
  const built = isPossible ? query.build({ db, profile, param }) : viewerAlone(db)
  const compiled = built.compile()
  return {
    name: isPossible ? query.name : 'viewer_alone',
    text: compiled.sql,
    parameters: compiled.parameters.map((value) => {
      if (value instanceof BindParameter) return value.name
      throw new Error(`${query.name} holds a value; bind it as a parameter`)
    }),
  }
}
