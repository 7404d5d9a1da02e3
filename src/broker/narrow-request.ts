import type { Addresses } from './addresses.js'
import { scope } from './broker.js'

/** The parameters of an authorization request that mean something here; others are dropped. */
const parameters = [
  'response_type',
  'client_id',
  'redirect_uri',
  'state',
  'code_challenge',
  'code_challenge_method',
  // refused by oidc-provider, rather than dropped: they replace others
  'request',
  'request_uri',
]

/** The one resource for none or any of its aliases; a foreign one as it is. */
const resourceOf = (given: readonly string[], addresses: Addresses): string =>
  given.find((indicator) => indicator !== '' && !addresses.isResource(indicator)) ??
  addresses.resource

/**
 * An authorization request as oidc-provider gets it: one scope whatever was asked for, one resource
 * for all its aliases, no parameter of OpenID Connect. A foreign resource stays, and is refused.
 */
export function narrowAuthorization(query: URLSearchParams, addresses: Addresses): URLSearchParams {
  const narrow = new URLSearchParams()
  for (const name of parameters) {
    for (const value of query.getAll(name)) narrow.append(name, value)
  }
  if (query.get('prompt') === 'none') narrow.set('prompt', 'none')
  narrow.set('scope', scope)
  narrow.set('resource', resourceOf(query.getAll('resource'), addresses))
  return narrow
}

/**
 * A token request as oidc-provider gets it.
 * @returns undefined for a foreign resource: it must be refused before the refresh token is used up
 */
export function narrowTokenRequest(
  form: URLSearchParams,
  addresses: Addresses,
): URLSearchParams | undefined {
  const resource = resourceOf(form.getAll('resource'), addresses)
  if (resource !== addresses.resource) return undefined
  const narrow = new URLSearchParams(form)
  narrow.delete('scope')
  narrow.set('resource', resource)
  return narrow
}
