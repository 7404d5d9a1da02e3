import { readFile, realpath } from 'node:fs/promises'
import { dirname, isAbsolute, join } from 'node:path'

import { z } from 'zod'

import type { Runtime } from '../runtime.js'
import { readEntries, type ServerEntry } from '../setup/entries.js'
import { findFile } from '../setup/host-file.js'
import { hostFiles, hostIds, hosts, type HostId } from '../setup/hosts.js'
import { whereaboutsOf } from '../setup/whereabouts.js'

/** An entry that starts jhe-mcp, and what is there to be started. */
export interface FoundEntry extends ServerEntry {
  /** A program named by its full path that does not exist. */
  readonly missing: string | undefined
  /** Version that it starts; undefined where only a run would tell. */
  readonly starts: string | undefined
}

/** A host's file on this computer. */
export interface HostEntries {
  readonly id: HostId
  readonly path: string
  readonly isOpenToOthers: boolean
  /** Undefined where the file cannot be read, or is not what the host itself could read. */
  readonly entries: readonly FoundEntry[] | undefined
}

const resolved = async (path: string): Promise<string | undefined> =>
  await realpath(path).catch(() => undefined)

const missingOf = async ({ command, path }: ServerEntry): Promise<string | undefined> => {
  for (const name of [command, path ?? ''])
    if (isAbsolute(name) && (await resolved(name)) === undefined) return name
  return undefined
}

const packageSchema = z.object({ name: z.literal('jhe-mcp'), version: z.string() })

/** Version of the installed package that a program belongs to. */
const versionAt = async (program: string): Promise<string | undefined> => {
  try {
    const folder = dirname(dirname(await realpath(program)))
    const text = await readFile(join(folder, 'package.json'), 'utf8')
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

const readHost = async (
  id: HostId,
  path: string,
  platform: NodeJS.Platform,
): Promise<readonly HostEntries[]> => {
  try {
    const { text, isOpenToOthers } = await findFile(path, platform)
    if (text === undefined) return []
    const entries = await Promise.all(readEntries(text, hosts[id], path).map(look))
    return [{ id, path, isOpenToOthers, entries }]
  } catch {
    return [{ id, path, isOpenToOthers: false, entries: undefined }]
  }
}

/** The files of all known hosts that exist on this computer. Nothing is changed. */
export async function findHosts(runtime: Runtime): Promise<readonly HostEntries[]> {
  const whereabouts = await whereaboutsOf(runtime)
  const found = hostIds.flatMap((id) =>
    hostFiles(id, whereabouts).map(async (path) => await readHost(id, path, whereabouts.platform)),
  )
  return (await Promise.all(found)).flat()
}
