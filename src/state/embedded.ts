import type { PGlite } from '@electric-sql/pglite'

import { JheError } from '../errors.js'
import { ownFolder } from '../files/private-folder.js'
import type { PrivateFileOptions } from '../files/private-file.js'
import type { Metrics } from '../metrics.js'
import { createState } from './create-state.js'
import { namingFaults } from './embedded/folder-error.js'
import { lockFolder } from './embedded/folder-lock.js'
import { makeDatabase } from './embedded/make-database.js'
import { createPgliteDatabase } from './embedded/pglite-database.js'
import type { ServeKeys, StateStore } from './store.js'
import { timed } from './timed.js'

export interface EmbeddedStateOptions extends PrivateFileOptions {
  /** Made with mode 0700; on a disk of this machine. */
  readonly folder: string
  /** Of `embeddedKeys`, or those of the settings. */
  readonly keys: ServeKeys
  readonly metrics?: Pick<Metrics, 'state'>
  readonly now: () => Date
}

const unreadable = (folder: string, cause: unknown): JheError =>
  new JheError(
    'STATE_UNAVAILABLE',
    `The sign-ins kept in ${folder} cannot be made or read.`,
    'Bring the folder back from a backup, or remove it: everybody then signs in again.',
    { cause },
  )

const openEngine = async (folder: string): Promise<PGlite> => {
  try {
    const path = await namingFaults(folder, async () => await makeDatabase(folder))
    const { PGlite: Engine } = await import('@electric-sql/pglite')
    return await Engine.create(path)
  } catch (thrown) {
    throw thrown instanceof JheError ? thrown : unreadable(folder, thrown)
  }
}

/**
 * The state in a folder of this machine, for one process: the same tables in an embedded PostgreSQL.
 * The first start takes some seconds, later ones less than one.
 * @throws JheError CONFIG_INVALID while another process uses the folder, and for one that cannot be
 * used; STATE_UNAVAILABLE for one that cannot be read
 */
export async function openEmbeddedState(options: EmbeddedStateOptions): Promise<StateStore> {
  const { folder, keys, metrics, now, machine } = options
  const unlock = await namingFaults(folder, async () => {
    await ownFolder(folder, options)
    return await lockFolder({ folder, machine, now })
  })
  try {
    const database = createPgliteDatabase(await openEngine(folder))
    const state = createState({ database: timed(database, metrics), keys, now })
    return {
      ...state,
      close: async () => {
        await state.close().finally(unlock)
      },
    }
  } catch (thrown) {
    await unlock()
    throw thrown
  }
}
