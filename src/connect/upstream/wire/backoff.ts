const shortest = 500
const longest = 30_000
/** A server may ask for more with `retry:`, but not for what a timer cannot hold. */
const longestAsked = 600_000

/**
 * Milliseconds until the next try of a stream: doubled each time from 0.5 s to 30 s, of which a
 * random half is taken off, and never less than the server asked for.
 * @param tries failures so far, from 0
 * @param random from 0 to 1
 * @param askedMs `retry:` of the stream (HTML, server-sent events, section 9.2.6)
 */
export function backoffMs(tries: number, random: number, askedMs = 0): number {
  const whole = Math.min(longest, shortest * 2 ** (tries + 1))
  const jittered = Math.max(shortest, whole * (1 - random / 2))
  return Math.max(Math.min(askedMs, longestAsked), Math.min(jittered, longest))
}
