import type { IncomingMessage } from 'node:http'

import type { Broker, PathHandler } from '../../broker/broker.js'
import type { LegacyTransport } from '../http-server.js'
import type { ResourcePath } from '../authenticate-request.js'

/** What answers at a path, and who may ask. */
export interface Route {
  /** As the metrics and the log name it; never text of the request. */
  readonly name: string
  /** By method; undefined for every method. */
  readonly methods: Readonly<Record<string, PathHandler>> | PathHandler
  /** `probe` for whoever asks under whatever name, `mcp` for hosts, `page` for browsers. */
  readonly kind: 'probe' | 'mcp' | 'page'
  /** Part of the transport that MCP 2025-03-26 deprecated. */
  readonly isDeprecated?: true
}

export interface RouteOptions {
  readonly about: PathHandler
  readonly live: PathHandler
  readonly ready: PathHandler
  readonly mcpAt: (path: ResourcePath) => PathHandler
  readonly sse: LegacyTransport | undefined
  readonly broker: Pick<Broker, 'handlerOf'>
}

const optional = (
  method: string,
  handler: PathHandler | undefined,
): Readonly<Record<string, PathHandler>> => (handler === undefined ? {} : { [method]: handler })

const ownRoutes = ({
  about,
  live,
  ready,
  mcpAt,
  sse,
}: RouteOptions): ReadonlyMap<string, Route> => {
  const stream = optional('GET', sse?.handlerOf('/sse', 'GET'))
  const message = optional('POST', sse?.handlerOf('/messages', 'POST'))
  const legacy = { kind: 'mcp', isDeprecated: true } as const
  const routes = new Map<string, Route>([
    ['/', { name: '/', methods: { GET: about }, kind: 'page' }],
    ['/health', { name: '/health', methods: { GET: live }, kind: 'probe' }],
    ['/live', { name: '/live', methods: { GET: live }, kind: 'probe' }],
    ['/ready', { name: '/ready', methods: { GET: ready }, kind: 'probe' }],
    ['/mcp', { name: '/mcp', methods: { POST: mcpAt('/mcp') }, kind: 'mcp' }],
    ['/sse', { ...legacy, name: '/sse', methods: { POST: mcpAt('/sse'), ...stream } }],
  ])
  if (sse !== undefined) routes.set('/messages', { ...legacy, name: '/messages', methods: message })
  return routes
}

/** The first part of a path; those that follow may be secret. */
const nameOf = (path: string): string => {
  const [, first = '', second = ''] = path.split('/')
  return first === '.well-known' ? `/${first}/${second}` : `/${first}`
}

/** The path of a request as it is looked up: without its query and a slash at its end. */
export function pathOf({ url = '/' }: IncomingMessage): string {
  const [path = ''] = url.split('?', 1)
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
}

/** Finds the route of a path; undefined where there is nothing. */
export function createRoutes(options: RouteOptions): (path: string) => Route | undefined {
  const own = ownRoutes(options)
  return (path) => {
    const route = own.get(path)
    if (route !== undefined) return route
    const methods = options.broker.handlerOf(path)
    return methods === undefined ? undefined : { name: nameOf(path), methods, kind: 'page' }
  }
}

/** The handler of a method; for HEAD that of GET but of streams, since Node leaves the body out. */
export function handlerOf({ methods, kind }: Route, method: string): PathHandler | undefined {
  if (typeof methods === 'function') return methods
  return methods[method === 'HEAD' && kind !== 'mcp' ? 'GET' : method]
}

/** The value of `Allow` for a route that has no handler of a method. */
export const allowedMethods = ({ methods }: Route): string => Object.keys(methods).join(', ')
