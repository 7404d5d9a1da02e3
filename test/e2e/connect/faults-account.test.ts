import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'

import {
  callMessage,
  initialize,
  startRawHost,
  type Message,
  type RawHost,
} from '../../support/clients/raw-host.js'
import { listenWell } from '../../support/connect/faults/faulty-server.js'
import { listenLocally } from '../../support/http/http-listener.js'
import { hastyProcess } from '../../support/connect/faults/hasty-process.js'
import { startIssuedServer, type IssuedServer } from '../../support/connect/issued-server.js'
import { expectNoToken } from '../../support/connect/token-search.js'
import { ask as load, freePort } from '../../support/loopback.js'
import { createBrowserStub, type BrowserStub } from '../../support/processes/spawn-bin.js'
import { clockOf } from '../../support/processes/wrong-clock.js'

let server: IssuedServer
let mcp: RequestListener
let folder: string
let browser: BrowserStub
let port: number
const hosts: RawHost[] = []
beforeEach(async () => {
  mcp = listenWell
  server = await startIssuedServer({
    mcp: (request, response) => {
      mcp(request, response)
    },
  })
  folder = mkdtempSync(join(tmpdir(), 'jhe-mcp-faults-'))
  browser = await createBrowserStub(folder)
  port = await freePort()
})
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.end()
  await server[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

const flag = (name: string) => join(folder, name)

const start = async (env: Readonly<Record<string, string>> = {}): Promise<RawHost> => {
  const { NODE_OPTIONS: hasty = '' } = hastyProcess(folder, 'person')
  const host = startRawHost({
    args: ['connect', server.url],
    env: {
      HOME: folder,
      BROWSER: browser.path,
      JHE_TOKEN_STORE: 'file',
      JHE_TOKEN_DIR: flag('tokens'),
      JHE_AUDIT_LOG: flag('audit.jsonl'),
      JHE_REDIRECT_URI: `http://127.0.0.1:${port}/callback`,
      ...env,
      NODE_OPTIONS: `${hasty} ${env['NODE_OPTIONS'] ?? ''}`,
    },
  })
  hosts.push(host)
  host.send(initialize)
  await host.answerTo(0)
  host.send({ jsonrpc: '2.0', method: 'notifications/initialized' })
  return host
}

const textSchema = z.object({ content: z.tuple([z.object({ text: z.string() })]) })
const textOf = ({ result }: Message): string => textSchema.parse(result).content[0].text

let count = 0
const ask = async (host: RawHost): Promise<string> => {
  count += 1
  host.send(callMessage(count, 'ask'))
  return textOf(await host.answerTo(count))
}

/** Signs in at the tab of that number, once it is there. */
const signIn = async (tab: number): Promise<void> => {
  await expect.poll(async () => (await browser.tabs()).length, { timeout: 20_000 }).toBe(tab)
  await load((await server.signIn(String((await browser.tabs())[tab - 1]))).href)
}

/** Asks until the sign-in of that tab has been answered. */
const askSigningIn = async (host: RawHost, tab: number): Promise<string> => {
  const [text] = await Promise.all([ask(host), signIn(tab)])
  return text.startsWith('SIGN_IN_REQUIRED') ? await ask(host) : text
}

/** A second tab within ten minutes is not opened, but its address is told. */
const askTold = async (host: RawHost): Promise<string> => {
  const told = await ask(host)
  expect(told).toMatch(/^SIGN_IN_REQUIRED: /)
  const [address = ''] = /http:\S+\/auth\?\S+/.exec(told) ?? []
  server.behave({ mode: 'ok' })
  await load((await server.signIn(address)).href)
  return await ask(host)
}

/** No token lies in a file, or was said. @param isHeld whether there must be one to look for */
const expectNothingSaid = (isHeld = true): void => {
  const { shown, stored } = expectNoToken({ server, folder, hosts })
  if (isHeld) {
    expect(shown).not.toEqual([])
    // an access and a refresh token
    expect(stored).toHaveLength(2)
  }
  for (const { lines, stderr } of hosts)
    expect(lines.join('') + stderr()).not.toMatch(/Bearer|access_token|refresh_token|canary/)
  if (existsSync(flag('audit.jsonl')))
    expect(readFileSync(flag('audit.jsonl'), 'utf8')).not.toMatch(/Bearer|canary/)
}

describe('a fault of the account is survived, and told once', () => {
  it.each(['issuer', 'resource'] as const)('another %s than before', async (what) => {
    const first = await start()
    expect(await askSigningIn(first, 1)).toBe('fine')
    await first.end()
    const requests = server.requests.length
    server.name({ [what]: what === 'issuer' ? 'https://elsewhere.example' : `${server.origin}/` })
    server.revoke()
    const second = await start()
    expect(await ask(second)).toMatch(/^SERVER_CHANGED: .* Ask its administrator .*logout --url/)
    expect(server.requests.slice(requests)).not.toContain('POST /token')
    server.name({ issuer: server.origin, resource: server.url })
    expect(await ask(second)).toBe('fine')
    expect(await browser.tabs()).toHaveLength(1)
    expectNothingSaid()
  })

  it('a token that is revoked meanwhile', async () => {
    const host = await start()
    expect(await askSigningIn(host, 1)).toBe('fine')
    server.revoke()
    expect(await ask(host)).toBe('fine')
    expect(server.count('POST /token')).toBe(2)
    expect(await browser.tabs()).toHaveLength(1)
    expectNothingSaid()
  })

  it('a registration that is forgotten', async () => {
    const host = await start()
    expect(await askSigningIn(host, 1)).toBe('fine')
    server.revoke()
    server.forgetClients()
    expect(await askTold(host)).toBe('fine')
    expect(server.count('POST /reg')).toBe(2)
    expectNothingSaid()
  })

  it('a refresh token that is refused', async () => {
    const host = await start()
    expect(await askSigningIn(host, 1)).toBe('fine')
    server.revoke()
    server.behave({ mode: 'error:invalid_grant' })
    expect(await askTold(host)).toBe('fine')
    expectNothingSaid()
  })

  it.each([
    ['html-502', /^ISSUER_FAILED: .*502.* /],
    ['drop', /^ISSUER_UNREACHABLE: .* /],
    ['html-200', /^ISSUER_FAILED: .* /],
  ] as const)('a sign-in server that answers with %s', async (mode, says) => {
    const host = await start()
    expect(await askSigningIn(host, 1)).toBe('fine')
    server.revoke()
    server.behave({ mode })
    expect(await ask(host)).toMatch(says)
    server.behave({ mode: 'ok' })
    expect(await ask(host)).toBe('fine')
    expect(await browser.tabs()).toHaveLength(1)
    expectNothingSaid()
  })

  it.each([7200, -7200])('a clock that is wrong by %s seconds', async (seconds) => {
    const first = await start()
    expect(await askSigningIn(first, 1)).toBe('fine')
    await first.end()
    const second = await start(clockOf(seconds))
    expect(await ask(second)).toBe('fine')
    server.revoke()
    expect(await ask(second)).toBe('fine')
    expect(await browser.tabs()).toHaveLength(1)
    const third = await start()
    expect(await ask(third)).toBe('fine')
    expectNothingSaid()
  })

  it.each(['full', 'read-only'])('a disk that is %s when the token is renewed', async (fault) => {
    const host = await start()
    expect(await askSigningIn(host, 1)).toBe('fine')
    server.revoke()
    writeFileSync(flag(fault), '')
    const text = await ask(host)
    expect(text).toMatch(/^CREDENTIALS_LOCKED: /)
    rmSync(flag(fault))
    expect(await ask(host)).toBe('fine')
    expect(await browser.tabs()).toHaveLength(1)
    expectNothingSaid()
  })

  it.each(['full', 'read-only'])('a disk that is %s at the sign-in', async (fault) => {
    writeFileSync(flag(fault), '')
    const host = await start()
    expect(await ask(host)).toMatch(/^CREDENTIALS_LOCKED: /)
    rmSync(flag(fault))
    expect(await askSigningIn(host, 1)).toBe('fine')
    expectNothingSaid()
  })

  it.skipIf(process.platform !== 'linux')('a keychain that does not answer', async () => {
    const DBUS_SESSION_BUS_ADDRESS = `unix:path=${flag('nothing')}`
    const host = await start({ JHE_TOKEN_STORE: 'keychain', DBUS_SESSION_BUS_ADDRESS })
    expect(await ask(host)).toMatch(/^CREDENTIALS_LOCKED: .*(JHE_TOKEN_STORE|--token-store)/)
    expect(await browser.tabs()).toHaveLength(0)
    expectNothingSaid(false)
  })
})

describe('F52: a token goes to the server alone', () => {
  it.each([301, 302, 303, 307, 308])('not to where status %s leads', async (status) => {
    const asked: (string | undefined)[] = []
    const elsewhere = await listenLocally((request, response) => {
      asked.push(request.url)
      response.end()
    })
    const host = await start()
    expect(await askSigningIn(host, 1)).toBe('fine')
    mcp = (_request, response) => {
      response.writeHead(status, { location: `${elsewhere.url}/?code=canary` }).end()
    }
    expect(await ask(host)).toMatch(/^SERVER_CHANGED: .*not followed/)
    mcp = listenWell
    expect(await ask(host)).toBe('fine')
    expect(asked).toEqual([])
    await elsewhere.close()
    expectNothingSaid()
  })

  it('not to another place that a challenge names', async () => {
    const asked: (string | undefined)[] = []
    const elsewhere = await listenLocally((request, response) => {
      asked.push(request.headers.authorization)
      const metadata = { resource: server.url, authorization_servers: [elsewhere.url] }
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(metadata))
    })
    const host = await start()
    expect(await askSigningIn(host, 1)).toBe('fine')
    mcp = (_request, response) => {
      const challenge = `Bearer resource_metadata="${elsewhere.url}/metadata"`
      response.writeHead(401, { 'www-authenticate': challenge }).end()
    }
    expect(await ask(host)).toMatch(
      /^SERVER_CHANGED: .*another sign-in server .*Nothing was sent there\. Ask its administrator .*logout --url .*login --url /,
    )
    expect(asked.filter((authorization) => authorization !== undefined)).toEqual([])
    mcp = listenWell
    expect(await ask(host)).toBe('fine')
    await elsewhere.close()
    expectNothingSaid()
  })
})
