import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import {
  backendsOf,
  lockTable,
  noBackends,
  waitingBackends,
} from '../../support/database/backends.js'
import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { bin } from '../../support/clients/mcp-clients.js'
import {
  callMessage,
  initialize,
  startRawHost,
  type RawHost,
} from '../../support/clients/raw-host.js'
import { signInAs, type SignedIn } from '../../support/worlds/signed-in.js'
import { patients } from '../../support/worlds/jhe/ids.js'
import { people } from '../../support/worlds/jhe/people.js'

const isWindows = process.platform === 'win32'

let database: TestDatabase
let signedIn: SignedIn
let host: RawHost

const start = async () => {
  const started = startRawHost({ env: { ...signedIn.env, JHE_STATEMENT_TIMEOUT: '600000' } })
  started.send(initialize)
  await started.answerTo(0)
  return started
}

beforeAll(async () => {
  database = await createDatabase('jhe_0045')
  signedIn = await signInAs(people.coordinator.userId, database.url)
})
afterAll(async () => {
  signedIn.remove()
  await database.drop()
})
beforeEach(async () => {
  host = await start()
})
afterEach(async () => {
  await host.end()
})

const ofAna = (id: number) =>
  callMessage(id, 'get_patient_observations', { patient_id: patients.ana })

/** Several calls that wait in the database, and more that wait for their turn. */
const askMuch = async () => {
  const release = await lockTable(database.url, 'core_observation')
  for (let id = 1; id <= 7; id += 1) host.send(ofAna(id))
  await waitingBackends(database, 3)
  return release
}

describe('T-S5: the server leaves no backend behind', () => {
  it('when stdin ends while several queries wait', async () => {
    const release = await askMuch()
    expect(await host.end()).toBe(0)
    await noBackends(database)
    await release()
  })

  it.skipIf(isWindows).each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'when %s comes while several queries wait',
    async (signal) => {
      const release = await askMuch()
      host.process.kill(signal)
      expect(await host.exited).toEqual([0, null])
      await noBackends(database)
      await release()
    },
  )

  it('when nobody reads its answers any more', async () => {
    host.process.stdout.destroy()
    host.process.stdin.on('error', () => undefined)
    host.send(callMessage(1, 'get_study_count'))
    await host.exited
    await noBackends(database)
  })

  it('T-D10: nor a connection while it has nothing to do', async () => {
    host.send(callMessage(1, 'get_study_count'))
    await host.answerTo(1)
    expect(await backendsOf(database)).toHaveLength(1)
    await noBackends(database, 50_000)
    expect(host.process.exitCode).toBeNull()
    host.send(callMessage(2, 'get_study_count'))
    expect((await host.answerTo(2)).result).toHaveProperty('structuredContent.count', 3)
  })

  it('T-D10: nor opens one before it is asked something of the database', async () => {
    host.send({ jsonrpc: '2.0', id: 1, method: 'tools/list' })
    await host.answerTo(1)
    host.send(callMessage(2, 'get_study_metadata', { study_id: 'no number' }))
    await host.answerTo(2)
    expect(await backendsOf(database)).toEqual([])
  })
})

/** Starts the server with its own fourth pipe as stdin, and lives on. */
const parentCode = `
const stdio = [4, 1, 'ignore']
require('node:child_process').spawn(process.execPath, [${JSON.stringify(bin)}], { stdio })
setInterval(() => {}, 1000)`

describe('T-S5: a server whose host was killed', () => {
  it.skipIf(isWindows)('ends, though somebody else holds its stdin open', async () => {
    const parent = spawn(process.execPath, ['-e', parentCode], {
      env: { ...signedIn.env, PATH: process.env['PATH'] ?? '' },
      stdio: ['ignore', 'pipe', 'ignore', 'ignore', 'pipe'],
    })
    const { stdout, stdio } = parent
    const stdin = stdio[4]
    if (stdout === null || !(stdin instanceof Writable)) throw new Error('no pipes')
    stdin.write(`${JSON.stringify(initialize)}\n`)
    await once(createInterface({ input: stdout }), 'line')
    // the last writer of this pipe is the server
    const ended = once(stdout, 'close')
    parent.kill('SIGKILL')
    await once(parent, 'exit')
    expect(stdin.destroyed).toBe(false)
    expect(stdin.write(`${JSON.stringify(callMessage(1, 'get_study_count'))}\n`)).toBe(true)
    await ended
    stdin.destroy()
  })
})
