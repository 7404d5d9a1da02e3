import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { startDemoIssuer } from '../demo/issuer/start-issuer.js'
import { demoPeople } from '../demo/people.js'
import { type Account, openAccount } from '../app/account.js'
import { describePerson, inventedNotice, openDemoWorld } from '../app/demo/demo-app.js'
import { showTour } from './demo-tour.js'
import type { OpenAudit } from '../app/audit/open-audit.js'
import { once, type Once } from '../once.js'
import type { CommandContext } from '../app/runtime.js'
import { identityOf, signInOf } from '../app/open-app.js'
import type { OpenApp } from '../app/opened-app.js'
import { callerOf, type Granted } from '../calls/request-context.js'
import { delegationRefused, noneInDemo } from '../app/delegation/delegation-refused.js'
import { askingCaller, choicePageOf } from '../app/grant/ask-study.js'
import { openGrant } from '../app/grant/open-grant.js'
import { refusingWith } from '../app/refusing-app.js'
import { loginCommand, logoutCommand } from './session-commands.js'

/** An account at an issuer of its own, with a session of this process only. */
interface DemoAccount {
  readonly account: Account
  close(): Promise<void>
}

/**
 * Starts the demo's issuer and points an account at it. The session lies in a temporary folder, so
 * that the person's own session and keychain are left alone; the rest is the real sign-in.
 */
const openDemoAccount = async (command: CommandContext, audit: OpenAudit): Promise<DemoAccount> => {
  const { config } = command
  const issuer = await startDemoIssuer({ people: demoPeople, redirectUri: config.redirectUri })
  const tokenDir = await mkdtemp(join(tmpdir(), 'jhe-mcp-demo-'))
  const account = openAccount(
    {
      ...command,
      config: {
        ...config,
        issuer: issuer.issuer,
        clientId: issuer.clientId,
        scopes: 'openid',
        tokenStore: 'file',
        tokenDir,
        // with `manual` a call returns the address: `jhe-mcp login` cannot sign in to a demo
        login: 'auto',
      },
    },
    { audit, opensBrowser: config.login === 'auto', hasLogin: false },
  )
  return {
    account,
    close: async () => {
      await account.background.stop()
      await issuer.close()
      await rm(tokenDir, { recursive: true, force: true })
    },
  }
}

/** The demo world for the person who signs in; issuer and database start with the first call. */
export const openSignedInApp = (
  command: CommandContext,
): OpenApp & { readonly audit: OpenAudit; readonly account: () => Promise<Account> } => {
  const { granted, config, asks, problem } = openGrant(command)
  const held = { ...command, config }
  const { app, close } = openDemoWorld(held)
  const opened = once(async () => await openDemoAccount(held, app.audit))
  const account: Once<Account> = {
    get: async () => (await opened.get()).account,
    ifOpen: async () => (await opened.ifOpen())?.account,
    opened: () => opened.opened()?.account,
  }
  const make = (to: Granted) => callerOf(app, identityOf(account), to)
  const choice = choicePageOf(held, 'nothing')
  const signedIn = {
    app,
    audit: app.audit,
    account: account.get,
    caller: asks ? askingCaller(make, granted, choice.page) : make(granted),
    signIn: signInOf(account),
    close: async () => {
      await choice.close()
      await (await opened.ifOpen())?.close()
      await close()
    },
  }
  return refusingWith(signedIn, problem ?? delegationRefused(config, noneInDemo))
}

/** Signs in, shows the tour as the person who signed in, and signs out. @returns the exit code */
const tourAfterSignIn = async (
  command: CommandContext,
  { account: accountOf, ...opened }: ReturnType<typeof openSignedInApp>,
): Promise<number> => {
  const { config, runtime } = command
  const { stdout, interrupted } = runtime
  stdout.write(`${inventedNotice} First you sign in, as you would at a real JHE.\n`)
  const account = await accountOf()
  const how = { browser: config.login === 'auto', timeout: 300, force: false }
  const code = await loginCommand(command, how, account)
  if (code !== 0) return code
  try {
    const { subject } = await account.identity.current(interrupted)
    const person = demoPeople.find(({ userId }) => userId === subject)
    if (person !== undefined) stdout.write(`\nYou are signed in as ${describePerson(person)}\n`)
    await showTour(opened, runtime)
  } finally {
    stdout.write('\n')
    await logoutCommand({ runtime, config: opened.app.config }, account, opened.audit)
  }
  return 0
}

/**
 * `jhe-mcp demo --sign-in`: the sign-in that a real JHE asks for, at an issuer on this computer whose
 * page offers the people of the demo; then the tour.
 * @returns the exit code
 * @throws JheError as `login` does
 */
export async function tourWithSignIn(command: CommandContext): Promise<number> {
  const opened = openSignedInApp(command)
  try {
    return await tourAfterSignIn(command, opened)
  } finally {
    await opened.close()
  }
}
