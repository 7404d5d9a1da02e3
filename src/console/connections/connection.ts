import type { RemoteClient } from '../../connect/client/remote-client.js'
import type { Message } from '../../connect/upstream/message.js'
import type { Receive, Upstream } from '../../connect/upstream/upstream.js'
import { JheError, toJheError, type ErrorBody } from '../../errors.js'
import { isRecord } from '../../record.js'
import { openSession, type Session, type SessionWatcher } from './session.js'

type Result = RemoteClient['hello']

/** How a server is reached. */
export type ServerKind = 'own' | 'stdio' | 'http' | 'sse'

/** A server that the console knows. */
export interface ServerEntry {
  readonly name: string
  readonly kind: ServerKind
  /** The command in full, or the URL; empty for our own. */
  readonly address: string
}

export type ConnectionState = 'connecting' | 'connected' | 'reconnecting' | 'failed' | 'ended'

/** A connection as the page shows it. */
export interface ConnectionView extends ServerEntry {
  readonly state: ConnectionState
  /** What the server calls itself; null before it has said so. */
  readonly title: string | null
  /** Revision of the protocol that it chose; null before. */
  readonly protocol: string | null
  /** When it was connected, ISO 8601; null where it is not. */
  readonly since: string | null
  /** Milliseconds that the last ping took; null before the first. */
  readonly ping_ms: number | null
  readonly reconnects: number
  /** What it says it has: `tools`, `resources`, `prompts`, `completions` …; none before it is connected. */
  readonly capabilities: readonly string[]
  /** Why it is not connected; null where it is. */
  readonly problem: Pick<ErrorBody, 'code' | 'message' | 'hint'> | null
}

export interface ConnectionOptions {
  readonly entry: ServerEntry
  readonly open: (receive: Receive) => Upstream
  readonly version: string
  readonly now: () => Date
  /** Waits so many milliseconds; resolves early when the signal is aborted. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>
  /** Takes notifications and requests of the server. */
  readonly onMessage: (message: Message) => void
}

/** What is not known of a server before it is connected. */
const unseen = {
  title: null,
  protocol: null,
  since: null,
  ping_ms: null,
  capabilities: [],
} as const

/** A session with one server: kept alive, and opened again where it is lost. */
export interface Connection {
  view(): ConnectionView
  /** Opens it; where it is open, does nothing. @throws JheError where it cannot be */
  connect(): Promise<void>
  /**
   * Asks once. One that could not be opened, or was lost for good, is opened again first.
   * @throws JheError; SERVER_UNREACHABLE where the person has ended it
   */
  ask(method: string, params: Result, signal: AbortSignal): Promise<Result>
  end(): Promise<void>
}

const notConnected = (): JheError =>
  new JheError(
    'SERVER_UNREACHABLE',
    'The session with this server is ended.',
    'Connect it on the page of the servers.',
  )

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)

const titleOf = ({ serverInfo }: Result): string | null =>
  isRecord(serverInfo) ? (textOf(serverInfo['title']) ?? textOf(serverInfo['name'])) : null

const problemOf = (thrown: unknown): ConnectionView['problem'] => {
  const { code, message, hint } = toJheError(thrown)
  return { code, message, hint }
}

const capabilitiesOf = ({ capabilities }: Result): readonly string[] =>
  isRecord(capabilities) ? Object.keys(capabilities).slice(0, 20) : []

/** @returns a connection that is not open yet */
export function createConnection(options: ConnectionOptions): Connection {
  const { entry, now } = options
  let session: Session | undefined
  let view: ConnectionView = { ...entry, ...unseen, state: 'ended', reconnects: 0, problem: null }
  const become = (changed: Partial<ConnectionView>): void => {
    view = { ...view, ...changed }
  }

  const watcher: SessionWatcher = {
    opened: ({ hello }) => {
      const protocol = textOf(hello['protocolVersion'])
      const since = now().toISOString()
      const [title, capabilities] = [titleOf(hello), capabilitiesOf(hello)]
      become({ state: 'connected', title, capabilities, protocol, since, problem: null })
    },
    pinged: (ms) => {
      become({ ping_ms: ms })
    },
    lost: (thrown) => {
      become({ state: 'reconnecting', since: null, problem: problemOf(thrown) })
    },
    reopened: () => {
      become({ reconnects: view.reconnects + 1 })
    },
    gaveUp: (thrown) => {
      session = undefined
      become({ state: 'failed', since: null, problem: problemOf(thrown) })
    },
  }

  const begin = (): Session => {
    const begun = openSession(options, watcher)
    // told to whoever waits for it; what is asked of the session fails with the same
    begun.ready.catch(() => undefined)
    session = begun
    become({ state: 'connecting', problem: null })
    return begun
  }

  return {
    view: () => view,
    connect: async () => {
      if (session === undefined) await begin().ready
    },
    ask: async (method, params, signal) => {
      if (session === undefined && view.state === 'ended') throw notConnected()
      return await (session ?? begin()).ask(method, params, signal)
    },
    end: async () => {
      const ended = session
      session = undefined
      become({ state: 'ended', since: null, problem: null })
      await ended?.end(notConnected())
    },
  }
}
