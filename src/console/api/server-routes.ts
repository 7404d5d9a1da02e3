import { z } from 'zod'

import { JheError } from '../../errors.js'
import type { AddedServers } from '../connections/added-servers.js'
import type { Connections } from '../connections/connections.js'
import { makeRoute, noBody } from '../make-route.js'
import type { Route } from '../route.js'
import { addedServer } from './added-server.js'
import { askLines } from './ask-lines.js'

export interface ServerRoutesOptions {
  readonly connections: Connections
  readonly added: AddedServers
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

const sessionRoutes = (options: ServerRoutesOptions): readonly Route[] => {
  const { connections } = options
  return [
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
      path: '/api/servers/:id/sign-in',
      input: z.strictObject({}),
      answer: async ({ params, signal }) => {
        await connections.signIn(idOf(params), signal)
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
  ]
}

/** `/api/servers…`: which servers there are, and everything that is asked of them. */
export function serverRoutes(options: ServerRoutesOptions): readonly Route[] {
  const { connections, added } = options
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
      answer: async ({ input }) => ({ status: 201, value: { id: await added.add(input) } }),
    }),
    ...sessionRoutes(options),
    makeRoute({
      method: 'DELETE',
      path: '/api/servers/:id',
      input: noBody,
      answer: async ({ params }) => {
        if (connections.find(idOf(params)).view().kind === 'own') throw ownStays()
        await added.remove(idOf(params))
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
