import type { Clock } from '../../../auth/session/session.js'

/** Tells that the computer slept: the wall clock went on while nothing here ran. */
export interface SleepWatch {
  /** Looks now; `onWake` has been called when it returns. */
  look(): void
  readonly stop: () => void
}

const everyMs = 5_000
const sleptMs = 30_000

/** @param onWake called once for each sleep of more than 30 s */
export function watchSleep(now: Clock, onWake: () => void): SleepWatch {
  let last = now().getTime()
  const look = (): void => {
    const before = last
    last = now().getTime()
    if (last - before > sleptMs) onWake()
  }
  const timer = setInterval(look, everyMs)
  timer.unref()
  return {
    look,
    stop: () => {
      clearInterval(timer)
    },
  }
}
