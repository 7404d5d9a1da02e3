import type { Compilable } from 'kysely'

import type { ViewerKind } from '../../permissions/viewer.js'
import type { SchemaProfile } from '../../db/profile.js'
import type { QueryContext } from '../../permissions/query-context.js'

/** Every statement answers with one row: who is asking, and the parts of the answer as JSON. */
export interface AnswerRow {
  readonly viewer_kind: ViewerKind
}

/** A part of JHE that only newer versions have. */
export interface Need {
  /** As a person is told of it. */
  readonly what: string
  /** Oldest migration of `core` that has it, e.g. `core.0035`. */
  readonly since: string
  readonly isMet: (profile: SchemaProfile) => boolean
}

/**
 * A question to the database: builds an unexecuted select from the viewer's reach. `Args` are its
 * bind parameters by name, `Row` is the one row it answers with.
 */
export interface Query<Args extends object, Row extends AnswerRow> {
  readonly name: string
  /** What the schema must have for it; absent where every supported version has it. */
  readonly needs?: Need
  build(context: QueryContext<Args>): Compilable<Row>
}
