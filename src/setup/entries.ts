import { z } from 'zod'

import { JheError } from '../errors.js'
import { BrokenConfig, type ConfigPath } from './formats/config-format.js'
import { formats } from './formats/formats.js'
import type { EntryShape, Host } from './hosts/host.js'
import { connectionOf, type Connection } from './connection.js'
import { namesJhe, remoteOf, type RemoteEntry } from './remote-entry.js'
import { valueAt } from './value-at.js'

/** An entry of a host's configuration that starts jhe-mcp. */
export interface ServerEntry {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  /** Environment as written; it may hold the password of the database. */
  readonly env: Readonly<Record<string, string>>
  /** Version that npx is told to run; undefined without one, or for an installed program. */
  readonly version: string | undefined
  /** The program's own file, when it is started by its path and not by npx. */
  readonly path: string | undefined
  /** Whether it serves the demo world. */
  readonly isDemo: boolean
  /** The server elsewhere that it is a bridge to; undefined where it is the server itself. */
  readonly connects: Connection | undefined
}

/** Any server in a host's file. */
export interface NamedServer {
  readonly name: string
  /** Where it stands in the file. */
  readonly path: ConfigPath
  readonly value: unknown
}

const programSchema = z.union([
  z.string().transform((program) => [program]),
  z.array(z.string()).min(1),
])
const argsSchema = z.array(z.string()).default([])
const envSchema = z.record(z.string(), z.coerce.string()).default({})
const fileSchema = z.record(z.string(), z.unknown())

const packageWord = /^jhe-mcp(?:@(.+))?$/
const programPath = /(?:^|[\\/])jhe-mcp(?:\.js|\.cmd|\.mjs)?$/

/** The program of an entry and what follows it; nothing where it starts none. */
export const wordsOf = (value: unknown, shape: EntryShape): readonly string[] => {
  const program = programSchema.safeParse(valueAt(value, shape.command))
  const own = argsSchema.safeParse(shape.args === undefined ? [] : valueAt(value, shape.args))
  return program.success && own.success ? [...program.data, ...own.data] : []
}

const toEntry = (
  { name, value }: Pick<NamedServer, 'name' | 'value'>,
  shape: EntryShape,
): readonly ServerEntry[] => {
  const env = envSchema.safeParse(valueAt(value, shape.env) ?? undefined)
  const parts = wordsOf(value, shape)
  if (!env.success) return []
  const [command = '', ...args] = parts
  const position = parts.findIndex((part) => packageWord.test(part) || programPath.test(part))
  const part = parts[position]
  if (part === undefined) return []
  const words = parts.slice(position + 1)
  const isDemo = words.includes('demo')
  const path = /[\\/]/.test(part) ? part : undefined
  const version = packageWord.exec(part)?.[1]
  const connects = connectionOf(words, env.data)
  return [{ name, command, args, env: env.data, version, path, isDemo, connects }]
}

const unreadable = (title: string, what: string): JheError =>
  new JheError(
    'CONFIG_INVALID',
    `${title} has a configuration that is not valid: ${what}. Nothing was changed.`,
    'Correct the file in an editor, then run the command again.',
  )

/**
 * A host's file as a value.
 * @param text the whole file; blank counts as empty
 * @param label how the file is named to the person
 * @throws JheError CONFIG_INVALID with line and column of what the host itself could not read
 */
export function readHostFile(
  text: string,
  { format }: Host,
  label: string,
): Readonly<Record<string, unknown>> {
  try {
    const object = fileSchema.safeParse(formats[format].read(text))
    if (object.success) return object.data
  } catch (thrown) {
    if (thrown instanceof BrokenConfig) throw unreadable(label, thrown.message)
    throw thrown
  }
  throw unreadable(label, 'line 1, column 1: it is not an object')
}

const nameOf = (value: unknown): string => {
  const name = valueAt(value, ['name'])
  return typeof name === 'string' ? name : ''
}

/**
 * All servers in a host's file.
 * @throws JheError CONFIG_INVALID where the file is broken
 */
export function readServers(text: string, host: Host, label: string): readonly NamedServer[] {
  const { serversKey, isList } = host
  const held = readHostFile(text, host, label)[serversKey]
  if (isList === true) {
    const list = z.array(z.unknown()).safeParse(held ?? [])
    if (!list.success) throw unreadable(label, `"${serversKey}": it is not a list`)
    return list.data.map((value, index) => ({
      name: nameOf(value),
      path: [serversKey, index],
      value,
    }))
  }
  const servers = fileSchema.safeParse(held ?? {})
  if (!servers.success) throw unreadable(label, `"${serversKey}": it is not an object`)
  return Object.entries(servers.data).map(([name, value]) => ({
    name,
    path: [serversKey, name],
    value,
  }))
}

const projectsSchema = z.looseObject({ projects: z.record(z.string(), z.unknown()) })

/** What a file says of jhe-mcp. */
export interface HeldEntries {
  /** The entries that start jhe-mcp, in the order of the file. */
  readonly entries: readonly ServerEntry[]
  /** All servers that the host reaches by itself, whoever runs them. */
  readonly remotes: readonly RemoteEntry[]
}

const heldIn = (
  servers: readonly Pick<NamedServer, 'name' | 'value'>[],
  { shape, remote }: Host,
): HeldEntries => ({
  entries: servers.flatMap((server) => toEntry(server, shape)),
  remotes: remote === undefined ? [] : servers.flatMap((server) => remoteOf(server, remote)),
})

/**
 * What holds for a single project only, where the host keeps that in its own file.
 * @throws JheError CONFIG_INVALID where the file is broken
 */
export function readProjects(text: string, host: Host, label: string): HeldEntries {
  if (host.keepsProjects !== true) return { entries: [], remotes: [] }
  const file = projectsSchema.safeParse(readHostFile(text, host, label))
  const servers = Object.values(file.data?.projects ?? {}).flatMap((project) =>
    Object.entries(fileSchema.safeParse(valueAt(project, [host.serversKey])).data ?? {}),
  )
  return heldIn(
    servers.map(([name, value]) => ({ name, value })),
    host,
  )
}

/**
 * What a host's file says of jhe-mcp.
 * @throws JheError CONFIG_INVALID where the file is broken
 */
export function readHeld(text: string, host: Host, label: string): HeldEntries {
  return heldIn(readServers(text, host, label), host)
}

/**
 * The names of the entries of a host's file that start jhe-mcp or name a server of JHE.
 * @throws JheError CONFIG_INVALID where the file is broken
 */
export function namesOfOurs(text: string, host: Host, label: string): readonly string[] {
  const { entries, remotes } = readHeld(text, host, label)
  return [...entries, ...remotes.filter(namesJhe)].map(({ name }) => name)
}
