import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { rejected } from '../../../support/caught.js'
import { startIssuedServer, type IssuedServer } from '../../../support/connect/issued-server.js'
import { openAccount } from '../../../support/connect/open-account.js'
import { ask, freePort } from '../../../support/loopback.js'
import { buildWorker } from '../../../support/processes/build-worker.js'
import { createTestFolder } from '../../../support/worlds/stores.js'

const run = promisify(execFile)
const five = [1, 2, 3, 4, 5]
const token = /^[\da-f]{16}$/
let worker = ''

beforeAll(async () => {
  worker = await buildWorker('account-worker')
})

afterAll(async () => {
  await rm(dirname(worker), { recursive: true })
})

interface Place {
  readonly server: IssuedServer
  readonly dir: string
  readonly port: number
}

const argumentsOf = (step: string, { server, dir, port }: Place): string[] => [
  worker,
  step,
  server.url,
  dir,
  String(port),
]

/** One step in a process of its own. */
const inProcess = async (step: string, place: Place): Promise<string> => {
  const { stdout, stderr } = await run(process.execPath, argumentsOf(step, place), { env: {} })
  return `${stderr}${stdout}`.trim()
}

const inFive = async (step: string, place: Place): Promise<readonly string[]> =>
  await Promise.all(five.map(async () => await inProcess(step, place)))

const tabsOf = async ({ dir }: Place): Promise<readonly string[]> =>
  (await readFile(join(dir, 'tabs'), 'utf8').catch(() => '')).split('\n').filter(Boolean)

/** Signs in, with tokens that are due at once where the server gives them a short life. */
const signedIn = async (place: Place): Promise<void> => {
  const account = openAccount(place.server.url, place.dir, place.port)
  const address = await account.offer({})
  const page = place.server.signIn(address ?? '').then(async (back) => await ask(back.href))
  await account.accepted(new AbortController().signal)
  await page
}

/** A process that is killed once its request has reached the issuer. */
const killHolder = async (place: Place): Promise<void> => {
  const arrived = place.server.tokenRequest()
  const holder = spawn(process.execPath, argumentsOf('credentials', place), { env: {} })
  await arrived
  holder.kill('SIGKILL')
  await once(holder, 'close')
}

describe('five processes at one server elsewhere', () => {
  it('F50: open one tab, and all five are signed in', async () => {
    await using server = await startIssuedServer()
    await using folder = await createTestFolder()
    const place = { server, dir: folder.path, port: await freePort() }
    const answers = inFive('sign-in', place)
    await expect.poll(async () => (await tabsOf(place)).length, { timeout: 20_000 }).toBe(1)
    const [tab = ''] = await tabsOf(place)
    await ask((await server.signIn(tab)).href)
    const tokens = await answers
    expect(new Set(tokens).size).toBe(1)
    expect(tokens[0]).toMatch(token)
    expect(await tabsOf(place)).toHaveLength(1)
    expect(server.count('POST /reg')).toBe(1)
    expect(server.count('POST /token')).toBe(1)
  })

  it('T-R1: wake at once and send one refresh', async () => {
    await using server = await startIssuedServer({ accessSeconds: 30 })
    await using folder = await createTestFolder()
    const place = { server, dir: folder.path, port: await freePort() }
    await signedIn(place)
    server.live(3600)
    server.behave({ latencyMs: 300 })
    const before = server.count('POST /token')
    const answers = await inFive('credentials', place)
    expect(new Set(answers).size).toBe(1)
    expect(answers[0]).toMatch(token)
    expect(server.count('POST /token') - before).toBe(1)
    expect(await readdir(place.dir)).toEqual(['server_cache.json'])
  })

  it('F50: do not take the sign-in at another server for their own', async () => {
    await using first = await startIssuedServer()
    await using second = await startIssuedServer()
    await using folder = await createTestFolder()
    const port = await freePort()
    const account = openAccount(first.url, folder.path, port)
    await account.offer({})
    const other = openAccount(second.url, folder.path, port)
    const error = await rejected(other.offer({}))
    expect(error.code).toBe('CALLBACK_PORT_BUSY')
    expect(error.message).toContain('another place')
    expect(`${error.message} ${error.hint}`).not.toMatch(/\bJHE\b(?!_REDIRECT_URI)/)
    await account.stop()
    expect(await other.offer({})).toContain(second.origin)
    await other.stop()
  })

  it('T-R1: after a 401 for all, one refresh serves all', async () => {
    await using server = await startIssuedServer()
    await using folder = await createTestFolder()
    const place = { server, dir: folder.path, port: await freePort() }
    await signedIn(place)
    server.behave({ latencyMs: 300 })
    const accounts = five.map(() => openAccount(server.url, place.dir, place.port))
    const never = new AbortController().signal
    const refused = await accounts[0]?.credentials(never)
    const before = server.count('POST /token')
    const renewed = await Promise.all(
      accounts.map(async (account) => await account.renew(refused, {}, never)),
    )
    expect(new Set(renewed.map((found) => found?.headers['authorization'])).size).toBe(1)
    expect(renewed[0]).not.toEqual(refused)
    expect(server.count('POST /token') - before).toBe(1)
  })

  it('T-R3: go on when the one that renews is killed before the issuer took its request', async () => {
    await using server = await startIssuedServer({ accessSeconds: 30 })
    await using folder = await createTestFolder()
    const place = { server, dir: folder.path, port: await freePort() }
    await signedIn(place)
    server.behave({ mode: 'hang' })
    await killHolder(place)
    expect((await readdir(place.dir)).some((name) => name.endsWith('.lease'))).toBe(true)
    server.behave({ mode: 'ok' })
    expect(await inProcess('credentials', place)).toMatch(token)
    expect((await readdir(place.dir)).some((name) => name.endsWith('.lease'))).toBe(false)
  })

  it('T-R12: killed after the issuer spent the token, the record is whole and the session ends plainly', async () => {
    await using server = await startIssuedServer({ accessSeconds: 30 })
    await using folder = await createTestFolder()
    const place = { server, dir: folder.path, port: await freePort() }
    await signedIn(place)
    server.behave({ mode: 'late' })
    await killHolder(place)
    const account = openAccount(server.url, place.dir, place.port)
    expect(await account.isSignedIn()).toBe(true)
    server.behave({ mode: 'ok' })
    const refused = {
      headers: { authorization: `Bearer ${(await account.session())?.access_token ?? ''}` },
    }
    await expect.poll(() => server.count('POST /token')).toBe(2)
    const found = await account.renew(refused, {}, new AbortController().signal)
    expect(found).toBeUndefined()
    expect(await account.isSignedIn()).toBe(false)
  })
})
