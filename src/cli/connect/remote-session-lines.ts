import { minuteOf } from '../../app/session-lines.js'
import type { RemoteSession } from '../../connect/account/remote-session.js'

/** When a session ends or is renewed, for people. */
export function remoteExpiryOf(
  { expires_at: end, refresh_token: refresh }: RemoteSession,
  now: Date,
): string {
  const isRenewed = refresh !== null
  if (end === null) return 'when the server ends it'
  if (end * 1000 > now.getTime())
    return `${minuteOf(end)}, then ${isRenewed ? 'renewed by itself' : 'sign in again'}`
  return isRenewed ? 'renewed at the next question' : 'expired; sign in again'
}

/** What `login` says of a session at a server elsewhere. */
export const remoteSessionLines = (
  session: RemoteSession,
  store: string,
  now: Date,
): readonly string[] => [
  `server:  ${session.server}`,
  `issuer:  ${session.issuer}`,
  `store:   ${store}`,
  `expires: ${remoteExpiryOf(session, now)}`,
]
