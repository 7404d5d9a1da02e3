import type { OpenAudit } from '../../app/audit/open-audit.js'
import type { CommandContext } from '../../app/runtime.js'
import type { ConnectConfig } from '../../connect-config.js'
import type { RemoteAccount } from '../../connect/account/remote-account.js'
import type { RemoteFetch } from '../../connect/remote-fetch.js'
import type { SeenStore } from '../../connect/seen/seen-store.js'
import type { ServerUrl } from '../../connect/server-url.js'
import { JheError } from '../../errors.js'

export interface OpenAccountOptions {
  readonly command: CommandContext
  readonly server: ServerUrl
  readonly config: ConnectConfig
  /** Records each sign-in. */
  readonly audit: Pick<OpenAudit, 'record'>
  readonly fetch: RemoteFetch
}

export async function openAccount({ server }: OpenAccountOptions): Promise<{
  readonly account: RemoteAccount
  readonly seen: SeenStore
}> {
  const refuse = async (): Promise<never> =>
    await Promise.reject(new JheError('SIGN_IN_REQUIRED', 'no sign-in yet', 'wait'))
  return await Promise.resolve({
    account: {
      server,
      credentials: async () => await Promise.resolve(undefined),
      renew: async () => await Promise.resolve(undefined),
      signIn: refuse,
      offer: refuse,
      accepted: refuse,
      declined: refuse,
      isSignedIn: async () => await Promise.resolve(false),
      stop: async () => {
        await Promise.resolve()
      },
    },
    seen: {
      read: async () => await Promise.resolve(undefined),
      write: async () => {
        await Promise.resolve()
      },
      forget: async () => {
        await Promise.resolve()
      },
    },
  })
}
