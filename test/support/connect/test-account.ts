import type { Credentials, RemoteAccount } from '../../../src/connect/account/remote-account.js'
import type { Challenge } from '../../../src/connect/oauth/oauth.js'
import { parseServerUrl } from '../../../src/connect/server-url.js'
import { JheError } from '../../../src/errors.js'

/** An account whose tokens a test gives. */
export interface TestAccount extends RemoteAccount {
  /** What was asked of it, in order: `renew`, `sign in <scope>`. */
  readonly asked: readonly string[]
}

export interface TestTokens {
  /** Carried at first; undefined for nobody signed in. */
  readonly first?: string
  /** What each renewal gives; undefined where a person must sign in. */
  readonly renewed?: readonly (string | undefined)[]
  /** What each sign-in gives. */
  readonly signedIn?: readonly string[]
}

const bearer = (token: string | undefined): Credentials | undefined =>
  token === undefined ? undefined : { headers: { authorization: `Bearer ${token}` } }

/** @param url address of the server */
export function createTestAccount(url: string, tokens: TestTokens = {}): TestAccount {
  const asked: string[] = []
  const renewed = [...(tokens.renewed ?? [])]
  const signedIn = [...(tokens.signedIn ?? [])]
  let current = bearer(tokens.first)
  const required = (): JheError => new JheError('SIGN_IN_REQUIRED', 'Sign in.', 'Sign in.')
  return {
    server: parseServerUrl(url),
    asked,
    credentials: () => Promise.resolve(current),
    renew: () => {
      asked.push('renew')
      const next = bearer(renewed.shift())
      current = next ?? current
      return Promise.resolve(next)
    },
    signIn: (challenge: Challenge) => {
      asked.push(`sign in ${challenge.scope ?? ''}`.trim())
      const next = bearer(signedIn.shift())
      if (next === undefined) return Promise.reject(required())
      current = next
      return Promise.resolve(next)
    },
    offer: () => Promise.resolve(null),
    accepted: () => Promise.reject(required()),
    declined: () => Promise.resolve(required()),
    isSignedIn: () => Promise.resolve(current !== undefined),
    stop: () => Promise.resolve(),
  }
}
