import { test } from 'vitest'

import type { Discovery, Registration, RemoteTokens } from '../../../src/connect/oauth/oauth.js'
import { testNow } from './contexts.js'
import { sendJson, startHandMade, type HandMade, type PageAnswer } from './pages.js'

/** `it` of tests with token endpoints made by hand, which are closed after the test. */
export const it = test.extend('start', ({}, { onCleanup }) => {
  const started: HandMade[] = []
  onCleanup(async () => {
    for (const server of started) await server.close()
  })
  return async (token: PageAnswer, revoke: PageAnswer = 200): Promise<HandMade> => {
    const server = await startHandMade(() => ({ '/token': token, '/revoke': revoke }))
    started.push(server)
    return server
  }
})

export const discoveryOf = ({ url }: HandMade): Discovery => ({
  issuer: url,
  resource: `${url}/mcp`,
  authorizationEndpoint: `${url}/authorize?tenant=a`,
  tokenEndpoint: `${url}/token`,
  registrationEndpoint: undefined,
  revocationEndpoint: `${url}/revoke`,
  namesIssuer: false,
  clientAuthentications: undefined,
  acceptsDocuments: false,
  scopes: undefined,
  offersOfflineAccess: false,
})

export const client = (server: HandMade, change: Partial<Registration> = {}): Registration => ({
  issuer: server.url,
  clientId: 'canary-client',
  authentication: 'none',
  kind: 'registered',
  ...change,
})

export const before: RemoteTokens = {
  access_token: 'canary-access',
  refresh_token: 'canary-refresh',
  expires_at: 0,
  scopes: ['read'],
}

export const never = (): AbortSignal => new AbortController().signal
export const nowSeconds = testNow.getTime() / 1000

/** An answer with a status; an object as JSON. */
export const answering =
  (status: number, body: object | string): PageAnswer =>
  (_seen, response) => {
    if (typeof body === 'string') response.writeHead(status).end(body)
    else sendJson(response, status, body)
  }

/** A token answer. */
export const good = {
  access_token: 'new',
  token_type: 'Bearer',
  expires_in: 60,
  refresh_token: 'next',
  scope: 'read write',
}
/** What it says. */
export const renewed = {
  access_token: 'new',
  refresh_token: 'next',
  expires_at: nowSeconds + 60,
  scopes: ['read', 'write'],
}
