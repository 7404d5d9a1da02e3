/** Waits so many milliseconds; resolves early when the signal is aborted. */
export type Wait = (ms: number, signal: AbortSignal) => Promise<void>

export interface IdleWatch {
  /** A page that has shown its code asked something. */
  readonly used: () => void
  /** Resolves when nothing was asked for so long, or the signal is aborted. */
  ended(signal: AbortSignal): Promise<void>
}

/** @param limitMs milliseconds; @param now milliseconds since 1970 */
export function watchUse(limitMs: number, now: () => number, wait: Wait): IdleWatch {
  let last = now()
  return {
    used: () => {
      last = now()
    },
    ended: async (signal) => {
      while (!signal.aborted) {
        const left = last + limitMs - now()
        if (left <= 0) return
        await wait(left, signal)
      }
    },
  }
}
