import { environmentOf } from '../../app/account.js'
import { launcherOf, openBrowser } from '../../auth/sign-in/browser.js'
import type { OpenedRemoteAccount } from '../../connect/account/create-remote-account.js'
import type { RemoteSession } from '../../connect/account/remote-session.js'
import { JheError } from '../../errors.js'
import type { LoginOptions } from '../login.js'
import { createPresenter, type Presenter } from '../login-presenter.js'
import { openRemoteAccount } from './open-account.js'
import { remoteSessionLines } from './remote-session-lines.js'
import type { RemoteCommand } from './with-remote.js'

const presenterOf = (
  { browser }: LoginOptions,
  { place, settings }: OpenedRemoteAccount,
  { command: { runtime }, stderr }: RemoteCommand,
): Presenter =>
  createPresenter({
    browser,
    place,
    redirect: settings.redirect,
    openBrowser: async (address) => await openBrowser(address, launcherOf(runtime.env)),
    environment: environmentOf(runtime),
    stdin: runtime.stdin,
    stderr,
  })

/** The stored session, renewed where that is due; undefined where nobody is signed in. */
const goodSession = async (
  account: OpenedRemoteAccount,
  signal: AbortSignal,
): Promise<RemoteSession | undefined> => {
  try {
    return (await account.credentials(signal)) === undefined ? undefined : await account.session()
  } catch (thrown) {
    if (thrown instanceof JheError && thrown.code === 'SESSION_EXPIRED') return undefined
    throw thrown
  }
}

/** Signs in anew and revokes the session it replaces. */
const signInAnew = async (
  account: OpenedRemoteAccount,
  { timeout, force }: LoginOptions,
  { present, upgraded }: Presenter,
  { command, stderr }: RemoteCommand,
): Promise<RemoteSession> => {
  const before = await account.session().catch(() => undefined)
  const session = await account.signInNow({
    timeout,
    signal: command.runtime.interrupted,
    fresh: force,
    present,
    upgraded,
    follow: (pid) => {
      stderr(
        `Another jhe-mcp (process ${pid}) is signing in already; finish in the tab that it opened, or at the address that it told.`,
      )
    },
    notice: stderr,
  })
  if (before !== undefined && before.access_token !== session.access_token)
    await account.revoke(before)
  return session
}

/**
 * `jhe-mcp login --url <server>`: signs the person in at a server elsewhere.
 * @returns exit code 0, or 130 when interrupted, with the port free again
 * @throws JheError as `RemoteAccount.signIn`; CONFIG_INVALID where a header file takes its place
 */
export async function remoteLogin(remote: RemoteCommand, options: LoginOptions): Promise<number> {
  const { command, config, server, stdout } = remote
  const { interrupted, now } = command.runtime
  if (config.headerFile !== undefined)
    throw new JheError(
      'CONFIG_INVALID',
      'A header file takes the place of a sign-in.',
      'Leave out --header-file (JHE_SERVER_HEADER_FILE) to sign in.',
    )
  const account = openRemoteAccount(remote)
  const presenter = presenterOf(options, account, remote)
  try {
    const known = options.force ? undefined : await goodSession(account, interrupted)
    if (known !== undefined)
      stdout(
        `Already signed in at ${server.origin}; \`${account.place.login} --force\` signs in anew.`,
      )
    const session = known ?? (await signInAnew(account, options, presenter, remote))
    const store = await account.settings.stores.current()
    for (const line of remoteSessionLines(session, store.describe(), now())) stdout(line)
    return 0
  } catch (thrown) {
    if (interrupted.aborted) return 130
    throw thrown
  } finally {
    presenter.stop()
  }
}
