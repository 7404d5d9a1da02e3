import type { StoreResolver } from '../../auth/store/session-store.js'
import { createStoreResolver } from '../../auth/store/store-resolver.js'
import { createTokenFile, type TokenFile } from '../../auth/store/token-file.js'
import type { ServerUrl } from '../server-url.js'
import type { Keeping } from './keeping.js'
import { remoteSessionKind, sessionsFileName, type RemoteSession } from './remote-session.js'
import { serverPlace } from './server-place.js'

/** The file of the sessions at servers elsewhere, which is not asked yet. */
export function sessionsFile(
  server: ServerUrl,
  { dir, machine, warn }: Keeping,
  now: () => Date,
): TokenFile {
  const { login } = serverPlace(server)
  return createTokenFile({ dir, machine, now, warn, login, name: sessionsFileName })
}

/** Where the session at one server is kept. */
export function sessionStores(
  server: ServerUrl,
  { mode, keychain, warn }: Keeping,
  file: TokenFile,
): StoreResolver<RemoteSession> {
  const kind = remoteSessionKind(server, serverPlace(server))
  return createStoreResolver({ mode, kind, file, keychain, warn })
}
