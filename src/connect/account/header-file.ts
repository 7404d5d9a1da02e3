import { constants } from 'node:fs'
import { dirname } from 'node:path'

import { JheError } from '../../errors.js'
import { diskOf } from '../../files/disk.js'
import { codeOf } from '../../files/file-error.js'
import { FileFault } from '../../files/file-fault.js'
import type { Machine } from '../../files/machine.js'
import { isOpenToOthers, openPrivate } from '../../files/private-file.js'

const maxBytes = 65_536
const maxHeaders = 20

/** Headers that the request itself needs, and those between two machines (RFC 9110, section 7.6.1). */
const refusedNames =
  /^(?:host|content-.*|mcp-.*|connection|proxy-.*|keep-alive|te|trailers?|transfer-encoding|upgrade|accept|accept-encoding|expect|last-event-id|origin|date|via|sec-.*)$/
/** RFC 9110, sections 5.6.2 and 5.5, without what is not ASCII. */
const line = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*([!-~](?:[ \t!-~]*[!-~])?)[ \t]*$/

const format =
  'Write one header a line, like `Authorization: Bearer …`; a line that begins with # is a comment.'

const invalid = (message: string, hint = format): JheError =>
  new JheError('CONFIG_INVALID', message, hint)

const faults: Readonly<Record<FileFault['kind'], string>> = {
  'not plain': 'is a link or not a plain file',
  foreign: 'belongs to another user',
  shared: 'lies where everybody may write',
  'several names': 'has a second name (a hard link)',
  'too long': `is longer than ${maxBytes} bytes`,
  silent: 'lies on a disk that does not answer',
}

const errorOf = (thrown: unknown, path: string): JheError => {
  if (thrown instanceof JheError) return thrown
  const why =
    thrown instanceof FileFault
      ? faults[thrown.kind]
      : `cannot be read (${codeOf(thrown) ?? 'unknown error'})`
  return invalid(
    `The header file ${path} ${why}.`,
    'Name a file of your own that nobody else may read (mode 0600).',
  )
}

/** @throws JheError CONFIG_INVALID */
const parseLine = (raw: string, number: number): readonly [string, string] => {
  const [, name, value = ''] = line.exec(raw) ?? []
  if (name === undefined)
    throw invalid(
      `Line ${number} of the header file is not a header, or has other characters than ASCII.`,
    )
  const key = name.toLowerCase()
  if (refusedNames.test(key))
    throw invalid(`Line ${number} of the header file is a header that jhe-mcp writes itself.`)
  return [key, value]
}

/**
 * The headers of a file's text. Errors name lines by their number: any text in it may be a key.
 * @returns lower-case names
 * @throws JheError CONFIG_INVALID
 */
export function parseHeaders(text: string): Readonly<Record<string, string>> {
  const headers = new Map<string, string>()
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  for (const [at, raw] of lines.entries()) {
    if (/^[ \t]*(?:#|$)/.test(raw)) continue
    const [key, value] = parseLine(raw, at + 1)
    if (headers.has(key)) throw invalid(`Line ${at + 1} of the header file repeats a header.`)
    headers.set(key, value)
  }
  if (headers.size === 0) throw invalid('The header file has no header.')
  if (headers.size > maxHeaders)
    throw invalid(`The header file has more than ${maxHeaders} headers.`)
  return Object.fromEntries(headers)
}

/**
 * Reads headers from a file that only this user may read.
 * @returns lower-case names
 * @throws JheError CONFIG_INVALID for a link, a pipe, a folder, another user's file, one that others
 * may read, one that is too long, and what is no header
 */
export async function readHeaderFile(
  path: string,
  machine: Machine,
): Promise<Readonly<Record<string, string>>> {
  const disk = diskOf(dirname(path))
  try {
    const { handle, stats } = await openPrivate(path, constants.O_RDONLY, machine)
    try {
      if (isOpenToOthers(stats, machine))
        throw invalid(
          `Other users may read the header file ${path}.`,
          'Close it to them with `chmod 600`, and change the key in it if the computer is shared.',
        )
      if (stats.size > BigInt(maxBytes)) throw new FileFault('too long', path)
      return parseHeaders(await disk.run(path, async () => await handle.readFile('utf8')))
    } finally {
      await disk.close(handle)
    }
  } catch (thrown) {
    throw errorOf(thrown, path)
  }
}
