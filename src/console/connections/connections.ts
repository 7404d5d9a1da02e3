import { randomUUID } from 'node:crypto'

import type { Message } from '../../connect/upstream/message.js'
import type { Receive, Upstream } from '../../connect/upstream/upstream.js'
import { JheError } from '../../errors.js'
import type { MessageLog } from '../message-log.js'
import { loggedUpstream } from '../ways/logged-upstream.js'
import {
  createConnection,
  type Connection,
  type ConnectionOptions,
  type ConnectionView,
  type ServerEntry,
} from './connection.js'

/** A connection with the id by which the page knows it. */
export interface KnownConnection extends ConnectionView {
  readonly id: string
}

export interface ConnectionsOptions extends Pick<ConnectionOptions, 'version' | 'now' | 'wait'> {
  readonly log: MessageLog
}

/** All servers of one console. */
export interface Connections {
  list(): readonly KnownConnection[]
  /** @returns the id of a connection that is not open yet */
  add(entry: ServerEntry, open: (receive: Receive) => Upstream): string
  /** @throws JheError INPUT_INVALID for an id that is none */
  find(id: string): Connection
  /** Hears notifications and requests of one server. @returns a function that stops hearing */
  hear(id: string, listener: (message: Message) => void): () => void
  /** Ends a connection and forgets it. */
  remove(id: string): Promise<void>
  close(): Promise<void>
}

interface Kept {
  readonly connection: Connection
  readonly listeners: Set<(message: Message) => void>
}

const unknown = (): JheError =>
  new JheError(
    'INPUT_INVALID',
    'The console knows no such server.',
    'Load the page again; servers that were added are gone when the console ends.',
  )

export function createConnections(options: ConnectionsOptions): Connections {
  const { log, version, now, wait } = options
  const kept = new Map<string, Kept>()
  const get = (id: string): Kept => {
    const found = kept.get(id)
    if (found === undefined) throw unknown()
    return found
  }
  return {
    list: () => [...kept].map(([id, { connection }]) => ({ id, ...connection.view() })),
    add: (entry, open) => {
      const id = randomUUID()
      const listeners = new Set<(message: Message) => void>()
      const connection = createConnection({
        entry,
        open: (receive) => loggedUpstream(open, receive, { server: entry.name, log, now }),
        version,
        now,
        wait,
        onMessage: (message) => {
          for (const listener of listeners) listener(message)
        },
      })
      kept.set(id, { connection, listeners })
      return id
    },
    find: (id) => get(id).connection,
    hear: (id, listener) => {
      const { listeners } = get(id)
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    remove: async (id) => {
      const { connection } = get(id)
      kept.delete(id)
      await connection.end()
    },
    close: async () => {
      await Promise.all(
        [...kept.values()].map(async ({ connection }) => {
          await connection.end()
        }),
      )
    },
  }
}
