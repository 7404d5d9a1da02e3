import type { Keychain } from '../../auth/store/keychain.js'
import type { StoreKind } from '../../auth/store/session-store.js'
import type { Machine } from '../../files/machine.js'

/** Where records are kept on this computer. */
export interface Keeping {
  /** `JHE_TOKEN_DIR` */
  readonly dir: string
  /** `JHE_TOKEN_STORE` */
  readonly mode: 'auto' | StoreKind
  readonly keychain: Keychain
  readonly machine: Machine
  /** One line for the person; never a secret. */
  readonly warn: (line: string) => void
}
