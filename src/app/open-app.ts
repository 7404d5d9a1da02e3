import { setTimeout as delay } from 'node:timers/promises'

import type { CallerIdentity } from '../auth/identity.js'
import type { Guard } from '../guard/guard.js'
import { callerOf, type Granted } from '../calls/request-context.js'
import { once, type Once } from '../once.js'
import type { Account } from './account.js'
import { auditProblem, noAudit, openAudit } from './audit/open-audit.js'
import { openDatabase } from './open-database.js'
import type { CommandContext } from './runtime.js'
import { refusingWith } from './refusing-app.js'
import { askingCaller, choicePageOf } from './grant/ask-study.js'
import { openGrant } from './grant/open-grant.js'
import { commandRewriterOf } from './command-rewriter.js'
import type { OpenApp } from './opened-app.js'
import type { SignInOnDemand } from './sign-in-on-demand.js'

/** Milliseconds that a running sign-in may take to stop. */
const signInLimit = 400

/** Who is signed in to an account that the first call opens. */
export const identityOf = (account: Once<Account>): CallerIdentity => ({
  current: async (signal) => await (await account.get()).identity.current(signal),
  state: async (signal) => await (await account.get()).sessionState(signal),
})

/** The guard of this installation, whose parts the first call loads. */
const guardOf = (command: CommandContext): Once<Guard> =>
  once(async () => (await import('./guard/open-guard.js')).openGuard(command))

/** The sign-in of an account that the first call opens. */
export const signInOf = (account: Once<Account>): SignInOnDemand => ({
  open: async () => (await account.get()).background,
  finished: () => account.opened()?.background.finished() ?? 0,
})

/**
 * The app in front of a real JHE: the saved session and PostgreSQL, both opened by the first call
 * that needs them.
 */
export function openApp(command: CommandContext): OpenApp {
  const { runtime } = command
  const { granted, config, asks, hold, problem } = openGrant(command)
  const held = { ...command, config }
  const database = once(async () => await openDatabase(held))
  const auditTrouble = auditProblem(config)
  const audit = auditTrouble === undefined ? openAudit(held) : noAudit
  const account = once(async () => (await import('./account.js')).openAccount(held, { audit }))
  const guard = guardOf(held)
  const app = {
    version: runtime.version,
    config,
    now: runtime.now,
    rewriteCommands: commandRewriterOf(runtime),
    audit,
    database: database.get,
    guard: guard.get,
  }
  const make = (to: Granted) => hold(callerOf(app, identityOf(account), to), held)
  const choice = choicePageOf(held)
  const opened: OpenApp = {
    app,
    caller: asks ? askingCaller(make, granted, choice.page) : make(granted),
    signIn: signInOf(account),
    close: async (auditMs) => {
      audit.cutOff()
      const closed = (async () => {
        await (await database.ifOpen())?.close()
      })()
      const stopped = (async () => {
        await (await account.ifOpen())?.background.stop()
      })()
      const counted = (async () => {
        await (await guard.ifOpen())?.close()
      })()
      const ended = Promise.all([stopped, choice.close(), counted])
      await Promise.race([ended, delay(signInLimit, undefined, { ref: false })])
      await audit.close(auditMs)
      await Promise.all([closed, ended])
    },
  }
  return refusingWith(opened, problem ?? auditTrouble)
}
