/** A JSON-RPC message that passed between the console and a server. */
export interface LoggedMessage {
  /** Counts up from 1 in this console. */
  readonly number: number
  /** ISO 8601. */
  readonly at: string
  /** Of the connection. */
  readonly server: string
  readonly direction: 'sent' | 'received'
  readonly kind: 'request' | 'answer' | 'error' | 'notification'
  /** Of an answer, that of its request; null where it is not known. */
  readonly method: string | null
  readonly id: string | number | null
  /** Milliseconds from the request to this answer; null for other messages. */
  readonly ms: number | null
  /** Of the JSON text, in UTF-8. */
  readonly bytes: number
}

/** The last messages, bodies apart: a list of them shows nothing of a person. */
export interface MessageLog {
  add(message: Omit<LoggedMessage, 'number'>, body: object): void
  /** Those after the given number, oldest first. */
  after(number: number): readonly LoggedMessage[]
  /** undefined where it is no longer kept: the newest are, up to a number of bytes */
  bodyOf(number: number): object | undefined
  /** Resolves when there is a message after the given number, or the signal is aborted. */
  changed(number: number, signal: AbortSignal): Promise<void>
}

interface Kept {
  readonly message: LoggedMessage
  body: object | undefined
}

/**
 * @param max how many messages are kept
 * @param maxBytes how much of their bodies: the oldest bodies go first; one that is larger is not kept
 */
export function createMessageLog(max = 1_000, maxBytes = 32 * 1024 * 1024): MessageLog {
  const kept: Kept[] = []
  let bytes = 0
  const drop = (one: Kept | undefined): void => {
    if (one?.body === undefined) return
    one.body = undefined
    bytes -= one.message.bytes
  }
  const makeRoom = (): void => {
    while (kept.length > max) drop(kept.shift())
    for (const one of kept) {
      if (bytes <= maxBytes) return
      drop(one)
    }
  }
  const waiting = new Set<() => void>()
  let last = 0
  return {
    add: (message, body) => {
      last += 1
      const isKept = message.bytes <= maxBytes
      kept.push({ message: { number: last, ...message }, body: isKept ? body : undefined })
      if (isKept) bytes += message.bytes
      makeRoom()
      for (const wake of [...waiting]) wake()
    },
    after: (number) =>
      kept.filter(({ message }) => message.number > number).map(({ message }) => message),
    bodyOf: (number) => kept.find(({ message }) => message.number === number)?.body,
    changed: async (number, signal) => {
      if (last > number || signal.aborted) return
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          waiting.delete(wake)
          signal.removeEventListener('abort', wake)
          resolve()
        }
        waiting.add(wake)
        signal.addEventListener('abort', wake)
      })
    },
  }
}
