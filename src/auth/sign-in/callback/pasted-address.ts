import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

import { jhe, type Place } from '../../place.js'
import type { CallbackListener } from './callback-listener.js'
import { beginsAddress, endsInCode, readPasted, strip } from './read-pasted.js'
import type { RedirectUri } from './redirect-uri.js'

export interface PastedAddressOptions {
  readonly input: Readable
  readonly redirect: RedirectUri
  readonly listener: Pick<CallbackListener, 'offer' | 'offerCode'>
  /** Named to the person; JHE unless given. */
  readonly place?: Place
  /** Tells the person why a line was not taken. */
  readonly say: (line: string) => void
}

const messages = {
  other: (redirect: RedirectUri): string =>
    `That is not the address the browser ended on. It begins with ${redirect.text}?`,
  foreign: 'That address belongs to another sign-in and was refused. Use the newest browser tab.',
  broken:
    'That is only a part of the address: it was broken or cut off on the way. Paste the rest, or the whole address on one line.',
  alone: ({ thisOne }: Place): string =>
    `That is only the code, and ${thisOne} must be known by the whole address. Paste it all.`,
} as const

/** Longest text that is still joined from parts of a broken address. */
const maxLength = 8192

interface Line {
  /** Without blanks and quotes. */
  readonly text: string
  /** Whether blanks stood in it. */
  readonly hadBlanks: boolean
}

/**
 * Reads lines until one of them, or several joined, is the answer to the authorization request.
 * Lines are joined only to a text that begins with the redirect address.
 */
const createReader = ({ redirect, listener, say, place = jhe }: PastedAddressOptions) => {
  let partial = ''

  const begin = (text: string): void => {
    partial = text
    say(messages.broken)
  }

  const offer = (text: string, parameters: URLSearchParams, isMended: boolean): void => {
    const verdict = listener.offer(parameters, 'pasted')
    const why = verdict.kind === 'ignored' ? verdict.why : undefined
    partial = why === 'cut' || (why === undefined && endsInCode(text)) ? text : ''
    if (why !== undefined) say(why === 'cut' || isMended ? messages.broken : messages.foreign)
  }

  /** The rest of what has begun. @returns whether it was taken as such */
  const join = (line: string): boolean => {
    if (partial === '' || beginsAddress(line)) return false
    const joined = `${partial}${line}`
    const found = readPasted(joined, redirect)
    if (found.kind === 'other' || joined.length > maxLength) return false
    if (found.kind === 'whole') offer(joined, found.parameters, true)
    else begin(joined)
    return true
  }

  const takeCode = (line: string, code: string): void => {
    // an address without its state may be the beginning of a broken one
    partial = line === code ? '' : line
    if (!listener.offerCode(code)) say(messages.alone(place))
  }

  return ({ text, hadBlanks }: Line): void => {
    const found = readPasted(text, redirect)
    if (found.kind === 'whole') offer(text, found.parameters, hadBlanks)
    else if (join(text)) return
    else if (found.kind === 'code') takeCode(text, found.code)
    else if (found.kind === 'part') begin(text)
    else say(messages.other(redirect))
  }
}

/**
 * Reads the address of the page that a browser on another computer could not show, one per line,
 * and treats it like a callback; an address over several lines is put together. A wrong one is
 * refused and the waiting goes on; so does the end of the input. No line is ever repeated: it holds
 * the authorization code.
 * @returns a function that stops reading and pauses the input.
 */
export function readPastedAddress(options: PastedAddressOptions): () => void {
  const { input } = options
  const lines = createInterface({ input, terminal: false, crlfDelay: Infinity })
  const take = createReader(options)
  lines.on('line', (raw) => {
    const text = strip(raw)
    if (text !== '') take({ text, hadBlanks: /\S\s+\S/.test(raw) })
  })
  return () => {
    lines.close()
    input.pause()
  }
}
