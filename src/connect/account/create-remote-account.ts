import { createHash } from 'node:crypto'

import { auditedSession, type AuditTarget } from '../../app/audit/audited-session.js'
import type { Revocation } from '../../auth/issuer/revoke.js'
import type { Place } from '../../auth/place.js'
import type { SignInAttempt, SignInAtSettings } from '../../auth/sign-in/attempt.js'
import { createBackgroundSignIn } from '../../auth/sign-in/background-sign-in.js'
import { createBrowserThrottle, type BrowserThrottle } from '../../auth/sign-in/browser-throttle.js'
import { forwardingHint, type Environment } from '../../auth/sign-in/environment-detection.js'
import { signInAt } from '../../auth/sign-in/sign-in-at.js'
import type { Challenge, OAuthContext } from '../oauth/oauth.js'
import type { WantedClient } from '../oauth/registration.js'
import type { Keeping } from './keeping.js'
import type { Credentials, RemoteAccount } from './remote-account.js'
import { createRemoteCredentials, credentialsOf } from './remote-credentials.js'
import { openRemoteParts, type RemoteParts } from './remote-parts.js'
import { revokeRemote } from './remote-refresh.js'
import type { RemoteSession } from './remote-session.js'
import { remoteSignInKind } from './remote-sign-in.js'
import { signOutRemote, type RemoteSignOut } from './remote-sign-out.js'
import { createStepUpRounds } from './step-up-rounds.js'

export interface RemoteAccountOptions {
  readonly context: OAuthContext
  readonly wanted: WantedClient
  readonly keeping: Keeping
  /** `JHE_LOGIN` */
  readonly login: 'auto' | 'manual'
  /** @returns whether a browser was opened */
  readonly openBrowser: (address: string) => Promise<boolean>
  readonly environment: Environment
  /** Makes the commands that pages name those of this installation. */
  readonly words?: (text: string) => string
  /** Where every sign-in and sign-out is recorded. */
  readonly audit: Pick<AuditTarget, 'audit' | 'consent'>
}

/** The account with what commands do on it. */
export interface OpenedRemoteAccount extends RemoteAccount {
  readonly place: Place
  readonly settings: SignInAtSettings<RemoteSession>
  /** Signs in in the foreground, as `login` does. @throws JheError as `signInAt` */
  readonly signInNow: (attempt: SignInAttempt) => Promise<RemoteSession>
  /** The stored session, whether it is over or not. @throws JheError CREDENTIALS_LOCKED */
  readonly session: () => Promise<RemoteSession | undefined>
  /** Revokes tokens that are not stored any more. */
  readonly revoke: (session: RemoteSession) => Promise<Revocation>
  readonly signOut: RemoteSignOut
}

const isStepUp = ({ error }: Challenge): boolean => error === 'insufficient_scope'

const tabFile = (place: string): string =>
  `last-tab-${createHash('sha256').update(place).digest('hex').slice(0, 16)}`

/** The tabs at one server. A step-up is counted apart: the person has just finished with the tab before. */
const createTabs = (
  { href }: RemoteAccount['server'],
  { dir, machine }: Keeping,
  challenge: () => Challenge,
): BrowserThrottle => {
  const first = createBrowserThrottle(dir, machine, tabFile(href))
  const wider = createBrowserThrottle(dir, machine, tabFile(`${href} insufficient_scope`))
  const current = (): BrowserThrottle => (isStepUp(challenge()) ? wider : first)
  return {
    lastOpened: async () => await current().lastOpened(),
    recordOpened: async (at) => {
      await current().recordOpened(at)
    },
  }
}

/** The sign-in in a browser. */
const openSignIn = (options: RemoteAccountOptions, parts: RemoteParts) => {
  const { context, keeping, words, audit, ...rest } = options
  const { place, stores, issuer } = parts
  const { server, redirect, now } = context
  const { machine, warn } = keeping
  const rounds = createStepUpRounds(server, now)
  /** What the server said last: it begins the next run, and does not change one that is under way. */
  let wanted: Challenge = {}
  let running: Challenge = {}
  const settingsFor = (challenge: Challenge): SignInAtSettings<RemoteSession> => {
    const kind = remoteSignInKind({ ...parts, challenge })
    return { kind, stores, redirect, pid: machine.pid, now, words }
  }
  const target = {
    ...audit,
    now,
    get issuer() {
      return issuer.name()
    },
  }
  const signInNow = async (attempt: SignInAttempt): Promise<RemoteSession> => {
    const challenge = wanted
    running = challenge
    const run = async () => await signInAt(settingsFor(challenge), attempt)
    const session = await auditedSession('sign_in', target, run, () => null)
    rounds.ended(challenge)
    return session
  }
  const background = createBackgroundSignIn({
    login: rest.login,
    place,
    issuer: server.origin,
    signIn: signInNow,
    openBrowser: rest.openBrowser,
    throttle: createTabs(server, keeping, () => running),
    now,
    notice: warn,
    elsewhere: forwardingHint(rest.environment, redirect, place),
  })
  /** @throws JheError SERVER_FAILED where the server has asked for it too often */
  const want = (challenge: Challenge): void => {
    rounds.check(challenge)
    wanted = challenge
  }
  return { settings: settingsFor({}), signInNow, background, want }
}

/**
 * The person's account at a server elsewhere, shared by all processes of this computer. Neither a file
 * nor the network is asked yet.
 */
export function createRemoteAccount(options: RemoteAccountOptions): OpenedRemoteAccount {
  const { context, wanted, keeping, audit } = options
  const { server, now } = context
  const parts = openRemoteParts(context, wanted, keeping)
  const { stores, refresher, place } = parts
  const { settings, signInNow, background, want } = openSignIn(options, parts)

  /** What the sign-in of another process, or of another call, has brought meanwhile. */
  const meanwhile = async (given: Challenge): Promise<Credentials | undefined> =>
    isStepUp(given) ? undefined : await credentials.signedInSince().catch(() => undefined)
  const finish = async (signingIn: Promise<RemoteSession>) => credentialsOf(await signingIn)
  const session = async () => (await stores.read()).session
  const credentials = createRemoteCredentials({ stores, refresher, now })

  return {
    server,
    place,
    settings,
    signInNow,
    session,
    ...credentials,
    signIn: async (given, signal, progress) => {
      const found = await meanwhile(given)
      if (found !== undefined) return found
      want(given)
      return await finish(background.require(signal, progress))
    },
    offer: async (given) => {
      // `signIn` then finds it
      if ((await meanwhile(given)) !== undefined) return null
      want(given)
      return await background.offer()
    },
    accepted: async (signal, progress) => await finish(background.accepted(signal, progress)),
    declined: background.declined,
    isSignedIn: async () => (await session()) !== undefined,
    stop: background.stop,
    revoke: async (unused) => await revokeRemote(parts.issuer, unused),
    signOut: async (how) => await signOutRemote(parts, { ...audit, now }, how),
  }
}
