import { jsonSize } from '../text/json-size.js'
import type { ToolResult } from '../tools/tool.js'

/** A tool's answer as it is sent: the structured value and its text. */
export interface SizedResult {
  readonly value: Record<string, unknown>
  readonly text: string
  /** Of the whole reply on the wire. */
  readonly bytes: number
}

/** A reply without its size. */
export type RenderedResult = Omit<SizedResult, 'bytes'>

/** What the SDK adds to a result: of 2026-07-28, who the server is. */
export const addedBytes = 200

/** Bytes of a reply as it goes over the wire. */
const sizeOf = ({ value, text }: RenderedResult): number =>
  addedBytes + jsonSize({ content: [{ type: 'text', text }], structuredContent: value })

/** Some of the rows, and the bytes of a reply with them. */
interface Cut {
  readonly rows: number
  readonly bytes: number
}

/** The rows that an answer has to give up, and what it says with fewer of them. */
type Rows = NonNullable<ToolResult<unknown>['shorten']>

type Encode = (value: unknown) => RenderedResult

/** Number of tries that interpolate by size; afterwards the range is halved, whose number of tries is bounded. */
const guesses = 4
/** The part of the limit that a page must use to count as full. */
const fullEnough = 0.95
const aim = 0.975

/** The next number of rows to try: where the answer would be nearly full if all rows had the same size. */
const nextCut = (fits: Cut, exceeds: Cut, bytes: number, tried: number): number => {
  const between = exceeds.rows - fits.rows
  const share = (aim * bytes - fits.bytes) / (exceeds.bytes - fits.bytes)
  const step = Math.floor(tried < guesses ? between * share : between / 2)
  return fits.rows + Math.min(between - 1, Math.max(1, step))
}

/** The first rows of a long list, which tell how large it is without making all of it. */
const probeRows = 16

const structureOf = (value: unknown): number => JSON.stringify(value).length

/**
 * What all rows of a long list and one more would take, by its first rows, where that is too much
 * already without the text that says the same.
 * @returns undefined for a list that may fit
 */
const cutTooLong = ({ rows, to }: Rows, bytes: number, encode: Encode): Cut | undefined => {
  if (rows <= 4 * probeRows) return undefined
  const [none, few] = [to(0), to(probeRows)]
  const parts = (rows + 1) / probeRows
  const structure = structureOf(none)
  if (structure + (structureOf(few) - structure) * parts <= bytes) return undefined
  const least = sizeOf(encode(none))
  return { rows: rows + 1, bytes: least + (sizeOf(encode(few)) - least) * parts }
}

/**
 * As many rows as fit, or as use 95 % of the limit; undefined where not even one fits.
 * @param tooMany what does not fit; fewer rows are tried
 */
const withFewerRows = (
  shorten: Rows,
  tooMany: Cut,
  bytes: number,
  encode: Encode,
): SizedResult | undefined => {
  let found: SizedResult | undefined
  let fits: Cut = { rows: 0, bytes: addedBytes }
  let exceeds = tooMany
  for (let tried = 0; exceeds.rows - fits.rows > 1; tried += 1) {
    const rows = nextCut(fits, exceeds, bytes, tried)
    const reply = encode(shorten.to(rows))
    const cut = { rows, bytes: sizeOf(reply) }
    if (cut.bytes <= bytes) {
      found = { ...reply, bytes: cut.bytes }
      if (cut.bytes >= fullEnough * bytes) break
      fits = cut
    } else {
      exceeds = cut
    }
  }
  return found
}

/**
 * An answer that fits: all of it, or as many rows as the limit allows or as use 95 % of it. Every
 * try builds the answer anew; the sizes so far determine how many rows are tried next. Of a list that
 * is long by its first rows all rows are tried last.
 * @param bytes most bytes of the reply on the wire
 * @returns undefined when not even one row fits
 */
export function truncateToBudget(
  answer: ToolResult<unknown>,
  bytes: number,
  encode: Encode,
): SizedResult | undefined {
  const { shorten } = answer
  const tooLong = shorten && cutTooLong(shorten, bytes, encode)
  if (shorten !== undefined && tooLong !== undefined)
    return withFewerRows(shorten, tooLong, bytes, encode)
  const whole = encode(answer.value)
  const wholeBytes = sizeOf(whole)
  if (wholeBytes <= bytes) return { ...whole, bytes: wholeBytes }
  return shorten && withFewerRows(shorten, { rows: shorten.rows, bytes: wholeBytes }, bytes, encode)
}
