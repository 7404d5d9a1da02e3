import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'

import {
  callMessage,
  initialize,
  parseLine,
  startRawHost,
  type RawHost,
} from '../../../support/clients/raw-host.js'
import { startSample, type SampleServer } from '../../../support/connect/host/sample-servers.js'

let server: SampleServer
let folder: string
const hosts: RawHost[] = []

beforeAll(async () => {
  server = await startSample('SDK 1, sessions')
  folder = mkdtempSync(join(tmpdir(), 'jhe-mcp-connect-'))
})
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.end()
  rmSync(trail(), { force: true })
})
afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

const trail = () => join(folder, 'audit.jsonl')
const lineSchema = z.record(z.string(), z.unknown())
const lines = () =>
  readFileSync(trail(), 'utf8')
    .trim()
    .split('\n')
    .map((line) => lineSchema.parse(JSON.parse(line)))

const start = (args: readonly string[], env: Readonly<Record<string, string>> = {}): RawHost => {
  const host = startRawHost({
    args,
    env: {
      HOME: folder,
      JHE_TOKEN_STORE: 'file',
      JHE_TOKEN_DIR: join(folder, 'tokens'),
      JHE_AUDIT_LOG: trail(),
      ...env,
    },
  })
  hosts.push(host)
  return host
}
const introduced = async (host: RawHost): Promise<RawHost> => {
  host.send(initialize)
  await host.answerTo(0)
  host.send({ jsonrpc: '2.0', method: 'notifications/initialized' })
  return host
}

describe('a bridge', () => {
  it('is what `jhe-mcp` is where JHE_SERVER_URL names a server', async () => {
    for (const args of [[], ['--log-level', 'error'], ['connect']]) {
      const host = await introduced(start(args, { JHE_SERVER_URL: server.url }))
      host.send(callMessage(1, 'echo', { text: 'elsewhere' }))
      expect((await host.answerTo(1)).result).toHaveProperty('content.0.text', 'elsewhere')
    }
  })

  it('ends with stdin while a call is under way, with its line in the trail', async () => {
    const host = await introduced(start(['connect', server.url]))
    const params = { name: 'wait', arguments: {}, _meta: { progressToken: 'waiting' } }
    host.send({ jsonrpc: '2.0', id: 1, method: 'tools/call', params })
    // the server tells so when it has begun
    await expect
      .poll(() => host.lines.join('\n'), { timeout: 30_000 })
      .toContain('notifications/progress')
    expect(await host.end()).toBe(0)
    expect(lines().filter(({ name }) => name === 'wait')).toMatchObject([{ code: 'CUT_OFF' }])
    expect(host.lines.map((line) => parseLine(line).id)).toEqual([0, undefined])
  })

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('ends at %s', async (signal) => {
    const host = await introduced(start(['connect', server.url]))
    host.send(callMessage(1, 'wait'))
    host.process.kill(signal)
    const [, killedBy] = await host.exited
    expect(killedBy).toBeNull()
  })

  it('ends though the server never answers', async () => {
    const mute = await startSample('SDK 1, sessions')
    mute.silence(true)
    const host = start(['connect', mute.url])
    host.send(initialize)
    host.send(callMessage(1, 'echo', { text: 'never' }))
    await expect.poll(() => mute.requests.length, { timeout: 30_000 }).toBeGreaterThan(0)
    expect(await host.end()).toBe(0)
    await mute.close()
  })

  it('leaves a line for each call, with what a stranger is called and nothing it says', async () => {
    const host = await introduced(start(['connect', server.url]))
    host.send(callMessage(1, 'echo', { text: 'a secret of somebody' }))
    host.send(callMessage(2, 'Anna Smith, born 1970'))
    host.send(callMessage(3, 'fail'))
    host.send({ jsonrpc: '2.0', id: 4, method: 'resources/read', params: { uri: 'sample://page' } })
    host.send({ jsonrpc: '2.0', id: 5, method: 'prompts/get', params: { name: 'greet' } })
    for (const id of [1, 2, 3, 4, 5]) await host.answerTo(id)
    await host.end()
    const issuer = new URL(server.url).origin
    const client = { name: 'raw-host', version: '1.0.0' }
    const common = { issuer, client, consent: null, subject: null, studies: [], patients: [] }
    const found = lines().toSorted((a, b) => String(a['name']).localeCompare(String(b['name'])))
    expect(found).toMatchObject([
      { ...common, event: 'tool', name: 'echo', code: 'OK' },
      { ...common, event: 'tool', name: 'fail', code: 'TOOL_ERROR' },
      { ...common, event: 'resource', name: 'greet', code: 'OK' },
      { ...common, event: 'tool', name: null },
      { ...common, event: 'resource', name: null, code: 'OK' },
    ])
    expect(readFileSync(trail(), 'utf8')).not.toMatch(/secret|Smith|sample:/)
  })
})

