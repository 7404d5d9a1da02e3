import { once } from 'node:events'
import { createServer, type Server } from 'node:https'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { createKindOfAddress, type AddressKind } from '../../../src/connect/private-address.js'
import { createRemoteFetch, type RemoteFetch } from '../../../src/connect/remote-fetch.js'
import { parseServerUrl } from '../../../src/connect/server-url.js'
import { rejected } from '../../support/caught.js'
import { createCertificate, type TestCertificate } from '../../support/issuer/certificate.js'

const name = 'mcp.hospital.example'
const issuer = 'login.hospital.example'
const certificates: Readonly<Record<string, TestCertificate>> = {
  [name]: createCertificate(name),
  [issuer]: createCertificate(issuer),
}
const real = createKindOfAddress()

/** Where the one address of the test is said to be. */
let place: AddressKind
let seen: string[]
let servers: Server[]
beforeEach(() => {
  place = 'private'
  seen = []
  servers = []
})
afterEach(async () => {
  for (const server of servers) {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
})

const serve = async (host: string, certified = host): Promise<number> => {
  const server = createServer(certificates[certified] ?? {}, (request, response) => {
    seen.push(`${host}${request.url ?? ''}`)
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  servers.push(server)
  const at = server.address()
  return typeof at === 'object' && at !== null ? at.port : 0
}

const fetchOf = (port: number): RemoteFetch =>
  createRemoteFetch({
    server: parseServerUrl(`https://${name}:${port}/mcp`),
    env: {},
    hosts: '',
    resolve: async () => await Promise.resolve([{ address: '127.0.0.1', family: 4 }]),
    kindOf: (address) => (address === '127.0.0.1' ? place : real(address)),
    authorities: Object.values(certificates)
      .map(({ cert }) => cert)
      .join(''),
  })

const ask = async (fetch: RemoteFetch, host: string, port: number): Promise<number> => {
  const headers = { authorization: 'Bearer canary' }
  const signal = AbortSignal.timeout(20_000)
  const response = await fetch(`https://${host}:${port}/a`, { method: 'GET', headers, signal })
  await response.text()
  return response.status
}

describe('F52: a public name that leads inside (split DNS)', () => {
  it('the server answers there, and then what it names may be there', async () => {
    const [port, other] = [await serve(name), await serve(issuer)]
    const fetch = fetchOf(port)
    expect((await rejected(ask(fetch, issuer, other))).code).toBe('SERVER_CHANGED')
    expect(seen).toEqual([])
    expect(await ask(fetch, name, port)).toBe(200)
    expect(await ask(fetch, issuer, other)).toBe(200)
  })

  it.each<AddressKind>(['loopback', 'never'])('but not at an address of kind %s', async (kind) => {
    const [port, other] = [await serve(name), await serve(issuer)]
    const fetch = fetchOf(port)
    place = kind
    expect((await rejected(ask(fetch, name, port))).code).toBe('SERVER_CHANGED')
    place = 'private'
    expect(await ask(fetch, name, port)).toBe(200)
    place = kind
    for (const [host, at] of [[name, port] as const, [issuer, other] as const])
      expect((await rejected(ask(fetch, host, at))).code).toBe('SERVER_CHANGED')
    expect(seen).toHaveLength(1)
  })

  it('no other server gets a request, nor another port of the name', async () => {
    const [port, other] = [await serve(name), await serve(name, issuer)]
    const fetch = fetchOf(port)
    expect((await rejected(ask(fetch, name, other))).code).toBe('SERVER_CHANGED')
    const wrong = fetchOf(other)
    expect((await rejected(ask(wrong, name, other))).code).toBe('SERVER_UNREACHABLE')
    expect((await rejected(ask(wrong, issuer, port))).code).toBe('SERVER_CHANGED')
    expect(seen).toEqual([])
  })

  it('a server that answered from the internet is public, whatever its name says later', async () => {
    const [port, other] = [await serve(name), await serve(issuer)]
    const fetch = fetchOf(port)
    place = 'public'
    expect(await ask(fetch, name, port)).toBe(200)
    place = 'private'
    const moved = await rejected(ask(fetch, name, port))
    expect(moved).toMatchObject({ code: 'SERVER_CHANGED' })
    expect(moved.message).toContain('answered from the internet before')
    expect(moved.hint).toContain('restart')
    expect((await rejected(ask(fetch, issuer, other))).code).toBe('SERVER_CHANGED')
    expect(seen).toHaveLength(1)
  })

  it('a server that leaves the inner network is public from then on', async () => {
    const port = await serve(name)
    const fetch = fetchOf(port)
    expect(await ask(fetch, name, port)).toBe(200)
    place = 'public'
    expect(await ask(fetch, name, port)).toBe(200)
    place = 'private'
    expect((await rejected(ask(fetch, name, port))).code).toBe('SERVER_CHANGED')
  })
})
