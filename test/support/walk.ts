import { z } from 'zod'

import { tools } from '../../src/tools/registry.js'
import { isThere } from './tools/newer-jhe.js'
import type { SchemaVersion } from './worlds/jhe/row.js'
import type { CallSettings, ToolCaller } from './clients/tool-caller.js'

/** Numbers, or the uuids of clinical records. */
const row = z.looseObject({ id: z.union([z.int(), z.guid()]) })
/** JHE's own ids as numbers; uuids as they are. */
const numberIn = (id: string): number | string => (/^\d+$/.test(id) ? Number(id) : id)

const end = z.looseObject({
  bundle: z
    .looseObject({
      entry: z
        .array(z.object({ resource: z.looseObject({ id: z.string().transform(numberIn) }) }))
        .default([]),
    })
    .optional(),
  withheld: z.unknown().optional(),
  total: z.int().optional(),
  truncated: z.boolean(),
  next_cursor: z.string().nullable(),
})

/** The rows of a list have an id each. */
const hasRows = (field: unknown): boolean => {
  if (field instanceof z.ZodOptional) return hasRows(field.unwrap())
  return (
    field instanceof z.ZodArray &&
    field.element instanceof z.ZodObject &&
    'id' in field.element.shape
  )
}

/** The field of a tool's answers that holds the rows of a page: its one list of what has an id. */
export const rowsFieldOf = (tool: string): string | undefined =>
  Object.entries(tools.find(({ name }) => name === tool)?.output.shape ?? {}).find(([, field]) =>
    hasRows(field),
  )?.[0]

/** The tools whose answers come in pages of rows. */
export const listTools: readonly string[] = tools
  .filter(({ input, name }) => 'cursor' in input.shape && rowsFieldOf(name) !== undefined)
  .map(({ name }) => name)

/** Of those, the ones that a version of JHE has. */
export const listToolsOf = (version: SchemaVersion): readonly string[] =>
  listTools.filter((tool) => isThere(tool, version))

/** One page of a list, whichever tool it is of. */
export interface ListPage {
  readonly rows: readonly z.output<typeof row>[]
  readonly ids: readonly (number | string)[]
  readonly truncated: boolean
  readonly cursor: string | null
  /** What is said besides the rows and must not change from page to page. */
  readonly constant: unknown
  readonly text: string
  readonly value: Readonly<Record<string, unknown>>
}

export interface ListCall {
  readonly subject: number
  readonly tool: string
  readonly args: Readonly<Record<string, unknown>>
  readonly settings?: CallSettings
}

/** @throws Error for a call that failed */
export async function readPage(caller: ToolCaller, call: ListCall): Promise<ListPage> {
  const outcome = await caller.call(call.subject, call.tool, call.args, call.settings)
  if (outcome.code !== undefined) throw new Error(`${outcome.code}: ${outcome.message}`)
  const { bundle, ...rest } = end.parse(outcome.value)
  const field = rowsFieldOf(call.tool)
  if (field === undefined) throw new Error(`${call.tool} has no rows with an id`)
  const entries = bundle?.entry.map(({ resource }) => resource)
  const rows = entries ?? z.array(row).parse(rest[field])
  return {
    rows,
    ids: rows.map(({ id }) => id),
    truncated: rest.truncated,
    cursor: rest.next_cursor,
    constant: { withheld: rest.withheld, total: rest.total },
    text: outcome.text,
    value: outcome.value,
  }
}

/**
 * Every page from the first to the last.
 * @param limits of the pages in turn, over and over; none where the tool's own is to be used
 */
export async function walk(
  caller: ToolCaller,
  call: ListCall,
  limits: readonly number[] = [],
): Promise<readonly ListPage[]> {
  const pages: ListPage[] = []
  for (;;) {
    const limit = limits[pages.length % limits.length]
    const cursor = pages.at(-1)?.cursor
    const args = {
      ...call.args,
      ...(limit === undefined ? {} : { limit }),
      ...(typeof cursor === 'string' ? { cursor } : {}),
    }
    const page = await readPage(caller, { ...call, args })
    pages.push(page)
    if (page.cursor === null) return pages
    if (page.rows.length === 0) throw new Error('a page without rows says that there are more')
  }
}
