import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

import { describe, it } from 'vitest'

import { sendAnswer } from '../../../src/http/wire/web-exchange.js'
import { openRequest } from '../../support/clients/http-request.js'

const bytes = new TextEncoder()

/** An answer that goes on until it is cancelled. */
const endless = () => {
  let cancelled: () => void = () => undefined
  const isCancelled = new Promise<void>((resolve) => {
    cancelled = resolve
  })
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      controller.enqueue(bytes.encode(': begun\n\n'))
    },
    cancel: () => {
      cancelled()
    },
  })
  const headers = { 'Content-Type': 'text/event-stream' }
  return { answer: new Response(body, { headers }), isCancelled }
}

const portOf = (address: AddressInfo | string | null): number =>
  typeof address === 'object' && address !== null ? address.port : 0

describe('F4: an answer whose connection ends is cancelled', () => {
  const begin = async (end: (response: ServerResponse) => void) => {
    const { answer, isCancelled } = endless()
    const sent: Promise<void>[] = []
    let served: ServerResponse | undefined
    const server = createServer((_request, response) => {
      served = response
      sent.push(sendAnswer(answer, response, () => undefined))
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const client = await openRequest(`http://127.0.0.1:${portOf(server.address())}/`)
    client.on('error', () => undefined)
    await once(client, 'data')
    if (served !== undefined) end(served)
    else throw new Error('nobody asked')
    return { client, isCancelled, sent: Promise.all(sent), server }
  }

  it.each([
    [
      'by us, in order',
      (response: ServerResponse) => {
        response.end()
      },
    ],
    [
      'by us, at once',
      (response: ServerResponse) => {
        response.destroy()
      },
    ],
  ])('%s', async (_how, end) => {
    const { isCancelled, sent, server } = await begin(end)
    await isCancelled
    await sent
    server.close()
  })

  it('by the client', async () => {
    const { client, isCancelled, sent, server } = await begin(() => undefined)
    client.destroy()
    await isCancelled
    await sent
    server.close()
  })
})
