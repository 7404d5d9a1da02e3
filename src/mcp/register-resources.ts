import {
  ProtocolError,
  ProtocolErrorCode,
  ResourceNotFoundError,
  ResourceTemplate,
  type McpServer,
  type ReadResourceResult,
  type ServerContext,
} from '@modelcontextprotocol/server'

import { errorText, JheError, type ErrorCode } from '../errors.js'
import type { Log } from '../log.js'
import { resources, type OwnThing, type Resource } from '../resources/registry.js'
import { clean } from '../text/clean.js'
import type { App } from '../calls/app.js'
import { openCall } from '../calls/call-tool.js'
import type { Caller, RequestContext } from '../calls/request-context.js'
import { errorBody } from './error-reply.js'
import { requestOf } from './request-of.js'

/** The context in which resources are read. */
interface Serving {
  readonly app: App
  readonly caller: Caller
  readonly log: Log
}

const mimeType = 'application/json'
/** Content that is the same in every installation of a version may be cached for a day. */
const keep = { public: 86_400_000, private: 0 }

/** Content of a site must not be cached for others. */
const cacheOf = ({ cache, values }: Resource, value: string) =>
  cache === 'public' && !values.includes(value)
    ? { ttlMs: keep.private, cacheScope: 'private' as const }
    : {}
const notThere: readonly ErrorCode[] = ['NOT_VISIBLE', 'INPUT_INVALID']

const variableOf = ({ uri }: Resource): string | undefined => /\{(\w+)\}/.exec(uri)?.[1]

const noSuchAddress = new JheError(
  'INPUT_INVALID',
  'There is no resource at this address.',
  'List the resources to see what there is.',
)

interface Reading {
  readonly resource: Resource
  readonly address: string
  /** Of the variable in the address; empty where it has none. */
  readonly value: string
  readonly request: RequestContext
}

const read = async (
  { resource, address, value, request }: Reading,
  { app, log }: Serving,
): Promise<ReadResourceResult> => {
  const { tool, uri } = resource
  const args = resource.args(value)
  const call = openCall(app, request, { event: 'resource', name: uri, tool, args })
  try {
    if (args === undefined) throw noSuchAddress
    const result = await call.run()
    const contents = [{ uri: address, mimeType, text: JSON.stringify(result.value) }]
    return { contents, ...cacheOf(resource, value) }
  } catch (thrown) {
    call.fail(thrown)
    log.failure(thrown)
    const error = errorBody(thrown, app)
    if (notThere.includes(error.code)) throw new ResourceNotFoundError(address)
    throw new ProtocolError(ProtocolErrorCode.InternalError, errorText(error), error)
  }
}

/** Loaded when somebody lists or types. */
const completions = async () => await import('../calls/completions.js')

const isOwn = (values: Resource['values']): values is OwnThing => typeof values === 'string'

const decoded = (value: string | readonly string[] | undefined): string => {
  try {
    return decodeURIComponent(String(value))
  } catch {
    return ''
  }
}

const listed = async (
  { uri, name, description, values }: Resource,
  variable: string,
  { app, caller }: Serving,
) => {
  const fill = (value: string): string => uri.replace(`{${variable}}`, value)
  const described = { description, mimeType }
  if (!isOwn(values)) {
    return values.map((value) => ({ uri: fill(value), name: value, ...described }))
  }
  if (app.isReady?.() === false) return []
  const { listOwn } = await completions()
  return (await listOwn(app, caller, values)).map((own) => ({
    uri: fill(String(own.id)),
    name: `${name} ${own.id}`,
    title: clean(own.name, 200),
    ...described,
  }))
}

const register = (server: McpServer, resource: Resource, serving: Serving): void => {
  const { name, title, description, uri, cache, values } = resource
  const cacheHint = { ttlMs: keep[cache], cacheScope: cache }
  const about = { title, description, mimeType, cacheHint }
  const { app, caller } = serving
  const requestIn = (context: ServerContext) => requestOf(caller, server, context)
  const variable = variableOf(resource)
  if (variable === undefined) {
    server.registerResource(
      name,
      uri,
      about,
      async ({ href: address }, context) =>
        await read({ resource, address, value: '', request: requestIn(context) }, serving),
    )
    return
  }
  const template = new ResourceTemplate(uri, {
    list: async () => ({ resources: await listed(resource, variable, serving) }),
    complete: {
      [variable]: async (typed) =>
        isOwn(values)
          ? await (await completions()).completeIds(app, caller, { of: values, typed })
          : values.filter((value) => value.startsWith(typed)),
    },
  })
  server.registerResource(
    name,
    template,
    about,
    async (address, variables, context) =>
      await read(
        {
          resource,
          address: address.href,
          value: decoded(variables[variable]),
          request: requestIn(context),
        },
        serving,
      ),
  )
}

/**
 * Puts the resources on a server whose tools are on offer; nothing is read or listed before a client
 * asks.
 */
export function registerResources(server: McpServer, serving: Serving): void {
  const { tools } = serving.caller.toolset
  for (const resource of resources) {
    if (resource.needs.every((tool) => tools.includes(tool))) register(server, resource, serving)
  }
}
