import { JheError } from '../../errors.js'
import { jhe, type Place } from '../place.js'
import type { Clock, Session } from '../session/session.js'
import { signInRequired } from '../session/sign-in-required.js'
import { orAbort } from '../../or-abort.js'
import { orLate } from '../../or-late.js'
import { upgradedToHttps } from './sign-in-errors.js'
import type { SignInAttempt } from './attempt.js'
import { type SignInRun, startSignInRun } from './sign-in-run.js'
import type { BrowserThrottle } from './browser-throttle.js'

/** A sign-in that goes on while questions are answered. */
export interface StartedSignIn<T = Session> {
  /** Where the person signs in; null while another jhe-mcp shows its own address. */
  readonly address: string | null
  /** Whether a browser tab of this sign-in is open, as far as can be told. */
  readonly opened: boolean
  /** Whether the browser came back with https, where nothing answers. */
  readonly isUpgraded: () => boolean
  /** The stored session, or the JheError that ended the sign-in. */
  readonly done: Promise<T>
  /**
   * @param limit milliseconds
   * @returns the session, or undefined when it takes longer
   * @throws what `done` throws; the reason of `signal`.
   */
  readonly waitUpTo: (limit: number, signal: AbortSignal) => Promise<T | undefined>
}

/** Told while a question waits, in seconds. */
export type SignInProgress = (waited: number, of: number) => void

export interface BackgroundSignIn<T = Session> {
  /**
   * Starts a sign-in, or joins the one that waits; returns once its address is known.
   * @param how `open`: whether a browser tab may be opened, which happens at most once per sign-in
   * and not again within 10 minutes. A host that shows the address itself passes false.
   * @throws JheError when the sign-in fails before there is an address.
   */
  readonly begin: (how: { readonly open: boolean }) => Promise<StartedSignIn<T>>
  /**
   * What a question does that needs a session: begins, opens a tab and waits 25 seconds. The
   * sign-in itself goes on for 5 minutes.
   * @throws JheError SIGN_IN_REQUIRED with the address when the sign-in has not ended by then.
   */
  readonly require: (signal: AbortSignal, progress?: SignInProgress) => Promise<T>
  /**
   * Begins without a tab, for a host that shows the address itself.
   * @returns the address; null while another jhe-mcp shows its own
   * @throws JheError when the sign-in fails before there is an address.
   */
  readonly offer: () => Promise<string | null>
  /**
   * The person agreed to open the offered address: waits 25 seconds and opens nothing.
   * @throws JheError SIGN_IN_REQUIRED with the address when the sign-in has not ended by then, or at once
   * when the sign-in that was offered is over.
   */
  readonly accepted: (signal: AbortSignal, progress?: SignInProgress) => Promise<T>
  /**
   * The host did not show the address, or the person did not agree: hosts without a person decline
   * by themselves, so the sign-in stays open for a person who reads the address in the answer.
   * @returns SIGN_IN_DENIED with the address
   * @throws JheError when the sign-in fails before there is an address.
   */
  readonly declined: () => Promise<JheError>
  /** How many sign-ins have ended with a session. */
  readonly finished: () => number
  /** Ends what waits and frees the port, within 100 ms. */
  readonly stop: () => Promise<void>
}

export interface BackgroundSignInOptions<T = Session> {
  /** `JHE_LOGIN`. */
  readonly login: 'auto' | 'manual'
  /** JHE unless given. */
  readonly place?: Place
  /** The configured issuer, or the address of a server, for messages. */
  readonly issuer: string
  readonly signIn: (attempt: SignInAttempt) => Promise<T>
  /** @returns whether a browser was opened. */
  readonly openBrowser: (address: string) => Promise<boolean>
  readonly throttle: BrowserThrottle
  readonly now: Clock
  /** One line for stderr. */
  readonly notice: (line: string) => void
  /** Whether the command for it signs in at the same place; true unless given. */
  readonly hasLogin?: boolean
  /** `forwardingHint` of the environment: what to do when the browser is on another computer. */
  readonly elsewhere?: readonly string[]
  /** Milliseconds that a question waits; 25 s. */
  readonly timeoutMs?: number
}

/** Seconds that a background sign-in stays open. */
const lifetime = 300
/** Milliseconds in which no second tab is opened without a request of the person. */
const throttleMs = 600_000
const progressMs = 5000
const defaultTimeoutMs = 25_000

const byTerminal = ({ login }: Place): string =>
  `Or run \`${login}\` in a terminal with the same settings.`

type Wording = Pick<BackgroundSignInOptions, 'elsewhere' | 'hasLogin' | 'place' | 'issuer'>

/** How to sign in at an address that is told. */
const wayTo = (
  { elsewhere = [], hasLogin = true, place = jhe }: Wording,
  { address, isUpgraded }: Pick<StartedSignIn, 'address' | 'isUpgraded'>,
): string =>
  address === null
    ? 'Finish signing in in the browser tab that another jhe-mcp has opened, then ask again.'
    : [
        `Open ${address} in a browser on this computer, finish signing in, then ask again.`,
        ...(isUpgraded() ? [upgradedToHttps] : []),
        ...elsewhere,
        ...(hasLogin ? [byTerminal(place)] : []),
      ].join(' ')

