import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest'

import type { Connection } from '../../../src/db/connection.js'
import { backendsOf, lockTable, waitingBackends } from '../../support/database/backends.js'
import { rejected } from '../../support/caught.js'
import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { connectRaw, createToolCaller } from '../../support/clients/tool-caller.js'
import { patients } from '../../support/worlds/jhe/ids.js'
import { people } from '../../support/worlds/jhe/people.js'

const never = new AbortController().signal
const observations = 'select count(*)::int as count from public.core_observation'

let database: TestDatabase
let connection: Connection

beforeEach(async () => {
  database = await createDatabase('jhe_0045')
})
afterEach(async () => {
  await connection.close()
  await database.drop()
})

describe('a statement that takes too long', () => {
  beforeEach(() => {
    connection = connectRaw(database.url, 1_000)
  })

  it('T-D4: is stopped by the server, and its connection goes on', async () => {
    expect(await rejected(connection.query('select pg_sleep(600)', [], never))).toMatchObject({
      code: 'QUERY_TIMEOUT',
    })
    // the error is sent a moment before the backend is idle
    await expect.poll(async () => await backendsOf(database)).toMatchObject([{ state: 'idle' }])
    const [before] = await backendsOf(database)
    expect(await connection.query('select 1 as one', [], never)).toEqual([{ one: 1 }])
    expect((await backendsOf(database)).map(({ pid }) => pid)).toEqual([before?.pid])
  })

  it('T-D4: is stopped when it only waits for somebody else, in the words of the contract', async () => {
    await connection.close()
    connection = connectRaw(database.url, 3_000)
    const caller = createToolCaller(connection)
    const patient_id = patients.ana
    const questions = [
      ['get_patient_observations', { patient_id }],
      ['summarize_observations', { patient_id }],
      ['get_observation_trend', { patient_id, data_type: 'blood-pressure', bucket: 'day' }],
      ['search_patients', { name: 'ana' }],
    ] as const
    const askAll = async () =>
      await Promise.all(
        questions.map(
          async ([tool, args]) => await caller.call(people.coordinator.userId, tool, args),
        ),
      )
    await askAll()
    const locked = ['core_observation', 'core_patient']
    const releases = await Promise.all(
      locked.map(async (table) => await lockTable(database.url, table)),
    )
    for (const outcome of await askAll()) {
      expect(outcome).toMatchObject({ code: 'QUERY_TIMEOUT' })
      expect(JSON.stringify(outcome)).toContain('a table is being changed')
      expect(JSON.stringify(outcome)).not.toContain('core_')
    }
    await Promise.all(
      releases.map(async (release) => {
        await release()
      }),
    )
    for (const outcome of await askAll()) {
      expect(outcome).toMatchObject({ value: { truncated: false } })
    }
  })
})

/** A way to the database whose connections a test can hold up. */
const openProxy = async () => {
  const sockets: Socket[] = []
  const held: (() => void)[] = []
  const closed: Promise<unknown>[] = []
  let isHolding = false
  const server = createServer((socket) => {
    const forward = () => {
      const target = connect(inject('cluster').port, '127.0.0.1')
      sockets.push(target)
      target.on('error', () => undefined)
      socket.pipe(target).pipe(socket)
    }
    sockets.push(socket)
    socket.on('error', () => undefined)
    closed.push(once(socket, 'close'))
    if (isHolding) held.push(forward)
    else forward()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    port,
    /** Lets later connections wait until `letIn`. */
    hold: () => (isHolding = true),
    /** Once a connection waits. */
    someoneWaits: async () => {
      while (held.length === 0) await once(server, 'connection')
    },
    /** Lets in who waits, and everybody later; done when the first of them has left again. */
    letIn: async () => {
      isHolding = false
      const first = closed.at(-held.length)
      for (const forward of held.splice(0)) forward()
      await first
    },
    close: () => {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

describe('a call that is cancelled', () => {
  beforeEach(() => {
    // so long that nothing but a cancellation ends a statement
    connection = connectRaw(database.url, 600_000)
  })

  const start = (text: string, signal: AbortSignal) => {
    const outcome = connection.query(text, [], signal)
    outcome.catch(() => undefined)
    return outcome
  }

  it('T-S9: stops its statement and no other one', async () => {
    const release = await lockTable(database.url, 'core_observation')
    const [one, other] = [new AbortController(), new AbortController()]
    const first = start(observations, one.signal)
    const [stopped] = await waitingBackends(database, 1)
    const second = start(observations, other.signal)
    await waitingBackends(database, 2)
    one.abort(new Error('changed their mind'))
    await expect(first).rejects.toThrow('changed their mind')
    const waiting = await waitingBackends(database, 1)
    expect(waiting).not.toContain(stopped)
    await release()
    expect(await second).toHaveLength(1)
  })

  it('T-S9: is not sent at all when it was cancelled before', async () => {
    const signal = AbortSignal.abort(new Error('too late'))
    await expect(connection.query('select pg_sleep(600)', [], signal)).rejects.toThrow('too late')
    expect(await backendsOf(database)).toEqual([])
  })

  it('T-S9: does not take its turn from those who wait behind it', async () => {
    const release = await lockTable(database.url, 'core_observation')
    const controllers = Array.from({ length: 3 }, () => new AbortController())
    const busy = controllers.map(({ signal }) => start(observations, signal))
    await waitingBackends(database, 3)
    const waiting = new AbortController()
    const behind = start(observations, waiting.signal)
    const last = start(observations, never)
    waiting.abort(new Error('gave up'))
    controllers[0]?.abort(new Error('changed their mind'))
    await expect(behind).rejects.toThrow('gave up')
    expect(await Promise.race(busy.map(async (call) => await call.catch(() => 'stopped')))).toBe(
      'stopped',
    )
    await waitingBackends(database, 3)
    await release()
    expect(await last).toHaveLength(1)
    expect(await Promise.allSettled(busy)).toMatchObject([
      { status: 'rejected' },
      ...Array.from({ length: 2 }, () => ({ status: 'fulfilled' })),
    ])
  })

  it('T-S9: stops nothing that came after it, however late the cancellation arrives', async () => {
    const proxy = await openProxy()
    await connection.close()
    connection = connectRaw(
      `postgresql://postgres@127.0.0.1:${proxy.port}/${database.name}`,
      600_000,
    )
    try {
      const release = await lockTable(database.url, 'core_observation')
      const controller = new AbortController()
      const first = start(observations, controller.signal)
      await waitingBackends(database, 1)
      proxy.hold()
      controller.abort(new Error('changed their mind'))
      await proxy.someoneWaits()
      // the statement ends by itself before the cancellation gets through
      await release()
      await vi.waitFor(async () => {
        expect(await backendsOf(database)).toMatchObject([{ state: 'idle' }])
      }, 20_000)
      const letGo = await lockTable(database.url, 'core_study')
      const next = start('select count(*)::int as count from public.core_study', never)
      await proxy.letIn()
      await letGo()
      expect(await next).toHaveLength(1)
      await Promise.allSettled([first])
    } finally {
      proxy.close()
    }
  })
})
