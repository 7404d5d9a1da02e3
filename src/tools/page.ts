import {
  decodeCursor,
  encodeCursor,
  type CursorScope,
  type Position,
  type RecordPosition,
  type ValuePosition,
} from './cursor.js'
import type { ToolContext, ToolResult } from './tool.js'

/** The fields that end every page of a list. */
export interface PageEnd {
  readonly truncated: boolean
  readonly next_cursor: string | null
}

interface Page<Row, Value> {
  /** One row more than `limit` where there are more. */
  readonly rows: readonly Row[]
  readonly limit: number
  readonly question: CursorScope
  readonly position: (row: Row) => Position | RecordPosition | ValuePosition
  readonly value: (rows: readonly Row[], end: PageEnd) => Value
}

/** An answer of at most `limit` rows that says whether there are more and how to go on. */
export function paged<Row, Value>(page: Page<Row, Value>): ToolResult<Value> {
  const { rows, limit, question, position, value } = page
  const to = (count: number): Value => {
    const kept = rows.slice(0, count)
    const last = kept.at(-1)
    const truncated = rows.length > count
    const next_cursor =
      truncated && last !== undefined ? encodeCursor(question, position(last)) : null
    return value(kept, { truncated, next_cursor })
  }
  const shown = Math.min(rows.length, limit)
  return {
    // made when it is asked for: of a list that is far too long it never is
    get value() {
      return to(shown)
    },
    shorten: { rows: shown, to },
  }
}

/** The first values of a list, each made once, when it is asked for. */
export function inOrder<Row, Value>(
  rows: readonly Row[],
  make: (row: Row) => Value,
): (count: number) => Value[] {
  const made: Value[] = []
  return (count) => {
    for (const row of rows.slice(made.length, count)) made.push(make(row))
    return made.slice(0, count)
  }
}

/** The arguments of a call for a page. */
type PageInput = CursorScope['input'] & {
  readonly limit: number
  readonly cursor?: string | undefined
}

interface PageById {
  /** What the query of the page is asked with: rows with larger ids, one more than are shown. */
  readonly args: { readonly after: number; readonly limit: number }
  readonly of: <Row extends { readonly id: number }, Value>(
    found: Pick<Page<Row, Value>, 'rows' | 'value'>,
  ) => ToolResult<Value>
}

/**
 * The page of a list by id that the arguments of a call ask for.
 * @throws JheError INPUT_INVALID for a cursor of another question or a changed one
 */
export function pageById(
  tool: string,
  input: PageInput,
  { limits, viewer }: Pick<ToolContext, 'limits' | 'viewer'>,
): PageById {
  const question = { viewer: viewer.subject, tool, input }
  const after = decodeCursor(question, input.cursor)?.id ?? -1
  const limit = Math.min(input.limit, limits.rows)
  return {
    args: { after, limit: limit + 1 },
    of: (found) => paged({ ...found, limit, question, position: ({ id }) => ({ at: null, id }) }),
  }
}
