import { AsyncLocalStorage } from 'node:async_hooks'
import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'

import type { Authenticated, Broker, PathHandler } from '../../broker/broker.js'
import type { App } from '../../calls/app.js'
import type { Granted } from '../../calls/request-context.js'
import type { Log } from '../../log.js'
import type { Metrics } from '../../metrics.js'
import type { ServeConfig } from '../../serve-config.js'
import type { ServeKeys } from '../../state/store.js'
import { authenticateRequest } from '../authenticate-request.js'
import { openEventStream, type EventStream } from './event-stream.js'
import type { CallLimits, LegacyTransport } from '../http-server.js'
import { createPeers } from './peer.js'
import { servedApp } from '../served-app.js'
import { legacyHeaders, sendProblem } from './sse-answers.js'
import type { Sender } from './sse-caller.js'
import { clientHandler, peerHandler, type MessageOptions } from './sse-messages.js'
import { createSession, type SseTimes } from './sse-session.js'
import { createSessions } from './sse-sessions.js'
import { partyOf, sealSession } from './session-id.js'

/** What the legacy transport is made of. */
export interface SseOptions {
  readonly app: App
  readonly granted: Granted
  readonly broker: Pick<Broker, 'authenticate' | 'isLive'>
  readonly keys: ServeKeys
  readonly config: Pick<ServeConfig, 'streams' | 'concurrency'> & { readonly publicUrl: string }
  readonly log: Log
  readonly metrics?: Metrics | undefined
  readonly limits?: CallLimits | undefined
  /** `JHE_PEER_URL`: how other replicas reach this one; undefined where there is only one. */
  readonly self: string | undefined
  readonly now: () => Date
  readonly times?: SseTimes
}

/** MCP's HTTP+SSE transport of 2024-11-05, without sticky routing. */
export interface Sse extends LegacyTransport {
  /** `POST /peer/messages` of the internal listener. */
  readonly peerHandler: PathHandler
  /** Streams that are open now. */
  open(): number
}

const usualTimes: SseTimes = { heartbeat: 15_000, idle: 1_800_000 }
const minUnsent = 1_048_576

/** The path at which clients send their messages, as they see it. */
const messagesPath = (publicUrl: string): string =>
  `${new URL(publicUrl).pathname.replace(/\/+$/, '')}/messages`

/**
 * The legacy transport. A session's id holds the address of its owner, sealed: any replica passes a
 * message on to the owner, and nothing of a session is stored.
 */
export function createSse(options: SseOptions): Sse {
  const { keys, config, metrics } = options
  const { publicUrl } = config
  const self = options.self ?? null
  const headers = legacyHeaders(publicUrl)
  const sessions = createSessions(config.streams, (open) => metrics?.streams('sse', open))
  const peers = createPeers({ ...options, self })
  const app = servedApp(options.app)
  const senders = new AsyncLocalStorage<Sender>()
  const sessionOptions = { ...options, app, senders, times: options.times ?? usualTimes }
  const messages: MessageOptions = { ...options, publicUrl, self, headers, sessions, peers }
  const post = clientHandler(messages)
  const maxUnsent = Math.max(minUnsent, config.concurrency * app.config.maxBytes)

  const openStream = (response: ServerResponse, by: Authenticated): void => {
    const key = randomBytes(16).toString('base64url')
    const stream: EventStream = openEventStream(response, {
      headers,
      maxUnsent,
      closed: () => {
        sessions.remove(key)
      },
    })
    sessions.add(key, createSession({ key, by }, stream, sessionOptions))
    const { subject } = by
    const id = sealSession(keys, { key, owner: self, subject, party: partyOf(by) })
    const endpoint = `${messagesPath(publicUrl)}?sessionId=${encodeURIComponent(id)}`
    stream.event('endpoint', endpoint)
  }

  const get: PathHandler = async (request: IncomingMessage, response) => {
    const by = await authenticateRequest({ ...options, publicUrl }, '/sse', request, response)
    if (by === undefined || response.destroyed) return
    const problem = sessions.problemFor(by.subject)
    // a client whose connection breaks tries again elsewhere; one that is answered 503 gives up
    if (sessions.isDraining()) request.destroy()
    else if (problem !== undefined) sendProblem(response, problem)
    else if (request.method === 'HEAD') response.writeHead(200, headers).end()
    else openStream(response, by)
  }

  return {
    handlerOf: (path, method) => {
      if (path === '/sse' && method === 'GET') return get
      return path === '/messages' && method === 'POST' ? post : undefined
    },
    peerHandler: peerHandler(messages),
    open: () => sessions.size(),
    close: async () => {
      await sessions.drain()
    },
  }
}
