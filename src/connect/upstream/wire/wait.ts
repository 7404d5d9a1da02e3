import { setTimeout as delay } from 'node:timers/promises'

/** Waits; rejects with the signal's reason. */
export type Wait = (ms: number, signal: AbortSignal) => Promise<void>

/** A wait by the clock, which does not keep the process alive. */
export const waitByClock: Wait = async (ms, signal) => {
  try {
    await delay(ms, undefined, { signal, ref: false })
  } catch (thrown) {
    throw signal.aborted ? signal.reason : thrown
  }
}
