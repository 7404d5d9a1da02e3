import type { Place } from '../../auth/place.js'
import type { StoreResolver } from '../../auth/store/session-store.js'
import { createStoreResolver } from '../../auth/store/store-resolver.js'
import type { OAuthContext } from '../oauth/oauth.js'
import type { WantedClient } from '../oauth/registration.js'
import type { Keeping } from './keeping.js'
import { createKnownServer, knownServerKind, type KnownServer } from './known-server.js'
import { createRemoteIssuer, type RemoteIssuer } from './remote-issuer.js'
import { createRemoteRefresher, type RemoteRefresher } from './remote-refresh.js'
import type { RemoteSession } from './remote-session.js'
import { serverPlace } from './server-place.js'
import { sessionsFile, sessionStores } from './session-stores.js'

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
  keeping: Keeping,
): RemoteParts {
  const { server, now } = context
  const place = serverPlace(server)
  const { dir, mode, keychain, machine, warn } = keeping
  const file = sessionsFile(server, keeping, now)
  const stores = sessionStores(server, keeping, file)
  const kind = knownServerKind(server, place)
  const known = createKnownServer(server, createStoreResolver({ mode, kind, file, keychain, warn }))
  const issuer = createRemoteIssuer({
    context,
    wanted,
    known,
    session: async () => (await stores.read()).session,
  })
  const refresher = createRemoteRefresher({ stores, issuer, place, dir, machine, now })
  return { place, stores, known, issuer, refresher }
}
