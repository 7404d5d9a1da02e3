import { once } from 'node:events'
import { createServer as createTcpServer, type AddressInfo } from 'node:net'
import { createServer as createTlsServer } from 'node:https'
import { gzipSync } from 'node:zlib'

import { describe, expect, it, onTestFinished } from 'vitest'

import {
  createRemoteFetch,
  type RemoteFetch,
  type RemoteFetchOptions,
} from '../../../src/connect/remote-fetch.js'
import { parseServerUrl } from '../../../src/connect/server-url.js'
import { closedAfterTest } from '../../support/closed-after-test.js'
import { rejected } from '../../support/caught.js'
import {
  sendJson,
  sendPage,
  startHandMade,
  type HandMade,
  type PageAnswer,
} from '../../support/connect/pages.js'
import { createCertificate } from '../../support/issuer/certificate.js'
import { freePort } from '../../support/loopback.js'

const start = async (page: PageAnswer): Promise<HandMade> =>
  closedAfterTest(await startHandMade(() => ({ '/mcp': page })))

const fetchFor = (url: string, change: Partial<RemoteFetchOptions> = {}): RemoteFetch =>
  createRemoteFetch({ server: parseServerUrl(url), env: {}, hosts: '', ...change })

const bearer = { authorization: 'Bearer canary-token' }

const get = (change: { signal?: AbortSignal; limitMs?: number } = {}) =>
  ({ method: 'GET', headers: bearer, signal: new AbortController().signal, ...change }) as const

const ask = async (server: HandMade, change = {}): Promise<Response> =>
  await fetchFor(server.url)(`${server.url}/mcp?key=secret`, get(change))

const portOf = (at: AddressInfo | string | null): number =>
  typeof at === 'object' && at !== null ? at.port : 0

describe('a request to a server', () => {
  it('carries method, headers and body, and gives status, headers and body', async () => {
    const server = await start((seen, response) => {
      response.writeHead(
        202,
        [
          ['Set-Cookie', 'a=1'],
          ['Set-Cookie', 'b=2'],
          ['x-seen', seen.line],
        ].flat(),
      )
      response.end(`got ${seen.body}`)
    })
    const response = await fetchFor(server.url)(`${server.url}/mcp`, {
      ...get(),
      method: 'POST',
      body: '{"é":1}',
    })
    expect([response.status, await response.text()]).toEqual([202, 'got {"é":1}'])
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
    expect(server.seen[0]?.headers).toMatchObject({ ...bearer, 'content-length': '8' })
  })

  it.each([200, 204, 400, 401, 404, 405, 429, 500, 503])('hands status %i on', async (status) => {
    const server = await start((_seen, response) => {
      if (status === 204) response.writeHead(204).end()
      else sendJson(response, status, { status })
    })
    const response = await ask(server)
    expect(response.status).toBe(status)
    expect(await response.text()).toBe(status === 204 ? '' : `{"status":${status}}`)
  })

  it('streams the body, as long as it takes', async () => {
    let send: (text: string) => void = () => undefined
    const server = await start((_seen, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      send = (text) => void response.write(text)
      send('data: 1\n\n')
    })
    const response = await ask(server, { limitMs: 10_000 })
    const decoder = new TextDecoder()
    const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = response.body?.getReader()
    const next = async (): Promise<string> => decoder.decode((await reader?.read())?.value)
    expect(await next()).toBe('data: 1\n\n')
    send('data: 2\n\n')
    expect(await next()).toBe('data: 2\n\n')
    await reader?.cancel()
  })

  it('ends its connection where the body is not wanted any more', async () => {
    const gone = new Promise<void>((resolve) => {
      void start((_seen, response) => {
        response.once('close', resolve)
        response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n')
      }).then(async (server) => {
        const response = await ask(server)
        await response.body?.cancel()
      })
    })
    await gone
  })

  it('is ended by its signal, before and after the status line, with its reason', async () => {
    const silent = await start(() => undefined)
    const stop = new AbortController()
    const asking = ask(silent, { signal: stop.signal })
    stop.abort(new Error('the host cancelled'))
    await expect(asking).rejects.toThrow('the host cancelled')
    await expect(ask(silent, { signal: stop.signal })).rejects.toThrow('the host cancelled')

    const stream = await start((_seen, response) => {
      response.writeHead(200).write('a')
    })
    const later = new AbortController()
    const response = await ask(stream, { signal: later.signal })
    const reading = response.text()
    later.abort(new Error('cancelled later'))
    await expect(reading).rejects.toThrow('cancelled later')
  })

  it('keeps its connection for the next request', async () => {
    const ports = new Set<unknown>()
    const server = await start((_seen, response) => {
      ports.add(response.socket?.remotePort)
      sendJson(response, 200, {})
    })
    const fetch = fetchFor(server.url)
    for (let count = 0; count < 3; count += 1)
      await (await fetch(`${server.url}/mcp`, get())).text()
    expect(ports.size).toBe(1)
  })

  it('reads a body that comes packed although nobody asked for it', async () => {
    const server = await start((_seen, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"a":1}'))
    })
    expect(await (await ask(server)).json()).toEqual({ a: 1 })
    expect(server.seen[0]?.headers['accept-encoding']).toBe('identity')
  })
})

