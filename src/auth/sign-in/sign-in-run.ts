import type { Place } from '../place.js'
import type { Session } from '../session/session.js'
import type { SignInAttempt } from './attempt.js'

/** One sign-in that goes on in the background. */
export interface SignInRun<T = Session> {
  readonly done: Promise<T>
  /** Fulfilled when the address is known or another process is found signing in; rejected as `done`. */
  readonly ready: Promise<void>
  /** Null as long as another process shows its own. */
  readonly address: () => string | null
  /** Opens the tab of this sign-in, once, as soon as there is an address. @returns whether one is open. */
  readonly openTab: () => Promise<boolean>
  /** Whether a tab was opened by now, here or by the other process. */
  readonly opened: () => Promise<boolean>
  /** Whether the browser came back with https, where nothing answers. */
  readonly isUpgraded: () => boolean
  /** Ends it and frees the port. */
  readonly stop: () => Promise<void>
}

export interface SignInRunOptions<T> {
  readonly place: Place
  readonly signIn: (attempt: SignInAttempt) => Promise<T>
  /** @returns whether a tab was opened. */
  readonly openTab: (address: string) => Promise<boolean>
  readonly notice: (line: string) => void
  /** Seconds that it stays open. */
  readonly lifetime: number
  /** Whether a question waits for it. */
  readonly isAwaited: () => boolean
}

/** Starts a sign-in in the background. */
export function startSignInRun<T>({
  place,
  signIn,
  openTab,
  notice,
  lifetime,
  isAwaited,
}: SignInRunOptions<T>): SignInRun<T> {
  const stopped = new AbortController()
  let address: string | null = null
  let isTabWanted = false
  let isUpgraded = false
  let tab: Promise<boolean> | undefined
  let known: () => void = () => undefined
  const shown = new Promise<void>((resolve) => {
    known = resolve
  })

  const open = async (): Promise<boolean> => {
    isTabWanted = true
    if (address === null) return true
    tab ??= openTab(address)
    return await tab
  }

  const done = signIn({
    timeout: lifetime,
    signal: stopped.signal,
    present: async (given) => {
      address = given
      notice(`Sign in to ${place.name} at this address:`)
      notice(given)
      known()
      if (isTabWanted) await open()
    },
    follow: () => {
      known()
    },
    notice,
    isAwaited,
    upgraded: () => {
      isUpgraded = true
    },
  })
  const ready = Promise.race([shown, done.then(() => undefined)])
  ready.catch(() => undefined)
  return {
    done,
    ready,
    address: () => address,
    openTab: open,
    opened: async () => address === null || ((await tab) ?? false),
    isUpgraded: () => isUpgraded,
    stop: async () => {
      stopped.abort()
      await done.catch(() => undefined)
    },
  }
}
