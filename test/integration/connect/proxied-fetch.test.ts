import { once } from 'node:events'
import { createServer, type Server } from 'node:http'

import { afterEach, describe, expect, it } from 'vitest'

import { createRemoteFetch } from '../../../src/connect/remote-fetch.js'
import { parseServerUrl } from '../../../src/connect/server-url.js'
import { rejected } from '../../support/caught.js'
import { startPublicWorld } from '../../support/connect/public-world.js'
import { freePort } from '../../support/loopback.js'

const name = 'mcp.example.org'
const url = `https://${name}/mcp`
const server = parseServerUrl(url)
const servers: Server[] = []

afterEach(async () => {
  for (const each of servers.splice(0)) {
    each.closeAllConnections()
    each.close()
    await once(each, 'close')
  }
})

const request = () =>
  ({
    method: 'POST',
    headers: { authorization: 'Bearer canary' },
    body: '{}',
    signal: new AbortController().signal,
    limitMs: 20_000,
  }) as const

/** A proxy that answers a CONNECT as it is told. */
const startProxy = async (answer: string): Promise<string> => {
  const proxy = createServer()
  proxy.on('connect', (_request, socket) => socket.end(answer))
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  servers.push(proxy)
  const at = proxy.address()
  return `127.0.0.1:${typeof at === 'object' && at !== null ? at.port : 0}`
}

const failThrough = async (proxy: string) => {
  const fetch = createRemoteFetch({ server, env: { HTTPS_PROXY: proxy }, hosts: '' })
  const error = await rejected(fetch(`${url}?key=canary`, request()))
  expect(`${error.message}${error.hint}`).not.toMatch(/canary|JHE_BASE_URL|JHE /)
  return error
}

describe('requests through the proxy of the environment', () => {
  it('stream, over TLS from end to end, and are not followed elsewhere', async () => {
    let send: (text: string) => void = () => undefined
    const world = await startPublicWorld({
      [name]: {
        '/mcp': (_seen, response) => {
          response.writeHead(200, { 'content-type': 'text/event-stream' })
          send = (text) => void response.write(text)
          send('data: 1\n\n')
        },
        '/moved': (_seen, response) => {
          response.writeHead(307, { location: 'https://evil.example/mcp' }).end()
        },
      },
    })
    const fetch = createRemoteFetch({ server, ...world.options })
    const response = await fetch(url, request())
    const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = response.body?.getReader()
    const next = async (): Promise<string> =>
      new TextDecoder().decode((await reader?.read())?.value)
    expect(await next()).toBe('data: 1\n\n')
    send('data: 2\n\n')
    expect(await next()).toBe('data: 2\n\n')
    await reader?.cancel()
    expect((await rejected(fetch(`https://${name}/moved`, request()))).code).toBe('SERVER_CHANGED')
    expect(new Set(world.tunnels)).toEqual(new Set([`${name}:443`]))
    await world.close()
  })

  it('407: the proxy wants a name and a password', async () => {
    const place = await startProxy('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
    const bare = await failThrough(`http://${place}`)
    expect(bare.code).toBe('SERVER_UNREACHABLE')
    expect(bare.message).toBe(
      `The server cannot be reached at https://${name}: the proxy ${place} of HTTPS_PROXY asks for a user name and a password (status 407).`,
    )
    const named = await failThrough(`http://somebody:canary@${place}`)
    expect(named.message).toContain('does not take the user name and the password')
  })

  it('403 and 502: the proxy does not connect', async () => {
    for (const status of [403, 502]) {
      const error = await failThrough(`http://${await startProxy(`HTTP/1.1 ${status} No\r\n\r\n`)}`)
      expect(error.message).toContain(`status ${status} in place of a connection to the server`)
      expect(error.hint).toContain('NO_PROXY')
    }
  })

  it('a proxy that is not there, not known, or breaks off', async () => {
    const gone = await failThrough(`http://127.0.0.1:${await freePort()}`)
    expect(gone.message).toContain('of HTTPS_PROXY refused the connection')
    const unknown = await failThrough('http://proxy.invalid:3128')
    expect(unknown.message).toContain('has a host name that is not known')
    const cut = await failThrough(`http://${await startProxy('')}`)
    expect(cut.code).toBe('SERVER_UNREACHABLE')
  })

  it('a variable that is no proxy is a setting to correct', async () => {
    expect((await failThrough('socks5://127.0.0.1:1080')).code).toBe('CONFIG_INVALID')
  })

  it('a server that never answers is given up', async () => {
    const world = await startPublicWorld({ [name]: { '/mcp': () => undefined } })
    const fetch = createRemoteFetch({ server, ...world.options })
    const error = await rejected(fetch(url, { ...request(), limitMs: 2_000 }))
    expect(error.code).toBe('SERVER_UNREACHABLE')
    expect(error.message).toContain('did not answer in time')
    await world.close()
  })
})
