import { PageError } from '../../api/client.js'
import type { ServerClient } from '../../api/tools.js'
import { type JsonRecord } from '../../../record.js'
import { objectAt, objectsAt, textAt, textsAt } from '../../../record-members.js'
import { expandTemplate, namesIn, neededIn } from './uri-template.js'

/** Something that can be asked of a server: a tool, a resource, a template of resources or a prompt. */
export interface Offer {
  readonly title: string
  readonly about: string
  readonly schema: JsonRecord
  readonly ask: (server: ServerClient, args: JsonRecord) => Promise<JsonRecord>
  /** The name of a tool. */
  readonly tool?: string
  /** What a server completes: its `ref` of `completion/complete`. */
  readonly completes?: JsonRecord
}

/** Offers of one kind. */
export interface OfferGroup {
  readonly title: string
  readonly offers: readonly Offer[]
  /** Whether the server lists more. */
  readonly isCut: boolean
  /** Why there are none. */
  readonly error?: PageError
}

const noArguments: JsonRecord = { type: 'object', properties: {} }

const templateSchema = (template: string): JsonRecord => ({
  type: 'object',
  properties: Object.fromEntries(namesIn(template).map((name) => [name, { type: 'string' }])),
  required: neededIn(template),
})

const toolOffer = (tool: JsonRecord): Offer => {
  const name = textAt(tool, 'name')
  return {
    title: name,
    about: textAt(tool, 'description'),
    schema: objectAt(tool, 'inputSchema'),
    tool: name,
    ask: async (server, args) => await server.request('tools/call', { name, arguments: args }),
  }
}

const resourceOffer = (resource: JsonRecord): Offer => {
  const uri = textAt(resource, 'uri')
  return {
    title: uri,
    about: textAt(resource, 'description') || textAt(resource, 'name'),
    schema: noArguments,
    ask: async (server) => await server.request('resources/read', { uri }),
  }
}

const templateOffer = (template: JsonRecord): Offer => {
  const uri = textAt(template, 'uriTemplate')
  return {
    title: uri,
    about: textAt(template, 'description') || textAt(template, 'name'),
    schema: templateSchema(uri),
    completes: { type: 'ref/resource', uri },
    ask: async (server, args) =>
      await server.request('resources/read', { uri: expandTemplate(uri, args) }),
  }
}

const promptSchema = (prompt: JsonRecord): JsonRecord => ({
  type: 'object',
  properties: Object.fromEntries(
    objectsAt(prompt, 'arguments').map((argument) => [
      textAt(argument, 'name'),
      { type: 'string', description: textAt(argument, 'description') },
    ]),
  ),
  required: objectsAt(prompt, 'arguments')
    .filter((argument) => argument['required'] === true)
    .map((argument) => textAt(argument, 'name')),
})

const promptOffer = (prompt: JsonRecord): Offer => {
  const name = textAt(prompt, 'name')
  return {
    title: name,
    about: textAt(prompt, 'description'),
    schema: promptSchema(prompt),
    completes: { type: 'ref/prompt', name },
    ask: async (server, args) => await server.request('prompts/get', { name, arguments: args }),
  }
}

/** What is listed of a server, by what it must say that it has. */
const kinds = [
  ['Tools', 'tools', 'tools/list', 'tools', toolOffer],
  ['Resources', 'resources', 'resources/list', 'resources', resourceOffer],
  [
    'Resources by name',
    'resources',
    'resources/templates/list',
    'resourceTemplates',
    templateOffer,
  ],
  ['Prompts', 'prompts', 'prompts/list', 'prompts', promptOffer],
] as const

/** All that a server says it has; what of it cannot be listed is there with the reason. */
export async function readOffers(
  server: ServerClient,
  capabilities: readonly string[],
): Promise<readonly OfferGroup[]> {
  const had = kinds.filter(([, capability]) => capabilities.includes(capability))
  return await Promise.all(
    had.map(async ([title, , method, name, offerOf]) => {
      try {
        const { items, isCut } = await server.list(method, name)
        return { title, offers: items.map(offerOf), isCut }
      } catch (thrown) {
        if (!(thrown instanceof PageError)) throw thrown
        return { title, offers: [], isCut: false, error: thrown }
      }
    }),
  )
}

/** What a server proposes for an argument; nothing where it fails. */
export async function readCompletions(
  server: ServerClient,
  ref: JsonRecord,
  argument: { readonly name: string; readonly value: string },
  context: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const params = { ref, argument, context: { arguments: context } }
  try {
    const { completion } = await server.request('completion/complete', params)
    return textsAt(objectAt({ completion }, 'completion'), 'values').slice(0, 100)
  } catch {
    return []
  }
}
