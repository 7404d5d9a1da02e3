import { randomBytes } from 'node:crypto'

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

import { roleScript } from '../../src/sql-scripts/role-script.js'
import { backendsOf, lockTable, noBackends, waitingBackends } from '../support/database/backends.js'
import { createDatabase, type TestDatabase } from '../support/database/database.js'
import { callMessage, initialize, startRawHost, type RawHost } from '../support/clients/raw-host.js'
import { signInAs, type SignedIn } from '../support/worlds/signed-in.js'
import { patients, studies } from '../support/worlds/jhe/ids.js'
import { people } from '../support/worlds/jhe/people.js'

let database: TestDatabase
let signedIn: SignedIn
const role = `reader_${randomBytes(6).toString('hex')}`

beforeAll(async () => {
  database = await createDatabase('jhe_0045')
  await database.sql(roleScript(role))
  // a quarter of what the hosts below would take together
  await database.sql(`alter role ${role} connection limit 6`)
  const url = database.url.replace('//postgres@', `//${role}@`)
  signedIn = await signInAs(people.coordinator.userId, url)
})
afterAll(async () => {
  signedIn.remove()
  await database.sql(`drop owned by ${role}`)
  await database.sql(`drop role ${role}`)
  await database.drop()
})

const start = async (): Promise<RawHost> => {
  const host = startRawHost({ env: { ...signedIn.env, JHE_STATEMENT_TIMEOUT: '600000' } })
  host.send(initialize)
  await host.answerTo(0)
  return host
}

const long = [
  ['get_patient_observations', { patient_id: patients.ana }],
  ['get_study_metadata', { study_id: studies.pressure }],
  ['summarize_observations', { study_id: studies.pressure }],
  [
    'get_observation_trend',
    { patient_id: patients.ana, data_type: 'blood-pressure', bucket: 'day' },
  ],
] as const
const short = [
  ['get_study_count', {}],
  ['list_studies', {}],
  ['get_patient_demographics', { study_id: studies.pressure }],
  ['search_patients', { name: 'a' }],
] as const

/** Sends calls of these questions in turn. @returns their ids */
const sendMany = (
  host: RawHost,
  from: number,
  count: number,
  questions: readonly (readonly [string, object])[],
): readonly number[] =>
  Array.from({ length: count }, (_, n) => {
    const [tool, args] = questions[n % questions.length] ?? ['', {}]
    host.send(callMessage(from + n, tool, args))
    return from + n
  })

/** Waits for all answers, none of which may be a failure. */
const answered = async (host: RawHost, ids: readonly number[]): Promise<void> => {
  for (const id of ids) {
    const { result } = await host.answerTo(id)
    expect(result).toMatchObject({ structuredContent: {} })
  }
}

describe('fifty calls at once', () => {
  it('find short questions answered while all that may read observations wait', async () => {
    const host = await start()
    const release = await lockTable(database.url, 'core_observation')
    try {
      const waiting = sendMany(host, 100, 10, long)
      await waitingBackends(database, 3)
      await answered(host, sendMany(host, 200, 40, short))
      expect(await waitingBackends(database, 3)).toHaveLength(3)
      expect(await backendsOf(database)).toHaveLength(4)
      await release()
      await answered(host, waiting)
      expect(host.lines).toHaveLength(51)
    } finally {
      await release()
      expect(await host.end()).toBe(0)
    }
    await noBackends(database)
  })
})

/**
 * Asks each host every question, one at a time, until each has a session with all of them planned:
 * then none depends on how long the others take, and on a busy computer too no question waits longer
 * for its host's session than it may.
 */
const untilEachHasOne = async (hosts: readonly RawHost[]): Promise<void> => {
  let id = 1_000
  await vi.waitFor(
    async () => {
      for (const host of hosts)
        for (const question of [...short, ...long])
          await answered(host, sendMany(host, (id += 1), 1, [question]))
      expect(await backendsOf(database)).toHaveLength(hosts.length)
    },
    { timeout: 120_000 },
  )
}

describe('six hosts of one role that may have six connections', { timeout: 240_000 }, () => {
  it('T-D10: share them, answer all of sixty calls, and hold none once idle', async () => {
    const hosts = await Promise.all(Array.from({ length: 6 }, start))
    try {
      await untilEachHasOne(hosts)
      const sent = hosts.map((host) => sendMany(host, 10, 10, [...short, ...long]))
      await Promise.all(
        hosts.map(async (host, n) => {
          await answered(host, sent[n] ?? [])
        }),
      )
      await noBackends(database, 50_000)
      expect(hosts.map(({ process }) => process.exitCode)).toEqual(hosts.map(() => null))
    } finally {
      for (const host of hosts) await host.end()
    }
  })
})
