import { environmentOf } from '../../app/account.js'
import type { OpenAudit } from '../../app/audit/open-audit.js'
import { commandRewriterOf } from '../../app/command-rewriter.js'
import type { CommandContext } from '../../app/runtime.js'
import { refuseUncheckedTls } from '../../app/unchecked-tls.js'
import { launcherOf, openBrowser } from '../../auth/sign-in/browser.js'
import { parseRedirectUri } from '../../auth/sign-in/callback/redirect-uri.js'
import type { ConnectConfig } from '../../connect-config.js'
import {
  createRemoteAccount,
  type OpenedRemoteAccount,
} from '../../connect/account/create-remote-account.js'
import { createHeaderAccount } from '../../connect/account/header-account.js'
import { readHeaderFile } from '../../connect/account/header-file.js'
import type { RemoteAccount } from '../../connect/account/remote-account.js'
import type { RemoteFetch } from '../../connect/remote-fetch.js'
import type { ServerUrl } from '../../connect/server-url.js'
import { keepingOf } from './open-kept.js'

export interface OpenAccountOptions {
  readonly command: CommandContext
  readonly server: ServerUrl
  readonly config: Pick<ConnectConfig, 'serverClientId' | 'serverClientSecret' | 'headerFile'>
  /** Records each sign-in. */
  readonly audit: Pick<OpenAudit, 'record'>
  readonly fetch: RemoteFetch
}

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
 * The account of the settings.
 * @throws JheError CONFIG_INVALID where TLS would not be checked
 */
export function openAccount(options: OpenAccountOptions): RemoteAccount {
  const { command, server, config } = options
  const { machine, env } = command.runtime
  refuseUncheckedTls(server.origin, env, server.origin)
  const { headerFile } = config
  return headerFile === undefined
    ? openRemoteAccount(options)
    : createHeaderAccount(server, async () => await readHeaderFile(headerFile, machine))
}
