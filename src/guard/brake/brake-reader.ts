import type { Machine } from '../../files/machine.js'
import { readPrivate, stampReader, type PrivateFileOptions } from '../../files/private-file.js'
import { newKey, readKey, type BrakeKey } from './brake-key.js'
import type { BrakeState } from './brake-text.js'
import { judge, type Doubt, type Found, type Sound } from './judge.js'

/** A state, and the key that its names are made with. */
export interface Opened {
  readonly key: BrakeKey
  readonly state: BrakeState
  /** Number of the change that made it. */
  readonly seq: number
}

/** Reads the file of readings, and remembers how far this process has seen it grow. */
export interface BrakeReader {
  /** What was read last, if the file has not changed since. */
  readonly unchanged: () => Promise<Opened | undefined>
  /** @returns why what is there is not what was written last, where it is not */
  readonly read: () => Promise<Opened | Doubt>
  /**
   * Notes a change of this process's own, which holds the lock until this resolves; reading waits for
   * it.
   */
  readonly wrote: (opened: Opened) => Promise<void>
  /** A number that no change has had yet. */
  readonly nextSeq: (at: Date) => number
}

/** What was read or written last, and the stamps of both files; undefined where there was none. */
interface Known extends Opened {
  readonly stamp: string | undefined
  /** Looked at only where there is no file of readings. */
  readonly keyStamp: string | undefined
}

/** 200 patients a day are 10 kB; far more than the largest limits need. */
const maxBytes = 16_777_216

const fileAt = async (
  path: string,
  options: PrivateFileOptions,
): Promise<Pick<Found, 'stamp' | 'text'>> => {
  const file = await readPrivate(path, { ...options, maxBytes }, async (stamp, text) => ({
    stamp,
    text: await text(),
  }))
  return file ?? { stamp: undefined, text: undefined }
}

type Look = () => Promise<string | undefined>

/** A file that came and went while nobody looked leaves a key that was used. */
const isStill = async ({ stamp, keyStamp }: Known, file: Look, key: Look): Promise<boolean> =>
  stamp === (await file()) && (stamp !== undefined || keyStamp === (await key()))

/** @param paths of the file and of its key */
export function createBrakeReader(
  paths: { readonly file: string; readonly key: string },
  options: PrivateFileOptions & { readonly machine: Machine },
): BrakeReader {
  const newestStamp = stampReader(paths.file)
  const newestKeyStamp = stampReader(paths.key)
  let known: Known | undefined
  /** Goes on until the stamp of what was written last is known. */
  let noting: Promise<void> = Promise.resolve()
  let seen = 0

  const find = async (key: Found['key']): Promise<Found> => ({
    ...(await fileAt(paths.file, options)),
    key,
  })

  const remember = (
    { stamp }: Found,
    { key = newKey(), written }: Sound,
    keyStamp?: string,
  ): Opened => {
    seen = Math.max(seen, written.seq)
    const opened = { key, ...written }
    known = { ...opened, stamp, keyStamp }
    return opened
  }

  const readUnder = async (key: Found['key']): Promise<Opened | Doubt> => {
    const found = await find(key)
    const judged = judge(found, seen)
    return 'how' in judged ? judged : remember(found, judged)
  }

  const readAnew = async (): Promise<Opened | Doubt> => {
    const keyStamp = await newestKeyStamp()
    // the file before its key: it is written under a key that is there
    const found = await find(undefined)
    const judged = judge({ ...found, key: await readKey(paths.key, options.machine) }, seen)
    return 'how' in judged ? judged : remember(found, judged, keyStamp)
  }

  const note = async (opened: Opened): Promise<void> => {
    const stamp = await newestStamp().catch(() => undefined)
    known = stamp === undefined ? undefined : { ...opened, stamp, keyStamp: undefined }
  }

  return {
    unchanged: async () => {
      await noting
      const before = known
      return before !== undefined && (await isStill(before, newestStamp, newestKeyStamp))
        ? before
        : undefined
    },
    read: async () => {
      await noting
      const before = known?.stamp === undefined ? undefined : known.key
      const found = before === undefined ? undefined : await readUnder(before)
      return found === undefined || 'how' in found ? await readAnew() : found
    },
    wrote: (opened) => {
      seen = opened.seq
      noting = note(opened)
      return noting
    },
    nextSeq: (at) => Math.max(seen + 1, at.getTime()),
  }
}
