import { sql, type RawBuilder } from 'kysely'

import type { JheTables } from '../../db/schema.js'
import { alias } from '../../permissions/alias.js'
import { isGrantedType } from '../../permissions/granted.js'
import type { QueryContext } from '../../permissions/query-context.js'
import { isMeantBy } from '../observations/filter.js'
import type { CohortArgs } from './cohort-args.js'

const cc = alias<JheTables['core_codeableconcept']>('cc')

interface OtherTypes {
  /** Places of the series whose type is none, from 1. */
  readonly unknown: RawBuilder<readonly number[]>
  /** Every type, where one of the series is none. */
  readonly known: RawBuilder<{ readonly coding_code: string }[]>
}

/** The data types of this JHE that the grant allows, where one that is asked for is not among them. */
export const otherSeriesTypes = (param: QueryContext<CohortArgs>['param']): OtherTypes => {
  const isGranted = isGrantedType(cc, param)
  const types = param('series_types', 'text[]')
  const unknown = sql`(
    select a.n from unnest(${types}) with ordinality as a(type, n) where not exists (
      select from public.core_codeableconcept as cc where ${isMeantBy(sql.raw('a.type'), cc)} and ${isGranted}))`
  return {
    unknown: sql<
      readonly number[]
    >`(select coalesce(json_agg(u.n order by u.n), '[]') from ${unknown} as u)`,
    known: sql<{ readonly coding_code: string }[]>`(
    select coalesce(json_agg(json_build_object('coding_code', cc.coding_code) order by cc.coding_code), '[]')
    from public.core_codeableconcept as cc where ${isGranted} and exists (select from ${unknown} as u))`,
  }
}
