import type { IncomingMessage, ServerResponse } from 'node:http'

import type { Delegation } from '../auth/delegation/claims.js'
import { JheError } from '../errors.js'
import type { Log } from '../log.js'
import type { Addresses } from './addresses.js'
import {
  BodyTooLarge,
  isType,
  readBody,
  sendJson,
  sendUnavailable,
  unavailable,
  withMethods,
} from './answer.js'
import type { PathHandler } from './broker.js'
import type { ClientPolicy } from './clients/client-policy.js'
import { narrowRegistration } from './clients/narrow-client.js'
import type { createExchange } from './exchange/exchange.js'
import { exchangeGrantType, ExchangeRefused } from './exchange/exchange-request.js'
import { narrowAuthorization, narrowTokenRequest } from './narrow-request.js'
import { copyRequest, targetOf, type RequestChange } from './oidc/copy-request.js'
import type { CurrentProvider } from './oidc/current-provider.js'
import { troublePage } from './oidc/error-pages.js'
import type { AccessToken, AccessTokens } from './tokens/access-token.js'
import type { UpstreamPort } from './upstream-port.js'

export interface EndpointOptions {
  readonly addresses: Addresses
  readonly policy: ClientPolicy
  readonly provider: CurrentProvider
  readonly tokens: Pick<AccessTokens, 'read'>
  readonly endGrant: (id: string) => Promise<void>
  readonly exchange: ReturnType<typeof createExchange>
  readonly endDelegation: (token: AccessToken, delegation: Delegation) => Promise<void>
  readonly errorPage: UpstreamPort['errorPage']
  readonly log: Log
}

/** Bytes. */
const limits = { form: 32 * 1024, registration: 16 * 1024 }

/** Milliseconds that the tokens of an exchange may take to be verified. */
const exchangeMs = 10_000

const form = 'application/x-www-form-urlencoded'

const badRequest = (response: ServerResponse, text: string): void => {
  sendJson(response, 400, { error: 'invalid_request', error_description: text })
}

const answerThrown = (response: ServerResponse, thrown: unknown): void => {
  if (response.headersSent) response.destroy()
  else if (thrown instanceof BodyTooLarge) {
    const error = { error: 'invalid_request', error_description: thrown.message }
    sendJson(response, 413, error, { Connection: 'close' })
  } else if (thrown instanceof JheError) sendUnavailable(response)
  else sendJson(response, 500, { error: 'server_error', error_description: 'the server failed' })
}

/** Everything that programs, not people, ask: answers are JSON, also about failures. */
const forPrograms = (log: Log, handle: PathHandler): PathHandler =>
  withMethods(['POST'], async (request, response) => {
    try {
      await handle(request, response)
    } catch (thrown) {
      if (!(thrown instanceof BodyTooLarge)) log.failure(thrown)
      answerThrown(response, thrown)
    }
  })

const readForm = async (request: IncomingMessage): Promise<URLSearchParams | undefined> =>
  isType(request, form) ? new URLSearchParams(await readBody(request, limits.form)) : undefined

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Hands a request on to oidc-provider. */
const createHandOver =
  ({ addresses, provider }: EndpointOptions) =>
  async (
    request: IncomingMessage,
    response: ServerResponse,
    change: RequestChange,
  ): Promise<void> => {
    const { handle } = await provider()
    await handle(copyRequest(request, addresses, change), response)
  }

const asForm = (body: URLSearchParams): RequestChange => ({
  headers: { accept: 'application/json', 'content-type': form },
  body: body.toString(),
})

const authorize = (options: EndpointOptions): PathHandler => {
  const { addresses, errorPage, log } = options
  const handOver = createHandOver(options)
  return withMethods(['GET'], async (request, response) => {
    const { path, query } = targetOf(request, addresses)
    const narrow = narrowAuthorization(new URLSearchParams(query), addresses)
    const target = path === '/authorize' ? `${path}?${narrow.toString()}` : path
    try {
      await handOver(request, response, { target, headers: { accept: 'text/html' } })
    } catch (thrown) {
      log.failure(thrown)
      const { html, headers } = errorPage(troublePage)
      response
        .writeHead(503, {
          ...headers,
          'Content-Type': 'text/html; charset=utf-8',
          'Retry-After': '5',
        })
        .end(html)
    }
  })
}

/** Answers a token exchange, which oidc-provider does not know. */
const answerExchange = async (
  { exchange }: EndpointOptions,
  sent: URLSearchParams,
  response: ServerResponse,
): Promise<void> => {
  try {
    sendJson(response, 200, await exchange(sent, AbortSignal.timeout(exchangeMs)))
  } catch (thrown) {
    if (!(thrown instanceof ExchangeRefused)) throw thrown
    if (thrown.body.error === unavailable.error) sendUnavailable(response)
    else sendJson(response, 400, thrown.body)
  }
}

const token = (options: EndpointOptions): PathHandler => {
  const handOver = createHandOver(options)
  return async (request, response) => {
    const sent = await readForm(request)
    if (sent?.getAll('grant_type').includes(exchangeGrantType) === true) {
      await answerExchange(options, sent, response)
      return
    }
    const narrow = sent === undefined ? undefined : narrowTokenRequest(sent, options.addresses)
    if (sent === undefined) badRequest(response, `only ${form} is understood`)
    else if (narrow === undefined) {
      const text = 'the resource is not one of this server'
      sendJson(response, 400, { error: 'invalid_target', error_description: text })
    } else await handOver(request, response, asForm(narrow))
  }
}

const register = (options: EndpointOptions): PathHandler => {
  const handOver = createHandOver(options)
  return async (request, response) => {
    const body = parseJson(await readBody(request, limits.registration))
    const narrow = narrowRegistration(body, options.policy)
    if ('error' in narrow) sendJson(response, 400, narrow)
    else {
      const headers = { accept: 'application/json', 'content-type': 'application/json' }
      await handOver(request, response, { headers, body: JSON.stringify(narrow) })
    }
  }
}

/** Ends a grant by its access token too, which oidc-provider does not keep (RFC 7009 section 2.1). */
const revoke = (options: EndpointOptions): PathHandler => {
  const { tokens, endGrant, endDelegation } = options
  const handOver = createHandOver(options)
  return async (request, response) => {
    const sent = await readForm(request)
    if (sent === undefined) {
      badRequest(response, `only ${form} is understood`)
      return
    }
    const text = sent.get('token') ?? ''
    if (!text.includes('.')) {
      await handOver(request, response, asForm(sent))
      return
    }
    const read = await tokens.read(text)
    if (read?.clientId === (sent.get('client_id') ?? '')) {
      // a narrower token ends with those made from it, and never what it was made from
      if (read.delegation === undefined) await endGrant(read.grantId)
      else await endDelegation(read, read.delegation)
    }
    response.writeHead(200, { 'Cache-Control': 'no-store', 'Content-Length': '0' }).end()
  }
}

/** The endpoints of the authorization server but its documents. */
export function createEndpoints(options: EndpointOptions): {
  readonly fixed: ReadonlyMap<string, PathHandler>
  /** Goes on with an authorization after the consent: `/authorize/<id>`. */
  readonly resume: PathHandler
} {
  const { log, policy } = options
  const authorization = authorize(options)
  const fixed = new Map([
    ['/authorize', authorization],
    ['/token', forPrograms(log, token(options))],
    ['/revoke', forPrograms(log, revoke(options))],
  ])
  if (policy.isOpen) fixed.set('/register', forPrograms(log, register(options)))
  return { fixed, resume: authorization }
}
