import { describe, expect, it } from 'vitest'

import { initialize, startRawHost } from '../../support/clients/raw-host.js'
import { answerWell } from '../../support/connect/faults/faulty-server.js'
import { peakMemory } from '../../support/connect/faults/peak-memory.js'
import { resultFor, sendJson, serveScript } from '../../support/connect/scripted-server.js'
import { ownHome } from '../../support/own-home.js'
import { startBin } from '../../support/processes/spawn-bin.js'

const megabyte = 1_048_576
/** Enough for one message of the largest size, in megabytes. */
const most = 700

it('a greeting of 10 MB and 20,000 tools are passed on', async () => {
  const instructions = 'z'.repeat(10 * megabyte)
  const big = await serveScript((incoming) => {
    const { response, message } = incoming
    if (message['method'] === 'initialize') {
      const serverInfo = { name: 'big', version: '1' }
      const hello = {
        protocolVersion: '2025-11-25',
        capabilities: { tools: {} },
        serverInfo,
        instructions,
      }
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify(resultFor(incoming, hello)))
    } else if (message['method'] === 'tools/list') {
      const tools = Array.from({ length: 20_000 }, (_, at) => ({
        name: `\u0000${at}`,
        inputSchema: {},
      }))
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify(resultFor(incoming, { tools, nextCursor: 'again' })))
    } else answerWell(incoming)
  })
  const other = startRawHost({
    args: ['connect', big.url],
    env: { HOME: ownHome(), JHE_TOKEN_STORE: 'file' },
  })
  other.send(initialize)
  expect(JSON.stringify(await other.answerTo(0)).length).toBeGreaterThan(10 * megabyte)
  other.send({ jsonrpc: '2.0', method: 'notifications/initialized' })
  for (let id = 1; id < 5; id += 1) {
    other.send({
      jsonrpc: '2.0',
      id,
      method: 'tools/list',
      params: id === 1 ? {} : { cursor: 'again' },
    })
    expect(JSON.stringify((await other.answerTo(id)).result)).toContain('19999')
  }
  expect(peakMemory(other.process.pid)).toBeLessThan(most)
  expect(await other.end()).toBe(0)
  await big.close()
})

describe('a list without end', () => {
  it.each([
    ['the same cursor again and again', () => 'again'],
    ['another cursor each time', (page: number) => `page ${page}`],
  ] as const)('%s: the command that lists it ends, and says so', async (_is, cursorOf) => {
    let page = 0
    const endless = await serveScript((incoming) => {
      if (incoming.message['method'] !== 'tools/list') {
        answerWell(incoming)
        return
      }
      page += 1
      const tools = [{ name: `tool-${page}`, inputSchema: {} }]
      sendJson(incoming.response, resultFor(incoming, { tools, nextCursor: cursorOf(page) }))
    })
    const command = startBin(['tools', '--url', endless.url], {
      HOME: ownHome(),
      JHE_TOKEN_STORE: 'file',
    })
    await command.said(/SERVER_FAILED: .*no end/)
    await command.exit
    await endless.close()
  })
})
