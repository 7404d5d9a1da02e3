import { once } from 'node:events'
import { createServer, IncomingMessage, ServerResponse } from 'node:http'
import { Socket, type AddressInfo } from 'node:net'

import { describe, expect, it } from 'vitest'

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

  it.each([
    [
      'ended',
      (response: ServerResponse) => {
        response.end()
      },
    ],
    [
      'destroyed',
      (response: ServerResponse) => {
        response.destroy()
      },
    ],
  ])('%s before its answer is there', async (_how, end) => {
    const { answer, isCancelled } = endless()
    const response = new ServerResponse(new IncomingMessage(new Socket()))
    end(response)
    await sendAnswer(answer, response, () => undefined)
    await isCancelled
  })

  it('by an answer to a call that was given up', async () => {
    const { answer, isCancelled } = endless()
    const response = new ServerResponse(new IncomingMessage(new Socket()))
    await sendAnswer(new Response(answer.body, { status: 499 }), response, () => undefined)
    await isCancelled
    expect(response.destroyed).toBe(true)
  })

  it('by the client', async () => {
    const { client, isCancelled, sent, server } = await begin(() => undefined)
    client.destroy()
    await isCancelled
    await sent
    server.close()
  })
})
