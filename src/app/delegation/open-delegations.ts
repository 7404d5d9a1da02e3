import {
  delegationKind,
  delegationsFile,
  type DelegationKeys,
} from '../../auth/delegation/delegation-keys.js'
import type { SessionOwner } from '../../auth/session/session.js'
import { createKeychain } from '../../auth/store/keychain.js'
import type { StoreResolver } from '../../auth/store/session-store.js'
import { createStoreResolver } from '../../auth/store/store-resolver.js'
import { createTokenFile } from '../../auth/store/token-file.js'
import { issuerOf, need } from '../../config.js'
import type { CommandContext } from '../runtime.js'

/** The key of delegations and what is revoked, kept as the session is. */
export interface OpenDelegations {
  readonly owner: SessionOwner
  readonly stores: StoreResolver<DelegationKeys>
}

/**
 * Where the key of delegations is kept on this computer; nothing is read yet.
 * @throws JheError CONFIG_INVALID for a missing setting
 */
export function openDelegations({ config, runtime, log }: CommandContext): OpenDelegations {
  const { env, machine, now, execPath } = runtime
  const owner = { issuer: issuerOf(config), clientId: need(config, 'clientId') }
  const warn = (line: string): void => {
    log.warn(line)
  }
  const file = createTokenFile({ dir: config.tokenDir, machine, now, warn, name: delegationsFile })
  const stores = createStoreResolver({
    mode: config.tokenStore,
    kind: delegationKind(owner),
    file,
    keychain: createKeychain({ execPath, env }),
    warn,
  })
  return { owner, stores }
}
