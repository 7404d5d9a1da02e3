import { readFile, realpath } from 'node:fs/promises'
import { dirname, isAbsolute, join } from 'node:path'

import { z } from 'zod'

import { diskOf } from '../files/disk.js'
import { FileFault } from '../files/file-fault.js'
import type { Runtime } from '../app/runtime.js'
import { readHeld, readProjects, type HeldEntries, type ServerEntry } from '../setup/entries.js'
import { findFile } from '../setup/hosts/host-file.js'
import type { HostPathContext } from '../setup/hosts/folders.js'
import { hostFiles, hostIds, hosts, type HostId } from '../setup/hosts/hosts.js'
import { hostPathContextOf } from '../setup/hosts/host-paths.js'
import { isSameServer, namesJhe, type RemoteEntry } from '../setup/remote-entry.js'

/** An entry that starts jhe-mcp, and whether its program exists. */
export interface FoundEntry extends ServerEntry {
  /** A program named by its full path that does not exist. */
  readonly missing: string | undefined
  /** Version that it starts; undefined where the entry does not name it. */
  readonly starts: string | undefined
}

/** A host's file on this computer. */
export interface HostEntries {
  readonly id: HostId
  readonly path: string
  /** The file seen from the current folder; undefined where it counts for all of a person's work. */
  readonly project: string | undefined
  /** Whether the entries count for single projects, though the file is the person's own. */
  readonly isOfProjects: boolean
  readonly isOpenToOthers: boolean
  /** Undefined where the file cannot be read, or is not what the host itself could read. */
  readonly entries: readonly FoundEntry[] | undefined
  /** The servers of JHE that the host reaches over HTTP by itself. */
  readonly remotes: readonly RemoteEntry[]
}

/** The title of a file for people. */
export const titleOf = ({
  id,
  project,
  isOfProjects,
}: Pick<HostEntries, 'id' | 'project' | 'isOfProjects'>): string => {
  const { title } = hosts[id]
  if (isOfProjects) return `${title} for one project`
  return project === undefined ? title : `${title} in this folder`
}

const onDisk = async <T>(path: string, look: () => Promise<T>): Promise<T> =>
  await diskOf(dirname(path)).run(path, look)

const resolved = async (path: string): Promise<string | undefined> =>
  await onDisk(path, async () => await realpath(path)).catch(() => undefined)

const missingOf = async ({ command, path }: ServerEntry): Promise<string | undefined> => {
  for (const name of [command, path ?? ''])
    if (isAbsolute(name) && (await resolved(name)) === undefined) return name
  return undefined
}

const packageSchema = z.object({ name: z.literal('jhe-mcp'), version: z.string() })

/** Version of the installed package that a program belongs to. */
const versionAt = async (program: string): Promise<string | undefined> => {
  try {
    const folder = dirname(dirname((await resolved(program)) ?? ''))
    const file = join(folder, 'package.json')
    const text = await onDisk(file, async () => await readFile(file, 'utf8'))
    return packageSchema.parse(JSON.parse(text)).version
  } catch {
    return undefined
  }
}

const look = async (entry: ServerEntry): Promise<FoundEntry> => ({
  ...entry,
  missing: await missingOf(entry),
  starts: entry.path === undefined ? entry.version : await versionAt(entry.path),
})

type Place = Pick<HostEntries, 'id' | 'path' | 'project'>

interface Search {
  readonly platform: NodeJS.Platform
  /** Address of a server elsewhere that the person has named to this command. */
  readonly known: string | undefined
}

const foundIn = async (
  { entries, remotes }: HeldEntries,
  { known }: Search,
): Promise<Required<Pick<HostEntries, 'entries' | 'remotes'>>> => ({
  entries: await Promise.all(entries.map(look)),
  remotes: remotes.filter((remote) => namesJhe(remote) || isSameServer(remote.url, known)),
})

const isEmpty = ({ entries, remotes }: HeldEntries): boolean =>
  entries.length + remotes.length === 0

const readHost = async (place: Place, search: Search): Promise<readonly HostEntries[]> => {
  const { id, path } = place
  const { platform } = search
  try {
    const { text, isOpenToOthers } = await onDisk(path, async () => await findFile(path, platform))
    if (text === undefined) return []
    const local = readProjects(text, hosts[id], path)
    const file = { ...place, isOpenToOthers }
    const own = await foundIn(readHeld(text, hosts[id], path), search)
    return [
      { ...file, isOfProjects: false, ...own },
      ...(isEmpty(local)
        ? []
        : [{ ...file, isOfProjects: true, ...(await foundIn(local, search)) }]),
    ]
  } catch (thrown) {
    if (thrown instanceof FileFault) throw thrown
    return [
      { ...place, isOpenToOthers: false, isOfProjects: false, entries: undefined, remotes: [] },
    ]
  }
}

const placesOf = (id: HostId, pathContext: HostPathContext, folder: string): readonly Place[] => {
  const own = hostFiles(id, pathContext)
  const project = hosts[id].projectFile
  const shared = project === undefined ? [] : [{ id, path: join(folder, project), project }]
  return [
    ...own.map((path) => ({ id, path, project: undefined })),
    ...shared.filter(({ path }) => !own.includes(path)),
  ]
}

/**
 * The files of all known hosts that exist: those of this person, and those of the current folder.
 * Nothing is changed.
 */
export async function findHosts(runtime: Runtime): Promise<readonly HostEntries[]> {
  const pathContext = await hostPathContextOf(runtime)
  const search = { platform: pathContext.platform, known: runtime.env['JHE_SERVER_URL'] }
  const found = hostIds
    .flatMap((id) => placesOf(id, pathContext, runtime.folder))
    .map(async (place) => await readHost(place, search))
  return (await Promise.all(found)).flat()
}
