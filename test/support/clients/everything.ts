import { z } from 'zod'

import { formCalls, type ToolCall } from '../../tools/registry.js'
import { studies } from '../worlds/jhe/ids.js'
import type { SdkClient } from './sdk-kinds.js'
import { untilNow } from './until-now.js'

const errors: readonly ToolCall[] = [
  { tool: 'get_study_metadata', args: { study_id: 39_999 } },
  { tool: 'list_studies', args: { limit: 'many' } },
  { tool: 'list_studies', args: { cursor: 'somewhere' } },
  { tool: 'no_such_tool', args: {} },
]
/** All but the tool that tells how this server and this session are, which differ. */
const calls = [...formCalls.filter(({ tool }) => tool !== 'get_server_status'), ...errors]

const study = String(studies.pressure)
const more: Readonly<Record<string, (client: SdkClient) => Promise<unknown>>> = {
  tools: async (client) => await client.listTools(),
  resources: async (client) => await client.listResources(),
  'templates of resources': async (client) => await client.listResourceTemplates(),
  'a resource': async (client) => await client.readResource({ uri: `jhe://studies/${study}` }),
  'a fixed resource': async (client) => await client.readResource({ uri: 'jhe://studies' }),
  'a resource that is not there': async (client) =>
    await client.readResource({ uri: 'jhe://studies/39999' }),
  prompts: async (client) => await client.listPrompts(),
  'a prompt': async (client) =>
    await client.getPrompt({ name: 'study_overview', arguments: { study_id: study } }),
  'a prompt that is not there': async (client) => await client.getPrompt({ name: 'nothing' }),
  'a completion': async (client) =>
    await client.complete({
      ref: { type: 'ref/prompt', name: 'study_overview' },
      argument: { name: 'study_id', value: '' },
    }),
}

const failureSchema = z.looseObject({ code: z.unknown().optional(), data: z.unknown().optional() })

/** A result, or the error of the protocol, as bytes; without `_meta`, which tells of the server. */
const bytesOf = async (ask: () => Promise<unknown>): Promise<string> => {
  const result = await ask().catch((thrown: unknown) => {
    const { code, data } = failureSchema.parse(thrown)
    return { failed: String(thrown), code, data }
  })
  return untilNow(JSON.stringify({ ...z.looseObject({}).parse(result), _meta: undefined }))
}

/** Everything that a host asks, one after the other. */
const everything = async (client: SdkClient): Promise<Readonly<Record<string, string>>> => {
  const answers: Record<string, string> = { instructions: client.getInstructions() ?? '' }
  for (const [name, ask] of Object.entries(more))
    answers[name] = await bytesOf(async () => await ask(client))
  for (const { tool, args } of calls)
    answers[`${tool} ${JSON.stringify(args)}`] = await bytesOf(
      async () => await client.callTool({ name: tool, arguments: { ...args } }),
    )
  return answers
}

/** The same; the client is closed. */
export const everythingAndClose = async (
  client: SdkClient,
): Promise<Readonly<Record<string, string>>> => {
  const answers = await everything(client)
  await client.close()
  return answers
}

/** What differs, each with the part from the first byte that does. */
export const differences = (
  one: Readonly<Record<string, string>>,
  other: Readonly<Record<string, string>>,
): readonly string[] =>
  Object.keys({ ...one, ...other }).flatMap((name) => {
    const [here = '', there = ''] = [one[name], other[name]]
    if (here === there) return []
    const at = here.split('').findIndex((letter, index) => letter !== there[index])
    return [`${name}: ${here.slice(at, at + 200)} | ${there.slice(at, at + 200)}`]
  })
