import { stat } from 'node:fs/promises'

import { FileFault } from '../../files/file-fault.js'
import type { Runtime } from '../../app/runtime.js'
import { namesOfOurs } from '../entries.js'
import { findFile, inTime } from './host-file.js'
import { hostFiles, hosts, type HostId } from './hosts.js'
import { hostPathContextOf } from './host-paths.js'

/** A file that tells nothing is as good as none, but not a disk that does not answer. */
const unlessSilent = (thrown: unknown): false => {
  if (thrown instanceof FileFault) throw thrown
  return false
}

/**
 * Whether something is there; what cannot be looked at is not.
 * @throws FileFault `silent` when the disk does not answer
 */
export const isThere = async (path: string): Promise<boolean> =>
  await inTime(path, async () => await stat(path)).then(() => true, unlessSilent)

const startsUs = async (id: HostId, path: string, platform: NodeJS.Platform): Promise<boolean> => {
  try {
    const { text } = await inTime(path, async () => await findFile(path, platform))
    return text !== undefined && namesOfOurs(text, hosts[id], path).length > 0
  } catch (thrown) {
    return unlessSilent(thrown)
  }
}

const firstWhere = async (
  paths: readonly string[],
  test: (path: string) => Promise<boolean>,
): Promise<string | undefined> => {
  for (const path of paths) if (await test(path)) return path
  return undefined
}

/**
 * The file of a host to write in. Of a host that reads whichever is there: the one that starts
 * jhe-mcp already, else the first that exists, else the first.
 */
export async function chooseFile(id: HostId, runtime: Runtime): Promise<string> {
  const pathContext = await hostPathContextOf(runtime)
  const paths = hostFiles(id, pathContext)
  const [first = ''] = paths
  if (hosts[id].readsAny !== true) return first
  return (
    (await firstWhere(paths, async (path) => await startsUs(id, path, pathContext.platform))) ??
    (await firstWhere(paths, isThere)) ??
    first
  )
}
