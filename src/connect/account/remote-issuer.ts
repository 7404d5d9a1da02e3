import type { StoreKind } from '../../auth/store/session-store.js'
import { discover } from '../oauth/discovery/discover.js'
import type { Challenge, Discovery, OAuthContext, Pin, Registration } from '../oauth/oauth.js'
import { register, type WantedClient } from '../oauth/registration.js'
import { refreshTokens } from '../oauth/tokens.js'
import type { KnownServer } from './known-server.js'
import type { RemoteSession } from './remote-session.js'

/** Where a server has people sign in, and the OAuth client there. */
export interface RemoteIssuer {
  readonly context: OAuthContext
  /** The issuer, once it was found; else the server's origin. */
  name(): string
  /** Asks the server and its issuer. @throws JheError as `discover`; SERVER_CHANGED */
  ask(challenge: Challenge): Promise<Discovery>
  /** As `ask`, but what was found before in this process is used again until `doubt`. */
  found(): Promise<Discovery>
  /** A request to it failed: it is asked again before the next one. */
  doubt(): void
  /** The client to sign in with; registers one where none serves. */
  clientForSignIn(discovery: Discovery, keptIn: StoreKind): Promise<Registration>
  /** The client that a session was made with. */
  clientOf(session: RemoteSession, discovery: Discovery): Promise<Registration>
  /** The client was refused; another one that was registered since is kept. */
  readonly forgetClient: (clientId: string) => Promise<void>
}

export interface RemoteIssuerOptions {
  readonly context: OAuthContext
  readonly wanted: WantedClient
  readonly known: KnownServer
  /** What the stored session says of the issuer, where nothing else is known of it. */
  readonly session: () => Promise<Pin | undefined>
}

/** No valid token; it shows whether the client is known. */
const madeUp = {
  access_token: '',
  refresh_token: 'jhe-mcp asks whether the client is known',
  expires_at: null,
  scopes: [],
} as const
const probeMs = 5_000
/** How long a client that has just registered is known without asking, in seconds. */
const freshSeconds = 60

const isFresh = ({ madeAt }: Registration, now: Date): boolean => {
  const age = now.getTime() / 1000 - (madeAt ?? 0)
  return age >= 0 && age < freshSeconds
}

/**
 * Whether the issuer does not know the client any more: people would see a page without a way on.
 * The token endpoint checks the client first (RFC 6749, section 5.2).
 */
const isForgotten = async (
  context: OAuthContext,
  discovery: Discovery,
  registration: Registration,
): Promise<boolean> => {
  try {
    const signal = AbortSignal.timeout(probeMs)
    const outcome = await refreshTokens(context, discovery, registration, madeUp, signal)
    return outcome === 'unregistered'
  } catch {
    return false
  }
}

export function createRemoteIssuer(options: RemoteIssuerOptions): RemoteIssuer {
  const { context, wanted, known, session } = options
  let finding: Promise<Discovery> | undefined
  let name = context.server.origin

  const ask = async (challenge: Challenge): Promise<Discovery> => {
    const pinned = async (): Promise<Pin | undefined> => (await known.pin()) ?? (await session())
    const asked = pinned().then(async (pin) => await discover(context, challenge, pin))
    finding = asked
    try {
      const discovery = await asked
      name = discovery.issuer
      return discovery
    } catch (thrown) {
      if (finding === asked) finding = undefined
      throw thrown
    }
  }

  const clientForSignIn = async (
    discovery: Discovery,
    keptIn: StoreKind,
  ): Promise<Registration> => {
    const before = await known.registration()
    let registration = await register(context, discovery, wanted, before)
    const isOld =
      registration.clientId === before?.clientId && !isFresh(registration, context.now())
    if (isOld && (await isForgotten(context, discovery, registration)))
      registration = await register(context, discovery, wanted, undefined)
    if (registration.kind === 'registered') await known.remember({ registration }, keptIn)
    return registration
  }

  const clientOf = async (stored: RemoteSession, discovery: Discovery): Promise<Registration> => {
    const { client_id: clientId, client_secret: clientSecret, issuer } = stored
    const { token_endpoint_auth_method: authentication } = stored
    if (authentication !== undefined)
      return { issuer, clientId, clientSecret, authentication, kind: 'registered' }
    const registered = await known.registration()
    if (registered?.clientId === clientId) return registered
    if (wanted.clientId === clientId) return await register(context, discovery, wanted, undefined)
    return { issuer, clientId, authentication: 'none', kind: 'registered' }
  }

  return {
    context,
    name: () => name,
    ask,
    found: async () => await (finding ?? ask(await known.challenge())),
    doubt: () => {
      finding = undefined
    },
    clientForSignIn,
    clientOf,
    forgetClient: async (clientId) => {
      await known.forgetRegistration(clientId)
    },
  }
}
