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
  /** Whether the person can sign in there. */
  readonly can_sign_in: boolean
}

/** The way to a server. */
export interface ServerWay {
  readonly open: (receive: Receive) => Upstream
  /** Signs the person in there, in the browser; absent where there is no sign-in. */
  readonly signIn?: ((signal: AbortSignal) => Promise<void>) | undefined
  /** Gives up what the way holds beside its connection. */
  readonly close?: () => Promise<void>
}

export interface ConnectionsOptions extends Pick<ConnectionOptions, 'version' | 'now' | 'wait'> {
  readonly log: MessageLog
}

/** All servers of one console. */
export interface Connections {
  list(): readonly KnownConnection[]
  /** @returns the id of a connection that is not open yet */
  add(entry: ServerEntry, way: ServerWay): string
  /** @throws JheError INPUT_INVALID for an id that is none */
  find(id: string): Connection
  /** Hears notifications and requests of one server. @returns a function that stops hearing */
  hear(id: string, listener: (message: Message) => void): () => void
  /**
   * Signs the person in there, then connects.
   * @throws JheError INPUT_INVALID where there is no sign-in; what it failed with
   */
  signIn(id: string, signal: AbortSignal): Promise<void>
  /** Ends a connection, and its way, and forgets both. */
  remove(id: string): Promise<void>
  close(): Promise<void>
}

interface Kept {
  readonly connection: Connection
  readonly way: ServerWay
  readonly listeners: Set<(message: Message) => void>
}

const unknown = (): JheError =>
  new JheError(
    'INPUT_INVALID',
    'The console knows no such server.',
    'Load the page again; servers that were added are gone when the console ends.',
  )

const noSignIn = (): JheError =>
  new JheError(
    'INPUT_INVALID',
    'This server has no sign-in that the console knows.',
    'Connect it; if it refuses, ask who runs it how people get in.',
  )

const end = async ({ connection, way }: Kept): Promise<void> => {
  try {
    await connection.end()
  } finally {
    await way.close?.()
  }
}

export function createConnections(options: ConnectionsOptions): Connections {
  const { log, version, now, wait } = options
  const kept = new Map<string, Kept>()
  const get = (id: string): Kept => {
    const found = kept.get(id)
    if (found === undefined) throw unknown()
    return found
  }
  return {
    list: () =>
      [...kept].map(([id, { connection, way }]) => ({
        id,
        ...connection.view(),
        can_sign_in: way.signIn !== undefined,
      })),
    add: (entry, way) => {
      const id = randomUUID()
      const listeners = new Set<(message: Message) => void>()
      const connection = createConnection({
        entry,
        open: (receive) => loggedUpstream(way.open, receive, { server: entry.name, log, now }),
        version,
        now,
        wait,
        onMessage: (message) => {
          for (const listener of listeners) listener(message)
        },
      })
      kept.set(id, { connection, way, listeners })
      return id
    },
    find: (id) => get(id).connection,
    hear: (id, listener) => {
      const { listeners } = get(id)
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    signIn: async (id, signal) => {
      const { connection, way } = get(id)
      if (way.signIn === undefined) throw noSignIn()
      await way.signIn(signal)
      await connection.connect()
    },
    remove: async (id) => {
      const removed = get(id)
      kept.delete(id)
      await end(removed)
    },
    close: async () => {
      await Promise.all([...kept.values()].map(end))
    },
  }
}
