import { orAbort } from '../../or-abort.js'
import type { Message, MessageId } from '../upstream/message.js'
import { ownId } from '../own-id.js'
import { resultOf, type Result } from './wire.js'

/** The host at the other end of stdin and stdout. */
export interface HostPort {
  write(message: Message): void
  /** Resolves when the host has taken enough of what was written. */
  drained(): Promise<void>
  /**
   * A request of our own.
   * @returns the host's result; undefined where it answers with an error
   * @throws the reason of the signal
   */
  ask(method: string, params: Result, signal: AbortSignal): Promise<Result | undefined>
  /** @returns whether a message answers a request of our own */
  takeAnswer(message: Message): boolean
}

/**
 * @param writeLine takes one line with its end
 * @param drained resolves when enough of them was taken; undefined where it was
 */
export function createHostPort(
  writeLine: (line: string) => void,
  drained: () => Promise<unknown> | undefined = () => undefined,
): HostPort {
  let draining: Promise<unknown> | undefined
  const waiting = new Map<unknown, (answer: Message) => void>()
  const write = (message: Message): void => {
    writeLine(`${JSON.stringify(message)}\n`)
  }
  return {
    write,
    drained: async () => {
      draining ??= drained()?.finally(() => {
        draining = undefined
      })
      await draining
    },
    ask: async (method, params, signal) => {
      const id: MessageId = ownId()
      const answered = new Promise<Message>((resolve) => waiting.set(id, resolve))
      write({ jsonrpc: '2.0', id, method, params })
      try {
        return resultOf(await orAbort(answered, signal))
      } finally {
        waiting.delete(id)
      }
    },
    takeAnswer: (message) => {
      const take = waiting.get(message['id'])
      take?.(message)
      return take !== undefined
    },
  }
}
