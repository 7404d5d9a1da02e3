import { randomUUID } from 'node:crypto'
import { constants, copyFile, link, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { z } from 'zod'

import { diskOf } from './disk.js'
import { codeOf } from './file-error.js'
import type { Machine } from './machine.js'
import { readSmall } from './private-file.js'
import { createPrivate, removeFile } from './replace-file.js'

export interface LeaseOptions {
  readonly path: string
  readonly machine: Machine
  readonly now: () => Date
  /** Milliseconds after which a holder counts as dead; 60 s, more than the requests it covers may take. */
  readonly ttlMs?: number
  /** How long to wait for another holder. */
  readonly waitMs: number
  /** The error after that time. */
  readonly busy: () => Error
}

/** A lease that is held. */
export interface Lease {
  /** Whether this process still holds it: another one may have taken it over as abandoned. */
  isHeld(): Promise<boolean>
  release(): Promise<void>
}

const leaseSchema = z.object({
  pid: z.int(),
  hostname: z.string(),
  nonce: z.string(),
  expires_at: z.number(),
})

type Holder = z.output<typeof leaseSchema>

/** A lock has a second name, its draft, while it is made. */
const publishing = 2n
const pollMs = 40
const defaultTtlMs = 60_000

const parseHolder = (text: string): Holder | 'unreadable' => {
  try {
    return leaseSchema.safeParse(JSON.parse(text)).data ?? 'unreadable'
  } catch {
    return 'unreadable'
  }
}

/** @throws FileFault for a lock that no jhe-mcp of this user made */
const readHolder = async (
  path: string,
  machine: Machine,
): Promise<Holder | 'none' | 'unreadable'> => {
  const text = await readSmall(path, machine, publishing)
  return text === undefined ? 'none' : parseHolder(text)
}

const isDead = (holder: Holder, { machine, now, ttlMs = defaultTtlMs }: LeaseOptions): boolean => {
  const left = holder.expires_at - now().getTime()
  if (left <= 0 || left > ttlMs) return true
  return holder.hostname === machine.hostname && !machine.isAlive(holder.pid)
}

/** Makes `to` with the whole content of `from` in one step. @returns false where `to` is there already */
export const publish = async (from: string, to: string): Promise<boolean> => {
  try {
    await diskOf(dirname(to)).run(to, async () => {
      await link(from, to).catch(async (thrown: unknown) => {
        if (codeOf(thrown) === 'EEXIST') throw thrown
        await copyFile(from, to, constants.COPYFILE_EXCL)
      })
    })
    return true
  } catch (thrown) {
    if (codeOf(thrown) === 'EEXIST') return false
    throw thrown
  }
}

/**
 * Moves a dead lease away, and checks what was moved: if another process had taken over in between,
 * its live lease is put back.
 */
const evict = async (
  { path, machine }: LeaseOptions,
  dead: Holder | 'unreadable',
  aside: string,
): Promise<void> => {
  try {
    await diskOf(dirname(path)).run(path, async () => {
      await rename(path, aside)
    })
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return
    throw thrown
  }
  const moved = await readHolder(aside, machine)
  const live = typeof moved === 'object' && (dead === 'unreadable' || moved.nonce !== dead.nonce)
  if (live) await publish(aside, path)
  await removeFile(aside)
}

/** Makes the lock of this process where there is none. @returns whether it is there now */
const draftAndPublish = async (options: LeaseOptions, nonce: string): Promise<boolean> => {
  const { path, machine, now, ttlMs = defaultTtlMs } = options
  const { pid, hostname } = machine
  const draft = `${path}.${nonce}.tmp`
  const holder: Holder = { pid, hostname, nonce, expires_at: now().getTime() + ttlMs }
  try {
    await createPrivate(draft, JSON.stringify(holder), { isFlushed: false })
    return await publish(draft, path)
  } finally {
    await removeFile(draft).catch(() => undefined)
  }
}

/** Tries once to take the lease. @returns whether this process holds it now */
const tryOnce = async (options: LeaseOptions, nonce: string): Promise<boolean> => {
  const { path, machine } = options
  const holder = await readHolder(path, machine)
  if (holder === 'none') return await draftAndPublish(options, nonce)
  const aside = `${path}.${nonce}.old.tmp`
  if (holder === 'unreadable') {
    await delay(pollMs)
    if ((await readHolder(path, machine)) === 'unreadable') await evict(options, holder, aside)
  } else if (isDead(holder, options)) await evict(options, holder, aside)
  else await delay(pollMs)
  return false
}

/**
 * Takes the lease at `path`, waiting for a live holder and taking over from a dead one.
 * @throws what `busy` makes after `waitMs`; FileFault; file system errors as they are
 */
export async function takeLease(options: LeaseOptions): Promise<Lease> {
  const { path, waitMs, machine } = options
  const nonce = randomUUID()
  const started = performance.now()
  let isMine = await draftAndPublish(options, nonce)
  while (!isMine) {
    isMine = await tryOnce(options, nonce)
    if (!isMine && performance.now() - started > waitMs) throw options.busy()
  }
  const isHeld = async (): Promise<boolean> => {
    const holder = await readHolder(path, machine)
    return typeof holder === 'object' && holder.nonce === nonce
  }
  return {
    isHeld,
    release: async () => {
      if (await isHeld()) await removeFile(path)
    },
  }
}

/** Runs `work` under the lease and releases it afterwards, also after an error. */
export async function withLease<T>(
  options: LeaseOptions,
  work: (lease: Lease) => Promise<T>,
): Promise<T> {
  const lease = await takeLease(options)
  try {
    return await work(lease)
  } finally {
    // a lease that cannot be released expires; the result of the work is returned
    await lease.release().catch(() => undefined)
  }
}
