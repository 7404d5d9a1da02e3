import type { Place } from '../../auth/place.js'
import type { Keychain } from '../../auth/store/keychain.js'
import type { StoreKind, StoreResolver } from '../../auth/store/session-store.js'
import { createStoreResolver } from '../../auth/store/store-resolver.js'
import { createTokenFile } from '../../auth/store/token-file.js'
import type { Machine } from '../../files/machine.js'
import type { OAuthContext } from '../oauth/oauth.js'
import type { WantedClient } from '../oauth/registration.js'
import { createKnownServer, knownServerKind, type KnownServer } from './known-server.js'
import { createRemoteIssuer, type RemoteIssuer } from './remote-issuer.js'
import { createRemoteRefresher, type RemoteRefresher } from './remote-refresh.js'
import { remoteSessionKind, sessionsFileName, type RemoteSession } from './remote-session.js'
import { serverPlace } from './server-place.js'

/** Where records are kept on this computer. */
export interface Keeping {
  /** `JHE_TOKEN_DIR` */
  readonly dir: string
  /** `JHE_TOKEN_STORE` */
  readonly mode: 'auto' | StoreKind
  readonly keychain: Keychain
  readonly machine: Machine
  /** One line for the person; never a secret. */
  readonly warn: (line: string) => void
}

/** The parts of an account at a server elsewhere. */
export interface RemoteParts {
  readonly place: Place
  readonly stores: StoreResolver<RemoteSession>
  readonly known: KnownServer
  readonly issuer: RemoteIssuer
  readonly refresher: RemoteRefresher
}

/** Wires them together. Neither a file nor the network is asked yet. */
export function openRemoteParts(
  context: OAuthContext,
  wanted: WantedClient,
  { dir, mode, keychain, machine, warn }: Keeping,
): RemoteParts {
  const { server, now } = context
  const place = serverPlace(server)
  const { login } = place
  const file = createTokenFile({ dir, machine, now, warn, login, name: sessionsFileName })
  const kept = { mode, file, keychain, warn }
  const stores = createStoreResolver({ ...kept, kind: remoteSessionKind(server, place) })
  const known = createKnownServer(
    server,
    createStoreResolver({ ...kept, kind: knownServerKind(server, place) }),
  )
  const issuer = createRemoteIssuer({
    context,
    wanted,
    known,
    session: async () => (await stores.read()).session,
  })
  const refresher = createRemoteRefresher({ stores, issuer, place, dir, machine, now })
  return { place, stores, known, issuer, refresher }
}
