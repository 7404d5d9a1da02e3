import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'

import {
  callMessage,
  initialize,
  parseLine,
  startRawHost,
  type Message,
  type RawHost,
} from '../../support/clients/raw-host.js'
import { startFaultyServer, type FaultyServer } from '../../support/connect/faults/faulty-server.js'
import { hastyProcess } from '../../support/connect/faults/hasty-process.js'
import {
  beginEvents,
  resultFor,
  sendJson,
  type Script,
} from '../../support/connect/scripted-server.js'

interface Fault {
  readonly is: string
  readonly begin: (server: FaultyServer) => Promise<void> | void
  readonly end: (server: FaultyServer) => Promise<void> | void
  /** `fine`, or the text of the error. */
  readonly says: RegExp
  readonly isFar?: boolean
}

let server: FaultyServer
let folder: string
let host: RawHost
beforeEach(async () => {
  server = await startFaultyServer()
  folder = mkdtempSync(join(tmpdir(), 'jhe-mcp-faults-'))
})
afterEach(async () => {
  await host.end()
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

const flag = (name: string) => join(folder, name)

const scripted = (is: string, says: RegExp, script: Script): Fault => ({
  is,
  says,
  begin: (broken) => {
    broken.script(script)
  },
  end: (broken) => {
    broken.script(undefined)
  },
})

const html = '<html><body>Sign in to the network: canary-of-the-page</body></html>'

const status = (code: number, headers: Record<string, string> = {}): Script => {
  return ({ response }) => response.writeHead(code, headers).end('canary-of-the-page')
}

const faults: readonly Fault[] = [
  {
    is: 'the name service knows no such name',
    begin: async (broken) => {
      writeFileSync(flag('dns'), '')
      await broken.stop()
      await broken.start()
    },
    end: () => {
      rmSync(flag('dns'))
    },
    says: /^SERVER_UNREACHABLE: .*host name is not known.* Check .*network/,
  },
  {
    is: 'nobody listens there',
    begin: async (broken) => {
      await broken.stop()
    },
    end: async (broken) => {
      await broken.start()
    },
    says: /^SERVER_UNREACHABLE: .*refused.* Check /,
  },
  {
    is: 'a certificate of nobody known',
    begin: (broken) => {
      broken.certify('strange')
    },
    end: (broken) => {
      broken.certify('good')
    },
    says: /^SERVER_UNREACHABLE: .*certificate is not trusted.* Put the certificate/,
  },
  {
    is: 'a certificate that is over',
    begin: (broken) => {
      broken.certify('expired')
    },
    end: (broken) => {
      broken.certify('good')
    },
    says: /^SERVER_UNREACHABLE: .*certificate has expired.* Ask .*clock is wrong/,
  },
  {
    is: 'a proxy that wants a password',
    isFar: true,
    begin: async (broken) => {
      await broken.proxy('ask for a password')
    },
    end: async (broken) => {
      await broken.proxy('tunnel')
    },
    says: /^SERVER_UNREACHABLE: .*HTTPS_PROXY.*password/,
  },
  {
    is: 'a proxy that is gone',
    isFar: true,
    begin: async (broken) => {
      await broken.proxy('nothing')
    },
    end: async (broken) => {
      await broken.proxy('tunnel')
    },
    says: /^SERVER_UNREACHABLE: .*HTTPS_PROXY/,
  },
  scripted(
    'the sign-in page of a network',
    /^SERVER_FAILED: .*web page.* open a page in the browser/,
    ({ response }) => response.writeHead(200, { 'content-type': 'text/html' }).end(html),
  ),
  scripted(
    'a redirect to elsewhere',
    /^SERVER_CHANGED: .*redirects to https:\/\/elsewhere\.example\. .*nothing was sent there/,
    status(302, { location: 'https://elsewhere.example/login?token=canary-of-the-page' }),
  ),
  scripted('413', /^SERVER_FAILED: .*413.* Ask for less at once/, status(413)),
  scripted('500', /^SERVER_FAILED: .*failed.* Try again/, status(500)),
  scripted('403', /^SERVER_FAILED: .*403.* Ask the administrator/, status(403)),
  scripted(
    '429',
    /^RATE_LIMITED: .* Try again in 3600 seconds/,
    status(429, { 'retry-after': '3600' }),
  ),
  scripted(
    '503',
    /^SERVER_BUSY: .* Try again in 3600 seconds/,
    status(503, { 'retry-after': '3600' }),
  ),
  scripted('another content type', /^SERVER_FAILED: .*text\/plain.* Check /, ({ response }) =>
    response.writeHead(200, { 'content-type': 'text/plain' }).end('canary-of-the-page'),
  ),
  scripted(
    'what is no JSON',
    /^SERVER_FAILED: .*not a JSON-RPC message.* Try again/,
    ({ response }) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"canary-of-the-page"'),
  ),
  scripted(
    'half a stream',
    /^SERVER_UNREACHABLE: .*lost before the answer.* Try again/,
    ({ response, socket }) => {
      beginEvents(response)
      response.write('event: message\ndata: {"jsonrpc":"2.0","id":2,"resu', () => socket.destroy())
    },
  ),
  scripted(
    'a connection that breaks',
    /^SERVER_UNREACHABLE: .*lost before the answer.* Try again/,
    ({ socket }) => socket.destroy(),
  ),
  scripted(
    'a server that never answers',
    /^SERVER_UNREACHABLE: .*before the answer.* Try again/,
    () => undefined,
  ),
  scripted(
    'a stream that says nothing',
    /^SERVER_FAILED: .*sent nothing for 300 seconds.* Try again/,
    ({ response }) => {
      beginEvents(response)
    },
  ),
  scripted(
    'an answer to another request',
    /^SERVER_FAILED: .*without the answer.* Try again/,
    ({ response }) => {
      sendJson(response, { jsonrpc: '2.0', id: 'other', result: { canary: 'canary-of-the-page' } })
    },
  ),
  scripted('an answer that comes twice', /^fine$/, (incoming) => {
    const answer = { content: [{ type: 'text', text: 'fine' }] }
    const again = { content: [{ type: 'text', text: 'twice' }] }
    sendJson(incoming.response, [resultFor(incoming, answer), resultFor(incoming, again)])
  }),
  {
    ...scripted('a session that is forgotten', /^fine$/, () => undefined),
    begin: (broken) => {
      broken.script(({ response }) => {
        broken.script(undefined)
        response.writeHead(404).end()
      })
    },
  },
  {
    ...scripted('a server that restarts', /^fine$/, () => undefined),
    begin: (broken) => {
      broken.script(() => {
        broken.script(undefined)
        void broken.stop().then(async () => {
          await broken.start()
        })
      })
    },
  },
]

const textSchema = z.object({ content: z.tuple([z.object({ text: z.string() })]) })
const textOf = ({ result }: Message): string => textSchema.parse(result).content[0].text

const ask = async (id: number): Promise<string> => {
  host.send(callMessage(id, 'ask', { q: 'canary-of-the-question' }))
  return textOf(await host.answerTo(id))
}

const start = async (isFar: boolean): Promise<void> => {
  const [headers, authorities, audit] = ['headers', 'ca.pem', 'audit.jsonl'].map(flag)
  writeFileSync(String(headers), 'x-api-key: canary-of-the-key\n', { mode: 0o600 })
  writeFileSync(String(authorities), server.authorities)
  host = startRawHost({
    args: ['connect', isFar ? server.farUrl : server.url, '--header-file', String(headers)],
    env: {
      ...hastyProcess(folder, 'network'),
      HOME: folder,
      JHE_TOKEN_STORE: 'file',
      JHE_TOKEN_DIR: flag('tokens'),
      JHE_AUDIT_LOG: String(audit),
      NODE_EXTRA_CA_CERTS: String(authorities),
      ...(isFar && { HTTPS_PROXY: server.proxyUrl }),
    },
  })
  host.send(initialize)
  await host.answerTo(0)
  host.send({ jsonrpc: '2.0', method: 'notifications/initialized' })
  host.send({ jsonrpc: '2.0', id: -1, method: 'tools/list' })
  expect(JSON.stringify(await host.answerTo(-1))).toContain('readOnlyHint')
}

describe('a fault is survived, and told once', () => {
  it.each(faults)('$is', async ({ begin, end, says, isFar = false }) => {
    await start(isFar)
    expect(await ask(1)).toBe('fine')
    await begin(server)
    expect(await ask(2)).toMatch(says)
    await end(server)
    expect(await ask(3)).toBe('fine')
    const ids = host.lines.map((line) => parseLine(line).id)
    expect(ids).toEqual([0, -1, 1, 2, 3])
    expect(await host.end()).toBe(0)
    const trail = readFileSync(flag('audit.jsonl'), 'utf8')
    expect(trail.match(/"event":"tool"/g)).toHaveLength(3)
    expect(host.lines.join('') + host.stderr() + trail).not.toMatch(/canary/)
  })
})
