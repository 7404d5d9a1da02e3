import { setTimeout as pause } from 'node:timers/promises'

import type { Client } from './clients.js'

/** Clients that call until they are stopped. */
export interface Calling {
  /** Resolves after so many more calls have been answered. */
  times(more: number): Promise<void>
  /** Why calls have failed so far. */
  readonly failures: readonly string[]
  /** @returns how many calls there were, and why each that failed did */
  stop(): Promise<{ readonly count: number; readonly failures: readonly string[] }>
}

/**
 * Lets each client call a tool again and again; closes them in the end.
 * @param between milliseconds from an answer to the next call
 */
export function keepCalling(
  clients: readonly Pick<Client, 'call' | 'close'>[],
  between = 0,
): Calling {
  const failures: string[] = []
  const waiting = new Set<{ readonly until: number; readonly tell: () => void }>()
  let count = 0
  let isOver = false
  const note = (): void => {
    count += 1
    for (const waiter of waiting) {
      if (count < waiter.until) continue
      waiting.delete(waiter)
      waiter.tell()
    }
  }
  const loop = async ({ call }: Pick<Client, 'call'>, index: number): Promise<void> => {
    while (!isOver) {
      try {
        await call('list_studies')
      } catch (thrown) {
        failures.push(`client ${index}: ${String(thrown)}`)
      }
      note()
      if (between > 0) await pause(between)
    }
  }
  const loops = clients.map(loop)
  return {
    failures,
    times: async (more) => {
      await new Promise<void>((tell) => waiting.add({ until: count + more, tell }))
    },
    stop: async () => {
      isOver = true
      await Promise.all(loops)
      await Promise.all(
        clients.map(async ({ close }) => {
          await close()
        }),
      )
      return { count, failures }
    },
  }
}
