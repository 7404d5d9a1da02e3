const shortest = 500
const longest = 30_000
/** A server may ask for more with `retry:`, but not for what a timer cannot hold. */
const longestAsked = 600_000

const leastAsked = 100

/**
 * Milliseconds until the next try: what the server asked for; else, and after failures at least, a
 * time that doubles from 0.5 s to 30 s, of which a random part of a half is taken off.
 * @param tries failures so far, from 0
 * @param random from 0 to 1
 * @param askedMs `retry:` of the stream (HTML, server-sent events, section 9.2.6), or `Retry-After`
 */
export function backoffMs(tries: number, random: number, askedMs?: number): number {
  const whole = Math.min(longest, shortest * 2 ** (tries + 1))
  const jittered = Math.max(shortest, whole * (1 - random / 2))
  if (askedMs === undefined) return jittered
  const asked = Math.max(leastAsked, Math.min(askedMs, longestAsked))
  return tries === 0 ? asked : Math.max(asked, jittered)
}
