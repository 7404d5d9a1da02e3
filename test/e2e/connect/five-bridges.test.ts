import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'

import {
  callMessage,
  initialize,
  startRawHost,
  type RawHost,
} from '../../support/clients/raw-host.js'
import { listenWell } from '../../support/connect/faults/faulty-server.js'
import { hastyProcess } from '../../support/connect/faults/hasty-process.js'
import { startIssuedServer, type IssuedServer } from '../../support/connect/issued-server.js'
import { expectNoToken } from '../../support/connect/token-search.js'
import { ask as load, freePort } from '../../support/loopback.js'

let server: IssuedServer
let folder: string
let env: Readonly<Record<string, string>>
const hosts: RawHost[] = []
beforeEach(async () => {
  server = await startIssuedServer({ mcp: listenWell })
  folder = mkdtempSync(join(tmpdir(), 'jhe-mcp-five-'))
  const browser = join(folder, 'browser')
  // what the browser is given is looked at too
  writeFileSync(
    browser,
    `#!/bin/sh\nprintf '%s\\n' "$1" >> '${folder}/tabs'\nenv > '${folder}/env'\n`,
  )
  chmodSync(browser, 0o755)
  env = {
    ...hastyProcess(folder, 'person'),
    HOME: folder,
    BROWSER: browser,
    JHE_TOKEN_STORE: 'file',
    JHE_TOKEN_DIR: join(folder, 'tokens'),
    JHE_AUDIT_LOG: join(folder, 'audit.jsonl'),
    JHE_REDIRECT_URI: `http://127.0.0.1:${await freePort()}/callback`,
  }
})
afterEach(async () => {
  for (const host of hosts.splice(0)) {
    host.process.kill('SIGCONT')
    await host.end()
  }
  await server[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

const start = async (): Promise<RawHost> => {
  const host = startRawHost({ args: ['connect', server.url], env })
  hosts.push(host)
  host.send(initialize)
  await host.answerTo(0)
  host.send({ jsonrpc: '2.0', method: 'notifications/initialized' })
  return host
}

const tabs = (): readonly string[] => {
  const path = join(folder, 'tabs')
  // the file is there a moment before its first line
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : []
}

const textSchema = z.object({ content: z.tuple([z.object({ text: z.string() })]) })
let count = 0
const ask = async (host: RawHost): Promise<string> => {
  count += 1
  host.send(callMessage(count, 'ask'))
  return textSchema.parse((await host.answerTo(count)).result).content[0].text
}
const askAll = async (asked: readonly RawHost[]): Promise<readonly string[]> =>
  await Promise.all(asked.map(ask))

/** Five hosts in one home, of which one tab has signed a person in. */
const signedIn = async (): Promise<readonly RawHost[]> => {
  const started = await Promise.all([1, 2, 3, 4, 5].map(start))
  const first = askAll(started)
  await expect.poll(() => tabs().length, { timeout: 20_000 }).toBe(1)
  await load((await server.signIn(String(tabs()[0]))).href)
  // one whose patience was over before is told the address, and asks again
  if ((await first).some((text) => text !== 'fine')) expect(await askAll(started)).toEqual(fine(5))
  return started
}

const fine = (length: number): readonly string[] => Array.from({ length }, () => 'fine')

const expectOneTab = (): void => {
  expect(tabs()).toHaveLength(1)
  expect(server.count('POST /reg')).toBe(1)
}

describe('F50: five bridges in one home', () => {
  it('open one tab, and later renew once for all', async () => {
    const five = await signedIn()
    expectOneTab()
    expect(server.count('POST /token')).toBe(1)
    server.revoke()
    server.behave({ latencyMs: 300 })
    expect(await askAll(five)).toEqual(fine(5))
    expect(server.count('POST /token')).toBe(2)
    expectOneTab()
  })

  it('go on when one is killed in the middle of a renewal', async () => {
    const [first, ...others] = await signedIn()
    server.revoke()
    server.behave({ mode: 'hang' })
    const arrived = server.tokenRequest()
    first?.send(callMessage(1_000, 'ask'))
    await arrived
    first?.process.kill('SIGKILL')
    server.behave({ mode: 'ok' })
    expect(await askAll(others)).toEqual(fine(4))
    expectOneTab()
  })

  it('renew once after an hour of sleep', async () => {
    const five = await signedIn()
    for (const host of five) host.process.kill('SIGSTOP')
    writeFileSync(join(folder, 'clock'), '4000')
    server.revoke()
    server.behave({ latencyMs: 300 })
    for (const host of five) host.process.kill('SIGCONT')
    expect(await askAll(five)).toEqual(fine(5))
    expect(server.count('POST /token')).toBe(2)
    expectOneTab()
  })

  it('F51: no token is anywhere but in the file of the session', async () => {
    const five = await signedIn()
    server.revoke()
    expect(await askAll(five)).toEqual(fine(5))
    const system =
      process.platform !== 'linux'
        ? []
        : five.flatMap(({ process: { pid } }) =>
            ['cmdline', 'environ'].map((name) =>
              readFileSync(`/proc/${String(pid)}/${name}`, 'utf8'),
            ),
          )
    for (const host of five) {
      host.process.kill('SIGABRT')
      await host.exited
    }
    const { shown, stored, files } = expectNoToken({ server, folder, hosts: five, texts: system })
    // both access tokens, and what is kept: the second and its refresh token
    expect(shown).toHaveLength(2)
    expect(stored).toHaveLength(2)
    expect(shown.filter((token) => stored.includes(token))).toHaveLength(1)
    expect(files.length).toBeGreaterThan(2)
  })
})
