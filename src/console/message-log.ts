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
  /** undefined where it is no longer kept */
  bodyOf(number: number): object | undefined
  /** Resolves when there is a message after the given number, or the signal is aborted. */
  changed(number: number, signal: AbortSignal): Promise<void>
}

/** @param max how many are kept */
export function createMessageLog(max = 1_000): MessageLog {
  const kept: { readonly message: LoggedMessage; readonly body: object }[] = []
  const waiting = new Set<() => void>()
  let last = 0
  return {
    add: (message, body) => {
      last += 1
      kept.push({ message: { number: last, ...message }, body })
      if (kept.length > max) kept.shift()
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
