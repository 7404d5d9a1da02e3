import { basename, join } from 'node:path'

import { z } from 'zod'

import type { CommandContext } from '../../app/runtime.js'
import { addedServer, type AddedServer, type KeptServers } from '../../console/api/added-server.js'
import { readPrivate, type PrivateFileOptions } from '../../files/private-file.js'
import { ownFolder } from '../../files/private-folder.js'
import { removeFile, renameOver, replacePrivate } from '../../files/replace-file.js'

/** Longest file that is read, in bytes. */
const maxBytes = 200_000

const parse = (text: string): readonly AddedServer[] | undefined => {
  try {
    return z.array(addedServer).safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

/**
 * The servers that the person wants to have again, in a file of mode 0600 beside the session. Nothing
 * of them but name, kind and address is in it; there is no file where none is kept.
 */
export function openKeptServers({ runtime, config, log }: CommandContext): KeptServers {
  const { machine } = runtime
  const path = join(config.tokenDir, 'console-servers.json')
  const keeper: PrivateFileOptions = {
    machine,
    maxBytes,
    warn: (line) => {
      log.warn(line)
    },
  }
  return {
    read: async () => {
      const text = await readPrivate(path, keeper, async (_stamp, readText) => await readText())
      const found = text === undefined ? [] : parse(text)
      if (found !== undefined) return found
      // the next one that is kept must not write over it
      await renameOver(path, `${path}.corrupt`, machine)
      log.warn(`${path} was no list of servers; it is now ${basename(path)}.corrupt.`)
      return []
    },
    write: async (servers) => {
      if (servers.length === 0) {
        await removeFile(path)
        return
      }
      await ownFolder(config.tokenDir, keeper)
      await replacePrivate(path, JSON.stringify(servers), machine)
    },
  }
}
