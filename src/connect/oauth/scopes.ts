import type { Challenge, Discovery } from './oauth.js'

const offlineAccess = 'offline_access'

/** RFC 6749, section 3.3. */
const scopeToken = /^[\x21\x23-\x5b\x5d-\x7e]+$/

/** The scopes of a list with blanks between. */
export const splitScopes = (text: string): readonly string[] =>
  text.split(/\s+/).filter((scope) => scopeToken.test(scope))

/**
 * The scopes to ask for (MCP 2026-07-28, scope selection and step-up): those of the challenge, else
 * those that the server's metadata names, together with those that were granted before; with
 * `offline_access` where the issuer offers it, without which some give no refresh token.
 * @returns none where nobody names any: then `scope` is left out of the request
 */
export function wantedScopes(
  discovery: Pick<Discovery, 'scopes' | 'offersOfflineAccess'>,
  challenge: Challenge,
  granted: readonly string[],
): readonly string[] {
  const named = splitScopes(challenge.scope ?? discovery.scopes?.join(' ') ?? '')
  const wanted = new Set([...granted, ...named])
  if (wanted.size > 0 && discovery.offersOfflineAccess) wanted.add(offlineAccess)
  return [...wanted]
}

/** OpenID Connect Core, section 11: `offline_access` is given only where the person is asked. */
export const needsConsent = (scopes: readonly string[]): boolean => scopes.includes(offlineAccess)
