import { noAudit } from '../../app/audit/open-audit.js'
import type { Runtime } from '../../app/runtime.js'
import { openRemoteClient } from '../../connect/client/remote-client.js'
import type { SessionSeen } from '../../doctor/remote/session-probe.js'
import { toJheError } from '../../errors.js'
import { readConnectSettings } from './connect-settings.js'
import { openRemote } from './open-remote.js'
import type { ServerFlags } from './with-remote.js'

/**
 * Greets a server elsewhere with the session of this computer, for `doctor`. Nobody is signed in for it.
 * @param flags settings of the whole program by name
 * @param own settings of the server by name
 */
export async function probeSession(
  runtime: Runtime,
  flags: ServerFlags,
  own: ServerFlags,
  signal: AbortSignal,
): Promise<SessionSeen> {
  try {
    const settings = readConnectSettings(runtime, flags, own)
    const refusal = settings.problem ?? settings.refusal
    if (refusal !== undefined) throw refusal
    const { account, open } = openRemote(settings, noAudit)
    if (!(await account.isSignedIn())) return { kind: 'none' }
    const client = await openRemoteClient({ open, version: runtime.version, signal })
    try {
      return { kind: 'taken', tools: (await client.list('tools/list', 'tools')).length }
    } finally {
      await client.close()
    }
  } catch (thrown) {
    return { kind: 'failed', error: toJheError(thrown) }
  }
}
