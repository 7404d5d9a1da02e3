import { z } from 'zod'

import type { Receive, Upstream } from '../../connect/upstream/upstream.js'
import { JheError } from '../../errors.js'
import type { Connections } from '../connections/connections.js'
import type { ServerEntry } from '../connections/connection.js'
import { makeRoute, noBody } from '../make-route.js'
import type { Route } from '../route.js'
import { askLines } from './ask-lines.js'

/** A server that a person adds. A command is a list of words and goes to no shell. */
export const addedServer = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('stdio'),
    name: z.string().trim().min(1).max(60),
    command: z.array(z.string().min(1).max(2_000)).min(1).max(50),
  }),
  z.strictObject({
    kind: z.enum(['http', 'sse']),
    name: z.string().trim().min(1).max(60),
    url: z.url().max(2_000),
  }),
])

export type AddedServer = z.infer<typeof addedServer>

export interface ServerRoutesOptions {
  readonly connections: Connections
  /** The way to a server that was added. @throws JheError for an address that may not be reached */
  readonly open: (server: AddedServer) => (receive: Receive) => Upstream
}

/** What may be asked of a server through the page. */
const methods = z.enum([
  'ping',
  'tools/list',
  'tools/call',
  'resources/list',
  'resources/templates/list',
  'resources/read',
  'prompts/list',
  'prompts/get',
  'completion/complete',
])

const entryOf = (added: AddedServer): ServerEntry => ({
  name: added.name,
  kind: added.kind,
  address: added.kind === 'stdio' ? added.command.join(' ') : added.url,
})

const idOf = ({ id }: Readonly<Record<string, string>>): string => id ?? ''

const listed = ({ connections }: ServerRoutesOptions): { readonly value: object } => ({
  value: { servers: connections.list() },
})

const ownStays = (): JheError =>
  new JheError(
    'INPUT_INVALID',
    'The console’s own server cannot be taken away.',
    'End its session instead.',
  )

/** `/api/servers…`: which servers there are, and everything that is asked of them. */
export function serverRoutes(options: ServerRoutesOptions): readonly Route[] {
  const { connections, open } = options
  return [
    makeRoute({
      method: 'GET',
      path: '/api/servers',
      input: noBody,
      answer: async () => await Promise.resolve(listed(options)),
    }),
    makeRoute({
      method: 'POST',
      path: '/api/servers',
      input: addedServer,
      answer: async ({ input }) => {
        await Promise.resolve()
        const id = connections.add(entryOf(input), open(input))
        return { status: 201, value: { id } }
      },
    }),
    makeRoute({
      method: 'POST',
      path: '/api/servers/:id/connect',
      input: z.strictObject({}),
      answer: async ({ params }) => {
        await connections.find(idOf(params)).connect()
        return listed(options)
      },
    }),
    makeRoute({
      method: 'POST',
      path: '/api/servers/:id/end',
      input: z.strictObject({}),
      answer: async ({ params }) => {
        await connections.find(idOf(params)).end()
        return listed(options)
      },
    }),
    makeRoute({
      method: 'DELETE',
      path: '/api/servers/:id',
      input: noBody,
      answer: async ({ params }) => {
        if (connections.find(idOf(params)).view().kind === 'own') throw ownStays()
        await connections.remove(idOf(params))
        return listed(options)
      },
    }),
    makeRoute({
      method: 'POST',
      path: '/api/servers/:id/rpc',
      input: z.strictObject({ method: methods, params: z.record(z.string(), z.json()).optional() }),
      answer: async ({ params, input, signal }) => {
        await Promise.resolve()
        const id = idOf(params)
        // known before the first line is written
        connections.find(id)
        return { lines: askLines({ connections, id, signal, ...input }) }
      },
    }),
  ]
}
