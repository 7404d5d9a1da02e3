import type { Readable } from 'node:stream'

import type { CustomFetch } from '../auth/issuer/http.js'
import type { Machine } from '../files/machine.js'
import type { Config } from '../config.js'
import type { Log } from '../log.js'
import type { PolicyPlace } from './grant/policy-place.js'

/** Where a command writes. */
export interface Output {
  write(text: string): void
  /** Width in columns on a terminal, undefined in a pipe or a file. */
  readonly columns: number | undefined
}

/** The process as the commands see it. `main.ts` fills it in; tests may steer it. */
export interface Runtime {
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly home: string
  readonly version: string
  readonly machine: Machine
  /** The node that runs this program. */
  readonly execPath: string
  /** Its version, like `20.20.0`. */
  readonly nodeVersion: string
  /** The folder that it was started in. */
  readonly folder: string
  /** Folder of this package. */
  readonly packageFolder: string
  /** Where the administrator of this computer may put a policy. */
  readonly policy: PolicyPlace
  /** The platform's own `fetch`. */
  readonly fetch: CustomFetch
  readonly stdin: Readable & { readonly isTTY?: boolean }
  readonly stdout: Output
  readonly stderr: Output
  readonly now: () => Date
  /** Aborted by Ctrl-C and by the end of the host. */
  readonly interrupted: AbortSignal
  /**
   * Makes the process a service: it outlives the process that started it, and after the first signal
   * may take so many milliseconds to end. A second signal ends it at once.
   */
  readonly becomeService: (endsWithinMs: number) => void
}

/** The context of a command. */
export interface CommandContext {
  readonly config: Config
  readonly runtime: Runtime
  readonly log: Log
}

/** Whether the settings of a host name a server elsewhere, to which the program is then the way. */
export const isElsewhere = ({ env }: Pick<Runtime, 'env'>): boolean =>
  (env['JHE_SERVER_URL'] ?? '') !== ''
