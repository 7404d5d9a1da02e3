import { createHash } from 'node:crypto'

import { isRecord, type JsonRecord } from '../../record.js'
import { clean } from '../../text/clean.js'
import { scope } from '../broker.js'
import { registeredPrefix, type ClientPolicy } from './client-policy.js'

/** What is kept of a client's metadata; everything else is replaced or dropped (RFC 7591 section 2). */
export interface NarrowedClient {
  readonly client_name?: string
  readonly client_uri?: string
  readonly redirect_uris: readonly string[]
  readonly application_type: 'native' | 'web'
  readonly grant_types: readonly string[]
  readonly response_types: readonly string[]
  readonly token_endpoint_auth_method: 'none'
  readonly scope: string
}

/** An error of RFC 7591 section 3.2.2. */
export interface RegistrationError {
  readonly error: 'invalid_redirect_uri' | 'invalid_client_metadata'
  readonly error_description: string
}

const maxRedirects = 10
const maxLength = 512

const isText = (value: unknown): value is string => typeof value === 'string'

const nameOf = (value: unknown): string | undefined => {
  const name = isText(value) ? clean(value, 200).trim() : ''
  return name === '' ? undefined : name
}

const webAddress = (value: unknown): string | undefined => {
  if (!isText(value) || value.length > maxLength || !URL.canParse(value)) return undefined
  return new URL(value).protocol === 'https:' ? value : undefined
}

const textsOf = (value: unknown): readonly string[] | undefined =>
  Array.isArray(value) && value.every(isText) ? [...new Set(value)] : undefined

/** Loopback and private-use addresses belong to a native program, whose port is not compared. */
const kindOf = (redirects: readonly string[]): 'native' | 'web' =>
  redirects.every((address) => address.startsWith('https:')) ? 'web' : 'native'

const narrowed = (given: JsonRecord, redirects: readonly string[]): NarrowedClient => {
  const name = nameOf(given['client_name'])
  const uri = webAddress(given['client_uri'])
  return {
    ...(name === undefined ? {} : { client_name: name }),
    ...(uri === undefined ? {} : { client_uri: uri }),
    redirect_uris: redirects,
    application_type: kindOf(redirects),
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
    scope,
  }
}

const badRedirect = (description: string): RegistrationError => ({
  error: 'invalid_redirect_uri',
  error_description: description,
})

const redirectError = (redirects: readonly string[], policy: ClientPolicy) => {
  if (redirects.length === 0) return badRedirect('redirect_uris holds no address')
  if (redirects.length > maxRedirects) {
    return badRedirect(`redirect_uris holds more than ${maxRedirects} addresses`)
  }
  for (const [at, address] of redirects.entries()) {
    const problem =
      address.length > maxLength
        ? `it is longer than ${maxLength} characters`
        : policy.redirectProblem(address)
    if (problem !== undefined) return badRedirect(`redirect_uris[${at}] is refused: ${problem}`)
  }
  return undefined
}

/**
 * A registration with grants, scopes, authentication and kind replaced by what this server does.
 * @param body the parsed request
 */
export function narrowRegistration(
  body: unknown,
  policy: ClientPolicy,
): NarrowedClient | RegistrationError {
  if (!isRecord(body)) {
    return {
      error: 'invalid_client_metadata',
      error_description: 'the request is not a JSON object',
    }
  }
  const redirects = textsOf(body['redirect_uris'])
  if (redirects === undefined) return badRedirect('redirect_uris is not a list of addresses')
  return redirectError(redirects, policy) ?? narrowed(body, redirects)
}

/**
 * The metadata document of a client, narrowed in the same way; addresses that are not allowed are
 * left out, since the document is the same for every server.
 * @param address where the document was found
 * @returns undefined for anything that is not the document of this address
 */
export function narrowDocument(
  document: unknown,
  address: string,
  policy: ClientPolicy,
): (NarrowedClient & { readonly client_id: string }) | undefined {
  if (!isRecord(document) || document['client_id'] !== address) return undefined
  const own = new URL(address).host
  const redirects = (textsOf(document['redirect_uris']) ?? []).filter(
    (text) => text.length <= maxLength && policy.redirectProblem(text, own) === undefined,
  )
  return { client_id: address, ...narrowed(document, redirects) }
}

/** The id of a registration: the same metadata always have the same id, and need one row. */
export function registrationId(client: NarrowedClient): string {
  const { client_name: name, client_uri: uri, redirect_uris: redirects } = client
  const text = JSON.stringify([name ?? null, uri ?? null, [...redirects].sort()])
  return `${registeredPrefix}${createHash('sha256').update(text).digest('base64url')}`
}
