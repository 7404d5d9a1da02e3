import { z } from 'zod'

import { JheError } from '../../errors.js'
import { authenticationOf } from './issuer-client.js'
import { IssuerAnswer } from './issuer-errors.js'
import type { IssuerClient } from './issuer-client.js'

/**
 * The state of the OAuth client in JHE: `good` for one that it knows as what it says it is, public or
 * with its secret, `unknown` for one that it does not know or whose secret it does not take, `grant-type` for one of another grant type, `failed` for
 * status 500, `unclear` for what says nothing of the client.
 */
export type ClientState = 'good' | 'unknown' | 'grant-type' | 'failed' | 'unclear'

const states: Readonly<Record<string, ClientState>> = {
  invalid_grant: 'good',
  invalid_client: 'unknown',
  unauthorized_client: 'grant-type',
  unsupported_grant_type: 'grant-type',
}

const errorSchema = z.object({ error: z.string() })
const headers = {
  'content-type': 'application/x-www-form-urlencoded',
  accept: 'application/json',
}

/** No valid token: JHE's have 30 letters and digits. */
const madeUp = 'jhe-mcp asks whether the client is known'

/**
 * Sends an invented refresh token to the token endpoint: JHE checks the client first, so that no
 * sign-in is needed (django-oauth-toolkit; RFC 6749, section 5.2).
 * @throws JheError ISSUER_UNREACHABLE or ISSUER_FAILED where there is no answer
 */
export async function probeClient(
  issuerClient: IssuerClient,
  signal: AbortSignal,
): Promise<ClientState> {
  const { clientId, clientSecret, http } = issuerClient
  const metadata = await issuerClient.metadata()
  const { token_endpoint: address } = metadata
  if (address === undefined) return 'unclear'
  const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: madeUp })
  const sent = new Headers(headers)
  authenticationOf(metadata, clientSecret)(metadata, { client_id: clientId }, body, sent)
  const request = {
    method: 'POST',
    headers: Object.fromEntries(sent),
    body,
    redirect: 'manual',
    signal,
  } as const
  try {
    const response = await http.fetch(address, request)
    const answer: unknown = await response.json().catch(() => undefined)
    return states[errorSchema.safeParse(answer).data?.error ?? ''] ?? 'unclear'
  } catch (thrown) {
    if (!(thrown instanceof IssuerAnswer)) throw thrown
    if (thrown.status === 401) return 'unknown'
    return thrown.status === 500 ? 'failed' : 'unclear'
  }
}

/** As `probeClient`, within 2 s, and `unclear` without an answer. */
export async function probeQuietly(issuerClient: IssuerClient): Promise<ClientState> {
  try {
    return await probeClient(issuerClient, AbortSignal.timeout(2000))
  } catch (thrown) {
    if (thrown instanceof JheError) return 'unclear'
    throw thrown
  }
}
