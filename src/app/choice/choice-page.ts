import { setTimeout as delay } from 'node:timers/promises'

import { createTabOpener } from '../../auth/sign-in/background-sign-in.js'
import { launcherOf, openBrowser } from '../../auth/sign-in/browser.js'
import { createBrowserThrottle, type BrowserThrottle } from '../../auth/sign-in/browser-throttle.js'
import { parseRedirectUri, type RedirectUri } from '../../auth/sign-in/callback/redirect-uri.js'
import type { ChoicePage, PageOutcome, PageQuestion } from '../../calls/request-context.js'
import { once } from '../../once.js'
import { orAbort } from '../../or-abort.js'
import type { CommandContext } from '../runtime.js'
import { openStudyPage } from './study-page.js'

/** Milliseconds. */
interface Times {
  /** How long a page stays open. */
  readonly lifetimeMs: number
  /** How long a question waits for it. */
  readonly timeoutMs: number
}

const standard: Times = { lifetimeMs: 300_000, timeoutMs: 25_000 }

/** A page that is shown. */
interface Shown {
  readonly answered: Promise<PageOutcome>
  /** Opens it in the browser, once. @returns whether that worked, as far as can be told */
  readonly open: () => Promise<boolean>
  readonly end: () => void
  /** Resolves once it is over and the port is free. */
  readonly closed: Promise<void>
}

/** What every page of a process is made with. */
interface Parts extends Pick<Times, 'lifetimeMs'> {
  readonly redirect: RedirectUri
  readonly pid: number
  readonly throttle: BrowserThrottle
  readonly openTab: (address: string) => Promise<boolean>
  readonly log: CommandContext['log']
}

/** Opens a page, which ends with the answer or after its time. @returns undefined where the port is taken */
const showPage = async (
  { redirect, pid, throttle, openTab, log, lifetimeMs }: Parts,
  { take, ...question }: PageQuestion,
): Promise<Shown | undefined> => {
  let resolve: (outcome: PageOutcome) => void = () => undefined
  const answered = new Promise<PageOutcome>((settle) => {
    resolve = settle
  })
  const page = await openStudyPage({
    redirect,
    pid,
    question,
    take: async (study) => {
      const isTaken = await take(study)
      // the next process of this computer asks anew
      if (isTaken) await throttle.recordOpened(0)
      resolve(isTaken ? 'chosen' : 'declined')
      return isTaken
    },
  })
  if (page === undefined) return undefined
  const end = (): void => {
    resolve('unanswered')
  }
  const tab = once(async () => {
    const isOpen = await openTab(page.address)
    if (!isOpen) log.warn(`Choose the study of this session at ${page.address}`)
    return isOpen
  })
  /** Nobody answered, and the tab is of no use any more: the next question opens another one. */
  const expire = async (): Promise<void> => {
    await tab.ifOpen()
    await throttle.recordOpened(0)
    end()
  }
  const timer = setTimeout(() => void expire().catch(end), lifetimeMs).unref()
  const closed = answered.then(async () => {
    clearTimeout(timer)
    await page.close()
  })
  return { answered, open: tab.get, end, closed }
}

/** For a process that leaves no file behind. */
const throttleInMemory = (): BrowserThrottle => {
  let opened: number | undefined
  return {
    lastOpened: async () => await Promise.resolve(opened),
    recordOpened: async (at) => {
      opened = at
      await Promise.resolve()
    },
  }
}

/**
 * The page of a process, on which the person chooses the study where the host cannot ask them. There
 * is one at a time; its address goes to the browser, else to stderr, and never into an answer: what
 * reads answers could choose by itself.
 * @param keeps where it is kept when a tab was opened last: with the session, or nowhere
 * @param times for tests
 */
export function createChoicePage(
  { config, runtime, log }: CommandContext,
  keeps: 'file' | 'nothing',
  { lifetimeMs, timeoutMs } = standard,
): ChoicePage & { readonly close: () => Promise<void> } {
  const { env, machine, now } = runtime
  const throttle =
    keeps === 'nothing'
      ? throttleInMemory()
      : createBrowserThrottle(config.tokenDir, machine, 'last-study-page')
  const launch = launcherOf(env)
  const openTab = createTabOpener({
    throttle,
    now,
    openBrowser: async (address) => await openBrowser(address, launch),
  })
  let current: Promise<Shown | undefined> | undefined
  let last: Shown | undefined

  const show = async (question: PageQuestion): Promise<Shown | undefined> => {
    const redirect = parseRedirectUri(config.redirectUri)
    const parts = { redirect, pid: machine.pid, throttle, openTab, log, lifetimeMs }
    // the port of the page before is free again
    await last?.closed
    const shown = await showPage(parts, question)
    last = shown
    void shown?.answered.then(() => {
      current = undefined
    })
    return shown
  }

  return {
    ask: async (question, signal) => {
      const shown = await (current ??= show(question).catch(() => undefined))
      if (shown === undefined) {
        current = undefined
        return 'unavailable'
      }
      if (!(await shown.open())) return 'unopened'
      const late = delay(timeoutMs, 'unanswered' as const, { ref: false })
      return await orAbort(Promise.race([shown.answered, late]), signal)
    },
    close: async () => {
      const shown = await current
      shown?.end()
      await last?.closed
    },
  }
}
