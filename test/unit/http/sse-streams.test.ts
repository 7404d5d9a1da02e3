import { describe, expect, it } from 'vitest'

import { anna, boris, pingOf, useReplicas, eventually } from '../../support/http/fixtures.js'
import { postTo } from '../../support/http/raw-stream.js'

const { start, openStream } = useReplicas()

describe('GET /sse', () => {
  it('F6, F7: opens a stream that no proxy buffers, compresses or keeps', async () => {
    const { url, broker } = await start()
    const stream = await openStream(url, broker.issue(anna))
    expect(stream.status).toBe(200)
    expect(stream.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    })
    expect(stream.headers['content-encoding']).toBeUndefined()
    await stream.next('retry')
    expect(await stream.next('endpoint')).toMatch(/^\/messages\?sessionId=[\w.%-]{40,}$/)
  })

  it('asks clients to come back at once when the process ends', async () => {
    const { url, broker, sse } = await start()
    const stream = await openStream(url, broker.issue(anna))
    expect(await stream.next('retry')).toBe('500')
    await stream.next('endpoint')
    await sse.close()
    expect(await stream.next('retry')).toBe('50')
    await stream.closed
  })

  it('names its endpoint as people reach it, below the path of the public address', async () => {
    const { url, broker } = await start({ publicUrl: 'https://site.example/jhe/mcp' })
    const stream = await openStream(url, broker.issue(anna))
    expect(await stream.next('endpoint')).toMatch(/^\/jhe\/mcp\/messages\?sessionId=/)
  })

  it('F48: tells programs in headers, and nobody in texts, that it is deprecated', async () => {
    const { url, broker } = await start()
    const stream = await openStream(url, broker.issue(anna))
    expect(stream.headers['deprecation']).toBe('@1742947200')
    expect(stream.headers['link']).toContain('<https://mcp.example/mcp>; rel="successor-version"')
    const endpoint = await stream.next('endpoint')
    const body = { jsonrpc: '2.0', id: 1, method: 'tools/list' }
    await postTo(url, endpoint, { authorization: broker.issue(anna), body })
    expect(await stream.next('message')).not.toMatch(/deprecat/i)
  })

  it.each([
    ['no token', undefined, 401, 'invalid_token'],
    ['a token without the scope', 'narrow', 403, 'insufficient_scope'],
  ])('F23: refuses %s and names its own metadata', async (_what, clientId, status, error) => {
    const { url, broker, sse } = await start()
    const header = clientId === undefined ? '' : broker.issue({ ...anna, clientId })
    const response = await fetch(`${url}/sse`, { headers: { authorization: header } })
    expect(response.status).toBe(status)
    const challenge = response.headers.get('www-authenticate') ?? ''
    expect(challenge).toContain(error)
    expect(challenge).toContain(
      'resource_metadata="https://mcp.example/.well-known/oauth-protected-resource/sse"',
    )
    expect(sse.open()).toBe(0)
  })

  it('F13: answers 503 without a challenge when nobody can be verified', async () => {
    const { url, broker } = await start()
    const authorization = broker.issue(anna)
    broker.breakDown()
    const response = await fetch(`${url}/sse`, { headers: { authorization } })
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBe('5')
    expect(response.headers.get('www-authenticate')).toBeNull()
  })

  it('answers HEAD without a stream', async () => {
    const { url, broker, sse } = await start()
    const headers = { authorization: broker.issue(anna) }
    const response = await fetch(`${url}/sse`, { method: 'HEAD', headers })
    expect([response.status, sse.open()]).toEqual([200, 0])
  })

  it('leaves POST /sse and GET /messages to others', async () => {
    const { sse } = await start()
    expect(sse.handlerOf('/sse', 'POST')).toBeUndefined()
    expect(sse.handlerOf('/messages', 'GET')).toBeUndefined()
  })

  it('F4: lets one person have so many streams, and all people so many', async () => {
    const { url, broker, sse } = await start({ streams: { person: 2, process: 3 } })
    const ofAnna = broker.issue(anna)
    const first = await openStream(url, ofAnna)
    await openStream(url, ofAnna)
    const third = await openStream(url, ofAnna)
    expect([third.status, third.headers['retry-after']]).toEqual([429, '60'])
    await openStream(url, broker.issue(boris))
    const last = await openStream(url, broker.issue({ ...boris, subject: 10005 }))
    expect([last.status, last.headers['retry-after']]).toEqual([503, '30'])
    expect(sse.open()).toBe(3)
    first.destroy()
    await first.closed
    await expect.poll(() => sse.open(), eventually).toBe(2)
    expect((await openStream(url, ofAnna)).status).toBe(200)
  })
})

describe('an open stream', () => {
  const quick = { heartbeat: 5, idle: 1_800_000 }

  it('F6: gets comments while nothing else is sent', async () => {
    const { url, broker } = await start({ times: quick })
    const stream = await openStream(url, broker.issue(anna))
    for (let beat = 0; beat < 3; beat += 1) await stream.next('')
  })

  it('F5: ends with its socket after half an hour without a message', async () => {
    let time = Date.parse('2026-11-30T12:00:00Z')
    const { url, broker, sse, outside } = await start({ times: quick, now: () => new Date(time) })
    const stream = await openStream(url, broker.issue(anna))
    await stream.next('')
    time += 1_799_000
    const endpoint = await stream.next('endpoint')
    await postTo(url, endpoint, { authorization: broker.issue(anna), body: pingOf(1) })
    time += 1_799_000
    await stream.next('')
    expect(sse.open()).toBe(1)
    time += 1_000
    await stream.closed
    await expect.poll(() => sse.open(), eventually).toBe(0)
    outside.server.closeIdleConnections()
    const connections = async (): Promise<number> =>
      await new Promise((resolve) => {
        outside.server.getConnections((_error, count) => {
          resolve(count)
        })
      })
    await expect.poll(connections, eventually).toBe(0)
  })

  it('F54: ends with its grant', async () => {
    const { url, broker, sse } = await start({ times: quick })
    const stream = await openStream(url, broker.issue(anna))
    await stream.next('')
    broker.endGrant(anna.grantId)
    await stream.closed
    await expect.poll(() => sse.open(), eventually).toBe(0)
  })

  it('F13: goes on while nobody can be verified, and can be asked nothing', async () => {
    const { url, broker } = await start({ times: quick })
    const authorization = broker.issue(anna)
    const stream = await openStream(url, authorization)
    broker.breakDown()
    for (let beat = 0; beat < 3; beat += 1) await stream.next('')
    const endpoint = await stream.next('endpoint')
    const { status, headers } = await postTo(url, endpoint, { authorization, body: pingOf(1) })
    expect([status, headers.get('www-authenticate')]).toEqual([503, null])
  })
})
