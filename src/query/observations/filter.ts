import { sql, type RawBuilder, type SqlBool } from 'kysely'

import type { JheTables } from '../../db/schema.js'
import { alias, type Alias } from '../../permissions/alias.js'
import { isGrantedType } from '../../permissions/granted.js'
import type { QueryContext } from '../../permissions/query-context.js'
import type { ReadableCodeArgs } from '../../permissions/readable-code.js'
import type { Effective } from './effective.js'

/** Which observations of those within reach a question is about. */
export interface FilterArgs extends ReadableCodeArgs {
  /** Full code or the short name between its colons; null for every type. */
  readonly data_type: string | null
  /** Both ends inclusive; null where the window is open. */
  readonly window_start: string | null
  readonly window_end: string | null
}

/** The window of a question. */
export type WindowArgs = Pick<FilterArgs, 'window_start' | 'window_end'>

type Param = QueryContext<FilterArgs>['param']
type WindowParam = QueryContext<WindowArgs>['param']
type TypeParam = QueryContext<Pick<FilterArgs, 'data_type'>>['param']
type Code = JheTables['core_codeableconcept']

const cc = alias<Code>('cc')

/** The time touches the window; without a window unknown times count too. */
export const touchesWindow = (
  param: WindowParam,
  time: Alias<Pick<Effective, 'start_at' | 'end_at'>>,
): RawBuilder<SqlBool> => {
  const start = param('window_start', 'timestamptz')
  const end = param('window_end', 'timestamptz')
  const [startAt, endAt] = [time.plain('start_at'), time.plain('end_at')]
  return sql<SqlBool>`case when ${start} is null and ${end} is null then true
    else coalesce(${endAt}, ${startAt}) >= coalesce(${start}, '-infinity')
      and coalesce(${startAt}, ${endAt}) <= coalesce(${end}, 'infinity') end`
}

/** The question has no window, so that unknown times count too. */
export const hasNoWindow = (param: Param): RawBuilder<SqlBool> =>
  sql<SqlBool>`(${param('window_start', 'timestamptz')} is null and ${param('window_end', 'timestamptz')} is null)`

const isWritten = (
  type: RawBuilder<unknown>,
  concept: Alias<Pick<Code, 'coding_code'>>,
): RawBuilder<SqlBool> => {
  const code = concept.plain('coding_code')
  const part = (n: number) => sql`split_part(${code}, ':', ${sql.lit(n)})`
  return sql<SqlBool>`${code} = ${type} or ${part(2)} = ${type}
    or ${code} in (${type} || ':' || ${part(3)}, ${part(1)} || ':' || ${type}) and ${part(3)} <> ''`
}

/** The code is the one that a text means: whole, without its version, its namespace or both. */
export const isMeantBy = (
  type: RawBuilder<unknown>,
  concept: Alias<Pick<Code, 'coding_code'>>,
): RawBuilder<SqlBool> => sql<SqlBool>`(${isWritten(type, concept)})`

/** The code is the one asked for, written whole, without its version, its namespace or both. */
export const ofType = (
  param: TypeParam,
  concept: Alias<Pick<Code, 'coding_code'>>,
): RawBuilder<SqlBool> => {
  const type = param('data_type', 'text')
  return sql<SqlBool>`(${type} is null or ${isWritten(type, concept)})`
}

/** The id of a code is one of the type asked for. */
export const isCodeOfType =
  (param: Param) =>
  (code: RawBuilder<unknown>): RawBuilder<SqlBool> =>
    sql<SqlBool>`(${param('data_type', 'text')} is null
    or ${code} in (select cc.id from public.core_codeableconcept as cc where ${ofType(param, cc)}))`

/** Every data type of this JHE that the grant allows, when the one asked for is not among them. */
export const otherTypes = (param: Param): RawBuilder<{ readonly coding_code: string }[]> => sql`(
  select coalesce(json_agg(json_build_object('coding_code', cc.coding_code) order by cc.coding_code), '[]')
  from public.core_codeableconcept as cc
  where ${param('data_type', 'text')} is not null and ${isGrantedType(cc, param)}
    and not exists (select from public.core_codeableconcept as cc
      where ${ofType(param, cc)} and ${isGrantedType(cc, param)}))`
