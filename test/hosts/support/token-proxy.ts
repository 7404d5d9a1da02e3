import { request as httpRequest } from 'node:http'

import { listenLocally, type HttpListener } from '../../support/http/http-listener.js'

/**
 * Puts somebody's token into every request, for a program that cannot send one. A request for this
 * proxy becomes one for the served program; any other name it leaves as the program sent it.
 */
export async function startTokenProxy(served: URL, token: string): Promise<HttpListener> {
  return await listenLocally((request, response) => {
    const { method, url = '/', headers } = request
    const { port } = served
    const isForUs = headers.host === `127.0.0.1:${String(request.socket.localPort)}`
    const sent = httpRequest({
      host: '127.0.0.1',
      port,
      method,
      path: url,
      headers: {
        ...headers,
        authorization: `Bearer ${token}`,
        ...(isForUs && { host: served.host }),
      },
    })
    sent.once('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      response.flushHeaders()
      answer.pipe(response)
    })
    sent.once('error', () => response.destroy())
    response.once('close', () => sent.destroy())
    request.pipe(sent)
  })
}
