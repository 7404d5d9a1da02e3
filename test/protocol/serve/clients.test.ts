import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'

import { sdkKinds, type SdkClient, type SdkKind } from '../../support/clients/sdk-kinds.js'
import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { openServedWorld, type ServedWorld } from '../../support/serve/served-world.js'
import { signInServed } from '../../support/serve/sign-in.js'
import { studies } from '../../support/worlds/jhe/ids.js'
import { people } from '../../support/worlds/jhe/people.js'
import { signInAs, type SignedIn } from '../../support/worlds/signed-in.js'
import { formCalls, type ToolCall } from '../../tools/registry.js'

const subject = people.coordinator.userId

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
  return JSON.stringify({ ...z.looseObject({}).parse(result), _meta: undefined })
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

const everythingAndClose = async (client: SdkClient): Promise<Readonly<Record<string, string>>> => {
  const answers = await everything(client)
  await client.close()
  return answers
}

let database: TestDatabase
let state: TestDatabase
let world: ServedWorld
let signedIn: SignedIn
let token = ''
beforeAll(async () => {
  database = await createDatabase('jhe_0045')
  state = await createDatabase('blank')
  world = await openServedWorld({
    databaseUrl: database.url,
    stateUrl: state.url,
    env: { JHE_CLIENTS: 'known', JHE_TOOLS: 'all' },
  })
  await world.start({ JHE_RATE: '1000/min' })
  token = (await signInServed(world, subject)).access
  signedIn = await signInAs(subject, database.url, null, world.issuer.baseUrl)
})
afterAll(async () => {
  signedIn.remove()
  await world.close()
  await database.drop()
  await state.drop()
})

/** What differs, each with the part from the first byte that does. */
const differences = (
  one: Readonly<Record<string, string>>,
  other: Readonly<Record<string, string>>,
): readonly string[] =>
  Object.keys({ ...one, ...other }).flatMap((name) => {
    const [here = '', there = ''] = [one[name], other[name]]
    if (here === there) return []
    const at = here.split('').findIndex((letter, index) => letter !== there[index])
    return [`${name}: ${here.slice(at, at + 200)} | ${there.slice(at, at + 200)}`]
  })

const { first, legacy, auto, pinned } = sdkKinds

describe('somebody gets over the network, byte by byte, what they get on stdio', () => {
  const known = new Map<SdkKind, Promise<Readonly<Record<string, string>>>>()
  /** What the stdio server says, asked once. */
  const onStdio = async (kind: SdkKind): Promise<Readonly<Record<string, string>>> => {
    const asked =
      known.get(kind) ?? kind.stdio({ ...signedIn.env, JHE_TOOLS: 'all' }).then(everythingAndClose)
    known.set(kind, asked)
    return await asked
  }

  it.each([
    { kind: first, way: 'http', path: '/mcp' },
    { kind: first, way: 'http', path: '/sse' },
    { kind: first, way: 'sse', path: '/sse' },
    { kind: legacy, way: 'http', path: '/mcp' },
    { kind: legacy, way: 'http', path: '/sse' },
    { kind: legacy, way: 'sse', path: '/sse' },
    { kind: auto, way: 'http', path: '/mcp' },
    { kind: auto, way: 'http', path: '/sse' },
    // the transport of 2024 has no revision of 2026: the client goes back to that of 2025
    { kind: auto, way: 'sse', path: '/sse', like: legacy },
    { kind: pinned, way: 'http', path: '/mcp' },
    { kind: pinned, way: 'http', path: '/sse' },
  ] as const)('$kind.name over $way at $path', async ({ kind, way, path, ...rest }) => {
    const client = await kind[way]({ url: world.publicUrl, token }, path)
    const served = await everythingAndClose(client)
    const local = await onStdio('like' in rest ? rest.like : kind)
    expect(differences(served, local)).toEqual([])
    expect(Object.keys(served).length).toBeGreaterThan(20)
  })

  it('and these are answers and errors', async () => {
    const local = await onStdio(pinned)
    expect(local['tools']).toContain('"list_studies"')
    expect(local['resources']).toContain(`"jhe://studies/${study}"`)
    expect(local['a prompt']).toContain(study)
    expect(local['a completion']).toContain(study)
    expect(local['a resource that is not there']).toContain('failed')
    expect(local['get_study_metadata {"study_id":39999}']).toContain('NOT_VISIBLE: ')
  })
})
