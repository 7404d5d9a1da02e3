import type { JSONRPCMessage } from '@modelcontextprotocol/server'

import type { Authenticated, Broker } from '../../broker/broker.js'
import type { Caller } from '../../calls/request-context.js'
import type { Log } from '../../log.js'
import { createServer } from '../../mcp/server.js'
import type { EventStream } from './event-stream.js'
import { partyOf } from './session-id.js'
import { requestCaller, type RequestCallers } from '../request-caller.js'
import { createSessionCaller, type SenderStorage } from './sse-caller.js'
import { createSseTransport, type SseTransport } from './sse-transport.js'

/** How streams are kept, in milliseconds. */
export interface SseTimes {
  /** Between two comments, and between two looks whether the grant lives. */
  readonly heartbeat: number
  /** Without a message, until the stream is closed. */
  readonly idle: number
}

export interface SessionOptions extends RequestCallers {
  readonly senders: SenderStorage
  readonly broker: Pick<Broker, 'isLive'>
  readonly log: Log
  readonly now: () => Date
  readonly times: SseTimes
}

/** One open stream of one person and one client, and the MCP server behind it. */
export interface SseSession {
  readonly subject: number
  readonly party: string
  /** Handles a message of the session's own person and client. */
  receive(message: JSONRPCMessage, by: Authenticated): Promise<void>
  /** Ends the stream once everything under way is answered. */
  drain(): void
  /** What belongs to the session ends with its connection; the owner of the stream calls this. */
  closed(): void
}

/** Whom a stream is open for. */
type Holder = Pick<Authenticated, 'grantId' | 'endsAt' | 'delegation'>

const isLive = async (holder: Holder, { broker, log, now }: SessionOptions): Promise<boolean> => {
  try {
    return await broker.isLive(holder)
  } catch (thrown) {
    // while this cannot be found out, nothing can be asked through the stream either
    log.failure(thrown)
    return holder.endsAt * 1000 > now().getTime()
  }
}

/**
 * A session on an open stream. The MCP server is made with the first message: a client of Streamable
 * HTTP opens such a stream too, and never sends one.
 */
export function createSession(
  opener: { readonly key: string; readonly by: Authenticated },
  stream: EventStream,
  options: SessionOptions,
): SseSession {
  const { log, now, times, app, senders } = options
  const { key } = opener
  const { subject } = opener.by
  const callerOf = (by: Authenticated): Caller => requestCaller(options, by, 'sse')
  let latest: Holder = opener.by
  let lastMessage = now().getTime()
  let opening: Promise<SseTransport> | undefined
  let transport: SseTransport | undefined
  let arriving = 0
  let isDraining = false

  const isBusy = (): boolean => arriving + (transport?.pending() ?? 0) > 0
  const endIfDrained = (): void => {
    if (isDraining && !isBusy()) stream.handOver()
  }
  const connect = async (): Promise<SseTransport> => {
    const caller = createSessionCaller(callerOf(opener.by), { key, subject }, senders)
    transport = createSseTransport(stream, endIfDrained)
    await createServer({ app, caller, log }).connect(transport)
    return transport
  }
  const isIdle = (): boolean => !isBusy() && now().getTime() - lastMessage >= times.idle

  const beat = async (): Promise<void> => {
    stream.comment()
    if (isIdle() || !(await isLive(latest, options))) stream.end()
  }
  const heart = setInterval(() => void beat(), times.heartbeat)
  heart.unref()

  return {
    subject,
    party: partyOf(opener.by),
    receive: async (message, by) => {
      latest = by
      lastMessage = now().getTime()
      opening ??= connect()
      arriving += 1
      try {
        const opened = await opening
        senders.run({ key, caller: callerOf(by) }, () => {
          opened.receive(message)
        })
      } finally {
        arriving -= 1
        endIfDrained()
      }
    },
    drain: () => {
      isDraining = true
      endIfDrained()
    },
    closed: () => {
      clearInterval(heart)
      void transport?.close()
    },
  }
}
