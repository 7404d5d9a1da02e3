import { describe, expect } from 'vitest'

import { rejected } from '../../../support/caught.js'
import {
  issuerDocument,
  issuerPath,
  resourceDocument,
  resourcePath,
} from '../../../support/connect/documents.js'
import { find, it, serverWith } from '../../../support/connect/find.js'

const wrong: readonly (readonly [string, string, Record<string, unknown>])[] = [
  ['F52: another issuer', 'says that it is another issuer', { issuer: 'https://evil.example' }],
  ['another issuer by path', 'says that it is another issuer', { issuer: 'http://127.0.0.1:1/x' }],
  ['no PKCE', 'PKCE with S256', { code_challenge_methods_supported: undefined }],
  ['PKCE downgrade', 'PKCE with S256', { code_challenge_methods_supported: ['plain'] }],
  ['PKCE as a text', 'PKCE with S256', { code_challenge_methods_supported: 'S256' }],
  [
    'javascript:',
    'authorization_endpoint is not',
    { authorization_endpoint: 'javascript:alert(1)' },
  ],
  ['data:', 'authorization_endpoint is not', { authorization_endpoint: 'data:text/html,x' }],
  ['file:', 'authorization_endpoint is not', { authorization_endpoint: 'file:///etc/passwd' }],
  [
    'far http',
    'authorization_endpoint is not',
    { authorization_endpoint: 'http://login.example/' },
  ],
  [
    'a user name',
    'authorization_endpoint is not',
    { authorization_endpoint: 'https://a:b@c.example/' },
  ],
  ['a blank', 'authorization_endpoint is not', { authorization_endpoint: ' https://c.example/' }],
  ['far http for tokens', 'token_endpoint is not', { token_endpoint: 'http://login.example/t' }],
  [
    'far http to register',
    'registration_endpoint is not',
    { registration_endpoint: 'http://x.example' },
  ],
  ['far http to revoke', 'revocation_endpoint is not', { revocation_endpoint: 'ftp://x.example' }],
  ['no token endpoint', 'token_endpoint is missing', { token_endpoint: undefined }],
  ['a number', 'issuer is missing or malformed', { issuer: 1 }],
]

describe('metadata that is refused', () => {
  it.for(wrong)('%s', async ([, words, change], { start }) => {
    const server = await start(
      serverWith((origin) => ({ [issuerPath]: issuerDocument(origin, change) })),
    )
    const error = await rejected(find(server))
    expect(error.code).toBe('ISSUER_FAILED')
    expect(error.message).toContain(
      `Signing in at ${server.url} failed at the metadata of its sign-in server`,
    )
    expect(error.message).toContain(words)
    expect(error.hint).toMatch(/administrator/)
  })

  it.for<readonly [string, Record<string, unknown>, string]>([
    ['no resource', { resource: undefined }, 'resource is missing'],
    ['issuers as a text', { authorization_servers: 'x' }, 'authorization_servers is missing'],
    [
      'a javascript: issuer',
      { authorization_servers: ['javascript:x'] },
      'not an https:// address',
    ],
    [
      'a far http issuer',
      { authorization_servers: ['http://x.example'] },
      'not an https:// address',
    ],
    [
      'an issuer with a query',
      { authorization_servers: ['https://x.example/?a=b'] },
      'not an https:// address',
    ],
  ])('of the resource: %s', async ([, change, words], { start }) => {
    const server = await start((origin) => ({
      [resourcePath]: resourceDocument(origin, origin, change),
      [issuerPath]: issuerDocument(origin),
    }))
    const error = await rejected(find(server))
    expect(error.code).toBe('ISSUER_FAILED')
    expect(error.message).toContain(words)
  })
})
