import { sql, type RawBuilder } from 'kysely'

import type { JheTables } from '../../db/schema.js'
import { alias } from '../../permissions/alias.js'
import { ofType, type FilterArgs } from './filter.js'
import type { QueryContext } from '../../permissions/query-context.js'
import { isFhirResource, isGrantedType } from '../../permissions/granted.js'
import { isRequested, type Scope } from '../../permissions/readable-code.js'

const cc = alias<JheTables['core_codeableconcept']>('cc')

/**
 * Codes of the data types asked about that JHE keeps apart from observations: of the one asked
 * for, or of all that the studies within the question ask for, as far as the grant allows them. Whether there is such a resource is
 * not looked at.
 */
export const keptApart = (
  { param }: QueryContext<FilterArgs>,
  scope: Scope,
): RawBuilder<readonly string[]> => sql`(
  select coalesce(json_agg(distinct cc.coding_code), '[]') from public.core_codeableconcept as cc
  where ${isFhirResource(cc)} and ${isGrantedType(cc, param)} and ${ofType(param, cc)}
    and (${param('data_type', 'text')} is not null or ${isRequested(param, scope, cc.plain('id'))}))`
