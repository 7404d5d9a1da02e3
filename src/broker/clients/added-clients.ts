import { randomUUID } from 'node:crypto'

import { JheError } from '../../errors.js'
import type { StateStore } from '../../state/store.js'
import { clean } from '../../text/clean.js'
import { scope } from '../broker.js'
import { addedPrefix } from './client-policy.js'
import { redirectProblem } from './redirect-policy.js'

/** A client program that an administrator adds; it counts whatever `JHE_CLIENTS` says. */
export interface AddedClient {
  readonly name: string
  /** At least one; hosts and schemes are not limited. */
  readonly redirectUris: readonly string[]
}

const problemOf = (address: string): string | undefined => {
  const scheme = URL.canParse(address) ? new URL(address).protocol : ''
  const own = /^(javascript|data|vbscript|file|blob|about|ftp|wss?):$/.test(scheme) ? [] : [scheme]
  return redirectProblem(address, { hosts: undefined, schemes: new Set(own) })
}

const refuse = (message: string): JheError =>
  new JheError(
    'INPUT_INVALID',
    message,
    'Give a name and the redirect address that the host names.',
  )

/**
 * Adds a client to the state.
 * @returns its client id, which the person types into the host
 * @throws JheError INPUT_INVALID, STATE_UNAVAILABLE
 */
export async function addClient(state: StateStore, client: AddedClient): Promise<string> {
  const name = clean(client.name, 60).trim()
  if (name === '') throw refuse('The client has no name.')
  if (client.redirectUris.length === 0) throw refuse('The client has no redirect address.')
  for (const address of client.redirectUris) {
    const problem = problemOf(address)
    if (problem !== undefined) throw refuse(`A redirect address is refused: ${problem}.`)
  }
  const id = `${addedPrefix}${randomUUID()}`
  const isWeb = client.redirectUris.every((address) => address.startsWith('https:'))
  const metadata = {
    client_id: id,
    client_name: name,
    redirect_uris: [...client.redirectUris],
    application_type: isWeb ? 'web' : 'native',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
    scope,
  }
  // without an end, unlike a client that registers itself and is never used
  await state.oidc('Client').upsert(id, metadata, Infinity)
  return id
}
