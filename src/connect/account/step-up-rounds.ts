import { JheError } from '../../errors.js'
import type { Challenge } from '../oauth/oauth.js'
import { splitScopes } from '../oauth/scopes.js'
import type { ServerUrl } from '../server-url.js'

const maxRounds = 2
const spanMs = 600_000

/** Counts the sign-ins that a server asked for because a scope was missing. */
export interface StepUpRounds {
  /** @throws JheError SERVER_FAILED where it asks for what two sign-ins have just been made for */
  check(challenge: Challenge): void
  /** A sign-in for this challenge has ended with a session. */
  ended(challenge: Challenge): void
}

const keyOf = (challenge: Challenge): string =>
  [...new Set(splitScopes(challenge.scope ?? ''))].sort().join(' ')

export function createStepUpRounds({ origin }: ServerUrl, now: () => Date): StepUpRounds {
  const ended = new Map<string, readonly number[]>()
  const recent = (key: string): readonly number[] =>
    (ended.get(key) ?? []).filter((at) => now().getTime() - at < spanMs)
  return {
    check: (challenge) => {
      if (challenge.error !== 'insufficient_scope') return
      const key = keyOf(challenge)
      if (recent(key).length < maxRounds) return
      throw new JheError(
        'SERVER_FAILED',
        `${origin} asks for a permission (scope ${key === '' ? 'without a name' : key}) that you have just signed in for ${maxRounds} times.`,
        'Its sign-in does not give that permission to you, or the server does not recognise it: ask its administrator.',
      )
    },
    ended: (challenge) => {
      if (challenge.error !== 'insufficient_scope') return
      const key = keyOf(challenge)
      ended.set(key, [...recent(key), now().getTime()])
    },
  }
}
