import { describe, expect } from 'vitest'

import { it } from '../../support/broker/broker-test.js'
import {
  claudeCode,
  copilot,
  documents,
  internet,
  openCode,
  publicAddress,
  vsCode,
} from '../../support/broker/client-documents.js'
import { attempt, authorize, codeOf, getJson, redeem } from '../../support/broker/oauth-client.js'

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
    ['https://chatgpt.com/oauth/codex/client.json', 'http://127.0.0.1:38899/callback'],
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
