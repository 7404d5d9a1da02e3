import type { z } from 'zod'

import type { Query, AnswerRow } from '../query/compile/query.js'
import type { FixedIds } from '../permissions/grant.js'
import type { Need } from '../permissions/scope.js'
import type { Viewer } from '../permissions/viewer.js'
import type { ServerStatus } from './server/server-status.js'

/** What a session can ask for. */
export interface Offer {
  readonly tools: readonly Tool[]
  /** Sets with a tool that is not on offer. */
  readonly setsOff: readonly string[]
  /** Arguments that the session leaves one value for. */
  readonly fixed: FixedIds
}

/** What every tool may use besides its input, whoever asks. */
export interface PublicContext {
  readonly offer: Offer
  readonly now: () => Date
  /** Ceilings that a caller cannot raise: `JHE_MAX_ROWS` and `JHE_MAX_BYTES`. */
  readonly limits: { readonly rows: number; readonly bytes: number }
  readonly status: () => Promise<ServerStatus>
  /**
   * The context of whoever is signed in, for an open tool that can say more to them.
   * @throws JheError SIGN_IN_REQUIRED and what else the session or the settings fail with
   */
  readonly asViewer: () => Promise<ToolContext>
}

/** What a tool may use that answers to somebody signed in. */
export interface ToolContext extends PublicContext {
  readonly viewer: Viewer
  /** Address that the FHIR resources of this JHE are below. */
  readonly fhirBase: string
  /** Puts a question of the closed list to the database, as this viewer. */
  readonly ask: <Args extends object, Row extends AnswerRow>(
    query: Query<Args, Row>,
    args: Args,
  ) => Promise<Row>
}

/**
 * What a tool answers. A list can be cut to fewer rows, which changes its cursor and says so; what
 * has no rows to give up leaves `shorten` out.
 */
export interface ToolResult<Value> {
  readonly value: Value
  /** The text of the answer is its JSON, for what only makes sense as JSON. */
  readonly isJson?: boolean
  /** The very same object answers the same question again, so that its reply can be kept. */
  readonly isConstant?: boolean
  readonly shorten?: {
    readonly rows: number
    readonly to: (rows: number) => Value
  }
}

type Shape = z.ZodObject

/** Groups of tools that `JHE_TOOLS` can name. */
export type ToolSetName = 'default' | 'cohort' | 'clinical' | 'directory'

/** A tool as data; everything a host or a person sees of it derives from this. */
interface ToolParts<Input extends Shape, Output extends Shape> {
  readonly name: string
  readonly set: ToolSetName
  readonly title: string
  /** The benefit within the first 80 characters; constant text. */
  readonly description: string
  readonly input: Input
  /** `.meta({ brief })` on a list advertises its rows by that line alone, without their fields. */
  readonly output: Output
}

interface SignedInParts<Input extends Shape, Output extends Shape> extends ToolParts<
  Input,
  Output
> {
  /** The SMART scope that it needs: listing, calling and everything that names it follow from it. */
  readonly access: Need
  run(input: z.output<Input>, context: ToolContext): Promise<ToolResult<z.input<Output>>>
}

interface PublicParts<Input extends Shape, Output extends Shape> extends ToolParts<Input, Output> {
  run(input: z.output<Input>, context: PublicContext): Promise<ToolResult<z.input<Output>>>
}

/** A tool that answers to a viewer: nothing is said before somebody is signed in. */
export type SignedInTool<Input extends Shape = Shape, Output extends Shape = Shape> = SignedInParts<
  Input,
  Output
>

/** A tool that knows nothing of people or of a site: it has no viewer and no way to the database. */
export interface PublicTool<
  Input extends Shape = Shape,
  Output extends Shape = Shape,
> extends PublicParts<Input, Output> {
  readonly access: 'anyone'
}

export type Tool = SignedInTool | PublicTool

/** A tool for who is signed in, checked part against part and frozen. */
export function defineTool<Input extends Shape, Output extends Shape>(
  tool: SignedInParts<Input, Output>,
): SignedInTool<Input, Output> {
  return Object.freeze({ ...tool })
}

/** A tool for anyone, signed in or not. */
export function definePublicTool<Input extends Shape, Output extends Shape>(
  tool: PublicParts<Input, Output>,
): PublicTool<Input, Output> {
  return Object.freeze({ ...tool, access: 'anyone' })
}
