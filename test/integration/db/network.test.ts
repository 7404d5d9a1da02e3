import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest'

import {
  backendsOf,
  lockTable,
  noBackends,
  waitingBackends,
} from '../../support/database/backends.js'
import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { openGateway, type Gateway } from '../../support/issuer/gateway.js'
import { connectTo, createToolCaller, type ToolCaller } from '../../support/clients/tool-caller.js'
import { patients } from '../../support/worlds/jhe/ids.js'
import { people } from '../../support/worlds/jhe/people.js'

const ofAna = { patient_id: patients.ana }

describe('a network between us and the database', () => {
  let database: TestDatabase
  let gateway: Gateway
  let caller: ToolCaller
  const start = (statementTimeout?: number) => {
    const url = `postgresql://postgres@127.0.0.1:${gateway.port}/${database.name}`
    caller = createToolCaller(connectTo(url, statementTimeout))
  }
  beforeEach(async () => {
    database = await createDatabase('jhe_0045')
    gateway = await openGateway(inject('cluster').port)
    start()
  })
  afterEach(async () => {
    await caller.close()
    gateway.close()
    await database.drop()
  })

  const ask = async (tool = 'get_patient_observations', args: object = ofAna) =>
    await caller.call(people.coordinator.userId, tool, args)
  const answered = { value: { truncated: false } }

  it('T-S10: that is cut in the middle of statements costs a second attempt', async () => {
    await ask()
    const release = await lockTable(database.url, 'core_observation')
    const answers = [ask(), ask(), ask()]
    const before = await waitingBackends(database, 3)
    gateway.cut()
    await waitingBackends(database, 3, before)
    await release()
    for (const answer of answers) expect(await answer).toMatchObject(answered)
  })

  it('T-S10: that is cut again and again is said, and the next call works', async () => {
    await ask()
    const release = await lockTable(database.url, 'core_observation')
    const answer = ask()
    const first = await waitingBackends(database, 1)
    gateway.cut()
    await waitingBackends(database, 1, first)
    gateway.cut()
    expect(await answer).toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
    await release()
    expect(await ask()).toMatchObject(answered)
  })

  it('N4: that swallows everything is said to have stopped answering, and the next call works', async () => {
    await caller.close()
    start(2_000)
    await ask()
    const release = await lockTable(database.url, 'core_observation')
    const answer = ask()
    await waitingBackends(database, 1)
    gateway.swallow()
    expect(await answer).toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
      message: 'The JHE database cannot be reached: it stopped answering.',
    })
    await release()
    expect(gateway.open()).toBe(0)
    expect(await ask()).toMatchObject(answered)
    expect((await backendsOf(database)).map(({ state }) => state)).toEqual(['idle'])
  })

  it('S9: that swallows everything does not keep a cancelled call', async () => {
    await ask()
    const release = await lockTable(database.url, 'core_observation')
    const controller = new AbortController()
    const call = caller.call(people.coordinator.userId, 'get_patient_observations', ofAna, {
      signal: controller.signal,
    })
    await waitingBackends(database, 1)
    gateway.swallow()
    controller.abort(new Error('changed their mind'))
    await expect(call).rejects.toThrow('changed their mind')
    await release()
    expect(await ask()).toMatchObject(answered)
  })

  it('T-S10: behind which the database ends idle sessions costs nothing', async () => {
    const role = `idle_${database.name.slice(-12)}`
    await database.sql(
      `create role ${role} login superuser; alter role ${role} set idle_session_timeout = 50`,
    )
    await caller.close()
    const url = `postgresql://${role}@127.0.0.1:${gateway.port}/${database.name}`
    caller = createToolCaller(connectTo(url))
    for (let i = 0; i < 3; i += 1) {
      expect(await ask()).toMatchObject(answered)
      await noBackends(database)
    }
    await database.sql(`drop role ${role}`)
  })

  it('says that the role has no connection to spare, and works when it has', async () => {
    const role = `crowded_${database.name.slice(-12)}`
    await database.sql(`create role ${role} login; alter role ${role} connection limit 1;
      grant select on all tables in schema public to ${role}`)
    const url = database.url.replace('//postgres@', `//${role}@`)
    const [first, second] = [url, url].map((one) => createToolCaller(connectTo(one)))
    const count = async (one?: ToolCaller) =>
      await one?.call(people.coordinator.userId, 'get_study_count')
    expect(await count(first)).toMatchObject({ value: { count: 3 } })
    const crowded = await count(second)
    expect(crowded).toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
    expect(JSON.stringify(crowded)).toContain('no connection to spare')
    // a call that is cancelled needs no connection more
    await first?.close()
    await vi.waitFor(async () => {
      expect(await count(second)).toMatchObject({ value: { count: 3 } })
    }, 20_000)
    await second?.close()
    await noBackends(database)
    await database.sql(`drop owned by ${role}; drop role ${role}`)
  })
})
