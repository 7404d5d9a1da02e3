import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { createInterface } from 'node:readline'

import { beginning, readLine, type AuditLine, type Link } from './chain.js'
import { fullFiles, readHead } from './files.js'

/** A place in the trail. */
export interface Place {
  readonly file: string
  /** From 1. */
  readonly line: number
}

/** What is wrong with a chain, and where it first shows. */
export interface Breach extends Place {
  readonly what: 'changed' | 'missing' | 'out of order' | 'unreadable' | 'cut off'
}

export interface Verdict {
  readonly files: number
  readonly lines: number
  /** Number of the first line that is here; more than 1 where older files were moved away. */
  readonly first: number | null
  readonly newest: Link | null
  readonly breach: Breach | null
  /** Lines that a killed writer left unfinished; the chain goes on behind each. */
  readonly torn: readonly Place[]
}

/** A device can go on for ever. */
const isFile = async (path: string): Promise<boolean> =>
  await stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  )

/** The files of a trail, oldest first. */
export async function filesOf(path: string): Promise<readonly string[]> {
  return [...(await fullFiles(path)), ...((await isFile(path)) ? [path] : [])]
}

/** Every line of a trail as text, with its place, oldest first. */
export async function* textsOf(path: string): AsyncGenerator<Place & { readonly text: string }> {
  for (const file of await filesOf(path)) {
    let line = 0
    const input = createReadStream(file, { encoding: 'utf8' })
    for await (const text of createInterface({ input, crlfDelay: Infinity })) {
      line += 1
      yield { file: basename(file), line, text }
    }
  }
}

const breachOf = (line: AuditLine, after: Link | undefined): Breach['what'] | undefined => {
  if (after === undefined) {
    return line.seq === 1 && line.prev !== beginning.hash ? 'changed' : undefined
  }
  if (line.seq <= after.seq) return 'out of order'
  if (line.seq > after.seq + 1) return 'missing'
  return line.prev === after.hash ? undefined : 'changed'
}

/** How far the reading of a trail has come. */
interface Reading {
  newest: Link | undefined
  first: number | null
  lines: number
  /** Unreadable lines since the last good one; a forger's, unless the chain goes on behind them. */
  doubtful: Place[]
  readonly torn: Place[]
}

/** Takes one line in. @returns what is wrong from there on, if anything is */
const takeIn = (reading: Reading, text: string, place: Place): Breach | undefined => {
  const line = readLine(text)
  if (line === 'changed') return { ...place, what: 'changed' }
  if (line === 'unreadable') {
    reading.doubtful.push(place)
    return undefined
  }
  const what = breachOf(line, reading.newest)
  const [forged] = reading.doubtful
  if (what !== undefined) {
    return forged === undefined ? { ...place, what } : { ...forged, what: 'unreadable' }
  }
  reading.torn.push(...reading.doubtful)
  reading.doubtful = []
  reading.first ??= line.seq
  reading.newest = { seq: line.seq, hash: line.hash }
  reading.lines += 1
  return undefined
}

const firstBreach = async (
  path: string,
  reading: Reading,
  signal?: AbortSignal,
): Promise<Breach | undefined> => {
  // before the lines: a writer may go on meanwhile
  const known = await readHead(path)
  for await (const { text, ...place } of textsOf(path)) {
    signal?.throwIfAborted()
    const breach = takeIn(reading, text, place)
    if (breach !== undefined) return breach
  }
  reading.torn.push(...reading.doubtful)
  return (known?.seq ?? 0) > (reading.newest?.seq ?? 0)
    ? { file: basename(path), line: reading.lines + 1, what: 'cut off' }
    : undefined
}

/** Reads the whole trail, the full files too, and finds the first line that is not as it was written. */
export async function verifyTrail(path: string, signal?: AbortSignal): Promise<Verdict> {
  const reading: Reading = { newest: undefined, first: null, lines: 0, doubtful: [], torn: [] }
  const breach = (await firstBreach(path, reading, signal)) ?? null
  const { newest = null, first, lines, torn } = reading
  return { files: (await filesOf(path)).length, lines, first, newest, breach, torn }
}
