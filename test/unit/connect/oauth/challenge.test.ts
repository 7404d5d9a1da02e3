import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { parseChallenge } from '../../../../src/connect/oauth/challenge.js'
import type { Challenge } from '../../../../src/connect/oauth/oauth.js'

const metadata = 'https://mcp.example.org/.well-known/oauth-protected-resource/mcp'

const parse = (...headers: readonly string[]): Challenge => {
  const response = new Response(null, { status: 401 })
  for (const header of headers) response.headers.append('www-authenticate', header)
  return parseChallenge(response)
}

const table: readonly (readonly [string, readonly string[], Challenge])[] = [
  ['no header', [], {}],
  ['an empty header', [''], {}],
  ['Bearer alone', ['Bearer'], {}],
  [
    'all parameters',
    [
      `Bearer error="invalid_token", error_description="it ended", scope="jhe:read other", resource_metadata="${metadata}"`,
    ],
    { error: 'invalid_token', scope: 'jhe:read other', resourceMetadata: metadata },
  ],
  ['other letters', [`bEARER Resource_Metadata="${metadata}"`], { resourceMetadata: metadata }],
  [
    'no quotes',
    [`Bearer resource_metadata=${metadata},scope=read`],
    { resourceMetadata: metadata, scope: 'read' },
  ],
  ['blanks around the sign', ['Bearer scope = "a b"'], { scope: 'a b' }],
  [
    'no blanks after commas',
    ['Bearer realm="x",error="insufficient_scope",scope="a"'],
    { error: 'insufficient_scope', scope: 'a' },
  ],
  ['another scheme before', ['Basic realm="JHE", Bearer scope="a"'], { scope: 'a' }],
  ['another scheme after', ['Bearer scope="a", Basic realm="JHE", scope="b"'], { scope: 'a' }],
  ['another scheme with token68', ['Negotiate YWJjZA==, Bearer scope="a"'], { scope: 'a' }],
  ['a scheme without parameters before', ['Negotiate, Bearer scope="a"'], { scope: 'a' }],
  ['two headers', ['DPoP algs="ES256", scope="x"', 'Bearer scope="a"'], { scope: 'a' }],
  [
    'two Bearer challenges',
    ['Bearer realm="x"', `Bearer resource_metadata="${metadata}"`],
    { resourceMetadata: metadata },
  ],
  [
    'a comma in quotes',
    ['Bearer error_description="a, Bearer scope=\\"z\\"", scope="a"'],
    { scope: 'a' },
  ],
  ['escaped signs', [String.raw`Bearer scope="a\"b"`], { scope: 'a"b' }],
  ['a name twice', ['Bearer scope="a", scope="b"'], { scope: 'a' }],
  ['only another scheme', ['Basic realm="x", scope="a"'], {}],
  ['an address that is none', ['Bearer resource_metadata="mcp", scope="a"'], { scope: 'a' }],
  ['an open quote', ['Bearer scope="a'], {}],
  ['a parameter before any scheme', ['scope="a"'], {}],
]

describe('the challenge of an answer', () => {
  it.each(table)('%s', (_name, headers, challenge) => {
    expect(parse(...headers)).toEqual(challenge)
  })

  it('ends for any header', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom(' ', ',', '=', '"', '\\', '\t', 'a', 'Bearer', 'scope'),
        }),
        (header) => {
          expect(parse(header)).toBeTypeOf('object')
        },
      ),
    )
  })
})
