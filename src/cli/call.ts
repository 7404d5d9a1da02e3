import { JheError } from '../errors.js'
import type { Tool } from '../tools/tool.js'
import { inputUnder } from '../tools/fixed-ids.js'
import { allTools } from '../tools/toolset.js'
import type { Granted } from '../calls/request-context.js'
import { fixedIdsOf } from '../permissions/grant.js'
import { demandGrant } from '../app/grant/open-grant.js'
import { jsonSchemaOf } from '../mcp/json-schema.js'
import { callTool } from '../calls/call-tool.js'
import type { CommandContext, Output } from '../app/runtime.js'
import { openApp } from '../app/open-app.js'
import { showAnswer } from '../text/show.js'
import type { WritePicture } from './draw-answer.js'
import { argumentNames, readCallArguments, readInput } from './call-arguments.js'

export interface CallOptions {
  readonly arg: readonly string[]
  readonly json?: string
  readonly demo?: boolean
  readonly as?: string
  /** The file of a picture of the answer. */
  readonly svg?: string
}

/** Writes the picture that was asked for; nothing where none was. */
export const pictureFor = async (
  command: CommandContext,
  tool: string,
  { svg }: Pick<CallOptions, 'svg'>,
): Promise<WritePicture> => {
  if (svg === undefined) return () => Promise.resolve()
  const { openPicture } = await import('./draw-answer.js')
  return await openPicture(command, tool, svg)
}

const invalid = (message: string, hint: string) => new JheError('INPUT_INVALID', message, hint)

const toolNamed = (name: string, { toolset: { tools } }: Granted): Tool => {
  const tool = tools.find((known) => known.name === name)
  if (tool !== undefined) return tool
  const isOff = allTools.tools.some((known) => known.name === name)
  throw invalid(
    isOff
      ? 'JHE_TOOLS, JHE_SCOPE or the policy of this computer leaves this tool out.'
      : 'There is no tool of the name given.',
    `The tools are: ${tools.map((known) => known.name).join(', ')}.`,
  )
}

const listedInput = (tool: Tool, { grant }: Granted) =>
  readInput(jsonSchemaOf(inputUnder(tool, fixedIdsOf(grant)), 'input'))

const openAppFor = async (command: CommandContext, { demo, as }: CallOptions) => {
  if (demo !== true && as === undefined) return openApp(command)
  const { openDemoApp } = await import('../app/demo/demo-app.js')
  return await openDemoApp(command, as)
}

/** Writes an answer: tables on a terminal, one line of JSON elsewhere. */
export function showValue(value: Readonly<Record<string, unknown>>, stdout: Output): void {
  stdout.write(
    stdout.columns === undefined
      ? `${JSON.stringify(value)}\n`
      : `${showAnswer(value, stdout.columns)}\n`,
  )
}

/** `jhe-mcp call`: one tool call; tables on a terminal, one line of JSON elsewhere. */
export async function callCommand(
  command: CommandContext,
  name: string,
  options: CallOptions,
): Promise<number> {
  const { stdout, interrupted } = command.runtime
  const tool = toolNamed(name, demandGrant(command).granted)
  const args = readCallArguments(readInput(jsonSchemaOf(tool.input, 'input')), options)
  const writePicture = await pictureFor(command, name, options)
  const opened = await openAppFor(command, options)
  try {
    const request = { ...opened.caller, client: null, signal: interrupted }
    const info = { event: 'tool', name, tool, args } as const
    const { value } = await callTool(opened.app, request, info)
    showValue(value, stdout)
    await writePicture(args, value)
    return 0
  } finally {
    await opened.close()
  }
}

/** What can be called, for `tools`. */
export interface ListedTool {
  readonly tool: string
  readonly input: string
  readonly answer: string
}

/** Writes a list of tools: a table on a terminal, JSON elsewhere. */
export function showTools(rows: readonly ListedTool[], stdout: Output): void {
  // a terminal shows a dash where nothing is taken
  const shown = rows.map((row) => ({ ...row, input: row.input === '' ? null : row.input }))
  stdout.write(
    stdout.columns === undefined
      ? `${JSON.stringify({ tools: rows.map((row) => ({ ...row, input: row.input || 'none' })) })}\n`
      : `${showAnswer({ tools: shown }, stdout.columns)}\n`,
  )
}

/** `jhe-mcp tools`: what can be called; names, inputs and meanings. */
export function listTools(command: CommandContext): void {
  const { granted } = demandGrant(command)
  const rows = granted.toolset.tools.map((tool) => ({
    tool: tool.name,
    input: argumentNames(listedInput(tool, granted)),
    answer: tool.description,
  }))
  showTools(rows, command.runtime.stdout)
}
