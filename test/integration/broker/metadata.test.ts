import { IncomingMessage, request as httpRequest } from 'node:http'
import { once } from 'node:events'

import { describe, expect } from 'vitest'

import { it } from '../../support/broker/broker-test.js'
import { attempt, getJson, registerId, signIn } from '../../support/broker/oauth-client.js'

const serverFields = [
  'authorization_endpoint',
  'authorization_response_iss_parameter_supported',
  'client_id_metadata_document_supported',
  'code_challenge_methods_supported',
  'grant_types_supported',
  'issuer',
  'jwks_uri',
  'registration_endpoint',
  'response_types_supported',
  'revocation_endpoint',
  'revocation_endpoint_auth_methods_supported',
  'scopes_supported',
  'token_endpoint',
  'token_endpoint_auth_methods_supported',
]

const serverDocuments = [
  '/.well-known/oauth-authorization-server',
  '/.well-known/openid-configuration',
] as const

describe('the metadata of the server', () => {
  it.for(serverDocuments)(
    'at %s has 14 fields, none of OpenID Connect',
    async (path, { serve }) => {
      const { origin } = await serve()
      const { body } = await getJson(`${origin}${path}`)
      expect(Object.keys(body).sort()).toEqual(serverFields)
      expect(body).toMatchObject({
        issuer: origin,
        authorization_endpoint: `${origin}/authorize`,
        token_endpoint: `${origin}/token`,
        registration_endpoint: `${origin}/register`,
        scopes_supported: ['jhe:read'],
        code_challenge_methods_supported: ['S256'],
        token_endpoint_auth_methods_supported: ['none'],
        client_id_metadata_document_supported: true,
      })
    },
  )

  it('names no registration where there is none', async ({ serve }) => {
    const { origin } = await serve({ config: { clients: 'registered' } })
    const { body } = await getJson(`${origin}${serverDocuments[0]}`)
    expect(body['registration_endpoint']).toBeUndefined()
    expect(body['client_id_metadata_document_supported']).toBe(false)
  })
})

describe('F23: the metadata of the resource', () => {
  it.for([
    ['/mcp', '/.well-known/oauth-protected-resource/mcp'],
    ['/sse', '/.well-known/oauth-protected-resource/sse'],
    ['', '/.well-known/oauth-protected-resource'],
  ] as const)('"%s" names the address that was typed in', async ([typed, path], { serve }) => {
    const { origin } = await serve()
    const { body } = await getJson(`${origin}${path}`)
    expect(body).toEqual({
      resource: `${origin}${typed}`,
      authorization_servers: [origin],
      scopes_supported: ['jhe:read'],
      bearer_methods_supported: ['header'],
      resource_name: 'JupyterHealth Exchange',
    })
  })

  it('is for nothing else', async ({ serve }) => {
    const { broker } = await serve()
    for (const path of ['/token', '/other', '/mcp/', '/']) {
      expect(broker.handlerOf(`/.well-known/oauth-protected-resource${path}`)).toBeUndefined()
    }
  })
})

const publicDocuments = [
  ...serverDocuments,
  '/.well-known/oauth-protected-resource',
  '/.well-known/oauth-protected-resource/mcp',
  '/.well-known/oauth-protected-resource/sse',
  '/jwks',
]

describe('a public document', () => {
  it.for(publicDocuments)(
    '%s may be read by every page and kept for 5 minutes',
    async (path, { serve }) => {
      const { origin } = await serve()
      const headers = { origin: 'https://inspector.example' }
      const response = await fetch(`${origin}${path}`, { headers })
      expect(response.headers.get('access-control-allow-origin')).toBe('*')
      expect(response.headers.get('cache-control')).toBe('public, max-age=300')
      const head = await fetch(`${origin}${path}`, { method: 'HEAD' })
      expect(head.headers.get('content-length')).toBe(response.headers.get('content-length'))
      const preflight = await fetch(`${origin}${path}`, { method: 'OPTIONS', headers })
      expect(preflight.status).toBe(204)
      expect(preflight.headers.get('access-control-allow-headers')).toBe('*')
      expect((await fetch(`${origin}${path}`, { method: 'POST' })).status).toBe(405)
    },
  )

  it('shows only the public part of a key', async ({ serve }) => {
    const { origin } = await serve()
    const { body } = await getJson(`${origin}/jwks`)
    const keys: unknown = body['keys']
    if (!Array.isArray(keys)) throw new Error('no keys')
    expect(keys.map((key: object) => Object.keys(key).sort())).toEqual([
      ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'],
    ])
  })

  it('F30: is right while neither the state nor JHE is reachable', async ({ serve, state }) => {
    state.fail(true)
    const { origin, broker } = await serve({
      upstream: {
        ready: async () => {
          await Promise.reject(new Error('JHE is down'))
        },
      },
    })
    for (const path of publicDocuments) {
      const response = await fetch(`${origin}${path}`)
      expect(response.status).toBe(path === '/jwks' ? 503 : 200)
      if (path === '/jwks') expect(response.headers.get('cache-control')).toBe('no-store')
    }
    await expect(broker.ready(AbortSignal.timeout(20_000))).rejects.toThrow()
    state.fail(false)
    await expect(broker.ready(AbortSignal.timeout(20_000))).rejects.toThrow('JHE is down')
    expect((await fetch(`${origin}/jwks`)).status).toBe(200)
  })
})

describe('other endpoints', () => {
  it.for(['/token', '/register', '/revoke'])(
    '%s is not for pages of other servers',
    async (path, { serve }) => {
      const { origin } = await serve()
      await signIn(origin)
      const headers = {
        origin: 'https://page.example',
        'content-type': 'application/x-www-form-urlencoded',
      }
      const response = await fetch(`${origin}${path}`, { method: 'POST', headers, body: 'a=b' })
      const names = [...response.headers.keys()].filter((name) => name.startsWith('access-control'))
      expect(names).toEqual([])
      expect((await fetch(`${origin}${path}`, { method: 'OPTIONS', headers })).status).toBe(405)
    },
  )
})

const poison = {
  host: 'evil.example',
  'x-forwarded-host': 'evil.example',
  'x-forwarded-proto': 'https',
  'x-forwarded-port': '444',
  forwarded: 'host=evil.example;proto=https',
}

/** As `fetch` does not send it: with a foreign Host, or an address in absolute form. */
const rawGet = async (origin: string, target: string) => {
  const { hostname, port } = new URL(origin)
  const request = httpRequest({ hostname, port, path: target, headers: poison })
  request.end()
  const response: unknown = (await once(request, 'response'))[0]
  if (!(response instanceof IncomingMessage)) throw new Error('no answer')
  const parts: string[] = []
  response.setEncoding('utf8')
  for await (const part of response) parts.push(String(part))
  return { headers: response.headers, text: parts.join('') }
}

describe('F39: Host and forwarded headers', () => {
  it('change no address, in documents and in redirects', async ({ serve }) => {
    const { origin } = await serve()
    for (const path of publicDocuments) {
      expect((await rawGet(origin, path)).text).not.toContain('evil.example')
    }
    const { pathname, search, href } = new URL(attempt(origin, await registerId(origin)).url)
    const absolute = href.replace(origin, 'http://evil.example')
    for (const target of [`${pathname}${search}`, absolute]) {
      const { headers } = await rawGet(origin, target)
      expect(headers.location).toMatch(new RegExp(`^${origin}/consent/[\\w-]+$`))
      expect(String(headers['set-cookie'])).not.toMatch(/domain|evil/i)
    }
  })
})
