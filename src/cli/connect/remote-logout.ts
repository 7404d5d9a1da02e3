import { createSealedSeenStore } from '../../connect/seen/sealed-seen-store.js'
import { signedOutLine } from '../logout.js'
import { keepingOf, openRemoteAccount } from './open-account.js'
import type { RemoteCommand } from './with-remote.js'

/**
 * `jhe-mcp logout --url <server>`: revokes the session there and forgets it here, with what was seen of
 * the server and where it leads. Idempotent.
 * @returns exit code 0
 * @throws JheError CREDENTIALS_LOCKED when the store cannot be cleared
 */
export async function remoteLogout(remote: RemoteCommand): Promise<number> {
  const { command, server, stdout } = remote
  const account = openRemoteAccount(remote)
  const store = await account.settings.stores.current()
  const outcome = await account.signOut({ forget: true })
  await createSealedSeenStore(server, keepingOf(command), command.runtime.now).forget()
  stdout(signedOutLine(outcome, server.origin))
  if (outcome !== 'nobody') stdout(`store: ${store.describe()}`)
  return 0
}
