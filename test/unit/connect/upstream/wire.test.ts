import { describe, expect, it } from 'vitest'

import { parseServerUrl } from '../../../../src/connect/server-url.js'
import { mayRepeat } from '../../../../src/connect/upstream/heal/repeatable.js'
import { messageHeaders } from '../../../../src/connect/upstream/http/headers.js'
import { readMessages } from '../../../../src/connect/upstream/message.js'
import { endpointOf } from '../../../../src/connect/upstream/sse/endpoint.js'
import { backoffMs } from '../../../../src/connect/upstream/wire/backoff.js'
import { retryAfterMs } from '../../../../src/connect/upstream/wire/retry-after.js'
import { caught } from '../../../support/caught.js'

const replyWith = (headers: Record<string, string>): Response => new Response(null, { headers })

describe('the time until the next try', () => {
  it('grows from 0.5 to 30 s, less a random part', () => {
    const most = [0, 1, 2, 3, 4, 5, 6, 50].map((tries) => backoffMs(tries, 0))
    expect(most).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000])
    const least = [0, 1, 6].map((tries) => backoffMs(tries, 1))
    expect(least).toEqual([500, 1_000, 15_000])
  })

  it('is what the server asks for, and never what a timer cannot hold', () => {
    expect(backoffMs(0, 0.5, 250)).toBe(250)
    expect(backoffMs(0, 0.5, 0)).toBe(100)
    expect(backoffMs(3, 0, 250)).toBe(8_000)
    expect(backoffMs(0, 0, 1e15)).toBe(600_000)
  })
})

describe('Retry-After', () => {
  const now = new Date('2026-11-30T10:00:00Z')
  it.each([
    ['5', 5_000],
    ['0', 0],
    ['Mon, 30 Nov 2026 10:00:05 GMT', 5_000],
    ['Mon, 30 Nov 2026 09:00:00 GMT', 0],
    ['soon', undefined],
    ['-5', undefined],
    ['1.5', undefined],
    ['', undefined],
  ])('%j is %s ms', (value, ms) => {
    expect(retryAfterMs(replyWith({ 'retry-after': value }), now)).toBe(ms)
  })
})

describe('where messages go', () => {
  const server = parseServerUrl('https://mcp.example.org/a/sse')
  it.each([
    ['/messages?id=1', 'https://mcp.example.org/messages?id=1'],
    ['messages', 'https://mcp.example.org/a/messages'],
    ['https://mcp.example.org/m#x', 'https://mcp.example.org/m'],
    ['"/messages"', 'https://mcp.example.org/messages'],
  ])('%s is %s', (data, endpoint) => {
    expect(endpointOf(data, server)).toBe(endpoint)
  })

  it.each(['https://evil.example/m', '//evil.example/m', 'http://mcp.example.org/m', 'data:x'])(
    'is never %s',
    (data) => {
      expect(caught(() => endpointOf(data, server)).code).toBe('SERVER_FAILED')
    },
  )
})

describe('headers of a message', () => {
  const session = { id: 's', protocolVersion: '2025-11-25' }
  const meta = { _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' } }
  const nothing = (): unknown => undefined

  it('are those of the session in the 2025 eras, but for initialize', () => {
    const list = { jsonrpc: '2.0', id: 1, method: 'tools/list' }
    expect(messageHeaders(list, session, nothing)).toMatchObject({
      accept: 'application/json, text/event-stream',
      'mcp-session-id': 's',
      'mcp-protocol-version': '2025-11-25',
    })
    const hello = { jsonrpc: '2.0', id: 1, method: 'initialize' }
    expect(Object.keys(messageHeaders(hello, session, nothing))).toEqual(['accept', 'content-type'])
  })

  it.each([
    ['tools/call', { name: 'plain' }, 'plain'],
    ['tools/call', { name: 'süß' }, '=?base64?c8O8w58=?='],
    ['tools/call', { name: ' padded ' }, '=?base64?IHBhZGRlZCA=?='],
    ['tools/call', { name: '=?base64?eA==?=' }, '=?base64?PT9iYXNlNjQ/ZUE9PT89?='],
    ['tools/call', { name: 'a\r\nx-evil: 1' }, '=?base64?YQ0KeC1ldmlsOiAx?='],
    ['tools/call', { name: '' }, '=?base64??='],
    ['resources/read', { uri: 'ui://a/b' }, 'ui://a/b'],
    ['prompts/get', { name: 'p' }, 'p'],
    ['tasks/get', { taskId: 't' }, 't'],
    ['tools/list', { name: 'x' }, undefined],
    ['constructor', { name: 'x' }, undefined],
  ])('mirror %s %j in the 2026 era', (method, params, name) => {
    const message = { jsonrpc: '2.0', id: 1, method, params: { ...params, ...meta } }
    const headers = messageHeaders(message, session, nothing)
    expect(headers).toMatchObject({ 'mcp-protocol-version': '2026-07-28', 'mcp-method': method })
    expect(headers['mcp-name']).toBe(name)
    expect(headers).not.toHaveProperty('mcp-session-id')
  })

  it('hold the arguments that the tool’s schema marks', () => {
    const schema = {
      properties: {
        region: { type: 'string', 'x-mcp-header': 'Region' },
        deep: { properties: { n: { type: 'integer', 'x-mcp-header': 'N' } } },
        bad: { type: 'string', 'x-mcp-header': 'no such: header' },
        missing: { type: 'string', 'x-mcp-header': 'Missing' },
        list: { type: 'array', 'x-mcp-header': 'List' },
      },
    }
    const args = { region: 'Zürich', deep: { n: 7 }, bad: 'x', list: [1] }
    const params = { name: 't', arguments: args, ...meta }
    const message = { jsonrpc: '2.0', id: 1, method: 'tools/call', params }
    const headers = messageHeaders(message, session, () => schema)
    const marked = Object.entries(headers).filter(([name]) => name.startsWith('mcp-param-'))
    expect(Object.fromEntries(marked)).toEqual({
      'mcp-param-region': '=?base64?WsO8cmljaA==?=',
      'mcp-param-n': '7',
    })
  })
})

describe('what is read as messages', () => {
  it.each(['', 'x', '[]', '1', 'null', '{}', '{"jsonrpc":"1.0","id":1,"result":1}', '[1]'])(
    'is not %j',
    (text) => {
      expect(readMessages(text)).toBeUndefined()
    },
  )
})

describe('what may be sent again', () => {
  const of = (method: string | undefined, params = {}): boolean =>
    mayRepeat({ jsonrpc: '2.0', id: 1, ...(method && { method }), params }, () => true)

  it('is what only reads', () => {
    expect(['tools/list', 'ping', 'resources/read', 'tools/call'].map((name) => of(name))).toEqual([
      ...[true, true, true, true],
    ])
    expect(mayRepeat({ id: 1, method: 'tools/call' }, () => false)).toBe(false)
  })

  it('is no answer, no task and nothing unknown', () => {
    expect(mayRepeat({ jsonrpc: '2.0', id: 1, result: {} }, () => true)).toBe(false)
    expect(of('tools/call', { task: {} })).toBe(false)
    expect(of('orders/place')).toBe(false)
  })
})
