import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'

import { callErrorIn } from '../../support/clients/call-error.js'
import { expectCleanFolder } from '../../support/clean-folder.js'
import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { ask } from '../../support/loopback.js'
import {
  callMessage,
  initialize,
  type Message,
  type RawHost,
  startRawHost,
} from '../../support/clients/raw-host.js'
import { openServerWorld, type ServerWorld } from '../../support/worlds/server-world.js'
import { studies } from '../../support/worlds/jhe/ids.js'
import { patientSeeds } from '../../support/worlds/jhe/patients.js'
import { people } from '../../support/worlds/jhe/people.js'

const password = 'planted-dsn-password'
/** A patient of the study, as the database spells them. */
const patient = patientSeeds[0]?.family ?? ''
const question = 'get_patient_demographics'
const asked = { study_id: studies.pressure }

let database: TestDatabase
let world: ServerWorld
let hosts: RawHost[] = []
beforeAll(async () => {
  database = await createDatabase('jhe_0045')
})
afterAll(async () => {
  await database.drop()
})
beforeEach(async () => {
  const url = new URL(database.url)
  url.password = password
  world = await openServerWorld(url.href, { JHE_LOG_LEVEL: 'debug' })
})
afterEach(async () => {
  await Promise.all(hosts.map(async (host) => await host.end()))
  hosts = []
  await world.close()
})

const start = async (change: Readonly<Record<string, string>> = {}): Promise<RawHost> => {
  const host = startRawHost({ env: { ...world.env, ...change } })
  hosts.push(host)
  host.send(initialize)
  await host.answerTo(0)
  host.send({ jsonrpc: '2.0', method: 'notifications/initialized' })
  return host
}

/** The last address that a server told, once it is another one than `before`. */
const told = async (host: RawHost, before = ''): Promise<string> =>
  await new Promise((resolve) => {
    const look = (): void => {
      const address = [...host.stderr().matchAll(/http:\/\/\S+\/authorize\/\S+(?=\n)/g)].at(-1)?.[0]
      if (address !== undefined && address !== before) resolve(address)
    }
    host.process.stderr.on('data', look)
    look()
  })

/** Signs in and comes back. @returns the authorization code */
const finish = async (address: string): Promise<string> => {
  const callback = await world.issuer.signIn(address, people.coordinator.userId)
  await ask(callback.href)
  return callback.searchParams.get('code') ?? ''
}

const sessionsSchema = z.object({
  sessions: z.record(
    z.string(),
    z.object({
      session: z.object({
        access_token: z.string(),
        refresh_token: z.string(),
        id_token: z.string(),
      }),
    }),
  ),
})

const storedTokens = async (): Promise<readonly string[]> => {
  const text = await readFile(join(world.tokenDir, 'token_cache.json'), 'utf8')
  const { sessions } = sessionsSchema.parse(JSON.parse(text))
  return Object.values(sessions).flatMap(({ session }) => Object.values(session))
}

const verifiers = (): readonly string[] =>
  world.issuer.grants.flatMap(({ code_verifier }) => code_verifier ?? [])

/** What other users of this computer see of a process. */
const argumentsOf = ({ process: { pid, spawnargs } }: RawHost): string =>
  process.platform === 'linux'
    ? readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8')
    : spawnargs.join(' ')

const codeOf = ({ result }: Message): string => callErrorIn(result).code

describe('what a server writes while somebody signs in, at debug level', () => {
  it('T-X1: holds no token, code, verifier, password or patient but in the session file and the answer', async () => {
    const host = await start()
    world.issuer.behave({ mode: 'error:invalid_grant' })
    host.send(callMessage(1, question, asked))
    const first = await told(host)
    const codes = [await finish(first)]
    expect(codeOf(await host.answerTo(1))).toBe('ISSUER_FAILED')

    world.issuer.behave({ mode: 'ok' })
    host.send(callMessage(2, question, asked))
    expect(codeOf(await host.answerTo(2))).toBe('SIGN_IN_REQUIRED')
    codes.push(await finish(await told(host, first)))
    host.send(callMessage(3, question, asked))
    const answer = JSON.stringify(await host.answerTo(3))
    expect(answer).toContain(patient)

    const unreachable = `postgresql://postgres:${password}@127.0.0.1:1/none`
    const other = await start({ JHE_DB_CONN: unreachable })
    other.send(callMessage(4, question, asked))
    expect(codeOf(await other.answerTo(4))).toBe('DATABASE_UNAVAILABLE')

    const secrets = [...(await storedTokens()), ...codes, ...verifiers(), password]
    expect(secrets.filter((secret) => secret.length < 10)).toEqual([])
    expect(secrets).toHaveLength(3 + 2 + 1 + 1)
    const stdout = [host, other].flatMap(({ lines }) => lines).join('\n')
    const commands = [host, other].map(argumentsOf)
    // all that they wrote has been read then
    await Promise.all([host.end(), other.end()])
    const written = [
      host.stderr(),
      other.stderr(),
      ...commands,
      ...(await world.browser.tabs()),
    ].join('\n')
    expect(host.stderr()).toContain('jhe-mcp debug: failed')
    expect(secrets.filter((secret) => stdout.includes(secret))).toEqual([])
    expect([...secrets, patient].filter((secret) => written.includes(secret))).toEqual([])
    expect([...host.lines, ...other.lines].filter((line) => line.includes(patient))).toHaveLength(1)
    // a server writes the lines of its audit trail after its answers, at the latest when it ends
    await Promise.all(hosts.map(async (ended) => await ended.end()))
    hosts = []
    await expectCleanFolder(world.tokenDir, [...secrets, patient])
    expect(await readFile(join(world.tokenDir, 'token_cache.json'), 'utf8')).not.toContain(patient)
  })
})
