import { join } from 'node:path'

import { Client as ModernClient } from '@modelcontextprotocol/client'
import { StdioClientTransport as ModernTransport } from '@modelcontextprotocol/client/stdio'
import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport as LegacyTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js'
import { z } from 'zod'

import { callErrorIn, type CallError } from './call-error.js'
import { root } from '../source-files.js'

/** The built command line, as a host starts it. */
export const bin = join(root, 'bin', 'jhe-mcp.js')

type Decision = 'accept' | 'decline' | 'cancel'

/** What the person does, with what they fill in where it was a form. */
export type ElicitationAnswer =
  Decision | { readonly action: Decision; readonly content: Record<string, string> }

/** What a host says that it can show, and what its person does with what it shows. */
export interface Elicitation {
  /** As in the capabilities: `{}` stands for forms only. */
  readonly modes: {
    readonly url?: Record<string, never>
    readonly form?: Record<string, never>
  }
  /** What is filled into a form that is accepted. */
  readonly content?: Record<string, boolean>
  /** Called with the parameters of the elicitation. */
  readonly answer: (params: unknown) => Promise<ElicitationAnswer>
}

export interface HostOptions {
  /** The script that `node` runs; the built command line of this repository without it. */
  readonly program?: string
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly elicitation?: Elicitation
}

const resultSchema = z.looseObject({
  isError: z.boolean().optional(),
  content: z.array(z.looseObject({ type: z.string(), text: z.string().optional() })),
  structuredContent: z.record(z.string(), z.unknown()).optional(),
})

/** What a host gets from a tool call. */
export interface CallResult {
  readonly isError: boolean
  readonly text: string
  readonly value: Readonly<Record<string, unknown>> | undefined
  /** Of a failed call only. */
  readonly error?: CallError
}

/** A progress notification. */
export interface Progress {
  readonly progress: number
  readonly total?: number | undefined
  readonly message?: string | undefined
}

/** What a server offers besides tools, as the SDK's clients of both eras ask for it. */
export interface Catalog {
  listResources(): Promise<unknown>
  listResourceTemplates(): Promise<unknown>
  readResource(params: { uri: string }): Promise<unknown>
  listPrompts(): Promise<unknown>
  getPrompt(params: { name: string; arguments?: Record<string, string> }): Promise<unknown>
  complete(params: {
    ref: { type: 'ref/prompt'; name: string } | { type: 'ref/resource'; uri: string }
    argument: { name: string; value: string }
    context?: { arguments?: Record<string, string> }
  }): Promise<unknown>
}

/** A connected MCP host of one protocol era. */
export interface Host {
  call(
    tool: string,
    args?: Record<string, unknown>,
    onProgress?: (told: Progress) => void,
  ): Promise<CallResult>
  listTools(): Promise<readonly unknown[]>
  readonly catalog: Catalog
  readonly instructions: string | undefined
  close(): Promise<void>
}

export type Era = '2025' | '2026-07-28'

const toResult = (result: unknown): CallResult => {
  const { isError = false, content, structuredContent } = resultSchema.parse(result)
  return {
    isError,
    text: content.map(({ text }) => text ?? '').join('\n'),
    value: structuredContent,
    ...(isError ? { error: callErrorIn(result) } : {}),
  }
}

const spawned = ({ program = bin, args = [], env = {} }: HostOptions) => ({
  command: process.execPath,
  args: [program, ...args],
  env: { ...env, PATH: process.env['PATH'] ?? '' },
  stderr: 'ignore' as const,
})

const identity = { name: 'test-host', version: '1.0.0' }

const capabilitiesOf = ({ elicitation }: Pick<HostOptions, 'elicitation'>) =>
  elicitation === undefined ? {} : { elicitation: { ...elicitation.modes } }

const answered = async ({ answer, content }: Elicitation, params: unknown) => {
  const given = await answer(params)
  if (typeof given !== 'string') return { ...given }
  return { action: given, ...(given === 'accept' && content !== undefined ? { content } : {}) }
}

type Elicits = Pick<HostOptions, 'elicitation'>

/** A host of the 2025 era on any transport. */
export const connectLegacyTo = async (
  transport: Parameters<LegacyClient['connect']>[0],
  options: Elicits = {},
): Promise<Host> => {
  const client = new LegacyClient(identity, { capabilities: capabilitiesOf(options) })
  const { elicitation } = options
  if (elicitation !== undefined)
    client.setRequestHandler(
      ElicitRequestSchema,
      async ({ params }) => await answered(elicitation, params),
    )
  await client.connect(transport)
  return {
    call: async (name, args = {}, onprogress) =>
      toResult(
        await client.callTool({ name, arguments: args }, undefined, onprogress && { onprogress }),
      ),
    listTools: async () => (await client.listTools()).tools,
    catalog: client,
    instructions: client.getInstructions(),
    close: async () => {
      await client.close()
    },
  }
}

/** A host of the 2026-07-28 era on any transport. */
export const connectModernTo = async (
  transport: Parameters<ModernClient['connect']>[0],
  options: Elicits = {},
): Promise<Host> => {
  const client = new ModernClient(identity, {
    versionNegotiation: { mode: { pin: '2026-07-28' } },
    capabilities: capabilitiesOf(options),
  })
  const { elicitation } = options
  if (elicitation !== undefined)
    client.setRequestHandler(
      'elicitation/create',
      async ({ params }) => await answered(elicitation, params),
    )
  await client.connect(transport)
  return {
    call: async (name, args = {}, onprogress) =>
      toResult(await client.callTool({ name, arguments: args }, onprogress && { onprogress })),
    listTools: async () => (await client.listTools()).tools,
    catalog: client,
    instructions: client.getInstructions(),
    close: async () => {
      await client.close()
    },
  }
}

export const eras: readonly Era[] = ['2025', '2026-07-28']

/** Starts the built server as a host of an era does, and connects to it. */
export async function connectHost(era: Era, options: HostOptions = {}): Promise<Host> {
  return era === '2025'
    ? await connectLegacyTo(new LegacyTransport(spawned(options)), options)
    : await connectModernTo(new ModernTransport(spawned(options)), options)
}
