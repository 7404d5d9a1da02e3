import { JheError } from '../errors.js'
import { readHeld, readServers, wordsOf, type ServerEntry } from './entries.js'
import type { ConfigPath } from './formats/config-format.js'
import type { Host } from './hosts/host.js'
import { isSameServer, type RemoteEntry } from './remote-entry.js'
import type { Kind, Wanted } from './wanted.js'

/** The entry of a file that setup is to write or to take out. */
export interface Held {
  readonly name: string
  /** Where it stands; undefined where there is none of that name. */
  readonly path: ConfigPath | undefined
  /** Undefined where there is none. */
  readonly kind: Kind | undefined
  /** Address of the server elsewhere; undefined for one on this computer. */
  readonly url: string | undefined
  /** Where it starts jhe-mcp. */
  readonly entry: ServerEntry | undefined
  /** Where it names the address of a server. */
  readonly remote: RemoteEntry | undefined
}

/** An entry that setup may have written. */
interface Own {
  readonly name: string
  readonly kind: Kind
  readonly url: string | undefined
  readonly isDemo: boolean
  readonly entry?: ServerEntry
  readonly remote?: RemoteEntry
}

const usualName = 'jhe'

const hostOf = (url: string): string | undefined =>
  URL.canParse(url) ? new URL(url).hostname : undefined

/** Entries that start mcp-remote for the server that is meant, as people did before. */
const otherBridges = (
  text: string,
  host: Host,
  { server }: Wanted,
  label: string,
): readonly Own[] => {
  if (server === undefined) return []
  return readServers(text, host, label).flatMap(({ name, value }): readonly Own[] => {
    const words = wordsOf(value, host.shape)
    if (!words.some((word) => /^mcp-remote(?:@|$)/.test(word))) return []
    const url = words.find(
      (word) =>
        isSameServer(word, server.url) ||
        // the address of the same server for another transport
        (name === usualName && hostOf(word) === hostOf(server.url)),
    )
    return url === undefined ? [] : [{ name, kind: 'mcp-remote', url, isDemo: false }]
  })
}

/**
 * The entries that are jhe-mcp's: those that start it, and of those that lead elsewhere, the one
 * with the name that setup gives and those of the server that is meant.
 */
const ownIn = (text: string, host: Host, wanted: Wanted, label: string): readonly Own[] => {
  const { entries, remotes } = readHeld(text, host, label)
  const meant = wanted.server?.url
  return [
    ...entries.map((entry): Own => {
      const { name, isDemo, connects } = entry
      const kind = connects === undefined ? 'local' : 'bridge'
      return { name, kind, url: connects?.url, isDemo, entry }
    }),
    ...remotes
      .filter(({ name, url }) => name === usualName || isSameServer(url, meant))
      .map((remote): Own => {
        const { name, url } = remote
        return { name, kind: 'native', url, isDemo: false, remote }
      }),
    ...otherBridges(text, host, wanted, label),
  ]
}

/** Of several entries the one that comes next to what is wanted, where it is a single one. */
const nextTo = (own: readonly Own[], { server }: Wanted): readonly Own[] => {
  const near = own.filter(({ kind, url }) =>
    server === undefined ? kind === 'local' : isSameServer(url, server.url),
  )
  return near.length === 0 ? own : near
}

const nameFor = (own: readonly Own[], wanted: Wanted): string => {
  const { name, isDemo } = wanted
  if (name !== undefined) return name
  const near = nextTo(
    own.filter((entry) => entry.isDemo === isDemo),
    wanted,
  )
  if (near.length > 1)
    throw new JheError(
      'INPUT_INVALID',
      `Several servers of that file start jhe-mcp: ${near.map((entry) => JSON.stringify(entry.name)).join(', ')}.`,
      'Say which one is meant with --name.',
    )
  return near[0]?.name ?? (isDemo ? 'jhe-demo' : usualName)
}

/**
 * The entry to change: that of the chosen name, else the existing one, else a new one.
 * @throws JheError INPUT_INVALID when several fit, or when the name is another server's
 */
export function heldFor(text: string, host: Host, wanted: Wanted, label: string): Held {
  const own = ownIn(text, host, wanted, label)
  const name = nameFor(own, wanted)
  const path = readServers(text, host, label).find((server) => server.name === name)?.path
  const found = own.find((entry) => entry.name === name)
  if (path !== undefined && found === undefined)
    throw new JheError(
      'INPUT_INVALID',
      `The server ${JSON.stringify(name)} of that file is not jhe-mcp.`,
      'Choose another name with --name; where it is the address of yours, name that with --url.',
    )
  const { kind, url, entry, remote } = found ?? {}
  return { name, path, kind, url, entry, remote }
}
