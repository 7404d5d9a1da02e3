import { Client as ModernClient } from '@modelcontextprotocol/client'
import { StdioClientTransport as ModernStdio } from '@modelcontextprotocol/client/stdio'
import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport as LegacyStdio } from '@modelcontextprotocol/sdk/client/stdio.js'
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js'
import { z } from 'zod'

import { bin } from '../../clients/mcp-clients.js'
import { ownHome } from '../../own-home.js'

export type BridgedKind = 'first' | 'legacy' | 'auto' | 'pinned'

/** A client of the SDK whose server is `jhe-mcp connect`. */
export interface BridgedClient {
  serverInfo(): unknown
  instructions(): string | undefined
  toolNames(): Promise<readonly string[]>
  promptNames(): Promise<readonly string[]>
  call(
    name: string,
    args?: Record<string, unknown>,
    onProgress?: (progress: number) => void,
    signal?: AbortSignal,
  ): Promise<{ readonly isError: boolean; readonly text: string }>
  read(uri: string): Promise<string>
  readonly close: () => Promise<void>
}

export interface BridgedOptions {
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** What the person fills in where a server asks. */
  readonly answer?: (params: unknown) => { action: 'accept'; content: Record<string, string> }
}

const identity = { name: 'test-host', version: '1.0.0' }
const textsSchema = z.looseObject({
  isError: z.boolean().default(false),
  content: z.array(z.looseObject({ text: z.string() })),
})
const pageSchema = z.looseObject({ contents: z.array(z.looseObject({ text: z.string() })) })

const launch = (url: string, { args = [], env = {} }: BridgedOptions) => ({
  command: process.execPath,
  args: [bin, 'connect', url, ...args],
  env: { HOME: ownHome(), ...env, PATH: process.env['PATH'] ?? '' },
  stderr: 'inherit' as const,
})

const textOf = (result: unknown) => {
  const { isError, content } = textsSchema.parse(result)
  return { isError, text: content.map(({ text }) => text).join('\n') }
}

const names = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name)

const first = async (url: string, options: BridgedOptions): Promise<BridgedClient> => {
  const { answer } = options
  const capabilities = answer === undefined ? {} : { elicitation: {} }
  const client = new LegacyClient(identity, { capabilities })
  if (answer !== undefined)
    client.setRequestHandler(ElicitRequestSchema, ({ params }) => answer(params))
  await client.connect(new LegacyStdio(launch(url, options)))
  return {
    serverInfo: () => client.getServerVersion(),
    instructions: () => client.getInstructions(),
    toolNames: async () => names((await client.listTools()).tools),
    promptNames: async () => names((await client.listPrompts()).prompts),
    call: async (name, args = {}, onProgress, signal) =>
      textOf(
        await client.callTool({ name, arguments: args }, undefined, {
          ...(onProgress && {
            onprogress: ({ progress }) => {
              onProgress(progress)
            },
          }),
          ...(signal && { signal }),
        }),
      ),
    read: async (uri) =>
      pageSchema
        .parse(await client.readResource({ uri }))
        .contents.map(({ text }) => text)
        .join(),
    close: async () => {
      await client.close()
    },
  }
}

const modes = { legacy: 'legacy', auto: 'auto', pinned: { pin: '2026-07-28' } } as const

const second = async (
  kind: keyof typeof modes,
  url: string,
  options: BridgedOptions,
): Promise<BridgedClient> => {
  const { answer } = options
  const client = new ModernClient(identity, {
    versionNegotiation: { mode: modes[kind] },
    capabilities: answer === undefined ? {} : { elicitation: {} },
  })
  if (answer !== undefined)
    client.setRequestHandler('elicitation/create', ({ params }) => answer(params))
  await client.connect(new ModernStdio(launch(url, options)))
  return {
    serverInfo: () => client.getServerVersion(),
    instructions: () => client.getInstructions(),
    toolNames: async () => names((await client.listTools()).tools),
    promptNames: async () => names((await client.listPrompts()).prompts),
    call: async (name, args = {}, onProgress, signal) =>
      textOf(
        await client.callTool(
          { name, arguments: args },
          {
            ...(onProgress && {
              onprogress: ({ progress }) => {
                onProgress(progress)
              },
            }),
            ...(signal && { signal }),
          },
        ),
      ),
    read: async (uri) =>
      pageSchema
        .parse(await client.readResource({ uri }))
        .contents.map(({ text }) => text)
        .join(),
    close: async () => {
      await client.close()
    },
  }
}

/** Starts `jhe-mcp connect` as a host of a kind does. */
export const connectBridged = async (
  kind: BridgedKind,
  url: string,
  options: BridgedOptions = {},
): Promise<BridgedClient> =>
  kind === 'first' ? await first(url, options) : await second(kind, url, options)
