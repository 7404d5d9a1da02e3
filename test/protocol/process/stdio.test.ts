import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'

import { callErrorIn } from '../../support/clients/call-error.js'
import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import {
  callMessage,
  discover,
  initialize,
  parseLine,
  startRawHost,
  type Message,
  type RawHost,
} from '../../support/clients/raw-host.js'
import { signInAs, type SignedIn } from '../../support/worlds/signed-in.js'
import { patients, studies } from '../../support/worlds/jhe/ids.js'
import { people } from '../../support/worlds/jhe/people.js'

/** The error that a tool call answered with, in its one shape. */
const errorIn = ({ result }: Message) => callErrorIn(result)

describe('the server without any setting', () => {
  let host: RawHost
  beforeEach(() => {
    host = startRawHost()
  })
  afterEach(async () => {
    await host.end()
  })

  it.each([
    ['initialize', initialize],
    ['server/discover', discover],
  ])('T-S1: answers %s', async (_name, message) => {
    host.send(message)
    expect((await host.answerTo(0)).result).toBeDefined()
  })

  it('S8: says at the first call which setting is missing', async () => {
    host.send(initialize)
    host.send(callMessage(1, 'list_studies'))
    const { code, message } = errorIn(await host.answerTo(1))
    expect(code).toBe('CONFIG_INVALID')
    expect(message).toContain('JHE_BASE_URL')
  })

  it.each([
    ['initialize', initialize],
    ['server/discover', discover],
  ])('takes arguments that are null for none, after %s', async (_name, first) => {
    host.send(first)
    await host.answerTo(0)
    const params = { ...first.params, name: 'describe_schema', arguments: null }
    host.send({ jsonrpc: '2.0', id: 1, method: 'tools/call', params })
    expect((await host.answerTo(1)).result).toHaveProperty('structuredContent.entries')
  })

  it('answers an unknown tool with -32602', async () => {
    host.send(initialize)
    host.send(callMessage(1, 'drop_everything'))
    expect((await host.answerTo(1)).error?.code).toBe(-32_602)
  })

  it('ends with exit code 0 when stdin ends', async () => {
    host.send(initialize)
    await host.answerTo(0)
    expect(await host.end()).toBe(0)
  })

  it('ends when it is told to terminate', async () => {
    host.send(initialize)
    await host.answerTo(0)
    host.process.kill('SIGTERM')
    await vi.waitFor(() => {
      expect(host.process.exitCode ?? host.process.signalCode).not.toBeNull()
    }, 20_000)
  })
})

