import type { z } from 'zod'

import type { Query, AnswerRow } from '../query/query.js'
import type { Viewer } from '../permissions/viewer.js'

/** What a tool may use besides its input. */
export interface ToolContext {
  readonly viewer: Viewer
  /** Puts a question of the closed list to the database, as this viewer. */
  readonly ask: <Args extends object, Row extends AnswerRow>(
    query: Query<Args, Row>,
    args: Args,
  ) => Promise<Row>
  readonly now: () => Date
  /** Ceilings that a caller cannot raise: `JHE_MAX_ROWS` and `JHE_MAX_BYTES`. */
  readonly limits: { readonly rows: number; readonly bytes: number }
}

/**
 * What a tool answers. A list can be cut to fewer rows, which changes its cursor and says so; what
 * has no rows to give up leaves `shorten` out.
 */
export interface Answer<Value> {
  readonly value: Value
  /** The text of the answer is its JSON, for what only makes sense as JSON. */
  readonly isJson?: boolean
  readonly shorten?: {
    readonly rows: number
    readonly to: (rows: number) => Value
  }
}

type Shape = z.ZodObject

/** A tool as data; everything a host or a person sees of it derives from this. */
export interface Tool<Input extends Shape = Shape, Output extends Shape = Shape> {
  readonly name: string
  readonly title: string
  /** The benefit within the first 80 characters; constant text. */
  readonly description: string
  readonly input: Input
  readonly output: Output
  run(input: z.output<Input>, context: ToolContext): Promise<Answer<z.input<Output>>>
}

/** Checks a tool's parts against each other and freezes it. */
export function defineTool<Input extends Shape, Output extends Shape>(
  tool: Tool<Input, Output>,
): Tool<Input, Output> {
  return Object.freeze(tool)
}
