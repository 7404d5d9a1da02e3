import { describe, expect } from 'vitest'

import type { PlatformFetch } from '../../../src/auth/issuer/http.js'
import { it } from '../../support/broker/broker-test.js'
import {
  attempt,
  authorize,
  codeOf,
  getJson,
  redeem,
  refresh,
} from '../../support/broker/oauth-client.js'

/** A public address that nobody is asked at here. */
const publicAddress = async () => await Promise.resolve(['160.79.104.10'])

interface Internet {
  readonly fetch: PlatformFetch
  readonly asked: readonly string[]
  documents: Record<string, () => Response>
}

/** Client documents of the internet; addresses of this computer are really asked. */
const internet = (documents: Record<string, () => Response>): Internet => {
  const asked: string[] = []
  const net: Internet = {
    documents,
    asked,
    fetch: async (url, init) => {
      if (url.startsWith('http://127.0.0.1')) return await fetch(url, init)
      asked.push(url)
      const answer = net.documents[url]
      if (answer === undefined) throw new TypeError('fetch failed')
      return await Promise.resolve(answer())
    },
  }
  return net
}

const json = (document: unknown) => () => Response.json(document)

const claudeCode = 'https://claude.ai/oauth/claude-code-client-metadata'
const vsCode = 'https://vscode.dev/oauth/client-metadata.json'
const copilot = 'https://github.com/copilot/cli/client-metadata.json'
const openCode = 'https://opencode.ai/oauth/opencode/client.json'

const documents = {
  [claudeCode]: json({
    client_id: claudeCode,
    client_name: 'Claude Code',
    redirect_uris: ['http://localhost/callback', 'http://127.0.0.1/callback'],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
  }),
  [vsCode]: json({
    client_id: vsCode,
    client_name: 'Visual Studio Code',
    application_type: 'native',
    scope: 'openid offline_access',
    grant_types: ['authorization_code', 'urn:ietf:params:oauth:grant-type:device_code'],
    redirect_uris: [
      'http://127.0.0.1:33418/',
      'https://vscode.dev/redirect',
      'https://elsewhere.example/redirect',
    ],
  }),
  [copilot]: json({
    client_id: copilot,
    application_type: 'native',
    redirect_uris: ['http://127.0.0.1:33418/'],
    token_endpoint_auth_method: 'private_key_jwt',
    jwks_uri: 'http://169.254.169.254/jwks',
  }),
  [openCode]: json({
    client_id: openCode,
    redirect_uris: ['https://opencode.ai/mcp/callback', 'http://127.0.0.1/callback'],
  }),
}

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

describe('a server that does not reach the hosts of documents', () => {
  const supports = async (origin: string): Promise<unknown> =>
    (await getJson(`${origin}/.well-known/oauth-authorization-server`)).body[
      'client_id_metadata_document_supported'
    ]
  const warnings = (logged: readonly string[]): readonly string[] =>
    logged.filter((line) => line.startsWith('jhe-mcp warn:'))
  const own = (origin: string) => attempt(origin, openCode, 'http://127.0.0.1:1/callback')

  it('lets programs register themselves, and tells the person and the log', async ({ serve }) => {
    const { fetch: fetchDocument } = internet({})
    const { origin, logged } = await serve({ fetch: fetchDocument, addressesOf: publicAddress })
    expect(await supports(origin)).toBe(true)
    const page = await authorize(own(origin))
    expect(page.text).toContain('could not read what it publishes')
    expect(page.text).toContain('Remove the connector in your program and add it again')
    expect(await supports(origin)).toBe(false)
    await authorize(attempt(origin, copilot, 'http://127.0.0.1:60005/'))
    expect(warnings(logged)).toEqual([
      expect.stringMatching(/^jhe-mcp warn: .*does not reach opencode\.ai over https.*register/),
    ])
  })

  it.for([
    [claudeCode, 'http://localhost:3118/callback'],
    [vsCode, 'http://127.0.0.1:33418/'],
  ] as const)('goes on with its own copy of %s', async ([clientId, redirectUri], { serve }) => {
    const { fetch: fetchDocument } = internet({})
    const { origin } = await serve({ fetch: fetchDocument, addressesOf: publicAddress })
    const signIn = attempt(origin, clientId, redirectUri)
    const { status } = await redeem(origin, signIn, codeOf(await authorize(signIn)))
    expect(status).toBe(200)
    const elsewhere = attempt(origin, clientId, 'https://claude.ai/api/mcp/auth_callback')
    expect((await authorize(elsewhere)).location).toBeUndefined()
  })

  it('does so where a name is not known', async ({ serve }) => {
    const net = internet(documents)
    const addressesOf = async () => await Promise.reject(new Error('getaddrinfo ENOTFOUND'))
    const { origin } = await serve({ fetch: net.fetch, addressesOf })
    await authorize(own(origin))
    expect({ supports: await supports(origin), asked: net.asked }).toEqual({
      supports: false,
      asked: [],
    })
  })

  it('does not for an answer of trouble, nor for a host that is not of a known program', async ({
    serve,
  }) => {
    const net = internet({ [openCode]: () => new Response('busy', { status: 503 }) })
    const config = { clients: 'any' as const }
    const { origin, logged } = await serve({
      config,
      fetch: net.fetch,
      addressesOf: publicAddress,
    })
    await authorize(own(origin))
    await authorize(attempt(origin, 'https://public.dev/client'))
    expect(net.asked).toHaveLength(2)
    expect({ supports: await supports(origin), said: warnings(logged) }).toEqual({
      supports: true,
      said: [],
    })
  })

  it('reads documents again as soon as one host answers', async ({ serve }) => {
    const net = internet({ [vsCode]: documents[vsCode] })
    const { origin } = await serve({ fetch: net.fetch, addressesOf: publicAddress })
    await authorize(own(origin))
    expect(await supports(origin)).toBe(false)
    await authorize(attempt(origin, vsCode, 'https://vscode.dev/redirect'))
    expect(await supports(origin)).toBe(true)
  })
})
