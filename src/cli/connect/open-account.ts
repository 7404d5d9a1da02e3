import { environmentOf } from '../../app/account.js'
import type { OpenAudit } from '../../app/audit/open-audit.js'
import { commandRewriterOf } from '../../app/command-rewriter.js'
import type { CommandContext } from '../../app/runtime.js'
import { refuseUncheckedTls } from '../../app/unchecked-tls.js'
import { launcherOf, openBrowser } from '../../auth/sign-in/browser.js'
import { parseRedirectUri } from '../../auth/sign-in/callback/redirect-uri.js'
import { createKeychain } from '../../auth/store/keychain.js'
import type { ConnectConfig } from '../../connect-config.js'
import {
  createRemoteAccount,
  type OpenedRemoteAccount,
} from '../../connect/account/create-remote-account.js'
import { createHeaderAccount } from '../../connect/account/header-account.js'
import { readHeaderFile } from '../../connect/account/header-file.js'
import type { RemoteAccount } from '../../connect/account/remote-account.js'
import type { Keeping } from '../../connect/account/remote-parts.js'
import type { RemoteFetch } from '../../connect/remote-fetch.js'
import { createSealedSeenStore } from '../../connect/seen/sealed-seen-store.js'
import type { SeenStore } from '../../connect/seen/seen-store.js'
import type { ServerUrl } from '../../connect/server-url.js'

export interface OpenAccountOptions {
  readonly command: CommandContext
  readonly server: ServerUrl
  readonly config: Pick<ConnectConfig, 'serverClientId' | 'serverClientSecret' | 'headerFile'>
  /** Records each sign-in. */
  readonly audit: Pick<OpenAudit, 'record'>
  readonly fetch: RemoteFetch
}

/** Where records of servers elsewhere are kept. */
export const keepingOf = ({ config, runtime, log }: CommandContext): Keeping => ({
  dir: config.tokenDir,
  mode: config.tokenStore,
  keychain: createKeychain({ execPath: runtime.execPath, env: runtime.env }),
  machine: runtime.machine,
  warn: (line) => {
    log.warn(line)
  },
})

/** The account that signs people in at a server elsewhere. Neither a file nor the network is asked yet. */
export function openRemoteAccount(options: OpenAccountOptions): OpenedRemoteAccount {
  const { command, server, config, audit, fetch } = options
  const { runtime } = command
  const { env, now } = runtime
  return createRemoteAccount({
    context: { server, fetch, redirect: parseRedirectUri(command.config.redirectUri), now },
    wanted: { clientId: config.serverClientId, clientSecret: config.serverClientSecret },
    keeping: keepingOf(command),
    login: command.config.login,
    openBrowser: async (address) => await openBrowser(address, launcherOf(env)),
    environment: environmentOf(runtime),
    words: commandRewriterOf(runtime),
    audit: { audit, consent: null },
  })
}

/**
 * The account of the settings, and what was seen of its server last.
 * @throws JheError CONFIG_INVALID where TLS would not be checked
 */
export function openAccount(options: OpenAccountOptions): {
  readonly account: RemoteAccount
  readonly seen: SeenStore
} {
  const { command, server, config } = options
  const { machine, env, now } = command.runtime
  refuseUncheckedTls(server.origin, env, server.origin)
  const { headerFile } = config
  const account =
    headerFile === undefined
      ? openRemoteAccount(options)
      : createHeaderAccount(server, async () => await readHeaderFile(headerFile, machine))
  return { account, seen: createSealedSeenStore(server, keepingOf(command), now) }
}
