import { join } from 'node:path'

import { Client as ModernClient } from '@modelcontextprotocol/client'
import { StdioClientTransport as ModernTransport } from '@modelcontextprotocol/client/stdio'
import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport as LegacyTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { z } from 'zod'

import { root } from './source-files.js'

/** The built command line, as a host starts it. */
export const bin = join(root, 'bin', 'jhe-mcp.js')

export interface HostOptions {
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
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
}

/** A connected MCP host of one protocol era. */
export interface Host {
  call(tool: string, args?: Record<string, unknown>): Promise<CallResult>
  listTools(): Promise<readonly unknown[]>
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
  }
}

const spawned = ({ args = [], env = {} }: HostOptions) => ({
  command: process.execPath,
  args: [bin, ...args],
  env: { ...env, PATH: process.env['PATH'] ?? '' },
  stderr: 'ignore' as const,
})

const connectLegacy = async (options: HostOptions): Promise<Host> => {
  const client = new LegacyClient({ name: 'test-host', version: '1.0.0' })
  await client.connect(new LegacyTransport(spawned(options)))
  return {
    call: async (name, args = {}) => toResult(await client.callTool({ name, arguments: args })),
    listTools: async () => (await client.listTools()).tools,
    instructions: client.getInstructions(),
    close: async () => {
      await client.close()
    },
  }
}

const connectModern = async (options: HostOptions): Promise<Host> => {
  const client = new ModernClient(
    { name: 'test-host', version: '1.0.0' },
    { versionNegotiation: { mode: { pin: '2026-07-28' } } },
  )
  await client.connect(new ModernTransport(spawned(options)))
  return {
    call: async (name, args = {}) => toResult(await client.callTool({ name, arguments: args })),
    listTools: async () => (await client.listTools()).tools,
    instructions: client.getInstructions(),
    close: async () => {
      await client.close()
    },
  }
}

export const eras: readonly Era[] = ['2025', '2026-07-28']

/** Starts the built server as a host of an era does, and connects to it. */
export async function connectHost(era: Era, options: HostOptions = {}): Promise<Host> {
  return era === '2025' ? await connectLegacy(options) : await connectModern(options)
}
