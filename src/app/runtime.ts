import type { Readable } from 'node:stream'

import type { DelegationClaims } from '../auth/delegation/claims.js'
import type { CustomFetch } from '../auth/issuer/http.js'
import type { Machine } from '../files/machine.js'
import type { Caller } from '../calls/request-context.js'
import type { Config, SettingSources } from '../config.js'
import type { Log } from '../log.js'
import type { Source } from './grant/combine.js'
import type { PolicyPlace } from './grant/policy-place.js'
import { holdsPlaceholder } from '../settings.js'

/** Where a command writes. */
export interface Output {
  write(text: string): void
  /** Resolves when the other side has taken enough of what was written; undefined where it has. */
  drained?(): Promise<unknown> | undefined
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
  /** What reads and verifies `JHE_GRANT`; loaded only where it is set. */
  readonly delegations?: Delegations | undefined
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
  readonly sources: SettingSources
  readonly runtime: Runtime
  readonly log: Log
}

/** What only a process needs that `JHE_GRANT` holds; others load nothing of it. */
export interface Delegations {
  /** What a token says, not verified. @throws JheError CONFIG_INVALID */
  read(token: string): DelegationClaims
  /** What it narrows. @throws JheError CONFIG_INVALID */
  sources(said: DelegationClaims): readonly Source[]
  /** The caller held to it: verified in every call. */
  held(caller: Caller, command: CommandContext, said: DelegationClaims): Caller
}

/** What a person is asked for the way without a server elsewhere. */
const ownWay = ['JHE_BASE_URL', 'JHE_CLIENT_ID', 'JHE_DB_CONN'] as const

const isGiven = (text = ''): boolean => text !== '' && !holdsPlaceholder(text)

/**
 * Whether the settings of a host name a server elsewhere, to which the program is then the way. An
 * address that the host did not fill in is none where the settings of the other way are there.
 */
export const isElsewhere = ({ env }: Pick<Runtime, 'env'>): boolean => {
  const address = env['JHE_SERVER_URL'] ?? ''
  return address !== '' && (isGiven(address) || !ownWay.some((name) => isGiven(env[name])))
}
