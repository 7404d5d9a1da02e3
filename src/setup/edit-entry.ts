import { isDeepStrictEqual } from 'node:util'

import { askedSecret, withInput, withoutEmpty, withoutInput } from './asked-secret.js'
import { readServers, type ServerEntry } from './entries.js'
import type { ConfigPath, ConfigValue } from './formats/config-format.js'
import { formats } from './formats/formats.js'
import { heldFor, type Held } from './held-entry.js'
import type { Host } from './hosts/host.js'
import type { Launch } from './launch.js'
import { isSameServer, type RemoteEntry } from './remote-entry.js'
import { kindOf, type Wanted, type WantedServer } from './wanted.js'

type Field = readonly [path: ConfigPath, value: ConfigValue]

const launchFields = ({ shape }: Host, { command, args }: Launch): readonly Field[] =>
  shape.args === undefined
    ? [[shape.command, [command, ...args]]]
    : [
        [shape.command, command],
        [shape.args, args],
      ]

const isMembers = (value: unknown): value is Readonly<Record<string, ConfigValue>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const withField = (
  value: Readonly<Record<string, ConfigValue>>,
  [[key = '', ...rest], field]: Field,
): Readonly<Record<string, ConfigValue>> => {
  const inner = value[key]
  const members = isMembers(inner) ? inner : {}
  return { ...value, [key]: rest.length === 0 ? field : withField(members, [rest, field]) }
}

const newEntry = (host: Host, name: string, { launch, env, server }: Wanted): ConfigValue => {
  const { constants, isNamed, env: envPath } = host.shape
  const named = isNamed === true ? { name } : {}
  if (server?.native !== undefined) {
    const { form } = server.native
    return withField({ ...named, ...form.constants }, [form.url, server.url])
  }
  const fields = [
    ...launchFields(host, launch),
    ...(Object.keys(env).length === 0 ? [] : [[envPath, env] as const]),
  ]
  return fields.reduce(withField, { ...named, ...constants })
}

/** The fields that differ: only those are written, so that the rest of the entry stays as it was written. */
const changesOf = (host: Host, entry: ServerEntry, { launch, env }: Wanted): readonly Field[] => {
  const wanted = launchFields(host, launch)
  const present = launchFields(host, entry)
  const { env: envPath } = host.shape
  return [
    ...wanted.filter(([, value], index) => !isDeepStrictEqual(value, present[index]?.[1])),
    ...Object.entries(env)
      .filter(([variable, value]) => entry.env[variable] !== value)
      .map(([variable, value]): Field => [[...envPath, variable], value]),
  ]
}

/**
 * What an entry with an address is to be changed in: nothing where it names the server already, all
 * of it (undefined) where its transport is another, else the address.
 */
const addressChanges = (
  remote: RemoteEntry,
  { url, transport, native }: WantedServer,
): readonly Field[] | undefined => {
  if (native === undefined) return undefined
  const isSame = isSameServer(remote.url, url)
  if (isSame && transport === 'auto') return []
  if (native.transport !== undefined && native.transport !== remote.transport) return undefined
  return isSame ? [] : [[native.form.url, url]]
}

/** The fields to change of an entry that stays; undefined where it is to be replaced whole. */
const keptChanges = (host: Host, held: Held, wanted: Wanted): readonly Field[] | undefined => {
  const { kind, entry, remote } = held
  const { server } = wanted
  if (kind !== kindOf(wanted)) return undefined
  if (entry !== undefined) return changesOf(host, entry, wanted)
  return remote === undefined || server === undefined ? undefined : addressChanges(remote, server)
}

/** The file with the entry in it; an existing entry of the same kind keeps its other fields. */
export function withEntry(text: string, host: Host, wanted: Wanted, label: string): string {
  const { set } = formats[host.format]
  const { serversKey, isList, preamble = '' } = host
  const asksForIt = wanted.env['JHE_DB_CONN'] === askedSecret
  const begun = text.trim() === '' && preamble !== '' ? preamble : text
  const start = asksForIt ? withInput(begun, host, label) : begun
  const held = heldFor(start, host, wanted, label)
  const end = isList === true ? readServers(start, host, label).length : held.name
  const path = held.path ?? [serversKey, end]
  const changes = held.path === undefined ? undefined : keptChanges(host, held, wanted)
  if (changes === undefined)
    return withoutInput(set(start, path, newEntry(host, held.name, wanted)), host, label)
  return changes.reduce(
    (changed, [field, value]) => set(changed, [...path, ...field], value),
    start,
  )
}

/** The file without the entry, and without members that only the entry needed. */
export function withoutEntry(text: string, host: Host, wanted: Wanted, label: string): string {
  const { path, kind } = heldFor(text, host, wanted, label)
  if (kind === undefined || path === undefined) return text
  const { remove } = formats[host.format]
  const bare = withoutEmpty(remove(text, path), host, host.serversKey, label)
  return withoutInput(bare, host, label)
}
