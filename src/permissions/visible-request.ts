import { sql } from 'kysely'

import type { Database, ParamOf, ViewerArgs } from './database.js'
import { isGrantedCode } from './granted.js'
import type { SelectCreator } from './select-creator.js'

/** A data type that a visible study asks its patients for, as far as the grant allows it. */
export interface VisibleRequestRow {
  study_id: number
  code_id: number
}

interface Requests {
  visible_request: VisibleRequestRow
}

/** Adds `visible_request`: what the visible studies ask for, whether or not anybody takes part. */
export const withVisibleRequests = <DB extends Database>(
  db: SelectCreator<DB>,
  param: ParamOf<ViewerArgs>,
): SelectCreator<DB & Requests> =>
  db.with(
    'visible_request',
    () => sql<VisibleRequestRow>`(
      select r.study_id, r.scope_code_id as code_id from visible_study as s
      join public.core_studyscoperequest as r on r.study_id = s.id
      where ${isGrantedCode(sql.raw('r.scope_code_id'), param)})`,
    'not materialized',
  )
