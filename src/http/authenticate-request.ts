import type { IncomingMessage, ServerResponse } from 'node:http'

import {
  bearerAuthChallengeResponse,
  getOAuthProtectedResourceMetadataUrl,
  OAuthError,
  OAuthErrorCode,
} from '@modelcontextprotocol/server'

import {
  scope,
  type Authenticated,
  type Authentication,
  type Broker,
  type Refusal,
  type resourcePaths,
} from '../broker/broker.js'
import type { Log } from '../log.js'
import { sendJson } from './wire/send.js'

export type ResourcePath = (typeof resourcePaths)[number]

export interface AuthenticationOptions {
  readonly broker: Pick<Broker, 'authenticate'>
  readonly publicUrl: string
  readonly log: Log
}

/** Seconds that a client should wait when something of ours is out of reach. */
const retryAfter = 5

/** Aborted once the client is gone. */
export function goneSignal(response: ServerResponse): AbortSignal {
  const gone = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) gone.abort()
  })
  if (response.destroyed) gone.abort()
  return gone.signal
}

/** What the broker says of a request; trouble of ours is never taken for a bad token. */
const ask = async (
  { broker, log }: AuthenticationOptions,
  request: IncomingMessage,
  signal: AbortSignal,
): Promise<Authentication> => {
  try {
    return await broker.authenticate(request.headers.authorization, signal)
  } catch (thrown) {
    log.failure(thrown)
    return { ok: false, refusal: { status: 503, retryAfter } }
  }
}

const challenges = {
  401: new OAuthError(OAuthErrorCode.InvalidToken, 'Sign in again.'),
  403: new OAuthError(OAuthErrorCode.InsufficientScope, `The scope ${scope} is needed.`),
} as const

const refuse = async (response: ServerResponse, refusal: Refusal, resource: URL): Promise<void> => {
  if (refusal.status === 503) {
    const told = { error: 'temporarily_unavailable', error_description: 'Try again in a moment.' }
    sendJson(response, 503, told, { 'Retry-After': String(refusal.retryAfter) })
    return
  }
  const challenge = bearerAuthChallengeResponse(challenges[refusal.status], {
    requiredScopes: [scope],
    resourceMetadataUrl: getOAuthProtectedResourceMetadataUrl(resource),
  })
  const asked = challenge.headers.get('WWW-Authenticate') ?? 'Bearer'
  const body = Buffer.from(await challenge.arrayBuffer())
  response.writeHead(challenge.status, {
    'Content-Type': 'application/json',
    'Content-Length': String(body.length),
    'Cache-Control': 'no-store',
    'WWW-Authenticate': asked,
  })
  response.end(body)
}

/**
 * The caller of a request by its bearer token. A bad token is answered with 401 and a challenge that
 * names the metadata of the resource (RFC 9728 section 5.1), a token without the scope with 403
 * (RFC 6750 section 3.1), and trouble of ours with 503 and no challenge, on which hosts would drop
 * their session.
 * @returns undefined once the request is answered
 */
export async function authenticateRequest(
  options: AuthenticationOptions,
  path: ResourcePath,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Authenticated | undefined> {
  const authentication = await ask(options, request, goneSignal(response))
  if (authentication.ok) return authentication.caller
  await refuse(response, authentication.refusal, new URL(`${options.publicUrl}${path}`))
  return undefined
}
