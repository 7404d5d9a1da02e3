import { sql, type Expression, type RawBuilder } from 'kysely'

import { anyType, recordTypes } from './record-types.js'

/** What the short form reads of a record. */
export interface RecordFields {
  /**
   * Elements by name, those that its type lists; null in place of one that is too large, and where
   * all together are too large only the status is left. Null where there is none.
   */
  fields: Readonly<Record<string, unknown>> | null
  /** Of a QuestionnaireResponse: its questions that have an answer, the first of them. */
  answers: readonly AnswerFields[] | null
}

export interface AnswerFields {
  readonly link: unknown
  /** `value[x]` by its name; null in place of what is too large. */
  readonly values: readonly { readonly name: string; readonly value: unknown }[] | null
}

/** Most bytes of one element, of all together, and of one answer, in the database's own form. */
const maxElement = 8192
const maxElements = 16_384
const maxAnswer = 1024
/** Most questions, and most answers to one of them, that are looked at. */
const maxQuestions = 40
const maxAnswers = 5

const unlessLarge = (value: RawBuilder<unknown>, bytes: number): RawBuilder<unknown> =>
  sql`case when pg_column_size(${value}) <= ${sql.lit(bytes)} then ${value} end`

const arrayOf = (names: readonly string[]): RawBuilder<unknown> =>
  sql`array[${sql.join(names.map((name) => sql.lit(name)))}]`

const fieldsOf = (type: Expression<string>): RawBuilder<readonly string[]> => {
  const cases = Object.entries(recordTypes).map(
    ([name, { fields }]) => sql`when ${sql.lit(name)} then ${arrayOf(fields)}`,
  )
  return sql`case ${type} ${sql.join(
    cases,
    sql`
        `,
  )} else ${arrayOf(anyType.fields)} end`
}

/** Strict, so that nothing is found twice; silent, so that a malformed body has no answers. */
const questions = '$.item[*].** ? (exists (@.linkId) && exists (@.answer))'
const values = '$.answer[*].keyvalue() ? (@.key starts with "value" && @.key != "valueAttachment")'

const pathQuery = (body: Expression<unknown>, path: string): RawBuilder<unknown> =>
  sql`jsonb_path_query(${body}, ${sql.lit(`strict ${path}`)}, '{}', true)`

const answersOf = (body: Expression<unknown>): RawBuilder<unknown> => sql`(
      select jsonb_agg(jsonb_build_object('link', ${unlessLarge(sql`q.v -> 'linkId'`, maxAnswer)}, 'values', (
        select jsonb_agg(jsonb_build_object('name', a.v -> 'key', 'value', ${unlessLarge(sql`a.v -> 'value'`, maxAnswer)}) order by a.n)
        from (select v, n from ${pathQuery(sql.ref('q.v'), values)} with ordinality as a(v, n)
          limit ${sql.lit(maxAnswers)}) as a)) order by q.n)
      from (select v, n from ${pathQuery(body, questions)} with ordinality as q(v, n)
        limit ${sql.lit(maxQuestions)}) as q)`

/**
 * What the short form reads of a record, as a lateral derived table: the elements that its type
 * lists, picked in the database, so that contents of documents, pictures, narratives, contained
 * resources and extensions never leave it.
 * @param type the type of the resource
 * @param body the resource, uncompressed
 */
export function recordFields(
  type: Expression<string>,
  body: Expression<unknown>,
): RawBuilder<RecordFields> {
  const element = sql`${body} -> k.name`
  return sql<RecordFields>`(
    select case when pg_column_size(p.fields) > ${sql.lit(maxElements)}
        then jsonb_build_object('code', null, 'status', p.fields -> 'status') else p.fields end as fields,
      case when ${type} = 'QuestionnaireResponse' then ${answersOf(body)} end as answers
    from (select jsonb_object_agg(k.name, ${unlessLarge(element, maxElement)}) as fields
      from unnest(${fieldsOf(type)}) as k(name) where (${element}) is not null offset 0) as p)`
}
