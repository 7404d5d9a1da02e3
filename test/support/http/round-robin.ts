import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'

import { listenLocally, type HttpListener } from './http-listener.js'

/** A balancer without stickiness; a request that no replica has taken goes to the next one. */
export interface RoundRobin extends HttpListener {
  /** Addresses from now on. */
  use(targets: readonly string[]): void
}

export async function startRoundRobin(): Promise<RoundRobin> {
  let targets: readonly string[] = []
  let turn = 0

  const pass = (
    request: IncomingMessage,
    response: ServerResponse,
    body: Buffer,
    tries: number,
  ): void => {
    turn += 1
    const target = targets[turn % Math.max(targets.length, 1)]
    if (target === undefined || tries === 0) {
      response.writeHead(502).end()
      return
    }
    const { method, headers, url = '/' } = request
    const sent = httpRequest(`${target}${url}`, { method, headers, agent: false })
    let isAnswered = false
    sent.once('response', (answer) => {
      isAnswered = true
      answer.on('error', () => response.destroy())
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      response.flushHeaders()
      answer.pipe(response)
    })
    sent.on('error', () => {
      if (isAnswered) response.destroy()
      else pass(request, response, body, tries - 1)
    })
    response.once('close', () => sent.destroy())
    sent.end(body)
  }

  const listener = await listenLocally((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.once('end', () => {
      pass(request, response, Buffer.concat(parts), targets.length)
    })
  })
  return {
    ...listener,
    use: (replicas) => {
      targets = replicas
    },
  }
}
