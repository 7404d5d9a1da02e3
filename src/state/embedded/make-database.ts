import { rename, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'

import { codeOf } from '../../files/file-error.js'

/** Runs in a thread, whose memory is given back: making a database takes much more than using one. */
const script = `const { workerData } = require('node:worker_threads')
const { PGlite } = require(workerData.engine)
PGlite.create(workerData.folder).then((database) => database.close())`

const ended = async (worker: Worker): Promise<void> => {
  await new Promise<void>((resolve, reject) => {
    worker.once('error', reject)
    worker.once('exit', (code) => {
      if (code === 0) resolve()
      else reject(new Error('the embedded database could not be made'))
    })
  })
}

const isThere = async (path: string): Promise<boolean> => {
  try {
    await stat(path)
    return true
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return false
    throw thrown
  }
}

/**
 * Makes an embedded database where there is none, whole or not at all, without holding up this
 * thread: it takes seconds. The caller holds the folder.
 * @returns the folder of the database
 * @throws what the engine throws; file system errors as they are
 */
export async function makeDatabase(folder: string): Promise<string> {
  const path = join(folder, 'database')
  if (await isThere(path)) return path
  const draft = `${path}.new`
  await rm(draft, { recursive: true, force: true })
  const engine = createRequire(import.meta.url).resolve('@electric-sql/pglite')
  await ended(new Worker(script, { eval: true, workerData: { engine, folder: draft } }))
  await rename(draft, path)
  return path
}
