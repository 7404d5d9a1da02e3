import { constants } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'

import { diskOf, type Disk } from '../files/disk.js'
import { closeToOthers, openPrivate, type PrivateFileOptions } from '../files/private-file.js'
import { renameOver, replacePrivate } from '../files/replace-file.js'
import { beginning, readLine, seal, type Link } from './chain.js'
import type { AuditEvent } from './event.js'
import { fullFiles, pathsOf } from './files.js'
import { readHead } from './head.js'

export interface AppendOptions extends PrivateFileOptions {
  readonly path: string
  /** Bytes from which a file counts as full; 10 MB. */
  readonly fullAt?: number
}

/** Where an attempt without an answer may have written lines: the file, and its size before. */
export interface Doubt {
  readonly ino: bigint
  readonly size: number
}

/** A file of the trail and the disk that it is on. */
interface Target {
  readonly handle: FileHandle
  readonly disk: Disk
  readonly path: string
}

const readPart = async (
  { handle, disk, path }: Target,
  from: number,
  to: number,
): Promise<string> => {
  const length = Math.max(0, to - from)
  const read = async () => await handle.read(Buffer.alloc(length), 0, length, from)
  const { buffer, bytesRead } = await disk.run(path, read)
  return buffer.subarray(0, bytesRead).toString('utf8')
}

/** Longer than the longest line: 2,000 ids. */
const tailBytes = 65_536

/** The newest whole line of a file; undefined when it has none. */
const lastLink = async (target: Target, size: number): Promise<Link | undefined> => {
  const tail = await readPart(target, Math.max(0, size - tailBytes), size)
  for (const text of tail.split('\n').toReversed()) {
    const line = readLine(text)
    if (typeof line === 'object') return { seq: line.seq, hash: line.hash }
  }
  return undefined
}

/** The newest line of the newest full file, which the next file goes on from. */
const lastOfFull = async ({ path, machine }: AppendOptions): Promise<Link> => {
  const newest = (await fullFiles(path)).at(-1)
  if (newest === undefined) return beginning
  const disk = diskOf(dirname(path))
  const { handle, stats } = await openPrivate(newest, constants.O_RDONLY, machine)
  try {
    return (await lastLink({ handle, disk, path: newest }, Number(stats.size))) ?? beginning
  } finally {
    await disk.close(handle)
  }
}

const doubtful = (head: string): string =>
  `What jhe-mcp remembers of its audit trail in ${head} is missing or was changed; the next line leaves out a number to show it. \`jhe-mcp audit verify\` says more.`

/**
 * The link that the next line follows. Where the head is newer than the file, missing or different,
 * one number is left out, so that the change of the trail stays visible.
 */
const linkAfter = async (target: Target, size: number, options: AppendOptions): Promise<Link> => {
  const { path, machine, warn } = options
  const head = await readHead(path, machine)
  const last = (await lastLink(target, size)) ?? (await lastOfFull(options))
  if (typeof head === 'object') {
    if (head.seq > last.seq) return head
    if (head.seq < last.seq || head.hash === last.hash) return last
  } else if (last.seq === 0) {
    // before the first line, so that lines without it are a sign
    await writeHead(options, { ...beginning, size: 0 })
    return beginning
  }
  warn(doubtful(pathsOf(path).head))
  return { seq: last.seq + 1, hash: last.hash }
}

const writeHead = async (
  { path, machine }: AppendOptions,
  head: Link & { readonly size: number },
): Promise<void> => {
  const { seq, hash, size } = head
  await replacePrivate(pathsOf(path).head, JSON.stringify({ seq, hash, size }), machine)
}

const sealed = (events: readonly AuditEvent[], after: Link): Link & { readonly text: string } => {
  let link = after
  const lines = events.map((event) => {
    const { text, ...next } = seal(event, link)
    link = next
    return `${text}\n`
  })
  return { ...link, text: lines.join('') }
}

/** The events that an attempt without an answer has not written after all. */
const unwritten = async (
  events: readonly AuditEvent[],
  target: Target,
  [from, size]: readonly [number, number],
): Promise<readonly AuditEvent[]> => {
  const part = await readPart(target, from, size)
  const ids = new Set(part.split('\n').map((line) => /"id":"([^"]*)"/.exec(line)?.[1]))
  return events.filter(({ id }) => !ids.has(id))
}

/** Writes lines and their head, or leaves both as they were. */
const writeLines = async (
  { handle, disk, path }: Target,
  { size, text, ...link }: Link & { readonly size: number; readonly text: string },
  options: AppendOptions,
): Promise<number> => {
  const bytes = Buffer.from(text)
  try {
    await disk.run(path, async () => {
      await handle.writeFile(bytes)
    })
    await disk.run(path, async () => {
      await handle.datasync()
    })
    await writeHead(options, { ...link, size: size + bytes.length })
  } catch (thrown) {
    const truncate = async (): Promise<void> => {
      await handle.truncate(size)
    }
    await disk.run(path, truncate).catch(() => undefined)
    throw thrown
  }
  return size + bytes.length
}

/** Renames a full file. */
const putAside = async (options: AppendOptions, link: Link): Promise<void> => {
  const { path, machine } = options
  await renameOver(path, pathsOf(path).full(link.seq), machine)
  await writeHead(options, { ...link, size: 0 })
}

/**
 * Appends lines to the trail; leaves it as it was when it cannot hold them all. The caller holds the
 * lock.
 * @param doubt of an attempt before, whose lines may be there
 * @param onDoubt is told where lines may stand, before any is written
 * @returns the end of the chain with these lines
 * @throws FileFault; file system errors as they are
 */
export async function append(
  events: readonly AuditEvent[],
  options: AppendOptions,
  doubt: Doubt | undefined,
  onDoubt: (doubt: Doubt) => void,
): Promise<Link> {
  const { path, fullAt = 10_000_000 } = options
  const { O_RDWR, O_APPEND, O_CREAT } = constants
  const opened = await openPrivate(path, O_RDWR | O_APPEND | O_CREAT, options.machine)
  const { handle, stats } = opened
  const disk = diskOf(dirname(path))
  const target = { handle, disk, path }
  const size = Number(stats.size)
  try {
    await closeToOthers(opened, path, options)
    const after = await linkAfter(target, size, options)
    const missing =
      doubt?.ino === stats.ino ? await unwritten(events, target, [doubt.size, size]) : events
    if (missing.length === 0) {
      await writeHead(options, { ...after, size })
      return after
    }
    const { text, ...link } = sealed(missing, after)
    // a line that a killed writer left unfinished stays a line of its own
    const torn = size > 0 && !(await readPart(target, size - 1, size)).endsWith('\n')
    onDoubt({ ino: stats.ino, size })
    const lines = { ...link, size, text: torn ? `\n${text}` : text }
    if ((await writeLines(target, lines, options)) >= fullAt)
      await putAside(options, link).catch(() => undefined)
    return link
  } finally {
    await disk.close(handle)
  }
}
