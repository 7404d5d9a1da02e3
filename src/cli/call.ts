import { z } from 'zod'

import { JheError } from '../errors.js'
import { isRecord } from '../record.js'
import type { Tool } from '../tools/tool.js'
import { inputUnder } from '../tools/fixed-ids.js'
import { allTools } from '../tools/toolset.js'
import type { Granted } from '../calls/request-context.js'
import { fixedIdsOf } from '../permissions/grant.js'
import { demandGrant } from '../app/grant/open-grant.js'
import { jsonSchemaOf } from '../mcp/json-schema.js'
import { callTool } from '../calls/call-tool.js'
import type { CommandContext } from '../app/runtime.js'
import { openApp } from '../app/open-app.js'
import { showAnswer } from '../text/show.js'

export interface CallOptions {
  readonly arg: readonly string[]
  readonly json?: string
  readonly demo?: boolean
  readonly as?: string
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

const inputSchema = z.object({
  properties: z.record(z.string(), z.looseObject({ type: z.string().optional() })).default({}),
  required: z.array(z.string()).default([]),
})

const inputOf = (tool: Tool, { grant }: Granted) =>
  inputSchema.parse(jsonSchemaOf(inputUnder(tool, fixedIdsOf(grant)), 'input'))

const takesNumber = (tool: Tool, name: string): boolean =>
  inputSchema.parse(jsonSchemaOf(tool.input, 'input')).properties[name]?.type === 'integer'

const argument = (tool: Tool, text: string): readonly [string, unknown] => {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? []
  if (name === undefined || value === undefined) {
    throw invalid('--arg is not of the form name=value.', 'Write it like --arg study_id=30001')
  }
  const isNumber = takesNumber(tool, name) && /^-?\d+(\.\d+)?$/.test(value)
  return [name, isNumber ? Number(value) : value]
}

const parsed = (json: string): object => {
  try {
    const value: unknown = JSON.parse(json)
    if (isRecord(value)) return value
  } catch {
    // falls through to the message below
  }
  throw invalid('--json is not a JSON object.', `Write it like --json '{"study_id": 30001}'`)
}

const openAppFor = async (command: CommandContext, { demo, as }: CallOptions) => {
  if (demo !== true && as === undefined) return openApp(command)
  const { openDemoApp } = await import('../app/demo/demo-app.js')
  return await openDemoApp(command, as)
}

/** `jhe-mcp call`: one tool call; tables on a terminal, one line of JSON elsewhere. */
export async function callCommand(
  command: CommandContext,
  name: string,
  options: CallOptions,
): Promise<number> {
  const { stdout, interrupted } = command.runtime
  const tool = toolNamed(name, demandGrant(command).granted)
  const args = {
    ...(options.json === undefined ? {} : parsed(options.json)),
    ...Object.fromEntries(options.arg.map((text) => argument(tool, text))),
  }
  const opened = await openAppFor(command, options)
  try {
    const request = { ...opened.caller, client: null, signal: interrupted }
    const info = { event: 'tool', name, tool, args } as const
    const { value } = await callTool(opened.app, request, info)
    stdout.write(
      stdout.columns === undefined
        ? `${JSON.stringify(value)}\n`
        : `${showAnswer(value, stdout.columns)}\n`,
    )
    return 0
  } finally {
    await opened.close()
  }
}

const inputsOf = (tool: Tool, granted: Granted): string => {
  const { properties, required } = inputOf(tool, granted)
  return Object.keys(properties)
    .map((name) => (required.includes(name) ? name : `${name}?`))
    .join(', ')
}

/** `jhe-mcp tools`: what can be called; names, inputs and meanings. */
export function listTools(command: CommandContext): void {
  const { stdout } = command.runtime
  const { granted } = demandGrant(command)
  const rows = granted.toolset.tools.map((tool) => ({
    tool: tool.name,
    input: inputsOf(tool, granted),
    answer: tool.description,
  }))
  // a terminal shows a dash where nothing is taken
  const shown = rows.map((row) => ({ ...row, input: row.input === '' ? null : row.input }))
  stdout.write(
    stdout.columns === undefined
      ? `${JSON.stringify({ tools: rows.map((row) => ({ ...row, input: row.input || 'none' })) })}\n`
      : `${showAnswer({ tools: shown }, stdout.columns)}\n`,
  )
}
