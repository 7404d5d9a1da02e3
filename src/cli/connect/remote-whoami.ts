import type { RemoteClient } from '../../connect/client/remote-client.js'
import type { RemoteSession } from '../../connect/account/remote-session.js'
import { toJheError, type JheError } from '../../errors.js'
import { isRecord } from '../../record.js'
import { clean } from '../../text/clean.js'
import { openRemoteAccount } from './open-account.js'
import { remoteExpiryOf } from './remote-session-lines.js'
import { withClient, type RemoteCommand } from './with-remote.js'

/** What the server said; null where it could not be asked. */
interface Told {
  readonly server_name: string | null
  readonly tool_count: number | null
}

const nameOf = ({ hello }: RemoteClient): string => {
  const info = hello['serverInfo']
  if (!isRecord(info)) return 'unknown'
  return clean(
    [info['name'], info['version']].filter((part) => typeof part === 'string').join(' '),
    100,
  )
}

const untold: Told = { server_name: null, tool_count: null }

/** Greets the server, which shows that it takes the session. */
const askServer = async (remote: RemoteCommand): Promise<{ told: Told; error?: JheError }> => {
  try {
    const told = await withClient(remote, async (client) => ({
      server_name: nameOf(client),
      tool_count: (await client.list('tools/list', 'tools')).length,
    }))
    return { told }
  } catch (thrown) {
    return { told: untold, error: toJheError(thrown) }
  }
}

interface Whoami extends Told {
  readonly signed_in: true
  readonly server: string
  readonly issuer: string
  readonly client_id: string
  readonly scopes: readonly string[]
  readonly store: 'keychain' | 'file'
  readonly expires_at: string | null
}

const describe = (session: RemoteSession, store: Whoami['store'], told: Told): Whoami => ({
  signed_in: true,
  server: session.server,
  issuer: session.issuer,
  client_id: session.client_id,
  scopes: session.scopes,
  store,
  expires_at:
    session.expires_at === null ? null : new Date(session.expires_at * 1000).toISOString(),
  ...told,
})

const linesOf = (answer: Whoami, store: string, expires: string): readonly string[] => [
  `server:  ${answer.server}${answer.server_name === null ? '' : ` (${answer.server_name})`}`,
  `issuer:  ${answer.issuer}`,
  `client:  ${answer.client_id}`,
  `scopes:  ${answer.scopes.join(' ') || 'none named'}`,
  `store:   ${store}`,
  `expires: ${expires}`,
  `tools:   ${answer.tool_count ?? 'unknown'}`,
]

/** A server that takes the headers of a file, or wants nobody to sign in. */
const withoutSession = async (remote: RemoteCommand, json: boolean): Promise<number> => {
  const { server, config, stdout } = remote
  if (config.headerFile === undefined) {
    stdout(
      json
        ? '{"signed_in":false}'
        : `Nobody is signed in at ${server.origin}. Run \`jhe-mcp login --url ${server.href}\`.`,
    )
    return 3
  }
  const { told, error } = await askServer(remote)
  if (error !== undefined) throw error
  const answer = { signed_in: true, server: server.href, by: 'header file', ...told }
  const text = `server:  ${server.href} (${told.server_name ?? 'unknown'})\nby:      header file\ntools:   ${told.tool_count ?? 'unknown'}`
  stdout(json ? JSON.stringify(answer, null, 2) : text)
  return 0
}

/**
 * `jhe-mcp whoami --url <server>`: the session there, and whether the server takes it.
 * @returns exit code 0, or 3 without a session
 * @throws JheError after the answer, where the server could not be asked
 */
export async function remoteWhoami(
  remote: RemoteCommand,
  { json }: { readonly json: boolean },
): Promise<number> {
  const account = openRemoteAccount(remote)
  const before = remote.config.headerFile === undefined ? await account.session() : undefined
  if (before === undefined) return await withoutSession(remote, json)
  const { told, error } = await askServer(remote)
  // asking may have renewed it, or found that it has ended
  const session = (await account.session()) ?? before
  const store = await account.settings.stores.current()
  const answer = describe(session, store.kind, told)
  const expires = remoteExpiryOf(session, remote.command.runtime.now())
  const lines = json
    ? [JSON.stringify(answer, null, 2)]
    : linesOf(answer, store.describe(), expires)
  for (const line of lines) remote.stdout(line)
  if (error !== undefined) throw error
  return 0
}
