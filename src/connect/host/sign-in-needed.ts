import { JheError } from '../../errors.js'
import type { Challenge } from '../oauth/oauth.js'
import type { ServerUrl } from '../server-url.js'
import { UpstreamError } from '../upstream/upstream.js'

/** What ends a request to the server until the person has signed in, with what the server asked for. */
export const signInNeeded = ({ origin, href }: ServerUrl, challenge: Challenge): JheError =>
  new JheError(
    'SIGN_IN_REQUIRED',
    `Nobody is signed in at ${origin} yet.`,
    `Ask again, and finish signing in in the browser. Or run \`jhe-mcp login --url ${href}\` in a terminal.`,
    { cause: new UpstreamError({ kind: 'unauthorized', challenge }) },
  )

/** What the server said when it asked for a sign-in; empty where nothing was asked of it. */
export function challengeOf(thrown: unknown): Challenge {
  const cause = thrown instanceof Error ? thrown.cause : undefined
  if (!(cause instanceof UpstreamError)) return {}
  const { failure } = cause
  return failure.kind === 'unauthorized' || failure.kind === 'scope' ? failure.challenge : {}
}
