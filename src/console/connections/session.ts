import { openRemoteClient, type RemoteClient } from '../../connect/client/remote-client.js'
import type { Message } from '../../connect/upstream/message.js'
import type { Receive, Upstream } from '../../connect/upstream/upstream.js'

type Result = RemoteClient['hello']

export interface SessionOptions {
  readonly open: (receive: Receive) => Upstream
  readonly version: string
  /** Waits so many milliseconds; resolves early when the signal is aborted. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>
  /** Takes notifications and requests of the server. */
  readonly onMessage: (message: Message) => void
}

/** Is told how it goes. */
export interface SessionWatcher {
  readonly opened: (client: RemoteClient) => void
  /** @param ms milliseconds until the answer */
  readonly pinged: (ms: number) => void
  readonly lost: (thrown: unknown) => void
  readonly reopened: () => void
  /** It is over: it could not be opened, or not again. */
  readonly gaveUp: (thrown: unknown) => void
}

/** A client of one server that is pinged, and opened again where it is lost. */
export interface Session {
  /** Resolves when it is open. @throws JheError where it cannot be opened */
  readonly ready: Promise<void>
  /** @throws JheError; the reason of the signal */
  ask(method: string, params: Result, signal: AbortSignal): Promise<Result>
  /** @param reason of what is still under way */
  end(reason: Error): Promise<void>
}

/** What servers are told that asks. */
const name = 'jhe-mcp-console'
/** Milliseconds between two pings, and the longest that one may take. */
const pingEvery = 30_000
const pingLimit = 10_000
/** Milliseconds before the tries to open a lost session again. */
const pauses = [1_000, 2_000, 4_000, 8_000, 16_000, 30_000]

const ping = async (client: RemoteClient, ending: AbortSignal): Promise<number> => {
  const started = performance.now()
  await client.ask('ping', {}, AbortSignal.any([ending, AbortSignal.timeout(pingLimit)]))
  return Math.round(performance.now() - started)
}

/** Opens a session. It is kept until it is ended, or cannot be opened again. */
export function openSession(options: SessionOptions, watcher: SessionWatcher): Session {
  const { open, version, wait, onMessage } = options
  const over = new AbortController()
  const ending = over.signal

  const greet = async (): Promise<RemoteClient> => {
    const client = await openRemoteClient({ open, name, version, signal: ending, onMessage })
    watcher.opened(client)
    return client
  }
  let current = greet()

  /** @throws the last error where the server does not come back */
  const reopen = async (thrown: unknown): Promise<RemoteClient> => {
    let last = thrown
    for (const pause of pauses) {
      await wait(pause, ending)
      ending.throwIfAborted()
      try {
        const client = await greet()
        watcher.reopened()
        return client
      } catch (failure) {
        last = failure
      }
    }
    throw last
  }

  const keepAlive = async (): Promise<void> => {
    for (;;) {
      const client = await current
      await wait(pingEvery, ending)
      ending.throwIfAborted()
      try {
        watcher.pinged(await ping(client, ending))
      } catch (thrown) {
        ending.throwIfAborted()
        watcher.lost(thrown)
        await client.close()
        current = reopen(thrown)
      }
    }
  }
  keepAlive().catch((thrown: unknown) => {
    if (!ending.aborted) watcher.gaveUp(thrown)
  })

  return {
    ready: current.then(() => undefined),
    ask: async (method, params, signal) => {
      const client = await current
      return await client.ask(method, params, AbortSignal.any([signal, ending]))
    },
    end: async (reason) => {
      over.abort(reason)
      const client = await current.catch(() => undefined)
      await client?.close()
    },
  }
}
