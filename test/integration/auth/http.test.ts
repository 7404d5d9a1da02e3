import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { connect, createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { createIssuerHttp } from '../../../src/auth/issuer/http.js'
import { buildWorker } from '../../support/processes/build-worker.js'
import { rejected } from '../../support/caught.js'
import { createCertificate } from '../../support/issuer/certificate.js'
import { freePort, holdPort } from '../../support/loopback.js'
import { createTestFolder } from '../../support/worlds/stores.js'

const run = promisify(execFile)
const host = 'jhe.invalid'
const address = `https://${host}/o/.well-known/openid-configuration`
const certificate = createCertificate(host)

/** JHE behind TLS with a private authority, reached only through a proxy that allows CONNECT. */
const jhe = createTlsServer(certificate, (_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' }).end('{"through":"proxy"}')
})
const asked: string[] = []
const proxy = createServer()
proxy.on('connect', (request, socket) => {
  asked.push(request.url ?? '')
  const tunnel = connect(portOf(jhe), '127.0.0.1', () => {
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
    tunnel.pipe(socket).pipe(tunnel)
  })
  for (const end of [tunnel, socket]) end.on('error', () => undefined)
})

const portOf = (server: { address(): AddressInfo | string | null }): number => {
  const at = server.address()
  return typeof at === 'object' && at !== null ? at.port : 0
}

const listen = async (server: Server | typeof jhe): Promise<void> => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
}

const get = { method: 'GET', headers: {}, body: undefined, redirect: 'manual' } as const

let worker = ''

beforeAll(async () => {
  await Promise.all([listen(jhe), listen(proxy)])
  worker = await buildWorker('http-worker')
})

afterAll(async () => {
  for (const server of [jhe, proxy]) {
    server.closeAllConnections()
    server.close()
  }
  await rm(dirname(worker), { recursive: true })
})

const proxyAddress = (): string => `http://127.0.0.1:${portOf(proxy)}`

const askInProcess = async (env: Record<string, string>): Promise<string> => {
  asked.length = 0
  const { stdout } = await run(process.execPath, [worker, address], { env })
  return stdout.trim()
}

