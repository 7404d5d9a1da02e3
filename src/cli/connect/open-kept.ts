import type { CommandContext } from '../../app/runtime.js'
import { createKeychain } from '../../auth/store/keychain.js'
import type { Keeping } from '../../connect/account/keeping.js'
import { sessionsFile, sessionStores } from '../../connect/account/session-stores.js'
import { createSealedSeenStore } from '../../connect/seen/sealed-seen-store.js'
import type { SeenStore } from '../../connect/seen/seen-store.js'
import type { ServerUrl } from '../../connect/server-url.js'

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

/** What is kept of a server on this computer, as far as a host's first reply needs it. */
export interface Kept {
  readonly seen: SeenStore
  /** @throws JheError CREDENTIALS_LOCKED */
  hasSession(): Promise<boolean>
}

/** Neither a file nor the keychain is asked yet, and nothing that signs in is loaded. */
export function openKept(command: CommandContext, server: ServerUrl): Kept {
  const { now } = command.runtime
  const keeping = keepingOf(command)
  const sessions = sessionStores(server, keeping, sessionsFile(server, keeping, now))
  return {
    seen: createSealedSeenStore(server, keeping, now),
    hasSession: async () => (await sessions.read()).session !== undefined,
  }
}
