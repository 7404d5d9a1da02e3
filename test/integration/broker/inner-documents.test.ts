import { once } from 'node:events'
import { createServer } from 'node:http'

import { describe, expect } from 'vitest'

import type { PlatformFetch } from '../../../src/auth/issuer/http.js'
import { it } from '../../support/broker/broker-test.js'
import {
  claudeCode,
  documents,
  internet,
  json,
  publicAddress,
} from '../../support/broker/client-documents.js'
import { attempt, authorize, codeOf, getJson } from '../../support/broker/oauth-client.js'

const inner = ['127.0.0.1', '10.0.0.1', '169.254.169.254', '::1', '::ffff:127.0.0.1', 'fd00::1']

describe('F29: a document of the inner network', () => {
  it.for([
    'https://127.0.0.1/client',
    'https://2130706433/client',
    'https://0x7f.1/client',
    'https://169.254.169.254/latest',
    'https://[::1]/client',
    'https://[::ffff:127.0.0.1]/client',
    'https://localhost/client',
    'https://db.internal/client',
    'https://jhe/client',
    'https://public.dev:8443/client',
    'https://me@public.dev/client',
    'https://public.dev/client#x',
    'http://public.dev/client',
  ])('%s is never asked for, not even with JHE_CLIENTS=any', async (clientId, { serve }) => {
    const net = internet({ [clientId]: json({ client_id: clientId }) })
    const resolved: string[] = []
    const { origin } = await serve({
      config: { clients: 'any' },
      fetch: net.fetch,
      addressesOf: async (host) => {
        resolved.push(host)
        return await publicAddress()
      },
    })
    const page = await authorize(attempt(origin, clientId))
    expect({ asked: net.asked, resolved }).toEqual({ asked: [], resolved: [] })
    expect(page.text).toContain('This program is not known here')
  })

  it.for(inner)('at a name that leads to %s is never asked for', async (address, { serve }) => {
    const clientId = 'https://public.dev/client'
    const net = internet({ [clientId]: json({ client_id: clientId }) })
    for (const addresses of [[address], ['160.79.104.10', address], []]) {
      const { origin } = await serve({
        config: { clients: 'any' },
        fetch: net.fetch,
        addressesOf: async () => await Promise.resolve(addresses),
      })
      const page = await authorize(attempt(origin, clientId))
      expect(page.text).toContain('This program is not known here')
    }
    expect(net.asked).toEqual([])
  })

  it('is not reached by a redirect', async ({ serve }) => {
    const clientId = 'https://public.dev/client'
    const redirect = () =>
      new Response(null, { status: 302, headers: { location: 'http://127.0.0.1/' } })
    const net = internet({ [clientId]: redirect })
    const change = {
      config: { clients: 'any' as const },
      fetch: net.fetch,
      addressesOf: publicAddress,
    }
    const { origin } = await serve(change)
    const page = await authorize(attempt(origin, clientId))
    expect(net.asked).toEqual([clientId])
    expect(page.text).toContain('This program is not known here')
  })

  it('is not reached by a name that changes between the look-up and the connection', async ({
    serve,
  }) => {
    let asked = 0
    const server = createServer((_request, response) => {
      asked += 1
      response.end('{}')
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : 0
    const rebinding: PlatformFetch = async (url, init) =>
      await fetch(url.replace(/^https:\/\/public\.dev/, `http://127.0.0.1:${String(port)}`), init)
    const { origin } = await serve({
      config: { clients: 'any' },
      fetch: rebinding,
      addressesOf: publicAddress,
    })
    const page = await authorize(attempt(origin, 'https://public.dev/client'))
    expect(page.text).toContain('This program is not known here')
    expect(asked).toBe(0)
    server.close()
  })

  it('of a host that is not on the list is not asked for with JHE_CLIENTS=known', async ({
    serve,
  }) => {
    const net = internet({})
    const { origin } = await serve({ fetch: net.fetch, addressesOf: publicAddress })
    for (const clientId of [
      'https://public.dev/client',
      'https://claude.ai.evil.dev/oauth/x',
      'https://claude.ai/other',
      'https://github.com/somebody/copilot/client.json',
    ]) {
      const page = await authorize(attempt(origin, clientId))
      expect(page.text).toContain('This program is not known here')
    }
    expect(net.asked).toEqual([])
  })

  it('of a host in JHE_CLIENT_HOSTS is asked for', async ({ serve }) => {
    const clientId = 'https://ours.dev/client'
    const document = { client_id: clientId, redirect_uris: ['http://127.0.0.1/callback'] }
    const net = internet({ [clientId]: json(document) })
    const config = { clientHosts: ['ours.dev'] }
    const { origin } = await serve({ config, fetch: net.fetch, addressesOf: publicAddress })
    expect(codeOf(await authorize(attempt(origin, clientId)))).not.toBe('')
  })

  it('is not asked for at all where the guard does not hold', async ({ serve }) => {
    const net = internet(documents)
    const unguarded: PlatformFetch = async (url, { method, headers, signal }) =>
      url.startsWith('http://127.0.0.1')
        ? await fetch(url, { method, headers, signal })
        : await net.fetch(url, { method, headers, signal, body: null, redirect: 'manual' })
    const { origin, logged } = await serve({ fetch: unguarded, addressesOf: publicAddress })
    expect(logged.join()).toContain('Client metadata documents are off')
    const { body } = await getJson(`${origin}/.well-known/oauth-authorization-server`)
    expect(body['client_id_metadata_document_supported']).toBe(false)
    const page = await authorize(attempt(origin, claudeCode, 'http://localhost:1/callback'))
    expect(page.text).toContain('This program is not known here')
    expect(net.asked).toEqual([])
  })
})
