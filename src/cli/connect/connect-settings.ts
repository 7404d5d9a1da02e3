import { auditProblem } from '../../app/audit/open-audit.js'
import { createServerCommandContext } from '../../app/command-context.js'
import type { CommandContext, Runtime } from '../../app/runtime.js'
import { loadConnectConfig, type ConnectConfig } from '../../connect-config.js'
import { parseServerUrl, type ServerUrl } from '../../connect/server-url.js'
import { JheError } from '../../errors.js'

type Flags = Readonly<Record<string, unknown>>

/** Settings of `jhe-mcp connect`, as far as they are right. */
export interface ConnectSettings {
  readonly command: CommandContext
  /** Undefined where a setting is wrong. */
  readonly remote: { readonly server: ServerUrl; readonly config: ConnectConfig } | undefined
  /** CONFIG_INVALID where a setting is wrong. */
  readonly problem: JheError | undefined
}

const noUrl = new JheError(
  'CONFIG_INVALID',
  'No address of a server is given.',
  'Name it: `jhe-mcp connect https://mcp.example.org/mcp`, or set JHE_SERVER_URL.',
)

const remoteOf = ({ env, home }: Runtime, flags: Flags) => {
  const config = loadConnectConfig({ flags, env, home })
  if (config.url === undefined) throw noUrl
  return { server: parseServerUrl(config.url), config }
}

/**
 * Reads the settings. A wrong one does not prevent the handshake: hosts show the error of a call, but
 * rarely the stderr of a process that exited.
 * @param flags those of the whole program, by name
 * @param own those of a server elsewhere, by name
 */
export function readConnectSettings(runtime: Runtime, flags: Flags, own: Flags): ConnectSettings {
  const { command, problem: general } = createServerCommandContext(runtime, flags)
  const problem = general ?? auditProblem(command.config)
  try {
    const remote = remoteOf(runtime, own)
    return { command, remote: problem === undefined ? remote : undefined, problem }
  } catch (thrown) {
    if (!(thrown instanceof JheError)) throw thrown
    command.log.error(`${thrown.code}: ${thrown.message} ${thrown.hint}`)
    return { command, remote: undefined, problem: problem ?? thrown }
  }
}