describe('trouble on the way names the server, the cause and the next step, and no query', () => {
  const failed = async (asking: Promise<unknown>, code: string) => {
    const error = await rejected(asking)
    expect(error.code).toBe(code)
    for (const text of [error.message, error.hint])
      expect(text).not.toMatch(/secret|canary|JHE_BASE_URL|JHE /)
    return error
  }

  it('refused', async () => {
    const url = `http://127.0.0.1:${await freePort()}`
    const error = await failed(fetchFor(url)(`${url}/mcp?key=secret`, get()), 'SERVER_UNREACHABLE')
    expect(error.message).toBe(
      `The server cannot be reached at ${url}: the connection was refused.`,
    )
    expect(error.hint).toContain('Is the server running?')
  })

  it('a name that is not known', async () => {
    const url = 'https://mcp.invalid'
    const error = await failed(fetchFor(url)(url, get()), 'SERVER_UNREACHABLE')
    expect(error.message).toContain('its host name is not known')
    expect(error.hint).toContain('HTTPS_PROXY')
  })

  it('a server that breaks off', async () => {
    const server = await start((_seen, response) => {
      response.destroy()
    })
    const error = await failed(ask(server), 'SERVER_UNREACHABLE')
    expect(error.message).toContain('the connection broke')
  })

  it('a server that never answers', async () => {
    const server = await start(() => undefined)
    const error = await failed(ask(server, { limitMs: 50 }), 'SERVER_UNREACHABLE')
    expect(error.message).toContain('it did not answer in time')
    const signal = AbortSignal.timeout(50)
    const again = await failed(ask(server, { signal }), 'SERVER_UNREACHABLE')
    expect(again.message).toContain('it did not answer in time')
  })

  it('what does not speak HTTP', async () => {
    const tcp = createTcpServer((socket) => {
      socket.resume().end('SSH-2.0-OpenSSH_9.2\r\n')
    })
    tcp.listen(0, '127.0.0.1')
    await once(tcp, 'listening')
    onTestFinished(async () => {
      tcp.close()
      await once(tcp, 'close')
    })
    const url = `http://127.0.0.1:${portOf(tcp.address())}`
    const error = await failed(fetchFor(url)(url, get()), 'SERVER_UNREACHABLE')
    expect(error.message).toContain(url)
  })

  it.each([
    ['a certificate of nobody known', 'localhost', 1, false, 'its TLS certificate is not trusted'],
    ['a certificate that is over', 'localhost', -1, true, 'its TLS certificate has expired'],
    ['a certificate for another name', 'other.example', 1, true, 'made for another name'],
  ])('%s', async (_name, host, hours, isTrusted, words) => {
    const certificate = createCertificate(host, hours)
    const server = createTlsServer(certificate, (_request, response) => response.end('{}'))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    })
    const url = `https://localhost:${portOf(server.address())}`
    const options = isTrusted ? { authorities: certificate.cert } : {}
    const error = await failed(fetchFor(url, options)(url, get()), 'SERVER_UNREACHABLE')
    expect(error.message).toContain(words)
  })

  it('plain HTTP where TLS was due', async () => {
    const server = await start(200)
    const url = server.url.replace('http:', 'https:')
    const error = await failed(fetchFor(url)(url, get()), 'SERVER_UNREACHABLE')
    expect(error.message).toContain('does not speak TLS')
  })

  it.each([200, 511])('a page of a captive portal, status %i', async (status) => {
    const server = await start((_seen, response) => {
      sendPage(response, status)
    })
    const error = await failed(ask(server), 'SERVER_FAILED')
    expect(error.message).toContain(`${server.url}/mcp answered with a web page (status ${status}`)
    expect(error.hint).toContain('sign in to the network')
  })

  it.each([
    [301, 'https://evil.example/mcp?token=secret', 'https://evil.example'],
    [302, 'http://169.254.169.254/latest', 'http://169.254.169.254'],
    [303, '//evil.example/x', 'http://evil.example'],
    [307, '/mcp/', '/mcp/'],
    [308, 'https://evil.example', 'https://evil.example'],
    [300, '', 'another address of its own'],
    [302, 'http://[broken', 'an address that is none'],
  ])('F52: a redirect %i to %s is not followed', async (status, location, to) => {
    const server = await start((_seen, response) => {
      response.writeHead(status, { location }).end()
    })
    const error = await failed(ask(server), 'SERVER_CHANGED')
    expect(error.message).toContain(`${server.url} redirects`)
    expect(error.message).toContain(to)
    expect(server.seen).toHaveLength(1)
  })

  it('F52: no bearer reaches the server that a redirect names', async () => {
    const evil = await start({})
    const server = await start((_seen, response) => {
      response.writeHead(307, { location: `${evil.url}/mcp` }).end()
    })
    const error = await failed(ask(server), 'SERVER_CHANGED')
    expect(error.message).toContain(evil.url)
    expect(evil.seen).toEqual([])
  })

  it('plain http to another computer', async () => {
    const asking = fetchFor('https://mcp.example')('http://mcp.example/a?b=secret', get())
    expect((await failed(asking, 'SERVER_CHANGED')).message).toContain(
      'without TLS: http://mcp.example/a',
    )
  })
})
