import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import { createRemoteFetch } from '../../../src/connect/remote-fetch.js'
import type { Resolve, ResolvedAddress } from '../../../src/connect/remote-fetch-guard.js'
import { discover } from '../../../src/connect/oauth/discovery/discover.js'
import { register } from '../../../src/connect/oauth/registration.js'
import { parseServerUrl } from '../../../src/connect/server-url.js'
import { rejected } from '../../support/caught.js'
import { contextOf } from '../../support/connect/contexts.js'
import {
  issuerDocument,
  issuerPath,
  resourceDocument,
  resourcePath,
} from '../../support/connect/documents.js'
import { startPublicWorld, type PublicWorld } from '../../support/connect/public-world.js'

/** A service of this computer that nobody far away should reach; it counts connections. */
let connections = 0
const inner = createServer((socket) => {
  connections += 1
  socket.on('error', () => undefined)
  socket.destroy()
})
const innerPort = (): number => {
  const at: AddressInfo | string | null = inner.address()
  return typeof at === 'object' && at !== null ? at.port : 0
}

beforeAll(async () => {
  inner.listen(0, '127.0.0.1')
  await once(inner, 'listening')
})

beforeEach(() => {
  connections = 0
})

afterAll(async () => {
  inner.close()
  await once(inner, 'close')
})

const request = () => ({ method: 'GET', headers: {}, signal: AbortSignal.timeout(20_000) }) as const

const resolveTo =
  (...addresses: readonly string[]): Resolve =>
  async () =>
    await Promise.resolve(
      addresses.map((address): ResolvedAddress => ({
        address,
        family: address.includes(':') ? 6 : 4,
      })),
    )

const inNumbers = [
  '127.0.0.1',
  '2130706433',
  '0x7f000001',
  '0x7f.1',
  '0177.0.0.1',
  '127.1',
  '[::1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[64:ff9b::7f00:1]',
  '0.0.0.0',
  '169.254.169.254',
  '[::ffff:a9fe:a9fe]',
  '[fd00:ec2::254]',
  '10.0.0.1',
  '192.168.0.1',
]

describe('F52: nothing of a public server is at an inner address', () => {
  const server = parseServerUrl('https://mcp.example.org/mcp')

  it.each(inNumbers)('in numbers: %s', async (host) => {
    const fetch = createRemoteFetch({ server, env: {}, hosts: '' })
    const error = await rejected(fetch(`https://${host}:${innerPort()}/a?b=secret`, request()))
    expect(error.code).toBe('SERVER_CHANGED')
    expect(error.message).toContain('https://mcp.example.org')
    expect(error.message).not.toContain('secret')
    expect(connections).toBe(0)
  })

  it.each([
    [['127.0.0.1']],
    [['::1']],
    [['::ffff:127.0.0.1']],
    [['10.1.2.3']],
    [['169.254.169.254']],
    [['1.1.1.1', '127.0.0.1']],
    [['127.0.0.1', '1.1.1.1']],
  ])('by a name that is at %s', async (addresses) => {
    const options = { server, env: {}, hosts: '', resolve: resolveTo(...addresses) }
    const fetch = createRemoteFetch(options)
    for (const host of ['mcp.example.org', 'rebind.example', 'inner.internal']) {
      const error = await rejected(fetch(`https://${host}:${innerPort()}/`, request()))
      expect(error.code).toBe('SERVER_CHANGED')
    }
    expect(connections).toBe(0)
  })

  it('by a name that moves between two answers of the name service', async () => {
    let count = 0
    const moving: Resolve = async () => {
      count += 1
      return await resolveTo(count % 2 === 1 ? '192.0.2.1' : '127.0.0.1')('')
    }
    const fetch = createRemoteFetch({ server, env: {}, hosts: '', resolve: moving })
    for (let tries = 0; tries < 4; tries += 1)
      await rejected(fetch(`https://rebind.example:${innerPort()}/`, request()))
    expect(connections).toBe(0)
  })

  it('in numbers behind a proxy, where names are the business of the proxy', async () => {
    const env = { HTTPS_PROXY: `http://127.0.0.1:${innerPort()}` }
    const fetch = createRemoteFetch({ server, env, hosts: '' })
    for (const host of ['169.254.169.254', '[::1]', '2130706433']) {
      const error = await rejected(fetch(`https://${host}/`, request()))
      expect(error.code).toBe('SERVER_CHANGED')
    }
    expect(connections).toBe(0)
  })
})

describe('a server that is inside itself', () => {
  const reaches = async (url: string, target: string, hosts = ''): Promise<number> => {
    const resolve = resolveTo('127.0.0.1')
    const fetch = createRemoteFetch({ server: parseServerUrl(url), env: {}, hosts, resolve })
    await rejected(fetch(target, request()))
    return connections
  }

  it.each([
    ['https://localhost/mcp', 'localhost', ''],
    ['https://127.0.0.1/mcp', 'login.example', ''],
    ['https://mcp.hospital.example/mcp', 'login.example', '127.0.0.1 mcp.hospital.example'],
  ])('%s: %s may be there too', async (url, host, hosts) => {
    expect(await reaches(url, `https://${host}:${innerPort()}/`, hosts)).toBe(1)
  })

  it.each([
    ['https://mcp.internal/mcp', 'https://login.internal'],
    ['https://10.0.0.1/mcp', 'https://127.0.0.1'],
    ['https://mcp.example/mcp', 'https://mcp.example'],
  ])('%s: not nearer than itself: %s', async (url, target) => {
    expect(await reaches(url, `${target}:${innerPort()}/`)).toBe(0)
  })

  it.each(['169.254.169.254', '[fe80::1]', '0.0.0.0'])('nobody may be at %s', async (host) => {
    const fetch = createRemoteFetch({
      server: parseServerUrl('http://localhost/'),
      env: {},
      hosts: '',
    })
    const error = await rejected(fetch(`https://${host}/`, request()))
    expect(error.code).toBe('SERVER_CHANGED')
  })
})

describe('F52: metadata of a public server that points inside', () => {
  const name = 'mcp.example.org'
  const server = `https://${name}/mcp`
  const origin = `https://${name}`
  const targets = [...inNumbers.map((host) => `https://${host}`), 'https://rebind.example']

  let world: PublicWorld
  beforeAll(async () => {
    world = await startPublicWorld({ [name]: {} }, 'rebind.example')
  })
  afterAll(async () => {
    await world.close()
  })

  it.each(targets)('resource metadata, issuer and registration at %s', async (host) => {
    const target = `${host}:${innerPort()}`
    world.become(name, {
      '/prm': resourceDocument(server, target),
      [`${resourcePath}/mcp`]: resourceDocument(server, origin),
      [issuerPath]: issuerDocument(origin),
    })
    const context = contextOf(server, { ...world.options, resolve: resolveTo('127.0.0.1') })

    // the challenge
    const found = await discover(context, { resourceMetadata: `${target}/prm` }, undefined)
    expect(found.issuer).toBe(origin)
    // the issuer
    const asIssuer = await rejected(
      discover(context, { resourceMetadata: `${origin}/prm` }, undefined),
    )
    expect(['SERVER_CHANGED', 'ISSUER_FAILED']).toContain(asIssuer.code)
    // the registration endpoint
    const asEndpoint = await rejected(
      register(context, { ...found, registrationEndpoint: `${target}/r` }, {}, undefined),
    )
    expect(asEndpoint.code).toBe('SERVER_CHANGED')
    expect(connections).toBe(0)
  })
})
