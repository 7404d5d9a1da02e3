import type { Challenge } from '../oauth/oauth.js'
import { UpstreamError } from '../upstream/upstream.js'

/** What the server said when it asked for a sign-in; empty where nothing was asked of it. */
export function challengeOf(thrown: unknown): Challenge {
  const cause = thrown instanceof Error ? thrown.cause : undefined
  if (!(cause instanceof UpstreamError)) return {}
  const { failure } = cause
  return failure.kind === 'unauthorized' || failure.kind === 'scope' ? failure.challenge : {}
}
