import type { AuditEntry } from '../../../src/audit/event.js'
import { parseRedirectUri } from '../../../src/auth/sign-in/callback/redirect-uri.js'
import type { Keychain } from '../../../src/auth/store/keychain.js'
import type { StoreKind } from '../../../src/auth/store/session-store.js'
import {
  createRemoteAccount,
  type OpenedRemoteAccount,
  type RemoteAccountOptions,
} from '../../../src/connect/account/create-remote-account.js'
import type { Keeping } from '../../../src/connect/account/remote-parts.js'
import { createRemoteFetch } from '../../../src/connect/remote-fetch.js'
import { parseServerUrl } from '../../../src/connect/server-url.js'
import { ScriptedKeychain, testMachine } from '../worlds/stores.js'

export interface AccountChange {
  readonly mode?: 'auto' | StoreKind
  readonly keychain?: Keychain
  readonly now?: () => Date
  readonly wanted?: RemoteAccountOptions['wanted']
  readonly openBrowser?: (address: string) => Promise<boolean>
  readonly lines?: AuditEntry[]
  readonly notices?: string[]
}

export const keepingIn = (dir: string, change: AccountChange = {}): Keeping => ({
  dir,
  mode: change.mode ?? 'file',
  keychain: change.keychain ?? new ScriptedKeychain(),
  machine: testMachine,
  warn: (line) => {
    change.notices?.push(line)
  },
})

/** The account of one process at a server, of real parts. */
export function openAccount(
  url: string,
  dir: string,
  port: number,
  change: AccountChange = {},
): OpenedRemoteAccount {
  const server = parseServerUrl(url)
  const { now = () => new Date() } = change
  return createRemoteAccount({
    context: {
      server,
      fetch: createRemoteFetch({ server, env: {}, hosts: '' }),
      redirect: parseRedirectUri(`http://127.0.0.1:${port}/callback`),
      now,
    },
    wanted: change.wanted ?? {},
    keeping: keepingIn(dir, change),
    login: 'auto',
    openBrowser: change.openBrowser ?? (async () => await Promise.resolve(true)),
    environment: 'local',
    audit: {
      audit: {
        record: (line) => {
          change.lines?.push(line)
        },
      },
      consent: 'enforce',
    },
  })
}
