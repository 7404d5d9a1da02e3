import type { Runtime } from '../app/runtime.js'
import { JheError } from '../errors.js'
import type { ProbeSession } from './remote/session-probe.js'
import type { DoctorOptions } from './doctor-command.js'

/** Which ladder the command line asks for. */
export interface LadderChoice {
  /** Address of a server elsewhere. */
  readonly url?: string | undefined
  /** Whether it is about `jhe-mcp serve` on this computer. */
  readonly serve?: boolean | undefined
  /** Looks at the session at that server. */
  readonly probe?: ProbeSession
}

/**
 * What `doctor` looks at: the local half without a choice.
 * @throws JheError INPUT_INVALID for an address that is none, or for both at once
 */
export async function ladderOf(
  { url, serve = false, probe }: LadderChoice,
  runtime: Runtime,
): Promise<Pick<DoctorOptions, 'checks' | 'remoteHost'>> {
  if (url !== undefined && serve)
    throw new JheError(
      'INPUT_INVALID',
      'doctor looks at one thing at a time: an address, or the settings of serve.',
      'Leave out --serve to ask the server at that address.',
    )
  if (serve) return { checks: (await import('./serve-registry.js')).serveChecks }
  if (url === undefined) return {}
  const [{ createRemoteServer, remoteUrl }, { remoteChecks }] = await Promise.all([
    import('./remote/remote-server.js'),
    import('./remote-registry.js'),
  ])
  const address = remoteUrl(url)
  return {
    checks: remoteChecks(createRemoteServer(address, runtime), probe),
    remoteHost: address.host,
  }
}
