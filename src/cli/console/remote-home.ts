import type { Runtime } from '../../app/runtime.js'
import { onlyNamed, type ShownPerson, type StatusOptions } from '../../console/api/status-routes.js'
import { serverUrl } from '../commands/server-options.js'
import { openRemoteAccount } from '../connect/open-account.js'
import { remoteExpiryOf } from '../connect/remote-session-lines.js'
import { withRemote, type RemoteCommand, type ServerFlags } from '../connect/with-remote.js'
import { findingsOf, firstLine } from './home.js'

/** Who is signed in at a server elsewhere: only that server can read from its tokens who it is. */
const shownIn = async (remote: RemoteCommand): Promise<ShownPerson> => {
  const { server, config, command } = remote
  if (config.headerFile !== undefined)
    return onlyNamed(`the account of the header file at ${server.origin}`)
  const account = openRemoteAccount(remote)
  const session = await account.session()
  if (session === undefined) return onlyNamed(null)
  const store = await account.settings.stores.current()
  return onlyNamed(`your account at ${server.origin}`, [
    { name: 'Issuer', value: session.issuer },
    { name: 'Scopes', value: session.scopes.join(' ') || 'none named' },
    { name: 'Session', value: remoteExpiryOf(session, command.runtime.now()) },
    { name: 'Kept in', value: store.describe() },
  ])
}

/**
 * What the first page shows and does about a server elsewhere, as `whoami --url`, `logout --url` and
 * `doctor <url>` do.
 * @param flags settings of the whole program by name
 * @param own settings of the server by name
 */
export const remoteHome = (
  runtime: Runtime,
  flags: ServerFlags,
  own: ServerFlags,
): Pick<StatusOptions, 'person' | 'signOut' | 'findings'> => ({
  person: async () => {
    let shown = onlyNamed(null)
    await withRemote(runtime, flags, own, async (remote) => {
      shown = await shownIn(remote)
      return 0
    })
    return shown
  },
  signOut: async () => {
    const { remoteLogout } = await import('../connect/remote-logout.js')
    return await firstLine(
      runtime,
      async (quiet) => await withRemote(quiet, flags, own, remoteLogout),
    )
  },
  findings: async () => {
    const [{ ladderOf }, { probeSession }] = await Promise.all([
      import('../../doctor/ladders.js'),
      import('../connect/probe-session.js'),
    ])
    const probe = async (signal: AbortSignal) => await probeSession(runtime, flags, own, signal)
    const ladder = await ladderOf({ url: serverUrl(own, runtime), probe }, runtime)
    return await findingsOf(runtime, { settings: { ...own, ...flags }, ...ladder })
  },
})
