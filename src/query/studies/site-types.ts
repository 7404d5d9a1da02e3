import { sql } from 'kysely'

import type { JheTables } from '../../db/schema.js'
import type { ViewerKind } from '../../permissions/viewer.js'
import { answeredViewer, isParticipant, viewer } from '../../permissions/viewer-rules.js'
import { alias } from '../../permissions/alias.js'
import { isGrantedType } from '../../permissions/granted.js'
import { ofType } from '../observations/filter.js'
import type { Query } from '../compile/query.js'

/** A row of `core_codeableconcept`: what a JHE calls a data type. */
export interface SiteTypeRow {
  readonly coding_system: string
  readonly coding_code: string
  readonly text: string
}

export interface SiteTypesArgs {
  /** Full code or short name. */
  readonly data_type: string
}

const cc = alias<JheTables['core_codeableconcept']>('cc')

/** The data types of this JHE that a code or short name means, for every participant of it, as far as the grant allows them. */
export const siteTypes: Query<
  SiteTypesArgs,
  { viewer_kind: ViewerKind; types: readonly SiteTypeRow[] }
> = {
  name: 'site_types',
  build: ({ db, param }) =>
    db.selectFrom('viewer').select([
      answeredViewer,
      sql<readonly SiteTypeRow[]>`(
        select coalesce(json_agg(json_build_object('coding_system', t.coding_system,
          'coding_code', t.coding_code, 'text', t.text) order by t.coding_code, t.id), '[]')
        from (
          select cc.id, left(cc.coding_system, 500) as coding_system,
            left(cc.coding_code, 500) as coding_code, left(cc.text, 500) as text
          from public.core_codeableconcept as cc
          where ${isParticipant(viewer)} and ${ofType(param, cc)} and ${isGrantedType(cc, param)}
          order by cc.coding_code, cc.id limit 20) as t)`.as('types'),
    ]),
}
