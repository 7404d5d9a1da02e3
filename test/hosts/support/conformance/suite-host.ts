import { Client as ModernClient } from '@modelcontextprotocol/client'
import { StdioClientTransport as ModernTransport } from '@modelcontextprotocol/client/stdio'
import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport as LegacyTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js'
import { z } from 'zod'

import { bin, type Era } from '../../../support/clients/mcp-clients.js'

const toolsSchema = z.looseObject({
  tools: z.array(z.looseObject({ name: z.string(), inputSchema: z.looseObject({}) })),
})
const resultSchema = z.looseObject({
  isError: z.boolean().default(false),
  content: z.array(z.looseObject({ text: z.string().default('') })).default([]),
})
const resourcesSchema = z.looseObject({ resources: z.array(z.looseObject({ uri: z.string() })) })
const promptsSchema = z.looseObject({ prompts: z.array(z.looseObject({ name: z.string() })) })

export type Tool = z.output<typeof toolsSchema>['tools'][number]

/** What both SDKs' clients do. */
interface SdkClient {
  getServerCapabilities(): object | undefined
  listTools(): Promise<unknown>
  callTool(params: { name: string; arguments: Record<string, unknown> }): Promise<unknown>
  listResources(): Promise<unknown>
  readResource(params: { uri: string }): Promise<unknown>
  listPrompts(): Promise<unknown>
  getPrompt(params: { name: string }): Promise<unknown>
  close(): Promise<void>
}

/** A host of the suite's server, behind `jhe-mcp connect`. */
export interface SuiteHost {
  tools(): Promise<readonly Tool[]>
  /** @returns what failed */
  call(name: string, args: Record<string, unknown>): Promise<string | undefined>
  /** Lists resources, and reads each. */
  readAll(): Promise<void>
  /** Lists prompts, and gets each. */
  getAll(): Promise<void>
  close(): Promise<void>
}

const identity = { name: 'test-host', version: '1.0.0' }
const elicitation = { form: { applyDefaults: true } }

const launch = (address: string, env: Readonly<Record<string, string>>) => ({
  command: process.execPath,
  args: [bin, 'connect', address],
  env: { ...env },
  stderr: 'ignore' as const,
})

type Launch = ReturnType<typeof launch>

const legacy = async (how: Launch): Promise<SdkClient> => {
  const client = new LegacyClient(identity, { capabilities: { elicitation } })
  client.setRequestHandler(ElicitRequestSchema, () => ({ action: 'accept', content: {} }))
  await client.connect(new LegacyTransport(how))
  return client
}

const modern = async (how: Launch): Promise<SdkClient> => {
  const client = new ModernClient(identity, {
    capabilities: { elicitation },
    versionNegotiation: { mode: { pin: '2026-07-28' } },
  })
  client.setRequestHandler('elicitation/create', () => ({ action: 'accept', content: {} }))
  await client.connect(new ModernTransport(how))
  return client
}

const ways = { '2025': legacy, '2026-07-28': modern }

/** Starts the bridge as a host of an era does. */
export async function startSuiteHost(
  era: Era,
  address: string,
  env: Readonly<Record<string, string>>,
): Promise<SuiteHost> {
  const client = await ways[era](launch(address, env))
  const has = (capability: string): boolean => capability in (client.getServerCapabilities() ?? {})
  return {
    tools: async () => toolsSchema.parse(await client.listTools()).tools,
    call: async (name, args) => {
      const { isError, content } = resultSchema.parse(
        await client.callTool({ name, arguments: args }),
      )
      return isError ? content.map(({ text }) => text).join('\n') : undefined
    },
    readAll: async () => {
      if (!has('resources')) return
      const { resources } = resourcesSchema.parse(await client.listResources())
      for (const { uri } of resources) await client.readResource({ uri })
    },
    getAll: async () => {
      if (!has('prompts')) return
      const { prompts } = promptsSchema.parse(await client.listPrompts())
      for (const { name } of prompts) await client.getPrompt({ name })
    },
    close: async () => {
      await client.close()
    },
  }
}
