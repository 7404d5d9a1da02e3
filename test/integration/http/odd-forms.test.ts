import { describe, expect, it } from 'vitest'

import type { Header } from '../../support/http/raw-exchange.js'
import { canary, lengthOf, useAttackedServer } from '../../support/serve/attacked-server.js'

const attacked = useAttackedServer()

const nested = (depth: number, inner = ''): string =>
  `${'['.repeat(depth)}${inner}${']'.repeat(depth)}`

/** Bodies as text, each with the status it gets on `/mcp`, where MCP has an opinion. */
const form = 'application/x-www-form-urlencoded'

describe.each(['/token', '/revoke', '/register', '/consent/x', '/account'])(
  'a form at %s',
  (target) => {
    it.each<readonly [string, string, string]>([
      ['nothing', form, ''],
      ['json', 'application/json', `{"grant_type":"${canary}"}`],
      ['json in a list', 'application/json', nested(10_000)],
      ['a list', 'application/json', '[]'],
      [
        'a prototype',
        'application/json',
        '{"__proto__":{"redirect_uris":["https://evil.example"]},"redirect_uris":["http://127.0.0.1/c"]}',
      ],
      [
        'half characters',
        'application/json',
        '{"client_name":"\\ud800\\u0000","redirect_uris":["http://127.0.0.1/\\ud800"]}',
      ],
      [
        'a deep list in a field',
        'application/json',
        `{"redirect_uris":["http://127.0.0.1/c"],"x":${nested(7_000)}}`,
      ],
      [
        'a field twice',
        form,
        `grant_type=authorization_code&grant_type=refresh_token&code=${canary}&code=x&client_id=x`,
      ],
      [
        'a prototype',
        form,
        '__proto__[x]=1&constructor=1&grant_type=__proto__&client_id=__proto__',
      ],
      ['odd signs', form, 'grant_type=%&code=%ff%00&client_id=%c0%80&=&&==&a'],
      [
        'a NUL as client',
        form,
        'grant_type=refresh_token&refresh_token=%00&client_id=a%00b&token=%00',
      ],
      ['a known kind without more', form, 'grant_type=authorization_code'],
      ['a secret', form, `grant_type=client_credentials&client_id=x&client_secret=${canary}`],
      [
        'an exchange',
        form,
        `grant_type=urn:ietf:params:oauth:grant-type:token-exchange&subject_token=${canary}&client_id=x`,
      ],
      [
        'a device',
        form,
        'grant_type=urn:ietf:params:oauth:grant-type:device_code&device_code=x&client_id=x',
      ],
      [
        'a client that is an address',
        form,
        `grant_type=refresh_token&refresh_token=x&client_id=http://127.0.0.1:1/${canary}`,
      ],
      ['60,000 fields', form, 'a=1&'.repeat(60_000)],
      [
        'parts',
        'multipart/form-data; boundary=x',
        `--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n${canary}\r\n--x--\r\n`,
      ],
      ['no kind', '', 'a=b'],
    ])('%s (%s)', async (_what, type, body) => {
      const of = attacked()
      for (const basic of [false, true]) {
        const headers: readonly Header[] = [
          ['Host', `localhost:${of.port}`],
          ['Content-Type', type],
          ['Connection', 'close'],
          ...(basic ? [['Authorization', 'Basic Og=='] as const] : []),
          lengthOf(body),
        ]
        const told = await of.send(of.changed({ target, headers, body }))
        expect(told.statuses).toHaveLength(1)
        expect(told.text).not.toContain(canary)
        // a form of the account page without a session begins a sign-in at JHE, by its redirect
        const least = { '/register': 201, '/account': 303 }[target] ?? 400
        expect(told.statuses[0]).toBeGreaterThanOrEqual(least)
      }
    })
  },
)
