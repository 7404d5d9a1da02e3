import { describe, expect } from 'vitest'

import { it } from '../../support/broker/broker-test.js'
import {
  claudeCode,
  copilot,
  documents,
  internet,
  json,
  openCode,
  publicAddress,
  vsCode,
} from '../../support/broker/client-documents.js'
import { attempt, authorize, codeOf, redeem, refresh } from '../../support/broker/oauth-client.js'

describe('a client with a metadata document', () => {
  it.for([
    [claudeCode, 'http://localhost:3118/callback'],
    [claudeCode, 'http://127.0.0.1:52163/callback'],
    [vsCode, 'https://vscode.dev/redirect'],
    [vsCode, 'http://127.0.0.1:40000/'],
    [copilot, 'http://127.0.0.1:60005/'],
    [openCode, 'https://opencode.ai/mcp/callback'],
  ] as const)('%s gets a code at %s', async ([clientId, redirectUri], { serve }) => {
    const { fetch: fetchDocument } = internet(documents)
    const { origin, logged } = await serve({ fetch: fetchDocument, addressesOf: publicAddress })
    const own = attempt(origin, clientId, redirectUri)
    const page = await authorize(own)
    const { status, body } = await redeem(origin, own, codeOf(page))
    expect({ status, logged }).toEqual({ status: 200, logged: [] })
    expect((await refresh(origin, clientId, body['refresh_token'])).status).toBe(200)
  })

  it('does not at an address that this server does not allow', async ({ serve }) => {
    const { fetch: fetchDocument } = internet(documents)
    const { origin } = await serve({ fetch: fetchDocument, addressesOf: publicAddress })
    const own = attempt(origin, vsCode, 'https://elsewhere.example/redirect')
    expect((await authorize(own)).location).toBeUndefined()
  })

  it('is known by the host of its document', async ({ serve, state }) => {
    const { fetch: fetchDocument } = internet(documents)
    const { origin } = await serve({ fetch: fetchDocument, addressesOf: publicAddress })
    const page = await authorize(attempt(origin, claudeCode, 'http://localhost:1/callback'))
    expect(codeOf(page)).not.toBe('')
    const [grant] = await state.grants.list()
    expect(grant).toMatchObject({ clientId: claudeCode, clientName: 'Claude Code' })
  })

  it('is kept only once somebody has signed in with it', async ({ serve, state }) => {
    const { fetch: fetchDocument } = internet(documents)
    const change = { fetch: fetchDocument, addressesOf: publicAddress }
    const denying = await serve({ ...change, person: () => null })
    await authorize(attempt(denying.origin, claudeCode, 'http://localhost:1/callback'))
    expect(state.written('ClientDocument')).toBe(0)
    const allowing = await serve(change)
    await authorize(attempt(allowing.origin, claudeCode, 'http://localhost:1/callback'))
    expect(state.written('ClientDocument')).toBe(1)
  })

  it('goes on while the host of its document has trouble, but not once the document is gone', async ({
    serve,
  }) => {
    const net = internet({ ...documents })
    const change = { fetch: net.fetch, addressesOf: publicAddress }
    const first = await serve(change)
    const own = attempt(first.origin, claudeCode, 'http://localhost:1/callback')
    const { body } = await redeem(first.origin, own, codeOf(await authorize(own)))
    const config = { publicUrl: first.origin }
    let token: unknown = body['refresh_token']
    for (const trouble of [
      undefined,
      () => new Response('busy', { status: 503 }),
      () => new Response(null, { status: 302, headers: { location: 'http://169.254.169.254/' } }),
    ]) {
      net.documents = trouble === undefined ? {} : { [claudeCode]: trouble }
      const replica = await serve({ ...change, config })
      const next = await refresh(replica.origin, claudeCode, token)
      expect(next.status).toBe(200)
      token = next.body['refresh_token']
    }
    net.documents = { [claudeCode]: () => new Response('gone', { status: 404 }) }
    const replica = await serve({ ...change, config })
    expect((await refresh(replica.origin, claudeCode, token)).body['error']).toBe('invalid_client')
  })

  it.for([
    ['another client id', { client_id: vsCode, redirect_uris: ['http://localhost/callback'] }],
    ['no redirect address', { client_id: claudeCode, redirect_uris: [] }],
    [
      'foreign addresses alone',
      { client_id: claudeCode, redirect_uris: ['https://evil.example/'] },
    ],
    ['a list', []],
    [
      'more than 5 KiB',
      { client_id: claudeCode, x: 'y'.repeat(6000), redirect_uris: ['http://localhost/callback'] },
    ],
  ] as const)('with %s is not known', async ([, document], { serve }) => {
    const { fetch: fetchDocument } = internet({ [claudeCode]: json(document) })
    const { origin } = await serve({ fetch: fetchDocument, addressesOf: publicAddress })
    const page = await authorize(attempt(origin, claudeCode, 'http://localhost:1/callback'))
    expect(page.status).toBe(400)
    expect(page.location).toBeUndefined()
  })
})
