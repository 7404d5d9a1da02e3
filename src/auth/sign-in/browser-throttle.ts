import { join } from 'node:path'

import type { Machine } from '../../files/machine.js'
import { readSmall } from '../../files/private-file.js'
import { ownFolder } from '../../files/private-folder.js'
import { replacePrivate } from '../../files/replace-file.js'

/** When this process or another one last opened a browser tab without a request of the person. */
export interface BrowserThrottle {
  /** Milliseconds since the epoch; undefined when there was none or it cannot be told. */
  readonly lastOpened: () => Promise<number | undefined>
  readonly recordOpened: (at: number) => Promise<void>
}

/**
 * Keeps the time in memory and in a file of the token folder, so that a host that restarts the
 * server repeatedly does not open a tab each time. When the file cannot be read or written, or the
 * folder belongs to another user, the time is kept in memory only.
 * @param name of the file, one for each place
 */
export function createBrowserThrottle(
  folder: string,
  machine: Machine,
  name = 'last-tab',
): BrowserThrottle {
  const file = join(folder, name)
  let own: number | undefined
  return {
    lastOpened: async () => {
      const text = (await readSmall(file, machine).catch(() => undefined)) ?? ''
      const stored = /^\d{1,15}$/.test(text) ? Number(text) : undefined
      return own === undefined || (stored !== undefined && stored > own) ? stored : own
    },
    recordOpened: async (at) => {
      own = at
      try {
        await ownFolder(folder, { machine, warn: () => undefined })
        await replacePrivate(file, String(at), machine)
      } catch {
        // kept in memory
      }
    },
  }
}
