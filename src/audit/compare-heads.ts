import type { Link } from './chain.js'
import { readLine } from './chain.js'
import { textsOf } from './verify.js'

/** The end of the chain of a process, as it was kept elsewhere. */
export interface KeptHead extends Link {
  readonly replica: string
  readonly at: Date
}

/** What a trail at hand says of the numbers that were kept. */
export interface TrailContent {
  readonly path: string
  readonly newest: number
  /** Processes that wrote its lines. */
  readonly replicas: ReadonlySet<string>
  /** Hashes of the lines of these numbers. */
  readonly hashes: ReadonlyMap<number, string>
}

/** Of one head: its line is there, or why it is not. */
export interface HeadFinding {
  readonly head: KeptHead
  readonly what:
    | 'there'
    /** No file at hand has lines of this process. */
    | 'missing file'
    /** Its lines end before that number. */
    | 'shorter'
    /** The line of that number is another one, or is not there although later ones are. */
    | 'other hash'
  /** The trail that has its lines. */
  readonly path: string | undefined
}

/** Reads what a trail says of some numbers; lines that are not as they were written count as absent. */
export async function readTrailContent(
  path: string,
  numbers: ReadonlySet<number>,
): Promise<TrailContent> {
  const replicas = new Set<string>()
  const hashes = new Map<number, string>()
  let newest = 0
  for await (const { text } of textsOf(path)) {
    const line = readLine(text)
    if (typeof line !== 'object') continue
    newest = Math.max(newest, line.seq)
    if (line.replica !== undefined) replicas.add(line.replica)
    if (numbers.has(line.seq)) hashes.set(line.seq, line.hash)
  }
  return { path, newest, replicas, hashes }
}

const findingOf = (head: KeptHead, trails: readonly TrailContent[]): HeadFinding => {
  const { replica, seq, hash } = head
  const there = trails.find(({ hashes }) => hashes.get(seq) === hash)
  if (there !== undefined) return { head, what: 'there', path: there.path }
  const own = trails.filter(({ replicas }) => replicas.has(replica))
  const longest = own.toSorted((one, other) => other.newest - one.newest)[0]
  if (longest === undefined) return { head, what: 'missing file', path: undefined }
  return { head, what: longest.newest < seq ? 'shorter' : 'other hash', path: longest.path }
}

/** Looks for each head in the trails at hand. */
export const compareHeads = (
  heads: readonly KeptHead[],
  trails: readonly TrailContent[],
): readonly HeadFinding[] => heads.map((head) => findingOf(head, trails))

const words: Readonly<Record<HeadFinding['what'], (path: string, seq: number) => string>> = {
  there: (path, seq) => `its line number ${seq} is in ${path}, as it was written`,
  'missing file': (_path, seq) =>
    `none of the files at hand has its lines, of which there were at least ${seq}: its file was removed, or is kept elsewhere`,
  shorter: (path, seq) =>
    `its lines in ${path} end before number ${seq}: the newest were removed, or the file is an older copy`,
  'other hash': (path, seq) =>
    `line number ${seq} in ${path} is not the one that was written: lines were changed, or all was written anew`,
}

/** A finding as a sentence. */
export const findingMessage = ({ head, what, path = '' }: HeadFinding): string =>
  `${head.replica}, copied at ${head.at.toISOString()}: ${words[what](path, head.seq)}.`
