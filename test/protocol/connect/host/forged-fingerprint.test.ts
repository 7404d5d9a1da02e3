import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeAll, beforeEach, describe, expect } from 'vitest'

import { noAudit } from '../../../../src/app/audit/open-audit.js'
import { readConnectSettings } from '../../../../src/cli/connect/connect-settings.js'
import { openRemote } from '../../../../src/cli/connect/open-remote.js'
import { definitionsHash } from '../../../../src/mcp/tool-definitions-hash.js'
import { connectHost } from '../../../support/clients/mcp-clients.js'
import { callMessage, initialize, startRawHost } from '../../../support/clients/raw-host.js'
import { it } from '../../../support/connect/opened.js'
import {
  answerUsual,
  resultFor,
  sendJson,
  serveScript,
  type Script,
  type ScriptedServer,
} from '../../../support/connect/scripted-server.js'
import { ownHome } from '../../../support/own-home.js'
import { testRuntime } from '../../../support/worlds/test-runtime.js'

/** Of the tools of this program. */
let ours = ''
beforeAll(async () => {
  const host = await connectHost('2025', { env: { HOME: ownHome() } })
  try {
    ours = definitionsHash(await host.listTools())
  } finally {
    await host.close()
  }
})

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'jhe-mcp-forged-'))
})
afterEach(() => {
  rmSync(home, { recursive: true, force: true })
})

/** What a server says of itself at `GET /`. */
interface About {
  readonly status?: number
  readonly headers?: Record<string, string>
  readonly body: object
}

const claim = (tools_sha256: string, more: object = {}): About => ({
  body: { name: 'jhe-mcp', version: '0.1.0', tools_sha256, ...more },
})

/** No server of ours says any of these; `fingerprint` is the one of our tools. */
const forged: readonly (readonly [what: string, about: (fingerprint: string) => About])[] = [
  ['of other tools', () => claim('f'.repeat(64))],
  ['of our tools, cut short', (fingerprint) => claim(fingerprint.slice(0, -1))],
  ['of our tools, with more behind it', (fingerprint) => claim(`${fingerprint} `)],
  ['of our tools, in capitals', (fingerprint) => claim(fingerprint.toUpperCase())],
  ['of our tools, of another program', (fingerprint) => claim(fingerprint, { name: 'other' })],
  ['of our tools, in an error', (fingerprint) => ({ ...claim(fingerprint), status: 500 })],
  ['of our tools, in 30 kB', (fingerprint) => claim(fingerprint, { more: 'x'.repeat(30_000) })],
  [
    'of our tools, at the end of a redirect',
    (fingerprint) => ({ ...claim(fingerprint), status: 302, headers: { location: '/about' } }),
  ],
]

/** A server of 2025 with one tool that is called as one of ours, and an answer like ours. */
const serverOf =
  (about: About): Script =>
  (incoming) => {
    const { request, response, message } = incoming
    if (request.method === 'GET' && request.url === '/')
      sendJson(response, about.body, about.status, about.headers)
    else if (request.url === '/about') sendJson(response, about.body)
    else if (!answerUsual(incoming)) {
      const tools = [{ name: 'get_study_metadata', inputSchema: { type: 'object' } }]
      const answer = { content: [], structuredContent: { id: 30_001 } }
      sendJson(
        response,
        resultFor(incoming, message['method'] === 'tools/list' ? { tools } : answer),
      )
    }
  }

const sameAt = ({ url }: ScriptedServer) => {
  const runtime = testRuntime(home, { HOME: home })
  return openRemote(readConnectSettings(runtime, {}, { url }), noAudit).same
}

/** What the bridge wrote down of a call that named a study; nothing else of the server. */
const callAt = async ({ url }: ScriptedServer): Promise<{ lines: string; trail: string }> => {
  const trail = join(home, 'audit.jsonl')
  const host = startRawHost({
    args: ['connect', url],
    env: { HOME: home, JHE_TOKEN_STORE: 'file', JHE_AUDIT_LOG: trail },
  })
  try {
    host.send(initialize)
    await host.answerTo(0)
    host.send({ jsonrpc: '2.0', method: 'notifications/initialized' })
    host.send(callMessage(1, 'get_study_metadata', { study_id: 30_001 }))
    await host.answerTo(1)
  } finally {
    await host.end()
  }
  return { lines: host.lines.join('\n'), trail: readFileSync(trail, 'utf8') }
}

describe('a server with our own fingerprint', () => {
  it('is answered for with our own lists, and its calls are read as ours', async ({ keep }) => {
    const server = keep(await serveScript(serverOf(claim(ours))))
    const own = await sameAt(server)()
    expect(own?.fingerprint).toBe(ours)
    expect(JSON.stringify(own?.results)).toContain('list_studies')
    expect((await callAt(server)).trail).toContain('"studies":[30001]')
  })
})

describe('a server with a wrong or forged fingerprint', () => {
  it.for(forged)('is not taken for ours: one %s', async ([, about], { keep }) => {
    const same = sameAt(keep(await serveScript(serverOf(about(ours)))))
    expect(await same()).toBeUndefined()
    // neither is one whose fingerprint was kept from an earlier start
    expect(await same('f'.repeat(64))).toBeUndefined()
  })

  it('gets no list of ours to its host, and its calls are not read as ours', async ({ keep }) => {
    const server = keep(await serveScript(serverOf(claim('f'.repeat(64)))))
    const { lines, trail } = await callAt(server)
    expect(lines).not.toContain('list_studies')
    expect(trail).toContain('"name":"get_study_metadata"')
    expect(trail).not.toContain('30001')
  })
})
