import { describe, expect, it } from 'vitest'

import { createLog } from '../../../../src/log.js'
import { closedAfterTest } from '../../../support/closed-after-test.js'
import { discover, initialize } from '../../../support/clients/raw-host.js'
import {
  openBridgeInProcess,
  type BridgeInProcess,
  type InProcessOptions,
} from '../../../support/connect/host/bridge-in-process.js'
import {
  resultFor,
  sendJson,
  serveScript,
  type Incoming,
} from '../../../support/connect/scripted-server.js'

const tool = (name: string, header?: string) => ({
  name,
  inputSchema: {
    type: 'object',
    properties: { a: { type: 'string', ...(header !== undefined && { 'x-mcp-header': header }) } },
  },
})

const results: Readonly<Record<string, object>> = {
  initialize: {
    protocolVersion: '2025-11-25',
    capabilities: { tools: {}, prompts: {} },
    serverInfo: { name: 'guarded', version: '1' },
  },
  'server/discover': {
    resultType: 'complete',
    ttlMs: 0,
    cacheScope: 'private',
    supportedVersions: ['2026-07-28'],
    capabilities: { tools: {} },
  },
  'tools/list': { tools: [tool('good', 'A'), tool('bad', 'A B'), tool('plain')] },
}

const answer = (incoming: Incoming): void => {
  const { message, response } = incoming
  const result = results[String(message['method'])]
  if (result === undefined) response.writeHead(message['id'] === undefined ? 202 : 405).end()
  else sendJson(response, resultFor(incoming, result))
}

/** Greets everybody, and shows its lists to those who have signed in. */
const guarded = (incoming: Incoming): void => {
  const { message, request, response } = incoming
  const isOpen = ['initialize', 'notifications/initialized'].includes(String(message['method']))
  if (isOpen || request.headers.authorization === 'Bearer good') answer(incoming)
  else response.writeHead(401, { 'www-authenticate': 'Bearer scope="read"' }).end()
}

const open = async (
  script: (incoming: Incoming) => void,
  options: InProcessOptions = {},
): Promise<BridgeInProcess> => {
  const server = closedAfterTest(await serveScript(script))
  const bridge = closedAfterTest(openBridgeInProcess(server.url, options))
  return bridge
}

const limits = { knownMs: 10_000, strangerMs: 30_000, laterMs: 10_000 }

describe('F53: a server that greets everybody and shows its tools only to whom it knows', () => {
  it('lets the person sign in for the list of tools, without which there is no question', async () => {
    const bridge = await open(guarded, { tokens: { signedIn: ['good'] }, limits })
    await bridge.ask(1, 'initialize', initialize.params)
    bridge.send({ method: 'notifications/initialized' })
    expect(JSON.stringify(await bridge.ask(2, 'tools/list'))).toContain('plain')
    expect(bridge.account.asked).toContain('sign in read')
  })

  it('asks for no sign-in because of another list', async () => {
    const bridge = await open(guarded, { tokens: { signedIn: ['good'] } })
    await bridge.ask(1, 'initialize', initialize.params)
    bridge.send({ method: 'notifications/initialized' })
    expect((await bridge.ask(2, 'prompts/list'))['result']).toEqual({ prompts: [] })
    expect(bridge.account.asked).not.toContain('sign in read')
  })

  it('answers with an empty list where nobody signs in', async () => {
    const bridge = await open(guarded, { limits })
    await bridge.ask(1, 'initialize', initialize.params)
    bridge.send({ method: 'notifications/initialized' })
    expect((await bridge.ask(2, 'tools/list'))['result']).toEqual({ tools: [] })
  })
})

describe('a tool that wants a header which cannot be sent', () => {
  const names = (message: Readonly<Record<string, unknown>>): string[] =>
    [...JSON.stringify(message).matchAll(/"name":"(good|bad|plain)"/g)].map(
      ([, name]) => name ?? '',
    )

  it('is left out of the list of a server of 2026-07-28, and the log says why', async () => {
    const logged: string[] = []
    const log = createLog('warn', (line) => logged.push(line))
    const bridge = await open(answer, { log, limits })
    await bridge.ask(1, 'server/discover', discover.params)
    expect(names(await bridge.ask(2, 'tools/list', discover.params))).toEqual(['good', 'plain'])
    expect(logged.join()).toMatch(/left out.* number=2$/)
  })

  it('stays where the server is one of 2025, which has no such headers', async () => {
    const bridge = await open(answer, { limits })
    await bridge.ask(1, 'initialize', initialize.params)
    bridge.send({ method: 'notifications/initialized' })
    expect(names(await bridge.ask(2, 'tools/list'))).toEqual(['good', 'bad', 'plain'])
  })
})
