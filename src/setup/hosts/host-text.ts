import { readFile, stat } from 'node:fs/promises'

import { JheError } from '../../errors.js'

/** A byte that is in no configuration of UTF-8, and in every one of UTF-16. */
const isWide = (bytes: Uint8Array): boolean => bytes.includes(0)

const decoded = (bytes: Uint8Array): string | undefined => {
  if (isWide(bytes)) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

const notUtf8 = (label: string, bytes: Uint8Array): JheError =>
  new JheError(
    'CONFIG_INVALID',
    `${label} is not written in UTF-8${isWide(bytes) ? ', but it seems in UTF-16' : ''}. Nothing was changed.`,
    'Save it as UTF-8 in an editor, then run the command again.',
  )

/**
 * The whole text of a host's file, its byte order mark included. What is not UTF-8 is not read:
 * written back, it would be another file.
 * @param label the path as people know it
 * @throws JheError CONFIG_INVALID for a device, such as the target of a link to /dev/null, and for
 * another encoding; file system errors as they are
 */
export async function readHostText(path: string, label: string): Promise<string> {
  const about = await stat(path)
  if (about.isCharacterDevice() || about.isBlockDevice())
    throw new JheError(
      'CONFIG_INVALID',
      `${label} is a device and no plain file. Nothing was changed.`,
      'Where it is a link to /dev/null, remove the link, then run the command again.',
    )
  const bytes = await readFile(path)
  const text = decoded(bytes)
  if (text === undefined) throw notUtf8(label, bytes)
  return text
}