const signInAt = (
  options: Wording,
  started: Pick<StartedSignIn, 'address' | 'isUpgraded'>,
): JheError =>
  new JheError(
    'SIGN_IN_REQUIRED',
    `Nobody is signed in at ${options.issuer} yet.`,
    wayTo(options, started),
  )

/** Tells at once and then every few seconds. @returns what stops it. */
const report = (progress: SignInProgress | undefined, timeoutMs: number): (() => void) => {
  let waited = 0
  const tell = (): void => progress?.(waited / 1000, timeoutMs / 1000)
  tell()
  const ticking = setInterval(() => {
    waited += progressMs
    tell()
  }, progressMs)
  return () => {
    clearInterval(ticking)
  }
}

interface WaitOptions {
  readonly signal: AbortSignal
  readonly progress: SignInProgress | undefined
}

/** Waits for the end of a sign-in and reports progress. */
const finish = async <T>(
  started: StartedSignIn<T>,
  { signal, progress }: WaitOptions,
  options: BackgroundSignInOptions<T>,
): Promise<T> => {
  const { timeoutMs = defaultTimeoutMs } = options
  const stopReporting = report(progress, timeoutMs)
  try {
    const session = await started.waitUpTo(timeoutMs, signal)
    if (session === undefined) throw signInAt(options, started)
    return session
  } finally {
    stopReporting()
  }
}

const startedOf = <T>(run: SignInRun<T>, opened: boolean): StartedSignIn<T> => ({
  address: run.address(),
  opened,
  isUpgraded: run.isUpgraded,
  done: run.done,
  waitUpTo: async (limit, signal) => await orAbort(orLate(run.done, limit, undefined), signal),
})

/** The questions that wait for the end of a sign-in. */
const createWaiters = <T>(options: BackgroundSignInOptions<T>) => {
  let waiting = 0
  return {
    waiting: (): number => waiting,
    finish: async (started: StartedSignIn<T>, waitOptions: WaitOptions): Promise<T> => {
      waiting += 1
      try {
        return await finish(started, waitOptions, options)
      } finally {
        waiting -= 1
      }
    },
  }
}

/** Opens a tab unless one was opened within 10 minutes. @returns whether it was opened, as far as can be told */
export const createTabOpener =
  ({
    throttle,
    now,
    openBrowser,
  }: Pick<BackgroundSignInOptions, 'throttle' | 'now' | 'openBrowser'>) =>
  async (address: string): Promise<boolean> => {
    const at = now().getTime()
    const since = at - ((await throttle.lastOpened()) ?? Number.NEGATIVE_INFINITY)
    if (since >= 0 && since < throttleMs) return false
    await throttle.recordOpened(at)
    return await openBrowser(address)
  }

/**
 * The sign-in of a running server: started by the first question without a session, or by a host
 * that shows the address itself; shared by all questions that come meanwhile.
 */
export function createBackgroundSignIn<T>(
  options: BackgroundSignInOptions<T>,
): BackgroundSignIn<T> {
  const { login, issuer, signIn, notice, place = jhe } = options
  const openTab = createTabOpener(options)
  let current: SignInRun<T> | undefined
  /** How many addresses a host has shown that are neither accepted nor declined. */
  let offers = 0
  let finished = 0

  const waiters = createWaiters(options)

  const isAwaited = (): boolean => waiters.waiting() > 0 || offers > 0

  const start = (): SignInRun<T> => {
    const run = startSignInRun({ place, signIn, openTab, notice, lifetime, isAwaited })
    offers = 0
    const over = (sessions: number) => () => {
      finished += sessions
      if (current === run) current = undefined
    }
    run.done.then(over(1), over(0))
    return run
  }

  const begin: BackgroundSignIn<T>['begin'] = async ({ open }) => {
    const run = (current ??= start())
    await run.ready
    const opened = open ? await run.openTab() : await run.opened()
    return startedOf(run, opened)
  }

  const beginFor = async (open: boolean, signal: AbortSignal) =>
    await orAbort(begin({ open }), signal)

  const require: BackgroundSignIn<T>['require'] = async (signal, progress) => {
    if (login === 'manual') throw signInRequired(issuer, place)
    const started = await beginFor(true, signal)
    if (!started.opened) throw signInAt(options, started)
    return await waiters.finish(started, { signal, progress })
  }

  const offer = async (): Promise<string | null> => {
    const { address } = await begin({ open: false })
    offers += 1
    return address
  }

  const accepted: BackgroundSignIn<T>['accepted'] = async (signal, progress) => {
    const isOver = current === undefined
    const started = await beginFor(false, signal)
    if (isOver) throw signInAt(options, started)
    offers = Math.max(0, offers - 1)
    return await waiters.finish(started, { signal, progress })
  }

  const declined = async (): Promise<JheError> => {
    const started = await begin({ open: false })
    offers = Math.max(0, offers - 1)
    return new JheError(
      'SIGN_IN_DENIED',
      `The sign-in was declined, so nothing was asked of ${place.fullName}.`,
      wayTo(options, started),
    )
  }

  const stop = async (): Promise<void> => {
    await current?.stop()
  }

  return { begin, require, offer, accepted, declined, finished: () => finished, stop }
}