describe('the server of somebody who is signed in', () => {
  let database: TestDatabase
  let signedIn: SignedIn
  let host: RawHost

  beforeAll(async () => {
    database = await createDatabase('jhe_0045')
    signedIn = await signInAs(people.coordinator.userId, database.url)
  })
  afterAll(async () => {
    signedIn.remove()
    await database.drop()
  })
  beforeEach(() => {
    host = startRawHost({ env: { ...signedIn.env, JHE_STATEMENT_TIMEOUT: '600000' } })
    host.send(initialize)
  })
  afterEach(async () => {
    await host.end()
  })

  const backends = async (state: string): Promise<number> => {
    const rows = await database.sql<{ count: string }>(
      `select count(*) from pg_stat_activity where datname = $1
       and application_name like 'jhe-mcp/%' and (state = $2 or $2 = 'any')`,
      [database.name, state],
    )
    return Number(rows[0]?.count)
  }

  /** Keeps every reader of observations waiting until it is released, from a session of its own. */
  const lockObservations = async (): Promise<() => Promise<void>> => {
    const session = new pg.Client(database.url)
    await session.connect()
    await session.query('begin')
    await session.query('lock table core_observation in access exclusive mode')
    return async () => {
      await session.end()
    }
  }

  const askForObservations = callMessage(1, 'get_patient_observations', {
    patient_id: patients.ana,
  })

  it('T-S9: frees the backend of a cancelled call, sends no answer and goes on', async () => {
    host.send(callMessage(7, 'get_study_count'))
    await host.answerTo(7)
    const release = await lockObservations()
    try {
      host.send(askForObservations)
      await vi.waitFor(async () => {
        expect(await backends('active')).toBe(1)
      }, 20_000)
      host.send({
        jsonrpc: '2.0',
        method: 'notifications/cancelled',
        params: { requestId: 1, reason: 'the person changed their mind' },
      })
      await vi.waitFor(async () => {
        expect(await backends('active')).toBe(0)
      }, 20_000)
    } finally {
      await release()
    }
    host.send(callMessage(8, 'get_study_count'))
    expect((await host.answerTo(8)).result).toMatchObject({ structuredContent: {} })
    expect(host.lines.map(parseLine).filter(({ id }) => id === 1)).toEqual([])
  })

  it('T-S5: ends while a query waits, and leaves no backend behind', async () => {
    const release = await lockObservations()
    try {
      host.send(askForObservations)
      await vi.waitFor(async () => {
        expect(await backends('active')).toBe(1)
      }, 20_000)
      expect(await host.end()).toBe(0)
      await vi.waitFor(async () => {
        expect(await backends('any')).toBe(0)
      }, 20_000)
    } finally {
      await release()
    }
  })

  it('T-S12: refuses a misspelled argument rather than ask for more than was meant', async () => {
    host.send(callMessage(1, 'get_patient_observations', { patientId: patients.ana }))
    const { code, message } = errorIn(await host.answerTo(1))
    expect(code).toBe('INPUT_INVALID')
    expect(message).toContain('patientId')
  })

  it.each([
    ['get_study_metadata', { study_id: '1; drop table core_study; --' }, 'INPUT_INVALID'],
    ['get_study_metadata', { study_id: studies.missing }, 'NOT_VISIBLE'],
    ['get_study_metadata', {}, 'NEEDS_INPUT'],
    ['get_patient_observations', { patient_id: patients.ana, limit: 1001 }, 'INPUT_INVALID'],
    ['get_patient_observations', { patient_id: patients.ana, data_type: 'x' }, 'INPUT_INVALID'],
  ])('answers %s %j with %s', async (tool, args, code) => {
    host.send(callMessage(1, tool, args))
    expect(errorIn(await host.answerTo(1)).code).toBe(code)
  })
})

describe('stdout', () => {
  it('T-S4: carries JSON-RPC only, whatever Node has to say', async () => {
    const database = await createDatabase('jhe_0045')
    const signedIn = await signInAs(people.coordinator.userId, database.url)
    const host = startRawHost({
      env: {
        ...signedIn.env,
        JHE_LOG_LEVEL: 'debug',
        NODE_DEBUG: 'net,tls,http',
        NODE_OPTIONS: '--trace-warnings --trace-deprecation',
      },
    })
    host.process.stdin.write('this is not JSON\n')
    host.send(initialize)
    const calls = [
      callMessage(1, 'get_study_count'),
      callMessage(2, 'list_studies', { limit: 1 }),
      callMessage(3, 'get_study_metadata', { study_id: studies.pressure }),
      callMessage(4, 'get_patient_demographics', { study_id: studies.pressure }),
      callMessage(5, 'get_patient_observations', { patient_id: patients.ana, format: 'fhir' }),
      callMessage(6, 'get_patient_observations', { patient_id: 'x' }),
      callMessage(7, 'get_patient_demographics', { study_id: studies.pressure, format: 'fhir' }),
      callMessage(8, 'nonsense'),
    ]
    for (const call of calls) host.send(call)
    await Promise.all(calls.map(async (_call, index) => await host.answerTo(index + 1)))
    expect(await host.end()).toBe(0)
    expect(host.lines.length).toBeGreaterThanOrEqual(calls.length + 1)
    for (const line of host.lines) parseLine(line)
    expect(host.stderr()).not.toBe('')
    signedIn.remove()
    await database.drop()
  })
})
