import { randomBytes, randomUUID } from 'node:crypto'
import { join } from 'node:path'

import { JheError } from '../../errors.js'
import { publish } from '../../files/lease.js'
import { ownFolder } from '../../files/private-folder.js'
import { readPrivate, type PrivateFileOptions } from '../../files/private-file.js'
import { createPrivate, removeFile } from '../../files/replace-file.js'
import { createServeKeys } from '../serve-keys.js'
import type { ServeKeys } from '../store.js'
import { namingFaults } from './folder-error.js'

const keyBytes = 32

const keyFileOf = (folder: string): string => join(folder, 'key')

const read = async (path: string, options: PrivateFileOptions): Promise<string | undefined> =>
  await readPrivate(path, options, async (_stamp, readText) => (await readText()).trim())

/** Makes the file whole or not at all; of several processes one makes it. */
const make = async (path: string): Promise<void> => {
  const draft = `${path}.${randomUUID()}.tmp`
  try {
    const text = `${randomBytes(keyBytes).toString('base64')}\n`
    await createPrivate(draft, text, { isFlushed: true })
    await publish(draft, path)
  } finally {
    await removeFile(draft).catch(() => undefined)
  }
}

const damaged = (path: string): JheError =>
  new JheError(
    'CONFIG_INVALID',
    `The key that seals the sign-ins, ${path}, is damaged.`,
    'Bring the file back from a backup, or remove its folder: everybody then signs in again.',
  )

/**
 * The keys of an embedded state: one key in a file of mode 0600, made at the first start.
 * @param folder of the embedded state; made with mode 0700
 * @throws JheError CONFIG_INVALID for a damaged file, and a folder that cannot be used
 */
export async function embeddedKeys(
  folder: string,
  options: PrivateFileOptions,
): Promise<ServeKeys> {
  const path = keyFileOf(folder)
  const key = await namingFaults(folder, async () => {
    await ownFolder(folder, options)
    if ((await read(path, options)) === undefined) await make(path)
    return (await read(path, options)) ?? ''
  })
  if (Buffer.from(key, 'base64').length !== keyBytes) throw damaged(path)
  return createServeKeys([key])
}
