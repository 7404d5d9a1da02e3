import { describe, expect } from 'vitest'

import { it } from '../../support/broker/broker-test.js'
import {
  answerTo,
  attempt,
  authorize,
  codeOf,
  postForm,
  redeem,
  register,
  registerId,
  signIn,
} from '../../support/broker/oauth-client.js'
import { addClient } from '../../../src/broker/clients/added-clients.js'

/** What hosts register, as they do it. */

describe('F31: a client that is not known', () => {
  it('is 401 invalid_client at the token endpoint, so that hosts register again', async ({
    serve,
    state,
  }) => {
    const { origin } = await serve()
    const { clientId, refresh: token } = await signIn(origin)
    state.forget()
    for (const grant of ['refresh_token', 'authorization_code']) {
      const form = { grant_type: grant, client_id: clientId, refresh_token: token, code: 'x' }
      const { status, body } = await postForm(`${origin}/token`, form)
      expect({ status, error: body['error'] }).toEqual({ status: 401, error: 'invalid_client' })
    }
  })

  it('gets a page at /authorize that says what to do', async ({ serve }) => {
    const { origin } = await serve()
    const page = await authorize(attempt(origin, 'dcr-unknown'))
    expect(page.status).toBe(400)
    expect(page.location).toBeUndefined()
    expect(page.text).toContain('Remove the connector in your program and add it again')
    expect(page.headers.get('content-security-policy')).toBe("default-src 'none'")
  })
})

describe('JHE_CLIENTS', () => {
  it('any: every https host and reverse domain scheme may register', async ({ serve }) => {
    const { origin } = await serve({ config: { clients: 'any' } })
    const redirects = ['https://else.example/cb', 'org.example.app:/cb']
    expect((await register(origin, { redirect_uris: redirects })).status).toBe(201)
    for (const bad of ['javascript:x', 'http://far.example/', 'nodot://x', 'data:x']) {
      expect((await register(origin, { redirect_uris: [bad] })).status).toBe(400)
    }
  })

  it('known with JHE_CLIENT_HOSTS: those too', async ({ serve }) => {
    const config = { clientHosts: ['Else.example', 'raycast:', 'port.example:8443'] }
    const { origin } = await serve({ config })
    const redirects = ['https://else.example/cb', 'raycast://cb', 'https://port.example:8443/']
    expect((await register(origin, { redirect_uris: redirects })).status).toBe(201)
    const sub = { redirect_uris: ['https://sub.else.example/'] }
    expect((await register(origin, sub)).status).toBe(400)
  })

  it('registered: only clients that an administrator added', async ({ serve, state }) => {
    const open = await serve()
    const before = await registerId(open.origin)
    const { origin, broker } = await serve({ config: { clients: 'registered' } })
    expect(broker.handlerOf('/register')).toBeUndefined()
    const refused = await authorize(attempt(origin, before))
    expect(refused.text).toContain('This program is not known here')
    const added = await addClient(state, {
      name: 'Ours',
      redirectUris: ['https://ours.example/cb', 'http://localhost/cb'],
    })
    const own = attempt(origin, added, 'http://localhost:9/cb')
    const page = await authorize(own)
    expect((await redeem(origin, own, codeOf(page))).status).toBe(200)
    const web = await authorize(attempt(origin, added, 'https://ours.example/cb'))
    expect(answerTo(web)).toMatchObject({ iss: origin, state: 'a-state' })
  })

  it('that becomes narrower counts for clients of before', async ({ serve }) => {
    const open = await serve({ config: { clients: 'any' } })
    const clientId = await registerId(open.origin, {
      redirect_uris: ['https://else.example/cb', 'http://127.0.0.1/callback'],
    })
    const { origin } = await serve()
    const refused = await authorize(attempt(origin, clientId, 'https://else.example/cb'))
    expect(refused.location).toBeUndefined()
    expect(codeOf(await authorize(attempt(origin, clientId)))).not.toBe('')
  })

  it('addClient refuses what nobody should add', async ({ state }) => {
    for (const redirectUris of [[], ['javascript:x'], ['http://far.example/'], ['data:x'], ['x']]) {
      await expect(addClient(state, { name: 'Ours', redirectUris })).rejects.toMatchObject({
        code: 'INPUT_INVALID',
      })
    }
    const nameless = addClient(state, { name: ' ', redirectUris: ['http://localhost/'] })
    await expect(nameless).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  })
})
