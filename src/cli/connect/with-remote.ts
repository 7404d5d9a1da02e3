import { openAudit, type OpenAudit } from '../../app/audit/open-audit.js'
import { commandRewriterOf } from '../../app/command-rewriter.js'
import type { CommandContext, Output, Runtime } from '../../app/runtime.js'
import { signInRequired } from '../../auth/session/sign-in-required.js'
import type { ConnectConfig } from '../../connect-config.js'
import { openRemoteClient, type RemoteClient } from '../../connect/client/remote-client.js'
import type { RemoteFetch } from '../../connect/remote-fetch.js'
import { createRemoteFetch } from '../../connect/remote-fetch.js'
import { serverPlace } from '../../connect/account/server-place.js'
import type { ServerUrl } from '../../connect/server-url.js'
import { JheError } from '../../errors.js'
import { readConnectSettings, type ConnectSettings } from './connect-settings.js'
import { openRemote } from './open-remote.js'

/** What commands take besides the settings of the whole program: those of a server elsewhere, by name. */
export type ServerFlags = Readonly<Record<string, unknown>>

/** A command about a server elsewhere. */
export interface RemoteCommand {
  readonly command: CommandContext
  readonly settings: ConnectSettings
  readonly server: ServerUrl
  readonly config: ConnectConfig
  readonly audit: OpenAudit
  readonly fetch: RemoteFetch
  /** Writes a line to stdout, with commands that work in this installation. */
  readonly stdout: (line: string) => void
  readonly stderr: (line: string) => void
}

const lineTo = (output: Output, rewrite: (text: string) => string) => (line: string) => {
  output.write(`${rewrite(line)}\n`)
}

/**
 * Runs a command about a server elsewhere, then flushes the audit trail.
 * @param flags settings of the whole program by name
 * @param own settings of the server by name
 * @throws JheError CONFIG_INVALID for a wrong setting
 */
export async function withRemote(
  runtime: Runtime,
  flags: ServerFlags,
  own: ServerFlags,
  work: (remote: RemoteCommand) => Promise<number>,
): Promise<number> {
  const settings = readConnectSettings(runtime, flags, own)
  const { command, remote, problem } = settings
  if (problem !== undefined) throw problem
  const { server, config } = remote
  const audit = openAudit(command)
  const rewrite = commandRewriterOf(runtime)
  try {
    return await work({
      command,
      settings,
      server,
      config,
      audit,
      fetch: createRemoteFetch({ server, env: runtime.env }),
      stdout: lineTo(runtime.stdout, rewrite),
      stderr: lineTo(runtime.stderr, rewrite),
    })
  } catch (thrown) {
    command.log.failure(thrown)
    throw thrown
  } finally {
    await audit.close()
  }
}

/** Runs work on a client of the server, which is greeted first. @throws JheError as the client does */
export async function withClient<T>(
  { command, settings, audit, server, config }: RemoteCommand,
  work: (client: RemoteClient) => Promise<T>,
): Promise<T> {
  const { version, interrupted: signal } = command.runtime
  if (settings.refusal !== undefined) throw settings.refusal
  const { open } = openRemote(settings, audit)
  try {
    const client = await openRemoteClient({ open, version, signal })
    try {
      return await work(client)
    } finally {
      await client.close()
    }
  } catch (thrown) {
    // a command opens no browser by itself; a header file has its own way out
    const mayLogIn = config.headerFile === undefined
    if (mayLogIn && thrown instanceof JheError && thrown.code === 'SIGN_IN_REQUIRED')
      throw signInRequired(server.origin, serverPlace(server))
    throw thrown
  }
}
