import type { ServerResponse } from 'node:http'

import type { Authenticated, Broker } from '../broker/broker.js'
import type { Log } from '../log.js'
import type { Metrics } from '../metrics.js'

export interface ListenStreamsOptions {
  readonly broker: Pick<Broker, 'isLive'>
  /** How many of one person, and of the process. */
  readonly most: { readonly person: number; readonly process: number }
  /** Milliseconds between two looks at the grant. */
  readonly checkMs: number
  readonly log: Log
  readonly metrics?: Metrics | undefined
}

/** The open `subscriptions/listen` streams of a process. */
export interface ListenStreams {
  /** How many the process may have open. */
  readonly most: number
  /**
   * Counts a stream, also before it is answered, until it is closed; and ends it when its grant ends.
   * @returns false where this person, or the process, may not open one more
   */
  admit(response: ServerResponse, caller: Authenticated): boolean
  /** Ends all of them. */
  end(): void
}

/** Ends a stream; one that has no answer yet gets none, not an empty one, and is asked for again. */
const endStream = (response: ServerResponse): void => {
  if (response.headersSent) response.end()
  else response.destroy()
}

export function createListenStreams(options: ListenStreamsOptions): ListenStreams {
  const { broker, most, checkMs, log, metrics } = options
  const open = new Map<ServerResponse, number>()
  const check = async (response: ServerResponse, caller: Authenticated): Promise<void> => {
    try {
      if (!(await broker.isLive(caller))) endStream(response)
    } catch (thrown) {
      // trouble of ours ends no stream
      log.failure(thrown)
    }
  }
  const hasRoom = (subject: number): boolean => {
    const ofPerson = [...open.values()].filter((owner) => owner === subject).length
    return ofPerson < most.person && open.size < most.process
  }
  return {
    most: most.process,
    admit: (response, caller) => {
      if (!hasRoom(caller.subject)) return false
      // it was closed while its caller was looked up: nothing would end its count
      if (response.destroyed) return true
      open.set(response, caller.subject)
      metrics?.streams('listen', open.size)
      const timer = setInterval(() => void check(response, caller), checkMs)
      timer.unref()
      response.once('close', () => {
        clearInterval(timer)
        open.delete(response)
        metrics?.streams('listen', open.size)
      })
      return true
    },
    end: () => {
      for (const response of open.keys()) endStream(response)
    },
  }
}
