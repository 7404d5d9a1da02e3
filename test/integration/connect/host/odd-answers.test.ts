import { expect, it } from 'vitest'

import { initialize } from '../../../support/clients/raw-host.js'
import { openBridgeInProcess } from '../../../support/connect/host/bridge-in-process.js'
import { answerWell } from '../../../support/connect/faults/faulty-server.js'
import { sendJson, serveScript } from '../../../support/connect/scripted-server.js'

it.each([{ result: [1] }, { result: null }, { result: 'text' }, { error: 'failed' }])(
  'an answer that is no object (%j) is told once, with a line in the trail, and not passed on',
  async (odd) => {
    const server = await serveScript((incoming) => {
      const { message, response } = incoming
      if (message['method'] !== 'tools/call') answerWell(incoming)
      else sendJson(response, { jsonrpc: '2.0', id: message['id'], ...odd })
    })
    const bridge = openBridgeInProcess(server.url)
    await bridge.ask(1, 'initialize', initialize.params)
    bridge.send({ method: 'notifications/initialized' })
    const answer = await bridge.ask(2, 'tools/call', { name: 'echo', arguments: {} })
    expect(JSON.stringify(answer)).toContain('SERVER_FAILED')
    await bridge.ask(3, 'tools/list')
    expect(bridge.received.filter(({ id }) => id === 2)).toHaveLength(1)
    expect(bridge.trail.map(({ code }) => code)).toEqual(['SERVER_FAILED'])
    await bridge.close()
    await server.close()
  },
)
