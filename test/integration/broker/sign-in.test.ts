import { decodeJwt, decodeProtectedHeader } from 'jose'
import { afterEach, describe, expect, it } from 'vitest'

import { createMemoryState } from '../../support/broker/memory-state.js'
import {
  answerTo,
  attempt,
  authorize,
  codeOf,
  redeem,
  refresh,
  registerId,
} from '../../support/broker/oauth-client.js'
import { serveBroker, type ServedBroker } from '../../support/broker/served-broker.js'

const opened: ServedBroker[] = []
afterEach(async () => {
  for (const served of opened.splice(0)) await served.close()
})

const serve = async (...args: Parameters<typeof serveBroker>) => {
  const served = await serveBroker(...args)
  opened.push(served)
  return served
}

describe('a sign-in', () => {
  it('ends with an access token for the person and a refresh token', async () => {
    const served = await serve(createMemoryState())
    const { origin, broker } = served
    const clientId = await registerId(origin)
    const own = attempt(origin, clientId)
    const page = await authorize(own)
    expect(answerTo(page)).toEqual({ code: codeOf(page), state: 'a-state', iss: origin })
    const { status, body, headers } = await redeem(origin, own, codeOf(page))
    expect(served.logged).toEqual([])
    expect(status).toBe(200)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('access-control-allow-origin')).toBeNull()
    const { access_token: access, refresh_token: first, ...rest } = body
    expect(rest).toEqual({
      token_type: 'Bearer',
      scope: 'jhe:read',
      expires_in: 28_800,
    })
    const claims = decodeJwt(String(access))
    expect(decodeProtectedHeader(String(access))).toMatchObject({ typ: 'at+jwt', alg: 'ES256' })
    expect(claims).toMatchObject({
      iss: origin,
      aud: `${origin}/mcp`,
      sub: '1001',
      client_id: clientId,
      scope: 'jhe:read',
    })
    const signal = AbortSignal.timeout(5000)
    const authentication = await broker.authenticate(`Bearer ${String(access)}`, signal)
    if (!authentication.ok) throw new Error('refused')
    const { caller } = authentication
    expect(caller).toMatchObject({ subject: 1001, clientId, grantId: claims['gid'] })
    expect(await caller.identity.current(signal)).toEqual({
      subject: 1001,
      issuer: 'https://jhe.example/o',
      studies: null,
    })
    const next = await refresh(origin, clientId, first)
    expect(next.status).toBe(200)
    expect(next.body['refresh_token']).not.toBe(first)
    expect(served.events.map(({ event, code }) => `${event} ${code}`)).toEqual(['refresh OK'])
  })
})
