import { describe, expect, it } from 'vitest'

import { createTestApp } from '../../support/clients/app.js'
import { anna, boris, pingOf, useReplicas, eventually } from '../../support/http/fixtures.js'
import { postTo } from '../../support/http/raw-stream.js'
import { createTestBroker } from '../../support/http/test-broker.js'
import { testKeys } from '../../support/http/test-keys.js'

const { start, openStream } = useReplicas()

const opened = async (options: Parameters<typeof start>[0] = {}) => {
  const replica = await start(options)
  const authorization = replica.broker.issue(anna)
  const stream = await openStream(replica.url, authorization)
  const endpoint = await stream.next('endpoint')
  return { ...replica, authorization, stream, endpoint }
}

describe('POST /messages', () => {
  it('accepts a message and answers on the stream, without initialize', async () => {
    const { url, authorization, stream, endpoint } = await opened()
    const { status } = await postTo(url, endpoint, { authorization, body: pingOf('one') })
    expect(status).toBe(202)
    expect(JSON.parse(await stream.next('message'))).toEqual({
      jsonrpc: '2.0',
      id: 'one',
      result: {},
    })
  })

  it('F14: answers 404 for a session that is unknown, and 401 only for a bad token', async () => {
    const { url, authorization, stream, endpoint, sse } = await opened()
    const body = pingOf(1)
    for (const unknown of [
      '/messages',
      '/messages?sessionId=',
      '/messages?sessionId=abc',
      endpoint.replace(/.(?=.{40}$)/, (letter) => (letter === 'A' ? 'B' : 'A')),
    ]) {
      const { status, headers } = await postTo(url, unknown, { authorization, body })
      expect([unknown, status, headers.get('www-authenticate')]).toEqual([unknown, 404, null])
    }
    expect((await postTo(url, endpoint, { authorization: 'Bearer bad', body })).status).toBe(401)
    stream.destroy()
    await expect.poll(() => sse.open(), eventually).toBe(0)
    const ended = await postTo(url, endpoint, { authorization, body })
    expect(ended.status).toBe(404)
    expect(ended.text).toContain('Open GET /sse again')
  })

  it.each([
    ['another person', boris],
    ['another program of the same person', { ...anna, clientId: 'another-host' }],
    ['another person with another program', { ...boris, clientId: 'another-host' }],
  ])('F33: answers %s with 404 and says nothing on the stream', async (_who, token) => {
    const { url, broker, authorization, stream, endpoint } = await opened()
    const foreign = broker.issue(token)
    const { status } = await postTo(url, endpoint, { authorization: foreign, body: pingOf('x') })
    expect(status).toBe(404)
    await postTo(url, endpoint, { authorization, body: pingOf('own') })
    expect(await stream.next('message')).toContain('"own"')
  })

  it('takes a later token of the same person and program', async () => {
    const { url, broker, stream, endpoint } = await opened()
    const later = broker.issue({ ...anna, grantId: 'a later grant' })
    expect((await postTo(url, endpoint, { authorization: later, body: pingOf(1) })).status).toBe(
      202,
    )
    await stream.next('message')
  })

  it.each([
    ['text', 'no json', 400, -32700],
    ['a number', '1', 400, -32600],
    ['several messages', [pingOf(1), pingOf(2)], 400, -32600],
    ['a message of another version', { ...pingOf(1), jsonrpc: '1.0' }, 400, -32600],
    ['more than 256 KiB', { ...pingOf(1), params: { text: 'x'.repeat(262_144) } }, 413, -32600],
  ])('answers %s with an error', async (_what, body, expected, code) => {
    const { url, authorization, endpoint } = await opened()
    const { status, text } = await postTo(url, endpoint, { authorization, body })
    expect([status, JSON.parse(text)]).toMatchObject([expected, { error: { code } }])
  })

  it('takes a message that begins with a byte order mark, as /mcp does', async () => {
    const { url, authorization, stream, endpoint } = await opened()
    const posted = { authorization, body: `\uFEFF${JSON.stringify(pingOf('marked'))}` }
    expect((await postTo(url, endpoint, posted)).status).toBe(202)
    expect(JSON.parse(await stream.next('message'))).toMatchObject({ id: 'marked' })
  })

  it('answers another type of content with 415', async () => {
    const { url, authorization, endpoint } = await opened()
    const posted = { authorization, body: pingOf(1), type: 'text/plain' }
    expect((await postTo(url, endpoint, posted)).status).toBe(415)
  })

  it('F22: holds back a person who floods it', async () => {
    const limits = {
      turnOf:
        () =>
        async <T>(_: AbortSignal, work: () => Promise<T>) =>
          await work(),
      isFlooding: () => true,
    }
    const { url, authorization, endpoint } = await opened({ limits })
    const { status, headers } = await postTo(url, endpoint, { authorization, body: pingOf(1) })
    expect([status, headers.get('retry-after')]).toEqual([429, '60'])
  })

  it('F46: keeps sessions while the keys rotate, and knows none of other keys', async () => {
    const broker = createTestBroker()
    const app = createTestApp({})
    const before = await opened({ broker, app, keys: testKeys('old') })
    const { authorization, stream, endpoint } = before
    const after = await start({ broker, app, keys: testKeys('new', 'old') })
    const foreign = await start({ broker, app, keys: testKeys('foreign') })
    expect((await postTo(after.url, endpoint, { authorization, body: pingOf(1) })).status).toBe(404)
    expect(after.forwarded).toEqual(['gone'])
    const both = await start({ broker, app, keys: testKeys('old', 'new') })
    expect((await postTo(both.url, endpoint, { authorization, body: pingOf(2) })).status).toBe(202)
    expect(await stream.next('message')).toContain('"id":2')
    expect((await postTo(foreign.url, endpoint, { authorization, body: pingOf(3) })).status).toBe(
      404,
    )
    expect(foreign.forwarded).toEqual([])
  })
})
