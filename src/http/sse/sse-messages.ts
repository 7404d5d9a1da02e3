import type { IncomingMessage } from 'node:http'

import type { JSONRPCMessage } from '@modelcontextprotocol/server'

import type { Authenticated, PathHandler } from '../../broker/broker.js'
import type { Metrics } from '../../metrics.js'
import type { ServeKeys } from '../../state/store.js'
import type { PeerMessage, PeerOutcome, Peers } from './peer.js'
import {
  authenticateRequest,
  goneSignal,
  type AuthenticationOptions,
} from '../authenticate-request.js'
import type { CallLimits } from '../http-server.js'
import { parseMessage, readMessage, type Message } from './read-message.js'
import { openSession, partyOf, type SessionRef } from './session-id.js'
import { problems, sendProblem, type Problem } from './sse-answers.js'
import type { SseSessions } from './sse-sessions.js'

export interface MessageOptions extends AuthenticationOptions {
  readonly sessions: Pick<SseSessions, 'find'>
  readonly peers: Pick<Peers, 'forward' | 'read'>
  readonly keys: ServeKeys
  /** Our own address for peers; null where there are none. */
  readonly self: string | null
  /** Of every accepted message's answer. */
  readonly headers: Readonly<Record<string, string>>
  readonly limits?: Pick<CallLimits, 'isFlooding'> | undefined
  readonly metrics?: Metrics | undefined
}

/** The session that an id names, if it is of this person and client. */
const ownSession = (keys: ServeKeys, id: string, by: Authenticated): SessionRef | undefined => {
  const ref = openSession(keys, id)
  return ref?.subject === by.subject && ref.party === partyOf(by) ? ref : undefined
}

const sessionIdOf = ({ url = '' }: IncomingMessage): string =>
  new URLSearchParams(url.slice(url.indexOf('?') + 1)).get('sessionId') ?? ''

const countedAs = {
  accepted: 'ok',
  gone: 'gone',
  unavailable: 'failed',
  unreachable: 'failed',
} as const

/** Hands a message to a session of this process, if it is of this person and client. */
const deliver = async (
  { sessions }: MessageOptions,
  { key }: SessionRef,
  by: Authenticated,
  message: JSONRPCMessage,
): Promise<PeerOutcome> => {
  const session = sessions.find(key)
  if (session?.subject !== by.subject || session.party !== partyOf(by)) return 'gone'
  await session.receive(message, by)
  return 'accepted'
}

const forward = async (
  { peers, self, metrics }: MessageOptions,
  { owner }: SessionRef,
  message: PeerMessage,
): Promise<PeerOutcome> => {
  if (owner === null || self === null || owner === self) return 'gone'
  const outcome = await peers.forward(owner, message)
  metrics?.peerForward(countedAs[outcome])
  return outcome
}

/** A message with the session that it is for. */
interface Addressed extends Message {
  readonly session: string
  readonly ref: SessionRef
}

const readAddressed = async (
  { keys, limits, metrics }: MessageOptions,
  request: IncomingMessage,
  by: Authenticated,
): Promise<Addressed | Problem> => {
  if (limits?.isFlooding(by.subject) === true) {
    metrics?.rateLimited()
    return problems.flooding
  }
  const session = sessionIdOf(request)
  const ref = ownSession(keys, session, by)
  if (ref === undefined) return problems.gone
  const read = await readMessage(request)
  return 'status' in read ? read : { ...read, session, ref }
}

const answers = {
  unavailable: problems.peerBusy,
  gone: problems.gone,
  unreachable: problems.gone,
} as const

/** `POST /messages`: a message of a client, whose session may be at another replica. */
export const clientHandler =
  (options: MessageOptions): PathHandler =>
  async (request, response) => {
    const by = await authenticateRequest(options, '/sse', request, response)
    if (by === undefined) return
    const read = await readAddressed(options, request, by)
    if ('status' in read) {
      sendProblem(response, read)
      return
    }
    const { authorization = '' } = request.headers
    const { session, ref, body, message } = read
    const own = await deliver(options, ref, by, message)
    const outcome =
      own === 'gone' ? await forward(options, ref, { session, authorization, body }) : own
    if (outcome === 'accepted') response.writeHead(202, options.headers).end('Accepted')
    else sendProblem(response, answers[outcome])
  }

const fromPeer = async (
  options: MessageOptions,
  request: IncomingMessage,
  signal: AbortSignal,
): Promise<PeerOutcome> => {
  const { peers, broker, keys } = options
  const forwarded = await peers.read(request)
  if (forwarded === undefined) return 'gone'
  const found = await broker.authenticate(forwarded.authorization, signal)
  if (!found.ok) return found.refusal.status === 503 ? 'unavailable' : 'gone'
  const ref = ownSession(keys, forwarded.session, found.caller)
  const read = parseMessage(forwarded.body)
  return ref === undefined || 'status' in read
    ? 'gone'
    : await deliver(options, ref, found.caller, read.message)
}

const statusOf = { accepted: 202, unavailable: 503, gone: 404, unreachable: 404 } as const

/**
 * `POST /peer/messages`: a message that another replica passes on. It is taken or refused, and never
 * passed on; who sent it is found out again from the client's own token.
 */
export const peerHandler =
  (options: MessageOptions): PathHandler =>
  async (request, response) => {
    const outcome = await fromPeer(options, request, goneSignal(response)).catch(
      (thrown: unknown): PeerOutcome => {
        options.log.failure(thrown)
        return 'unavailable'
      },
    )
    response.writeHead(statusOf[outcome], { 'content-length': '0' }).end()
  }
