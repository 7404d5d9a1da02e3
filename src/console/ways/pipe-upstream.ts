import {
  idOf,
  isAnswer,
  isRequest,
  type Message,
  type MessageId,
} from '../../connect/upstream/message.js'
import type { Receive, Upstream } from '../../connect/upstream/upstream.js'
import { JheError, toJheError } from '../../errors.js'

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

/** An answer that cannot be taken is one that its question fails with; the next message is taken. */
const taker =
  (waiting: Map<MessageId, Waiting>, receive: Receive) =>
  async (message: Message): Promise<void> => {
    const id = isAnswer(message) ? idOf(message) : undefined
    const question = id === undefined ? undefined : waiting.get(id)
    try {
      await receive(message)
      question?.answered()
    } catch (thrown) {
      question?.fail(toJheError(thrown))
    }
    if (id !== undefined) waiting.delete(id)
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
  const take = taker(waiting, receive)
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
