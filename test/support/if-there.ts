import { readdir, readFile } from 'node:fs/promises'

import { codeOf } from '../../src/files/file-error.js'

const missing = (thrown: unknown): undefined => {
  if (codeOf(thrown) !== 'ENOENT') throw thrown
}

/**
 * The lines of a text file that are not empty; none where the file is not there.
 * @throws the error of the system for any other reason
 */
export async function linesIfThere(path: string): Promise<readonly string[]> {
  const text = (await readFile(path, 'utf8').catch(missing)) ?? ''
  return text.split('\n').filter((line) => line !== '')
}

/**
 * The names in a folder; undefined where it is not there.
 * @throws the error of the system for any other reason
 */
export async function namesIfThere(folder: string): Promise<readonly string[] | undefined> {
  return await readdir(folder).catch(missing)
}
