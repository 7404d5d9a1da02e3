import { describe, expect, it } from 'vitest'

import { closedAfterTest } from '../../../support/closed-after-test.js'
import { initialize } from '../../../support/clients/raw-host.js'
import { openBridgeInProcess } from '../../../support/connect/host/bridge-in-process.js'
import {
  resultFor,
  sendJson,
  serveScript,
  type Script,
} from '../../../support/connect/scripted-server.js'

const complete = { resultType: 'complete', ttlMs: 0, cacheScope: 'private' }
const results: Readonly<Record<string, object>> = {
  'server/discover': {
    ...complete,
    supportedVersions: ['2026-07-28'],
    capabilities: { tools: {} },
  },
  'tools/list': { ...complete, tools: [{ name: 'found', inputSchema: { type: 'object' } }] },
}

/** A server that answers `initialize` with an error, and what else it knows. */
const refusing = async (error: object, known: typeof results) => {
  const answer: Script = (incoming) => {
    const { message, response } = incoming
    const result = known[String(message['method'])]
    if (result !== undefined) sendJson(response, resultFor(incoming, result))
    else sendJson(response, { jsonrpc: '2.0', id: message['id'], error }, 400)
  }
  const server = closedAfterTest(await serveScript(answer))
  const limits = { knownMs: 10_000, strangerMs: 30_000, laterMs: 10_000 }
  const bridge = closedAfterTest(openBridgeInProcess(server.url, { limits }))
  return { server, bridge }
}

describe('a host of 2025 at a server that knows only 2026-07-28', () => {
  it.each<readonly [string, object]>([
    ['the method', { code: -32_601, message: 'Method not found' }],
    ['a header', { code: -32_020, message: 'Missing MCP-Protocol-Version header' }],
    ['the envelope', { code: -32_602, message: 'missing _meta keys' }],
    ['the form', { code: -32_600, message: 'Invalid Request' }],
    ['the revision', { code: -32_022, message: '', data: { supported: ['2026-07-28'] } }],
  ])('gets its tools where the server misses %s first', async (_what, error) => {
    const { bridge } = await refusing(error, results)
    expect(await bridge.ask(1, 'initialize', initialize.params)).toHaveProperty('result')
    bridge.send({ method: 'notifications/initialized' })
    expect(JSON.stringify(await bridge.ask(2, 'tools/list'))).toContain('found')
  })

  it('gets the error of a server that is of neither', async () => {
    const error = { code: -32_602, message: 'no' }
    const { server, bridge } = await refusing(error, {})
    expect((await bridge.ask(1, 'initialize', initialize.params))['error']).toEqual(error)
    expect(server.requests).toEqual(['POST initialize', 'POST server/discover'])
  })
})
