import { sql } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'

import type { ViewerKind } from '../../permissions/viewer.js'
import { answeredViewer } from '../../permissions/viewer-rules.js'
import { withVisibleRequests } from '../../permissions/visible-request.js'
import type { Query } from '../compile/query.js'

export interface StudyTypesRow {
  readonly id: number
  readonly name: string
  /** Codes of the data types that the study asks for. */
  readonly codes: readonly string[]
}

/** The first studies within the viewer's reach by id, with the data types that they ask for. */
export const studyTypes: Query<
  { readonly limit: number },
  { viewer_kind: ViewerKind; studies: StudyTypesRow[] }
> = {
  name: 'study_types',
  build: ({ db, param }) =>
    withVisibleRequests(db, param)
      .selectFrom('viewer')
      .select((eb) => [
        answeredViewer,
        jsonArrayFrom(
          eb
            .selectFrom('visible_study as s')
            .select(['s.id', 's.name'])
            .select(
              sql<
                readonly string[]
              >`(select coalesce(json_agg(cc.coding_code order by cc.coding_code), '[]')
              from visible_request as r
              join public.core_codeableconcept as cc on cc.id = r.code_id
              where r.study_id = s.id)`.as('codes'),
            )
            .orderBy('s.id')
            .limit(sql<number>`${param('limit', 'integer')}`),
        ).as('studies'),
      ]),
}
