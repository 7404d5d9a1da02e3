import { existsSync, readFileSync } from 'node:fs'

import { createIdentitySource } from '../auth/session/identity-source.js'
import type { SessionSource } from '../auth/session/session-source.js'
import { createIssuerHttp } from '../auth/issuer/http.js'
import { createIssuerClient, type IssuerClient } from '../auth/issuer/issuer-client.js'
import { createKeychain } from '../auth/store/keychain.js'
import { createRefresher } from '../auth/session/refresh.js'
import { sessionKind } from '../auth/session/session-kind.js'
import { sessionStateOf } from '../auth/session/session-state.js'
import type { SessionState } from '../auth/identity.js'
import type { Session, SessionOwner } from '../auth/session/session.js'
import type { StoreResolver } from '../auth/store/session-store.js'
import { createStoreResolver } from '../auth/store/store-resolver.js'
import {
  createBackgroundSignIn,
  type BackgroundSignIn,
} from '../auth/sign-in/background-sign-in.js'
import { launcherOf, openBrowser } from '../auth/sign-in/browser.js'
import { parseRedirectUri } from '../auth/sign-in/callback/redirect-uri.js'
import { signIn, type SignInAttempt, type SignInSettings } from '../auth/sign-in/sign-in.js'
import {
  detectEnvironment,
  forwardingHint,
  type Environment,
} from '../auth/sign-in/environment-detection.js'
import { createBrowserThrottle } from '../auth/sign-in/browser-throttle.js'
import { createTokenFile } from '../auth/store/token-file.js'
import { issuerOf, need } from '../config.js'
import { auditedSession } from './audit/audited-session.js'
import type { OpenAudit } from './audit/open-audit.js'
import { commandRewriterOf } from './command-rewriter.js'
import { refuseUncheckedTls } from './unchecked-tls.js'
import type { CommandContext, Runtime } from './runtime.js'

/** The person's account at JHE: the identity, the session store and the sign-in. */
export interface Account {
  readonly issuerClient: IssuerClient
  readonly stores: StoreResolver
  readonly identity: SessionSource
  /** The state of the session, for `get_server_status`. @throws JheError as `identity` does */
  readonly sessionState: (signal: AbortSignal) => Promise<SessionState>
  readonly settings: SignInSettings
  readonly signIn: (attempt: SignInAttempt) => Promise<Session>
  readonly openBrowser: (address: string) => Promise<boolean>
  /** Where this computer is, as seen from the person's browser. */
  readonly environment: Environment
  readonly background: BackgroundSignIn
}

/** A file of the kernel's and names in the root folder: no disk that could be silent. */
const kernelText = (): string => {
  try {
    return readFileSync('/proc/version', 'utf8')
  } catch {
    return ''
  }
}

/** Where this computer is, as seen from the person's browser. */
export const environmentOf = ({ env }: Runtime): Environment => {
  const hasContainerFile = ['/.dockerenv', '/run/.containerenv'].some((path) => existsSync(path))
  return detectEnvironment({ env, kernel: kernelText(), hasContainerFile })
}

export interface AccountOptions {
  /** Records every sign-in. */
  readonly audit: Pick<OpenAudit, 'record'>
  /** False where no browser may be opened and addresses are only shown; true unless given. */
  readonly opensBrowser?: boolean
  /** False where `jhe-mcp login` would sign in elsewhere; true unless given. */
  readonly hasLogin?: boolean
}

/** Where the session is kept on this computer. */
const openStores = (
  { config, runtime }: Pick<CommandContext, 'config' | 'runtime'>,
  owner: SessionOwner,
  warn: (line: string) => void,
): StoreResolver => {
  const { env, machine, now, execPath } = runtime
  return createStoreResolver({
    mode: config.tokenStore,
    kind: sessionKind(owner),
    file: createTokenFile({ dir: config.tokenDir, machine, now, warn }),
    keychain: createKeychain({ execPath, env }),
    warn,
  })
}

/**
 * Wires the account's parts together. Neither the session nor the issuer is read yet.
 * @throws JheError CONFIG_INVALID for a missing setting, or where TLS would not be checked
 */
export function openAccount(
  { config, runtime, log }: CommandContext,
  { audit, opensBrowser = true, hasLogin = true }: AccountOptions,
): Account {
  const { env, machine, now } = runtime
  const owner = { issuer: issuerOf(config), clientId: need(config, 'clientId') }
  refuseUncheckedTls(owner.issuer, env)
  const warn = (line: string): void => {
    log.warn(line)
  }
  const http = createIssuerHttp({ env, fetch: runtime.fetch, now })
  const issuerClient = createIssuerClient(owner, http, {
    ignoresPermissions: config.permissions === 'database',
  })
  const stores = openStores({ config, runtime }, owner, warn)
  const refresher = createRefresher({ stores, issuerClient, dir: config.tokenDir, machine, now })
  const settings: SignInSettings = {
    issuerClient,
    stores,
    redirect: parseRedirectUri(config.redirectUri),
    scopes: config.scopes,
    pid: machine.pid,
    now,
    words: commandRewriterOf(runtime),
  }
  const writing = { audit, issuer: owner.issuer, consent: config.consent, now }
  const signInNow = async (attempt: SignInAttempt): Promise<Session> =>
    await auditedSession(
      'sign_in',
      writing,
      async () => await signIn(settings, attempt),
      (session) => session?.subject ?? null,
    )
  const identity = createIdentitySource({ stores, issuerClient, refresher, now })
  const open = async (to: string) => opensBrowser && (await openBrowser(to, launcherOf(env)))
  const environment = environmentOf(runtime)
  return {
    issuerClient,
    stores,
    identity,
    sessionState: async (signal) => await sessionStateOf(identity, signal),
    settings,
    signIn: signInNow,
    openBrowser: open,
    environment,
    background: createBackgroundSignIn({
      login: config.login,
      issuer: owner.issuer,
      signIn: signInNow,
      openBrowser: open,
      throttle: createBrowserThrottle(config.tokenDir, machine),
      now,
      notice: warn,
      hasLogin,
      elsewhere: forwardingHint(environment, settings.redirect),
    }),
  }
}
