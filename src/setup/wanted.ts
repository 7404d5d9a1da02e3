import type { RemoteForm } from './hosts/host.js'
import type { Launch } from './launch.js'
import type { HttpTransport } from './remote-entry.js'

/** How a host writes the address of a server. */
export interface NativeForm {
  readonly form: RemoteForm
  /** Undefined where the host writes the address alike for both. */
  readonly transport: HttpTransport | undefined
}

/** The server elsewhere that an entry is to be for. */
export interface WantedServer {
  /** In canonical form. */
  readonly url: string
  readonly transport: 'auto' | HttpTransport
  /** How the host writes its address; undefined where it starts a bridge to it. */
  readonly native: NativeForm | undefined
}

/** The wanted content of an entry. */
export interface Wanted {
  readonly launch: Launch
  /** Settings by variable; those that an entry has beyond them stay. */
  readonly env: Readonly<Record<string, string>>
  readonly isDemo: boolean
  /** Name that the person chose. */
  readonly name: string | undefined
  /** Undefined for a server on this computer. */
  readonly server?: WantedServer | undefined
}

/**
 * What an entry is: it starts the server, starts a bridge to one (ours or mcp-remote), or names its
 * address.
 */
export type Kind = 'local' | 'bridge' | 'mcp-remote' | 'native'

export const kindOf = ({ server }: Wanted): Kind => {
  if (server === undefined) return 'local'
  return server.native === undefined ? 'bridge' : 'native'
}
