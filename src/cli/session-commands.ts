import type { Identity } from '../auth/identity.js'
import { viewerOf } from '../permissions/viewer.js'
import { type Account, openAccount } from './account.js'
import { login, type LoginOptions } from './login.js'
import { logout } from './logout.js'
import type { Command, Output } from './runtime.js'
import { openServices } from './services.js'
import { whoami } from './whoami.js'

const lineTo =
  (output: Output) =>
  (line: string): void => {
    output.write(`${line}\n`)
  }

/** `jhe-mcp login` on an account; the real one unless given. */
export async function loginCommand(
  command: Command,
  options: LoginOptions,
  account: Account = openAccount(command),
): Promise<number> {
  const { stdin, stdout, stderr, interrupted } = command.runtime
  return await login(options, {
    settings: account.signIn,
    identity: account.identity,
    openBrowser: account.openBrowser,
    surroundings: account.surroundings,
    stdin,
    stdout: lineTo(stdout),
    stderr: lineTo(stderr),
    signal: interrupted,
  })
}

/** `jhe-mcp logout` on an account; the real one unless given. */
export async function logoutCommand(
  command: Command,
  { issuerClient, stores }: Account = openAccount(command),
): Promise<number> {
  return await logout({ issuerClient, stores, stdout: lineTo(command.runtime.stdout) })
}

/** `jhe-mcp whoami` on the real account and database. */
export async function whoamiCommand(
  command: Command,
  options: { readonly json: boolean },
): Promise<number> {
  const { config, runtime } = command
  const account = openAccount(command)
  const opened = openServices(command)
  const personInJhe = async (identity: Identity, signal: AbortSignal) => {
    const { describeViewer } = await import('../query/registry.js')
    const database = await opened.services.database()
    const person = await database.ask(viewerOf(identity, config), describeViewer, {}, signal)
    const { viewer_kind: kind, organizations, study_count } = person
    return { kind, organizations, study_count }
  }
  try {
    return await whoami(options, {
      identity: account.identity,
      permissionSource: (identity) => viewerOf(identity, config).permissionSource,
      personInJhe,
      now: runtime.now,
      stdout: lineTo(runtime.stdout),
      signal: runtime.interrupted,
    })
  } finally {
    await opened.close()
  }
}
