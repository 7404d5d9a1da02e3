import type { ComponentChildren, VNode } from 'preact'

/** A column of a table. */
export interface Column<Row> {
  readonly title: string
  readonly cell: (row: Row) => ComponentChildren
  readonly isNumber?: boolean
}

/** A table with a caption; wide ones scroll inside their own frame, by keyboard too. */
export function DataTable<Row>({
  caption,
  columns,
  rows,
  empty,
  keyOf,
}: {
  readonly caption: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly empty: string
  /** Tells rows apart that move. */
  readonly keyOf?: (row: Row) => string
}): VNode {
  if (rows.length === 0) return <p>{empty}</p>
  return (
    <div class="table" role="region" aria-label={caption} tabIndex={0}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ title, isNumber }) => (
              <th scope="col" class={isNumber === true ? 'number' : ''} key={title}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={keyOf?.(row) ?? at}>
              {columns.map(({ title, cell, isNumber }) => (
                <td class={isNumber === true ? 'number' : ''} key={title}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
