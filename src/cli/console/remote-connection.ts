import { openAudit } from '../../app/audit/open-audit.js'
import type { Runtime } from '../../app/runtime.js'
import { createKnownTools } from '../../connect/host/known-tools.js'
import type { Receive, Upstream } from '../../connect/upstream/upstream.js'
import { readConnectSettings } from '../connect/connect-settings.js'
import { openRemote } from '../connect/open-remote.js'
import type { OwnConnection } from './own-connection.js'
import { remoteHome } from './remote-home.js'
import { signInNow, type OfferedSignIn } from './sign-in-now.js'

/** A server elsewhere, with its sign-in. */
export interface ServerElsewhere {
  readonly origin: string
  readonly open: (receive: Receive) => Upstream
  /** Signs in in the browser. */
  readonly signIn: (signal: AbortSignal) => Promise<void>
  readonly close: () => Promise<void>
}

/**
 * Opens the way to a server over HTTP, as `connect` does: pinned, signed in, its session sealed.
 * @param own settings of a server elsewhere, by name; `url` among them
 * @throws JheError CONFIG_INVALID
 */
export function serverElsewhere(
  runtime: Runtime,
  flags: Readonly<Record<string, unknown>>,
  own: Readonly<Record<string, unknown>>,
): ServerElsewhere {
  const settings = readConnectSettings(runtime, flags, own)
  const problem = settings.problem ?? settings.refusal
  if (problem !== undefined) throw problem
  const audit = openAudit(settings.command)
  const remote = openRemote(settings, audit)
  const { account } = remote
  const offered: OfferedSignIn = {
    offer: async () => await account.offer({}),
    accepted: async (signal) => await account.accepted(signal),
    require: async (signal) => await account.signIn({}, signal),
  }
  return {
    origin: account.server.origin,
    open: (receive) => remote.open(receive, createKnownTools()),
    signIn: async (signal) => {
      await signInNow(offered, runtime, signal)
    },
    close: async () => {
      await account.stop()
      await audit.close()
    },
  }
}

/** A served jhe-mcp as the server that the console is about. */
export function servedConnection(
  runtime: Runtime,
  flags: Readonly<Record<string, unknown>>,
  own: Readonly<Record<string, unknown>>,
): OwnConnection {
  const server = serverElsewhere(runtime, flags, own)
  const { url } = own
  return {
    version: runtime.version,
    callCommand: typeof url === 'string' ? `jhe-mcp call --url ${url}` : 'jhe-mcp call',
    address: server.origin,
    ...remoteHome(runtime, flags, own),
    signIn: server.signIn,
    open: server.open,
    close: server.close,
  }
}
