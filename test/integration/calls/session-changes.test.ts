import { renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { AuditEntry } from '../../../src/audit/event.js'
import { sessionStateOf } from '../../../src/auth/session/session-state.js'
import type { Connection } from '../../../src/db/connection.js'
import { toJheError } from '../../../src/errors.js'
import { createQueryExecutor } from '../../../src/query/query-executor.js'
import { assembleSessions } from '../../support/worlds/assemble-sessions.js'
import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { createTestFolder, writeTestSession } from '../../support/worlds/stores.js'
import { createTestSession } from '../../support/issuer/tokens.js'
import { callAs, createTestApp, testCaller } from '../../support/clients/app.js'
import { connectTo } from '../../support/clients/tool-caller.js'
import { studies } from '../../support/worlds/jhe/ids.js'
import { people } from '../../support/worlds/jhe/people.js'

const owner = { issuer: 'http://localhost:8000/o', clientId: 'jhe-mcp' }
const coordinator = people.coordinator.userId
const loner = people.loner.userId

let database: TestDatabase
let connection: Connection
beforeAll(async () => {
  database = await createDatabase('jhe_0045')
  connection = connectTo(database.url)
})
afterAll(async () => {
  await connection.close()
  await database.drop()
})

const leave = async (dir: string, subject: number, claim: readonly number[] | null = null) => {
  await writeTestSession(dir, await createTestSession({ ...owner, subject, studies: claim }))
}

/** A server with somebody signed in, who has asked before; things may happen once a question is sent. */
const openServer = async (subject: number) => {
  const folder = await createTestFolder()
  const elsewhere = await createTestFolder()
  const file = join(folder.path, 'token_cache.json')
  await leave(folder.path, subject)
  const asked: unknown[] = []
  const lines: AuditEntry[] = []
  let meanwhile: () => void = () => undefined
  const jhe = createQueryExecutor(
    {
      ...connection,
      query: async (text, values, signal) => {
        const answer = connection.query<never>(text, values, signal)
        if (text.includes('visible_study')) {
          asked.push(values.find((value) => typeof value === 'number'))
          meanwhile()
          meanwhile = () => undefined
        }
        return await answer
      },
    },
    { requireSafeRole: false, warn: () => undefined },
  )
  const app = createTestApp({ database: jhe, record: (line) => lines.push(line) })
  const { source } = assembleSessions(folder.path, owner)
  const caller = testCaller(app, {
    ...source,
    state: async (signal) => await sessionStateOf(source, signal),
  })
  const ask = async (name: string, args: object = {}): Promise<unknown> => {
    try {
      return (await callAs(app, caller, { name, args })).value
    } catch (thrown) {
      return toJheError(thrown).code
    }
  }
  const first = await ask('get_study_count')
  asked.length = 0
  return {
    ask,
    asked,
    first,
    lastSubject: () => lines.at(-1)?.subject,
    /** Once the next question is on its way to the database. */
    signsIn: async (other: number, claim: readonly number[] | null = null) => {
      await leave(elsewhere.path, other, claim)
      meanwhile = () => {
        renameSync(join(elsewhere.path, 'token_cache.json'), file)
      }
    },
    signsOut: () => {
      meanwhile = () => {
        rmSync(file)
      }
    },
    [Symbol.asyncDispose]: async () => {
      await folder[Symbol.asyncDispose]()
      await elsewhere[Symbol.asyncDispose]()
    },
  }
}

describe('a question', () => {
  it('is asked once while nothing changes', async () => {
    await using server = await openServer(coordinator)
    expect(await server.ask('get_study_count')).toEqual(server.first)
    expect(server.asked).toEqual([coordinator])
  })

  it('under way belongs to who was signed in when it began, the next one to who is now', async () => {
    await using server = await openServer(coordinator)
    expect(server.first).not.toEqual({ count: 0 })
    await server.signsIn(loner)
    expect(await server.ask('get_study_count')).toEqual(server.first)
    expect(server.lastSubject()).toBe(coordinator)
    expect(await server.ask('get_study_count')).toEqual({ count: 0 })
    expect(server.lastSubject()).toBe(loner)
    expect(server.asked).toEqual([coordinator, loner])
  })

  it('is answered to who has signed in since the one before', async () => {
    await using server = await openServer(loner)
    const args = { study_id: studies.pressure }
    await server.signsIn(coordinator)
    expect(await server.ask('get_study_metadata', args)).toBe('NOT_VISIBLE')
    expect(await server.ask('get_study_metadata', args)).toMatchObject({ id: studies.pressure })
    expect(server.lastSubject()).toBe(coordinator)
  })

  it('sees no more than the newest token of the same person names', async () => {
    await using server = await openServer(coordinator)
    await server.signsIn(coordinator, [studies.pressure])
    expect(await server.ask('get_study_count')).toEqual(server.first)
    expect(await server.ask('get_study_count')).toEqual({ count: 1 })
    expect(server.asked).toEqual([coordinator, coordinator])
  })

  it('is not answered after a sign-out, and the database is not asked', async () => {
    await using server = await openServer(coordinator)
    server.signsOut()
    expect(await server.ask('get_study_count')).toEqual(server.first)
    server.asked.length = 0
    const all = ['get_study_count', 'list_studies', 'get_study_count']
    const answers = await Promise.all(all.map(async (name) => await server.ask(name)))
    expect(answers).toEqual(all.map(() => 'SIGN_IN_REQUIRED'))
    expect(server.lastSubject()).toBeNull()
    expect(server.asked).toEqual([])
  })
})
