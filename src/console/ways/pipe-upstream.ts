import {
  idOf,
  isAnswer,
  isRequest,
  type Message,
  type MessageId,
} from '../../connect/upstream/message.js'
import type { Receive, Upstream } from '../../connect/upstream/upstream.js'
import { JheError } from '../../errors.js'

/** A way for single messages in both directions, which are in order. */
export interface Pipe {
  readonly post: (message: Message) => Promise<void>
  readonly close: () => Promise<void>
}

/** What a pipe brings. */
export interface PipeEnd {
  /** A message of the server. */
  readonly take: (message: Message) => void
  /** There will be no more. */
  readonly ended: () => void
}

export type OpenPipe = (end: PipeEnd) => Pipe

const gone = (): JheError =>
  new JheError(
    'SERVER_UNREACHABLE',
    'The server has ended.',
    'Connect it again; its own output says why it ended.',
  )

interface Waiting {
  readonly answered: () => void
  readonly fail: (error: JheError) => void
}

/**
 * A server at the other end of a pipe. Each request resolves when its answer has come; one that is
 * given up is cancelled at the server (MCP, `notifications/cancelled`).
 */
export function pipeUpstream(open: OpenPipe, receive: Receive): Upstream {
  const waiting = new Map<MessageId, Waiting>()
  let isOver = false
  const end = (): void => {
    isOver = true
    for (const { fail } of waiting.values()) fail(gone())
    waiting.clear()
  }
  const take = async (message: Message): Promise<void> => {
    await receive(message)
    const id = idOf(message)
    if (id === undefined || !isAnswer(message)) return
    waiting.get(id)?.answered()
    waiting.delete(id)
  }
  // one after the other, as they came
  let taken: Promise<void> = Promise.resolve()
  const pipe = open({
    take: (message) => {
      taken = taken.then(async () => {
        await take(message)
      })
    },
    ended: () => void taken.then(end),
  })

  const cancel = (id: MessageId): void => {
    const params = { requestId: id }
    pipe.post({ jsonrpc: '2.0', method: 'notifications/cancelled', params }).catch(() => undefined)
  }

  const ask = async (id: MessageId, request: Message, signal: AbortSignal): Promise<void> => {
    let onAbort: () => void = () => undefined
    const answered = new Promise<void>((resolve, reject) => {
      onAbort = () => {
        reject(signal.reason instanceof Error ? signal.reason : new Error('stopped'))
        cancel(id)
      }
      waiting.set(id, { answered: resolve, fail: reject })
      signal.addEventListener('abort', onAbort)
    })
    try {
      await Promise.all([pipe.post(request), answered])
    } finally {
      signal.removeEventListener('abort', onAbort)
      waiting.delete(id)
    }
  }

  return {
    send: async (message, signal) => {
      signal.throwIfAborted()
      if (isOver) throw gone()
      const id = idOf(message)
      if (id !== undefined && isRequest(message)) await ask(id, message, signal)
      else await pipe.post(message)
    },
    close: async () => {
      await pipe.close()
    },
  }
}
