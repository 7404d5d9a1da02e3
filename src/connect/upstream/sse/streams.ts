import { methodOf, type Message } from '../message.js'
import { UpstreamError } from '../upstream.js'
import type { Attempts } from '../wire/attempts.js'
import type { TransportContext } from '../wire/context.js'
import { openConnection, type Connection } from './connection.js'

/** The stream of a server, opened when a message wants it; each is a session of its own. */
export interface Streams {
  /** The one that is open, or a new one. @throws as `openConnection` */
  connected(): Promise<Connection>
  /**
   * Lets a message go out on the present stream.
   * @throws UpstreamError `session lost` where that wants `initialize` first
   */
  admit(message: Message): void
  /** Whether the server has ever opened a stream. */
  wasOpened(): boolean
  renew(): void
  close(): Promise<void>
}

/** @param attempts takes what comes */
export function createStreams(context: TransportContext, attempts: Attempts): Streams {
  let present: Connection | undefined
  let opening: Promise<Connection> | undefined
  /** Whether the present stream, or the last one, has been initialized. */
  let isInitialized = false
  let isForgotten = false
  const closing = new AbortController()

  const open = async (): Promise<Connection> => {
    try {
      const opened = await openConnection(context, attempts, closing.signal)
      isForgotten = isInitialized
      attempts.forgetAsked()
      present = opened
      return opened
    } finally {
      opening = undefined
    }
  }

  return {
    connected: async () => (present?.isOpen() === true ? present : await (opening ??= open())),
    admit: (message) => {
      if (methodOf(message) === 'initialize') {
        isInitialized = true
        isForgotten = false
      } else if (isForgotten) throw new UpstreamError({ kind: 'session lost' })
    },
    wasOpened: () => present !== undefined,
    renew: () => present?.close(),
    close: async () => {
      closing.abort(new UpstreamError({ kind: 'lost', isSent: true }))
      await opening?.catch(() => undefined)
    },
  }
}
