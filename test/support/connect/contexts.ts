import { parseRedirectUri } from '../../../src/auth/sign-in/callback/redirect-uri.js'
import type { OAuthContext } from '../../../src/connect/oauth/oauth.js'
import { createRemoteFetch, type RemoteFetchOptions } from '../../../src/connect/remote-fetch.js'
import { parseServerUrl } from '../../../src/connect/server-url.js'

export const redirectUri = 'http://127.0.0.1:8765/callback'

/** The clock of all contexts: 2026-11-30. */
export const testNow = new Date('2026-11-30T12:00:00Z')

/** What the steps of OAuth need for the server at an address, over real HTTP. */
export const contextOf = (
  url: string,
  change: Partial<RemoteFetchOptions> = {},
  now = testNow,
): OAuthContext => {
  const server = parseServerUrl(url)
  return {
    server,
    fetch: createRemoteFetch({ server, env: {}, hosts: '', ...change }),
    redirect: parseRedirectUri(redirectUri),
    now: () => now,
  }
}
