import { constants } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'

import { JheError } from '../errors.js'
import { diskLimitMs, diskOf } from '../files/disk.js'
import { codeOf } from '../files/file-error.js'
import { FileFault, type FileFaultKind } from '../files/file-fault.js'
import { withLease } from '../files/lease.js'
import { closeToOthers, openPrivate } from '../files/private-file.js'
import { append, type AppendOptions, type Doubt } from './append.js'
import type { Link } from './chain.js'
import type { Audit, AuditEvent } from './event.js'
import { isSharedFolder, openFiles, pathsOf } from './files.js'

export interface TrailOptions extends AppendOptions {
  readonly now: () => Date
  /** Milliseconds that lines are gathered before they are written; 100. */
  readonly gatherMs?: number
}

/** The audit trail of this process; others may write to the same file. */
export interface Trail extends Audit {
  /**
   * Writes what is left.
   * @param until ends the waiting
   * @returns how many lines are not written, those that were dropped included
   */
  flush(until?: AbortSignal): Promise<number>
  /** The end of the chain when this process last wrote; undefined before its first line. */
  head(): Link | undefined
}

/** Lines that are kept while none can be written; the oldest are dropped first. */
const maxWaiting = 10_000

/** Closes files that other users may read or write; a file of another user stays as it is. */
const closeAll = async (options: TrailOptions): Promise<void> => {
  const { path, machine } = options
  for (const name of await openFiles(path, machine)) {
    const opened = await openPrivate(name, constants.O_RDONLY, machine).catch(() => undefined)
    if (opened === undefined) continue
    await closeToOthers(opened, name, options).catch(() => undefined)
    await diskOf(dirname(path)).close(opened.handle)
  }
}

const busy = () =>
  new JheError('INTERNAL', 'another jhe-mcp holds its lock', 'Try again in a moment.')

const reasons: Readonly<Record<FileFaultKind, string>> = {
  'not plain': 'is a link, or not a plain file',
  foreign: 'belongs to another user',
  shared: 'is a folder that everybody may write to',
  'several names': 'has a second name (a hard link)',
  'too long': 'is not what jhe-mcp wrote',
  silent: `is on a disk that did not answer within ${diskLimitMs / 1000} s`,
}

/** Why lines cannot be written, as the end of a sentence. */
const reasonOf = (thrown: unknown): string => {
  if (thrown instanceof FileFault) return `${thrown.path} ${reasons[thrown.kind]}`
  return thrown instanceof JheError ? thrown.message : (codeOf(thrown) ?? 'unknown error')
}

const unwritable = (thrown: unknown): string =>
  `The audit trail (JHE_AUDIT_LOG) cannot be written: ${reasonOf(thrown)}. Questions are answered all the same. Check the disk, the folder and who owns the file, or set JHE_AUDIT_LOG to a file elsewhere; \`jhe-mcp audit verify\` looks at it.`

const aborted = async (signal: AbortSignal): Promise<void> => {
  if (signal.aborted) return
  await new Promise<void>((resolve) => {
    signal.addEventListener(
      'abort',
      () => {
        resolve()
      },
      { once: true },
    )
  })
}

/** Makes the folder before each write, and the first time checks whether others may change the trail. */
const folderLook = (options: TrailOptions): (() => Promise<void>) => {
  const { path, machine, warn } = options
  const folder = dirname(path)
  let isFirst = true
  return async () => {
    const make = async () => await mkdir(folder, { recursive: true, mode: 0o700 })
    await diskOf(folder).run(path, make)
    if (!isFirst) return
    if (await isSharedFolder(folder, machine))
      warn(`Others may write in ${folder} and put another audit trail in the place of this one.`)
    await closeAll(options)
    isFirst = false
  }
}

/**
 * A hash-chained file of lines that several processes write to (design of the chain: `chain.ts`).
 * Lines are written in batches shortly after their events, under a lock that ends with its process.
 * Lines that cannot be written are kept, reported once, and tried again with the next line.
 */
export function openTrail(options: TrailOptions): Trail {
  const { path, machine, now, warn, gatherMs = 100 } = options
  const waiting: AuditEvent[] = []
  let isFailing = false
  let written = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  const lookAtFolder = folderLook(options)
  let dropped = 0
  let doubt: Doubt | undefined
  let head: Link | undefined

  const appendAll = async (events: readonly AuditEvent[]): Promise<void> => {
    head = await append(events, options, doubt, (found) => {
      doubt = found
    })
    doubt = undefined
  }

  const write = async (): Promise<void> => {
    const events = [...waiting]
    if (events.length === 0) return
    try {
      await lookAtFolder()
      const lease = { path: pathsOf(path).lock, machine, now, waitMs: 10_000, busy }
      await withLease(lease, async () => {
        await appendAll(events)
      })
      waiting.splice(0, events.length)
      if (isFailing) warn('The audit trail is written again.')
      isFailing = false
    } catch (thrown) {
      if (!isFailing) warn(unwritable(thrown))
      isFailing = true
      dropped += waiting.splice(0, Math.max(0, waiting.length - maxWaiting)).length
    }
  }

  const writeInTurn = async (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    written = written.then(write)
    await written
  }

  return {
    record: (event) => {
      waiting.push(event)
      timer ??= setTimeout(() => void writeInTurn(), gatherMs).unref()
    },
    flush: async (until) => {
      const work = writeInTurn()
      await (until === undefined ? work : Promise.race([work, aborted(until)]))
      return waiting.length + dropped
    },
    head: () => head,
  }
}
