import { describe, expect, it } from 'vitest'

import { callMessage } from '../../support/clients/raw-host.js'
import { openRawStream } from '../../support/http/raw-stream.js'
import type { Header } from '../../support/http/raw-exchange.js'
import {
  canary,
  lengthOf,
  listStudies,
  useAttackedServer,
} from '../../support/serve/attacked-server.js'

const attacked = useAttackedServer()

const nested = (depth: number, inner = ''): string =>
  `${'['.repeat(depth)}${inner}${']'.repeat(depth)}`
const nestedObjects = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`

const call = (args: string, name = '"list_studies"', id = '1'): string =>
  `{"jsonrpc":"2.0","id":${id},"method":"tools/call","params":{"name":${name},"arguments":${args}}}`

const rpc = (method: string, params = '{}'): string =>
  `{"jsonrpc":"2.0","id":1,"method":${method},"params":${params}}`

/** Bodies as text, each with the status it gets on `/mcp`, where MCP has an opinion. */
const bodies: readonly (readonly [string, string])[] = [
  ['an empty list', '[]'],
  ['a list in a list', '[[]]'],
  ['a list of numbers', `[${'1,'.repeat(100_000)}1]`],
  ['two calls at once', `[${listStudies},${listStudies.replace('"id":1', '"id":2')}]`],
  ['the same id twice at once', `[${listStudies},${listStudies}]`],
  [
    'a thousand pings',
    `[${Array.from({ length: 1_000 }, (_, n) => `{"jsonrpc":"2.0","id":${n},"method":"ping"}`).join()}]`,
  ],
  ['a text', '"x"'],
  ['a number', '1'],
  ['null', 'null'],
  ['nothing', ''],
  ['blanks', '   '],
  ['a mark of byte order', `\uFEFF${listStudies}`],
  ['half of it', listStudies.slice(0, 40)],
  ['lists 100,000 deep', nested(100_000)],
  ['lists 120,000 deep, never closed', '['.repeat(120_000)],
  ['arguments 100,000 lists deep', call(`{"limit":${nested(100_000)}}`)],
  ['arguments 40,000 objects deep', call(nestedObjects(40_000))],
  ['an id of lists', call('{}', '"list_studies"', nested(100_000))],
  ['_meta 100,000 lists deep', rpc('"tools/list"', `{"_meta":{"x":${nested(100_000)}}}`)],
  ['params 100,000 lists deep', rpc('"ping"', `{"x":${nested(100_000)}}`)],
  [
    'completion 100,000 lists deep',
    rpc('"completion/complete"', `{"ref":${nested(100_000)},"argument":{}}`),
  ],
  [
    'a string of 256,000 characters',
    call(`{"name":"${'x'.repeat(256_000)}"}`, '"search_patients"'),
  ],
  ['a name of 256,000 characters', call('{}', `"${'x'.repeat(256_000)}"`)],
  ['an id of 256,000 characters', call('{}', '"list_studies"', `"${'x'.repeat(256_000)}"`)],
  ['a method of 256,000 characters', rpc(`"${'x'.repeat(256_000)}"`)],
  [
    'an address of 256,000 characters',
    rpc('"resources/read"', `{"uri":"jhe://studies/${'%41'.repeat(80_000)}"}`),
  ],
  ['an address that is none', rpc('"resources/read"', '{"uri":"jhe://studies/%ff"}')],
  ['20,000 keys', call(`{${Array.from({ length: 20_000 }, (_, n) => `"k${n}":1`).join()}}`)],
  ['half a character as argument', call('{"name":"\\ud800"}', '"search_patients"')],
  ['half a character as tool', call('{}', '"\\udfff"')],
  ['half a character as id', call('{}', '"list_studies"', '"\\ud800"')],
  ['half a character as method', rpc('"\\ud800"')],
  ['half a character as address', rpc('"resources/read"', '{"uri":"jhe://studies/\\ud800"}')],
  ['a NUL as argument', call('{"name":"a\\u0000b"}', '"search_patients"')],
  ['a NUL as tool', call('{}', '"list_studies\\u0000"')],
  ['a NUL as id', call('{}', '"list_studies"', '"\\u0000"')],
  ['a NUL as it is', `${listStudies.slice(0, -1)},"x":"\0"}`],
  ['a prototype', call('{"__proto__":{"limit":1},"constructor":{"prototype":{}}}')],
  ['a prototype as tool', call('{}', '"__proto__"')],
  ['a prototype as method', rpc('"__proto__"')],
  ['a prototype as prompt', rpc('"prompts/get"', '{"name":"constructor"}')],
  [
    'a prototype as completion',
    rpc(
      '"completion/complete"',
      '{"ref":{"type":"ref/prompt","name":"__proto__"},"argument":{"name":"x","value":""}}',
    ),
  ],
  ['an infinite id', call('{}', '"list_studies"', '1e999')],
  ['a broken id', call('{}', '"list_studies"', '1.5')],
  ['a null id', call('{}', '"list_studies"', 'null')],
  ['an infinite limit', call('{"limit":1e999}')],
  ['params that are a list', rpc('"tools/call"', '["list_studies"]')],
  ['params that are null', rpc('"tools/call"', 'null')],
  ['another protocol', '{"jsonrpc":"1.0","id":1,"method":"ping"}'],
  ['an answer nobody asked for', '{"jsonrpc":"2.0","id":1,"result":{}}'],
  ['an error nobody asked for', '{"jsonrpc":"2.0","id":1,"error":{"code":-1,"message":"x"}}'],
  [
    'a cancellation of nothing',
    '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}',
  ],
  [
    'a progress of nothing',
    '{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":1,"progress":1}}',
  ],
  ['a notification of no kind', `{"jsonrpc":"2.0","method":"notifications/${canary}"}`],
  ['a level of the log', rpc('"logging/setLevel"', '{"level":"debug"}')],
  ['a subscription', rpc('"resources/subscribe"', '{"uri":"jhe://studies"}')],
  ['a sampling', rpc('"sampling/createMessage"', '{"messages":[],"maxTokens":1}')],
  ['a task', rpc('"tasks/list"')],
  [
    'a protocol of tomorrow',
    rpc(
      '"initialize"',
      '{"protocolVersion":"9999-99-99","capabilities":{},"clientInfo":{"name":"\\u0000\\ud800","version":""}}',
    ),
  ],
  ['a program without a name', rpc('"initialize"', '{}')],
]

const kinds: readonly (readonly [string, readonly Header[]])[] = [
  ['2025', []],
  [
    '2026-07-28',
    [
      ['MCP-Protocol-Version', '2026-07-28'],
      ['Mcp-Method', 'tools/call'],
      ['Mcp-Name', 'list_studies'],
    ],
  ],
]

describe('arguments that are null', () => {
  it('are none', async () => {
    const of = attacked()
    const told = await of.send(of.changed({ body: call('null') }))
    expect(told.statuses).toEqual([200])
    expect(told.text).toContain('structuredContent')
  })
})

describe.each(['/mcp', '/sse'])('a body at %s', (target) => {
  it.each(bodies)('%s', async (_what, body) => {
    const of = attacked()
    for (const [, headers] of kinds) {
      const told = await of.send(of.changed({ target, body }, ...headers))
      expect(told.statuses).toHaveLength(1)
      expect(told.text.length).toBeLessThan(1_000_000)
    }
    expect((await of.send(of.changed({}))).statuses).toEqual([200])
  })
})

describe('a body that says what it is not', () => {
  it.each<readonly [string, readonly Header[], readonly number[]]>([
    ['packed', [['Content-Encoding', 'gzip']], [200, 400, 415]],
    [
      'in another character set',
      [['Content-Type', 'application/json; charset=utf-16']],
      [200, 400, 415],
    ],
    ['for nobody', [['Accept', 'text/html']], [200, 406]],
    ['of tomorrow', [['MCP-Protocol-Version', `9999-${canary}`]], [200, 400]],
    ['of today, without more', [['MCP-Protocol-Version', '2026-07-28']], [200, 400]],
    [
      'of another method',
      [
        ['MCP-Protocol-Version', '2026-07-28'],
        ['Mcp-Method', canary],
      ],
      [200, 400],
    ],
    ['resumed', [['Last-Event-ID', canary]], [200, 400]],
    ['of a session', [['Mcp-Session-Id', canary]], [200]],
  ])('%s', async (_what, headers, statuses) => {
    const of = attacked()
    const names = headers.map(([name]) => name)
    const rest = of.usual.filter(([name]) => !names.includes(name))
    const told = await of.send(
      of.changed({ headers: [...rest, lengthOf(listStudies), ...headers] }),
    )
    expect(statuses).toContain(told.statuses[0])
  })

  it('bytes that are no text', async () => {
    const of = attacked()
    const body = Buffer.concat([
      Buffer.from(listStudies.slice(0, -1)),
      Buffer.from([0x2c, 0xff, 0xfe, 0x7d]),
    ])
    expect((await of.send(of.changed({ body }))).statuses).toEqual([400])
  })
})

describe('messages for a stream', () => {
  it('of any kind leave it as it is', async () => {
    const of = attacked()
    const stream = await openRawStream(of.server.url, `Bearer ${of.tokens.own}`)
    const target = await stream.next('endpoint')
    for (const [what, body] of bodies) {
      const told = await of.send(of.changed({ target, body }))
      expect(told.statuses, what).toHaveLength(1)
    }
    const last = JSON.stringify(callMessage(77, 'list_studies'))
    expect((await of.send(of.changed({ target, body: last }))).statuses).toEqual([202])
    let answer = ''
    while (!answer.includes('"id":77')) answer = await stream.next('message')
    expect(answer).toContain('"id":30001')
    stream.destroy()
    await stream.closed
  })

  it.each([
    '',
    '?sessionId=',
    '?sessionId=%ff',
    `?sessionId=${canary}`,
    '?sessionId=a&sessionId=b',
    `?sessionId=${'A'.repeat(12_000)}`,
  ])('with the session %s are for nobody', async (query) => {
    const of = attacked()
    const told = await of.send(of.changed({ target: `/messages${query}` }))
    expect(told.statuses).toEqual([404])
    const body = JSON.stringify(callMessage(1, 'list_studies'))
    const headers = [...of.without('Authorization'), lengthOf(body)]
    expect((await of.send(of.changed({ target: `/messages${query}`, headers }))).statuses).toEqual([
      401,
    ])
  })
})
