import { toolError, type RemoteClient } from '../../connect/client/remote-client.js'
import { startCallSpan } from '../../connect/host/audit.js'
import { JheError } from '../../errors.js'
import { isRecord } from '../../record.js'
import { clean } from '../../text/clean.js'
import { pictureFor, showTools, showValue, type CallOptions } from '../call.js'
import { argumentNames, readCallArguments, readInput } from '../call-arguments.js'
import { openRemote } from './open-remote.js'
import { withClient, type RemoteCommand } from './with-remote.js'

type Result = RemoteClient['hello']

const textOf = (value: unknown, longest: number): string =>
  typeof value === 'string' ? clean(value, longest) : ''

const listed = async (client: RemoteClient): Promise<readonly Result[]> =>
  await client.list('tools/list', 'tools')

/** `jhe-mcp tools --url <server>`: what can be called there. */
export async function remoteTools(remote: RemoteCommand): Promise<number> {
  const tools = await withClient(remote, listed)
  const rows = tools.map(({ name, description, inputSchema }) => ({
    tool: textOf(name, 100),
    input: clean(argumentNames(readInput(inputSchema)), 1_000),
    answer: textOf(description, 2_000),
  }))
  showTools(rows, remote.command.runtime.stdout)
  return 0
}

const noTool = (tools: readonly Result[]): JheError =>
  new JheError(
    'INPUT_INVALID',
    'The server has no tool of the name given.',
    `The tools are: ${tools.map(({ name }) => textOf(name, 100)).join(', ')}.`,
  )

/** The texts of an answer, one after another. */
const textsIn = ({ content }: Result): string =>
  (Array.isArray(content) ? content : [])
    .map((part) => (isRecord(part) && typeof part['text'] === 'string' ? part['text'] : ''))
    .filter((text) => text !== '')
    .join('\n')

const show = (result: Result, { command }: RemoteCommand): void => {
  const { stdout } = command.runtime
  const { structuredContent: value } = result
  if (isRecord(value)) showValue(value, stdout)
  else stdout.write(`${textsIn(result)}\n`)
}

/** Calls a tool with a line in the audit trail. */
const audited = async (
  { command, settings, audit, server }: RemoteCommand,
  client: RemoteClient,
  params: Result,
): Promise<Result> => {
  const { same } = openRemote(settings, audit)
  const facts = (await same().catch(() => undefined))?.facts
  const { now } = command.runtime
  const request = { jsonrpc: '2.0', id: 0, method: 'tools/call', params } as const
  const target = { audit, now, origin: server.origin, facts: () => facts }
  const span = startCallSpan(target, request, undefined)
  try {
    const result = await client.ask('tools/call', params)
    span.answered({ jsonrpc: '2.0', id: 0, result })
    return result
  } catch (thrown) {
    span.failed(thrown)
    throw thrown
  }
}

/**
 * `jhe-mcp call <tool> --url <server>`: one call there; tables on a terminal, JSON or text elsewhere.
 * @throws JheError INPUT_INVALID; the error of the tool
 */
export async function remoteCall(
  remote: RemoteCommand,
  name: string,
  options: Pick<CallOptions, 'arg' | 'json' | 'svg'>,
): Promise<number> {
  const writePicture = await pictureFor(remote.command, name, options)
  let asked: Readonly<Record<string, unknown>> = {}
  const result = await withClient(remote, async (client) => {
    const tools = await listed(client)
    const tool = tools.find((known) => known['name'] === name)
    if (tool === undefined) throw noTool(tools)
    const args = readCallArguments(readInput(tool['inputSchema']), options)
    asked = args
    return await audited(remote, client, { name, arguments: args })
  })
  const error = toolError(result)
  if (error !== undefined) throw error
  show(result, remote)
  await writePicture(asked, result['structuredContent'])
  return 0
}
