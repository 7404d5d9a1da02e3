import { describe, expect } from 'vitest'

import { checkCallback } from '../../../../src/auth/sign-in/callback/callback-check.js'
import { prepareAuthorization } from '../../../../src/connect/oauth/authorization.js'
import { discover } from '../../../../src/connect/oauth/discovery/discover.js'
import { register } from '../../../../src/connect/oauth/registration.js'
import { wantedScopes } from '../../../../src/connect/oauth/scopes.js'
import { refreshTokens, revokeTokens } from '../../../../src/connect/oauth/tokens.js'
import { createBrowser } from '../../../support/broker/browser.js'
import { it } from '../../../support/broker/broker-test.js'
import { contextOf } from '../../../support/connect/contexts.js'

const never = (): AbortSignal => new AbortController().signal

describe('a sign-in at our own authorization server', () => {
  it.for(['/mcp', '/sse'])(
    'for %s: found, registered, signed in, renewed, signed out',
    async (path, { serve }) => {
      const { origin } = await serve()
      const context = contextOf(`${origin}${path}`, {}, new Date())
      const discovery = await discover(context, {}, undefined)
      expect(discovery).toMatchObject({
        issuer: origin,
        resource: `${origin}${path}`,
        namesIssuer: true,
      })
      const registration = await register(context, discovery, {}, undefined)
      const scopes = wantedScopes(discovery, {}, [])
      expect(scopes).toEqual(['jhe:read'])
      const request = await prepareAuthorization(context, discovery, registration, scopes)
      const page = await createBrowser().follow(request.address, origin)
      const back = new URL(page.location ?? 'about:blank')
      expect(checkCallback(back.searchParams, request.expected).kind).toBe('code')
      const tokens = await request.redeem(back.searchParams, never())
      expect(tokens).toMatchObject({ scopes: ['jhe:read'] })
      const renewed = await refreshTokens(context, discovery, registration, tokens, never())
      if (typeof renewed === 'string') throw new Error(renewed)
      expect(renewed.expires_at).toBeGreaterThan(Date.now() / 1000)
      expect(await revokeTokens(context, discovery, registration, renewed, 5000)).toBe('revoked')
      expect(await refreshTokens(context, discovery, registration, renewed, never())).toBe('spent')
      // what was found is found again, and the client is the same
      const pin = { issuer: discovery.issuer, resource: discovery.resource }
      expect(await discover(context, {}, pin)).toEqual(discovery)
      expect((await register(context, discovery, {}, undefined)).clientId).toBe(
        registration.clientId,
      )
    },
  )
})
