import { describe, expect } from 'vitest'

import { it } from '../../../support/connect/opened.js'
import {
  answerUsual,
  beginEvents,
  resultFor,
  sendEvent,
  sendJson,
} from '../../../support/connect/scripted-server.js'

describe('messages of a server that nothing waits for', () => {
  it('answers that come twice, or to nothing, are dropped and logged without content', async ({
    script,
  }) => {
    const { host } = await script((incoming) => {
      if (answerUsual(incoming)) return
      beginEvents(incoming.response)
      sendEvent(incoming.response, { jsonrpc: '2.0', id: 99, result: { secret: 'blood pressure' } })
      sendEvent(incoming.response, resultFor(incoming, { first: true }))
      sendEvent(incoming.response, resultFor(incoming, { first: false }))
      sendEvent(incoming.response, { jsonrpc: '2.0', method: 'notifications/message' })
      incoming.response.end()
    })
    expect(await host.ask('tools/list')).toMatchObject({ result: { first: true } })
    await host.next(({ method }) => method === 'notifications/message')
    expect(host.received.filter((message) => 'result' in message)).toHaveLength(1)
    const dropped = host.logged.filter((line) => line.includes('no request waits for'))
    expect(dropped).toHaveLength(2)
    expect(host.logged.join('\n')).not.toContain('blood')
  })
})

describe('a JSON-RPC error of the server', () => {
  const error = { code: -32_050, message: 'No.', data: { why: ['a', 1], big: 12_345_678_901_234 } }

  it.for([200, 400, 404, 405, 500])(
    'is passed on with status %i, once',
    async (status, { script }) => {
      const { server, host } = await script(({ message, response }) => {
        sendJson(response, { jsonrpc: '2.0', id: message['id'], error, extra: true }, status)
      })
      expect(await host.ask('tools/list')).toEqual({ jsonrpc: '2.0', id: 1, error, extra: true })
      expect(server.requests).toEqual(['POST tools/list'])
    },
  )

  it.for([null, 'server-error'])(
    'gets the id of its request in place of %s',
    async (id, { script }) => {
      const { host } = await script(({ response }) => {
        sendJson(response, { jsonrpc: '2.0', id, error }, 400)
      })
      expect(await host.ask('tools/list')).toEqual({ jsonrpc: '2.0', id: 1, error })
    },
  )
})