describe('requests to the issuer', () => {
  it('T-N1: go through HTTPS_PROXY and trust the authority of NODE_EXTRA_CA_CERTS', async () => {
    await using folder = await createTestFolder()
    const ca = join(folder.path, 'ca.pem')
    await writeFile(ca, certificate.cert)
    const env = { HTTPS_PROXY: proxyAddress(), NODE_EXTRA_CA_CERTS: ca }
    expect(await askInProcess(env)).toBe('200 {"through":"proxy"}')
    expect(asked).toEqual([`${host}:443`])
  })

  it('T-N1: name the two knobs when the certificate is not trusted', async () => {
    const http = createIssuerHttp({
      env: { https_proxy: proxyAddress() },
      fetch,
      now: () => new Date(),
    })
    const error = await rejected(http.fetch(address, get))
    expect(error.code).toBe('ISSUER_UNREACHABLE')
    expect(error.message).toContain('its TLS certificate is not trusted')
    expect(error.hint).toContain('NODE_EXTRA_CA_CERTS')
    expect(error.hint).toContain('--use-system-ca')
  })

  it('T-N1: go straight to the hosts of NO_PROXY, and say when a name is not known', async () => {
    const answer = await askInProcess({
      HTTPS_PROXY: proxyAddress(),
      NO_PROXY: `other.example,${host}`,
    })
    expect(answer).toContain('ISSUER_UNREACHABLE')
    expect(answer).toContain(`https://${host}: its host name is not known`)
    expect(asked).toEqual([])
  })

  it('never send a request for this computer to a proxy', async () => {
    const local = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
    await listen(local)
    asked.length = 0
    const env = { HTTP_PROXY: proxyAddress(), HTTPS_PROXY: proxyAddress() }
    const http = createIssuerHttp({ env, fetch, now: () => new Date() })
    const response = await http.fetch(`http://localhost:${portOf(local)}/`, get)
    expect(response.status).toBe(200)
    expect(asked).toEqual([])
    local.close()
  })

  it('each have a connection of their own, since a kept one may be dead by now', async () => {
    const used = new WeakSet<object>()
    const local = createServer(({ socket }, response) => {
      if (used.has(socket)) return socket.destroy()
      used.add(socket)
      return response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
    await listen(local)
    const http = createIssuerHttp({ env: {}, fetch, now: () => new Date() })
    for (let request = 0; request < 4; request += 1) {
      expect((await http.fetch(`http://localhost:${portOf(local)}/`, get)).status).toBe(200)
    }
    local.close()
  })

  it('9700-11: never go over plain http to another computer', async () => {
    const http = createIssuerHttp({ env: {}, fetch, now: () => new Date() })
    const error = await rejected(http.fetch('http://jhe.invalid/o/token/', get))
    expect(error.code).toBe('ISSUER_FAILED')
    expect(error.message).toContain('without TLS: http://jhe.invalid/o/token/')
  })

  it('say when nothing listens, when nothing answers and when the answer breaks off', async () => {
    const silent = createServer((request, response) => {
      if (request.url !== '/half') return
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' })
      response.write('{"half":')
      response.socket?.destroySoon()
    })
    await listen(silent)
    const at = `http://127.0.0.1:${portOf(silent)}`
    const options = { env: {}, fetch, now: () => new Date() }
    const hasty = createIssuerHttp({ ...options, limitMs: 150 })
    expect((await rejected(hasty.fetch(`${at}/`, get))).message).toContain('did not answer in time')
    const http = createIssuerHttp(options)
    expect((await rejected(http.fetch(`${at}/half`, get))).message).toContain(
      'the connection broke',
    )
    silent.closeAllConnections()
    silent.close()
    const gone = createServer()
    await listen(gone)
    const nowhere = `http://127.0.0.1:${portOf(gone)}/`
    gone.close()
    await once(gone, 'close')
    expect((await rejected(http.fetch(nowhere, get))).message).toContain(
      'the connection was refused',
    )
  })

  const throughProxy = async (proxyEnv: Record<string, string>, change = {}) => {
    const http = createIssuerHttp({ env: proxyEnv, fetch, now: () => new Date(), ...change })
    return await rejected(http.fetch(address, get))
  }

  it.each([
    'proxy.example:8080',
    'user:secret@proxy.example:8080',
    '127.0.0.1:8080',
    '//proxy.example',
    'socks5://proxy.example:1',
    'http://',
  ])('S03: name HTTPS_PROXY when it is %s', async (value) => {
    const error = await throughProxy({ HTTPS_PROXY: value })
    expect(error.code).toBe('CONFIG_INVALID')
    expect(error.message).toContain(
      'HTTPS_PROXY is not the address of an http:// or https:// proxy',
    )
    expect(error.hint).toContain('HTTPS_PROXY=http://<host>:<port>')
    expect(`${error.message}${error.hint}`).not.toMatch(/secret|proxy\.example/)
  })

  it('S03: do not mind a proxy that NO_PROXY takes them around', async () => {
    for (const noProxy of ['*', host, '.invalid', '*.invalid', `${host}:443`, `a.b ${host}`]) {
      const error = await throughProxy({ HTTPS_PROXY: 'proxy:1', no_proxy: noProxy })
      expect(error.message).toContain('its host name is not known')
    }
    for (const noProxy of ['other', 'x.jhe.invalid', `${host}:8443`, 'e.invalid'])
      expect((await throughProxy({ HTTPS_PROXY: 'p:1', NO_PROXY: noProxy })).code).toBe(
        'CONFIG_INVALID',
      )
  })

  const answers: readonly (readonly [string, (socket: Socket) => void, RegExp])[] = [
    ['407', (socket) => socket.end('HTTP/1.1 407 No\r\n\r\n'), /asks for a user name.*407/],
    [
      '403 with a page',
      (socket) => socket.end('HTTP/1.1 403 No\r\nContent-Type: text/html\r\n\r\n<h1>Mary</h1>'),
      /answered with status 403 in place of a connection to JHE/,
    ],
    ['302', (socket) => socket.end('HTTP/1.1 302 F\r\nLocation: /login\r\n\r\n'), /status 302/],
    [
      'a page in place of TLS',
      (socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n<h1>Mary, sign in</h1>'),
      /not TLS, as the sign-in page of a network does/,
    ],
    ['another protocol', (socket) => socket.end('220 hello\r\n'), /does not speak HTTP/],
    ['nothing', () => undefined, /did not answer in time, or JHE behind it/],
  ]

  it.each(answers)('S03: tell that the proxy answers %s', async (what, respond, says) => {
    const server = createTcpServer((socket) =>
      socket.once('data', () => {
        respond(socket)
      }),
    )
    const port = await freePort()
    const held = await holdPort(server, port, '127.0.0.1')
    const limit = what === 'nothing' ? { limitMs: 500 } : {}
    const error = await throughProxy({ HTTPS_PROXY: `http://localhost:${port}` }, limit)
    expect(error.code).toBe('ISSUER_UNREACHABLE')
    expect(error.message).toContain(`the proxy localhost:${port} of HTTPS_PROXY`)
    expect(error.message).toMatch(says)
    expect(`${error.message}${error.hint}`).not.toMatch(/Mary|JHE_BASE_URL/)
    await held.close()
  })

  it('S03: tell of a proxy that is gone, unknown, or does not take the password', async () => {
    const port = await freePort()
    const gone = await throughProxy({ https_proxy: `http://127.0.0.1:${port}` })
    expect(gone.message).toContain(`the proxy 127.0.0.1:${port} of https_proxy refused`)
    const unknown = await throughProxy({ HTTPS_PROXY: 'http://proxy.invalid:3128' })
    expect(unknown.message).toContain('the proxy proxy.invalid:3128 of HTTPS_PROXY has a host name')
    const server = createTcpServer((socket) => socket.end('HTTP/1.1 407 No\r\n\r\n'))
    const held = await holdPort(server, port, '127.0.0.1')
    const refused = await throughProxy({ HTTPS_PROXY: `http://anna:secret@127.0.0.1:${port}` })
    expect(refused.message).toContain('does not take the user name and the password')
    expect(`${refused.message}${refused.hint}`).not.toMatch(/anna|secret/)
    await held.close()
  })

  it('S05: name NODE_EXTRA_CA_CERTS by what is wrong with it', async () => {
    await using folder = await createTestFolder()
    const gone = join(folder.path, 'gone.pem')
    const empty = join(folder.path, 'empty.pem')
    const other = join(folder.path, 'other.pem')
    await writeFile(empty, 'nothing')
    await writeFile(other, createCertificate('other').cert)
    const told = async (path: string) => {
      const env = { HTTPS_PROXY: proxyAddress(), NODE_EXTRA_CA_CERTS: path }
      const { message, hint } = await throughProxy(env)
      expect(message).toContain('its TLS certificate is not trusted')
      expect(hint).toContain(path)
      expect(hint).not.toContain('Set NODE_EXTRA_CA_CERTS')
      return message
    }
    expect(await told(gone)).toContain('NODE_EXTRA_CA_CERTS cannot be read (ENOENT)')
    expect(await told(empty)).toContain('NODE_EXTRA_CA_CERTS holds no certificate')
    expect(await told(other)).toContain('nor is it signed by the authority in NODE_EXTRA_CA_CERTS')
  })

  it('tell when https meets a server that speaks http', async () => {
    const plain = createServer((_request, response) => response.end())
    await listen(plain)
    const http = createIssuerHttp({ env: {}, fetch, now: () => new Date() })
    const error = await rejected(http.fetch(`https://127.0.0.1:${portOf(plain)}/`, get))
    expect(error.message).toContain('does not speak TLS')
    plain.closeAllConnections()
    plain.close()
  })

  it('T-R6: learn the issuer’s clock from its answers', async () => {
    const local = createServer((_request, response) => {
      response.writeHead(200, {
        'content-type': 'application/json',
        date: 'Sat, 21 Nov 2026 10:00:00 GMT',
      })
      response.end('{}')
    })
    await listen(local)
    let now = new Date('2026-11-21T10:05:00Z')
    const http = createIssuerHttp({ env: {}, fetch, now: () => now })
    expect(http.serverDate()).toBeUndefined()
    await http.fetch(`http://127.0.0.1:${portOf(local)}/`, get)
    now = new Date('2026-11-21T11:05:00Z')
    expect(http.serverDate()).toEqual(new Date('2026-11-21T11:00:00Z'))
    local.close()
  })
})
