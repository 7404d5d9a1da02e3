import { personOf } from '../auth/session/person.js'
import { endOfSession } from '../auth/session/refresh.js'
import type { Session } from '../auth/session/session.js'

/** `2026-01-02 03:04 UTC` @param seconds since the epoch */
export const minuteOf = (seconds: number): string =>
  `${new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`

/** When a session ends, for people; one with a refresh token is then renewed. */
export function expiryOf(session: Session, now: Date): string {
  const end = endOfSession(session)
  const isOver = end * 1000 <= now.getTime()
  if (session.refresh_token !== null) {
    return isOver ? 'renewed at the next question' : `${minuteOf(end)}, then renewed by itself`
  }
  return isOver ? 'expired; sign in again' : `${minuteOf(end)}, then sign in again`
}

/**
 * When the session ends and what ends it: one that is renewed has no end of its own, as JHE's
 * refresh tokens do not expire.
 */
export const lastingOf = (session: Session, now: Date): string =>
  session.refresh_token === null
    ? expiryOf(session, now)
    : `${expiryOf(session, now)}; it ends with \`jhe-mcp logout\`, or when JHE ends it`

/** What `login` says of a session. */
export const sessionLines = (session: Session, store: string, now: Date): readonly string[] => [
  `person:  ${personOf(session)}`,
  `issuer:  ${session.issuer}`,
  `store:   ${store}`,
  `expires: ${lastingOf(session, now)}`,
]

export { personOf }