describe('a wrong setting', () => {
  const openFile = () => {
    const path = join(folder, 'open-headers')
    writeFileSync(path, 'x-api-key: 0123456789abcdef\n', { mode: 0o644 })
    return path
  }

  it.each([
    { is: 'no address', args: ['connect'], env: {}, says: 'JHE_SERVER_URL' },
    { is: 'no URL', args: ['connect', 'nowhere'], env: {}, says: 'not a URL' },
    { is: 'plain http', args: ['connect', 'http://mcp.example.org/'], env: {}, says: 'plain http' },
    {
      is: 'a user in it',
      args: ['connect', 'https://anna:secret@mcp.example.org/'],
      env: {},
      says: 'user name or password',
    },
    { is: 'a placeholder', args: [], env: { JHE_SERVER_URL: '${url}' }, says: 'placeholder' },
    {
      is: 'another transport',
      args: ['connect', 'https://mcp.example.org/', '--transport', 'carrier-pigeon'],
      env: {},
      says: '--transport must be',
    },
    {
      is: 'another log level',
      args: ['connect', 'https://mcp.example.org/'],
      env: { JHE_LOG_LEVEL: 'loud' },
      says: 'JHE_LOG_LEVEL must be',
    },
    {
      is: 'a trail on stdout',
      args: ['connect', 'https://mcp.example.org/'],
      env: { JHE_AUDIT_LOG: '-' },
      says: 'JHE_AUDIT_LOG=-',
    },
  ])('$is: connects, lists, and says so in every call', async ({ args, env, says }) => {
    const host = await introduced(start(args, env))
    host.send({ jsonrpc: '2.0', id: 1, method: 'tools/list' })
    host.send(callMessage(2, 'list_studies'))
    host.send({ jsonrpc: '2.0', id: 3, method: 'resources/read', params: { uri: 'jhe://studies' } })
    expect((await host.answerTo(1)).error).toBeUndefined()
    const { result } = await host.answerTo(2)
    expect(result).toMatchObject({ isError: true })
    expect(result).toHaveProperty(['_meta', 'jhe-mcp/error', 'code'], 'CONFIG_INVALID')
    expect(JSON.stringify(result)).toContain(says)
    expect(JSON.stringify(await host.answerTo(3))).toContain('CONFIG_INVALID')
    expect(JSON.stringify(host.lines)).not.toContain('anna')
    expect(host.stderr()).not.toContain('secret')
    expect(await host.end()).toBe(0)
  })

  it('a header file that others may read: says so in every call, and nothing of it', async () => {
    const args = ['connect', server.url, '--header-file', openFile()]
    const host = await introduced(start(args))
    host.send(callMessage(1, 'echo', { text: 'x' }))
    const { result } = await host.answerTo(1)
    expect(result).toHaveProperty(['_meta', 'jhe-mcp/error', 'code'], 'CONFIG_INVALID')
    expect(JSON.stringify(host.lines) + host.stderr()).not.toContain('0123456789abcdef')
  })

  it('is also said on stderr', async () => {
    const host = await introduced(start(['connect']))
    await host.end()
    expect(host.stderr()).toContain('CONFIG_INVALID')
  })
})
