import type { IncomingHttpHeaders } from 'node:http'
import { connect, constants, type ClientHttp2Session } from 'node:http2'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { askHttpServer, messagesIn, type HttpReply } from '../support/clients/http-request.js'
import { createCertificate } from '../support/issuer/certificate.js'
import { freePort } from '../support/loopback.js'
import { proxyKinds, startProxy, type Proxy } from '../support/serve/proxy.js'
import { callPost } from '../support/serve/raw-mcp.js'
import { openReplicatedWorld, type ReplicatedWorld } from '../support/serve/replicated-world.js'
import { readReply } from '../support/serve/replies.js'
import { signInServed } from '../support/serve/sign-in.js'
import { people } from '../support/worlds/jhe/people.js'

const certificate = createCertificate('localhost')

/** Asks over HTTP/2. @returns the answer until its text fits, or to the end */
const askHttp2 = async (
  session: ClientHttp2Session,
  request: {
    readonly method: string
    readonly path: string
    readonly headers: Readonly<Record<string, string>>
    readonly body?: string
  },
  until = /(?!)/,
): Promise<Pick<HttpReply, 'status' | 'headers' | 'body'>> =>
  await new Promise((resolve, reject) => {
    const stream = session.request({
      ...request.headers,
      [constants.HTTP2_HEADER_METHOD]: request.method,
      [constants.HTTP2_HEADER_PATH]: request.path,
    })
    let status = 0
    let headers: IncomingHttpHeaders = {}
    let body = ''
    const done = (): void => {
      resolve({ status, headers, body })
      stream.close()
    }
    stream.setEncoding('utf8')
    stream.once('error', reject)
    stream.once('response', ({ [constants.HTTP2_HEADER_STATUS]: code, ...others }) => {
      status = Number(code)
      headers = others
    })
    stream.on('data', (part: string) => {
      body += part
      if (until.test(body)) done()
    })
    stream.once('end', done)
    stream.end(request.body)
  })

describe.each(proxyKinds)('TLS at %s, as printed', (kind) => {
  let world: ReplicatedWorld
  let front: Proxy
  let port: number
  beforeAll(async () => {
    world = await openReplicatedWorld({ proxy: kind, count: 2 })
    port = await freePort()
    const addresses = world.replicas.map((replica) => `127.0.0.1:${replica.port}`)
    front = await startProxy(kind, { port, addresses, certificate })
  })
  afterAll(async () => {
    await front.stop()
    await world.close()
  })

  it('calls are answered over HTTP/1.1 and HTTP/2, and events come while a stream lasts', async () => {
    const { access } = await signInServed(world, people.coordinator.userId)
    const origin = `https://localhost:${port}`
    const { cert: ca } = certificate
    const post = callPost(access)
    const first = await askHttpServer(`${origin}/mcp`, { ...post, ca })
    expect(messagesIn(first)).toMatchObject([{ result: { structuredContent: { total: 3 } } }])
    const session = connect(origin, { ca })
    session.on('error', () => undefined)
    const second = await askHttp2(session, { ...post, path: '/mcp' })
    expect(second.status).toBe(200)
    const bare = (answer: typeof second) => messagesIn(answer).map((one) => readReply(one).bare)
    expect(bare(second)).toEqual(bare(first))
    const stream = { method: 'GET', path: '/sse', headers: { authorization: `Bearer ${access}` } }
    const opened = await askHttp2(session, stream, /event: endpoint/)
    expect(opened.status).toBe(200)
    expect(opened.body).toContain('/messages?')
    session.close()
  })
})
