import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { bin } from '../../support/clients/mcp-clients.js'
import { discover, initialize } from '../../support/clients/raw-host.js'
import { signIn } from '../../support/connect/account-world.js'
import { listenWell } from '../../support/connect/faults/faulty-server.js'
import { connectBridged } from '../../support/connect/host/bridged-clients.js'
import { startSample } from '../../support/connect/host/sample-servers.js'
import { startIssuedServer } from '../../support/connect/issued-server.js'
import { openAccount } from '../../support/connect/open-account.js'
import { freePort } from '../../support/loopback.js'

/** Tells on stderr which file of JavaScript is loaded, and when a line is written to stdout. */
const hooks = `export const load = async (url, context, next) => {
  if (url.startsWith('file:')) process._rawDebug('loaded ' + url)
  return await next(url, context)
}`
const preload = `data:text/javascript,${encodeURIComponent(
  `import { register } from 'node:module'
register('data:text/javascript,' + ${JSON.stringify(encodeURIComponent(hooks))})
const write = process.stdout.write.bind(process.stdout)
process.stdout.write = (...args) => {
  const isWritten = write(...args)
  process._rawDebug('replied')
  return isWritten
}`,
)}`

describe('the start of a bridge', () => {
  let home = ''
  let url = ''
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'jhe-mcp-connect-start-'))
    const server = await startSample('SDK 2, both eras')
    url = server.url
    for (const kind of ['first', 'pinned'] as const) {
      const client = await connectBridged(kind, url, { env: env() })
      await client.toolNames()
      await client.close()
    }
    await server.close()
  })
  afterAll(() => {
    rmSync(home, { recursive: true, force: true })
  })
  const env = () => ({ HOME: home, USERPROFILE: home, JHE_TOKEN_STORE: 'file' })

  /** The files that a bridge has loaded before it writes its first reply, and the reply. */
  const loadedFor = async (message: object, args: readonly string[], change: object = {}) => {
    const child = spawn(process.execPath, ['--import', preload, bin, ...args], {
      env: { ...env(), ...change, PATH: process.env['PATH'] ?? '' },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    let said = ''
    let reply = ''
    child.stderr.on('data', (part: Buffer) => (said += part.toString()))
    child.stdout.on('data', (part: Buffer) => {
      reply += part.toString()
      child.stdin.end()
    })
    child.stdin.write(`${JSON.stringify(message)}\n`)
    await once(child, 'close')
    const before = said.slice(0, said.indexOf('replied'))
    const loaded = [...before.matchAll(/^loaded (\S+)$/gm)].map(([, each = '']) =>
      fileURLToPath(each),
    )
    return { loaded, reply }
  }

  const first = ['jhe-mcp.js', 'main.js', 'base.js', 'rolldown-runtime.js', 'bridge.js', 'store.js']

  it.each([
    ['initialize', initialize],
    ['server/discover', discover],
  ])('F53: loads what the first reply from memory needs: %s', async (_method, message) => {
    const { loaded, reply } = await loadedFor(message, ['connect', url])
    expect(reply).toContain('"sample"')
    expect(new Set(loaded.map((path) => basename(path)))).toEqual(new Set([...first, 'program.js']))
    const bytes = loaded.map((path) => statSync(path).size).reduce((sum, size) => sum + size, 0)
    expect(bytes).toBeLessThan(300_000)
  })

  it('F53: in the home of somebody who is signed in loads what asks the server, and no more', async () => {
    const tokens = { JHE_TOKEN_DIR: join(home, 'tokens') }
    const server = await startIssuedServer({ mcp: listenWell })
    const account = openAccount(server.url, tokens.JHE_TOKEN_DIR, await freePort())
    await signIn(account, server)
    const client = await connectBridged('first', server.url, { env: { ...env(), ...tokens } })
    await client.toolNames()
    await client.close()
    await server[Symbol.asyncDispose]()
    const { loaded, reply } = await loadedFor(initialize, ['connect', server.url], tokens)
    expect(reply).toContain('"serverInfo"')
    const asking = ['program.js', 'account.js', 'connect.js']
    expect(new Set(loaded.map((path) => basename(path)))).toEqual(new Set([...first, ...asking]))
  })

  it('F53: loads no command line where the address is a setting', async () => {
    const { loaded, reply } = await loadedFor(initialize, [], { JHE_SERVER_URL: url })
    expect(reply).toContain('"sample"')
    expect(new Set(loaded.map((path) => basename(path)))).toEqual(new Set(first))
  })
})
