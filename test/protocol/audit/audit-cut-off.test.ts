import { readFile, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { verifyTrail } from '../../../src/audit/verify.js'
import { objectsIn } from '../../support/answers/audit-events.js'
import { lockTable, waitingBackends } from '../../support/database/backends.js'
import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { callMessage, initialize, startRawHost } from '../../support/clients/raw-host.js'
import { signInAs, type SignedIn } from '../../support/worlds/signed-in.js'
import { createTestFolder } from '../../support/worlds/stores.js'
import { patients, studies } from '../../support/worlds/jhe/ids.js'
import { people } from '../../support/worlds/jhe/people.js'

const isWindows = process.platform === 'win32'

let database: TestDatabase
let signedIn: SignedIn

beforeAll(async () => {
  database = await createDatabase('jhe_0045')
  signedIn = await signInAs(people.coordinator.userId, database.url)
})
afterAll(async () => {
  signedIn.remove()
  await database.drop()
})

/** A server with two calls that wait in the database, and one that waits for its turn. */
const askSlowly = async (path: string) => {
  const env = { ...signedIn.env, JHE_AUDIT_LOG: path, JHE_LOG_LEVEL: 'error' }
  const host = startRawHost({ env: { ...env, JHE_STATEMENT_TIMEOUT: '600000' } })
  host.send(initialize)
  await host.answerTo(0)
  const release = await lockTable(database.url, 'core_observation')
  host.send(callMessage(1, 'get_patient_observations', { patient_id: patients.ana }))
  host.send(callMessage(2, 'summarize_observations', { study_id: studies.pressure }))
  await waitingBackends(database, 2)
  return { host, release }
}

const ways = ['the end of stdin', ...(isWindows ? [] : ['SIGTERM', 'SIGINT'])] as const

const endBy = async (way: string, host: ReturnType<typeof startRawHost>): Promise<void> => {
  if (way === 'SIGTERM' || way === 'SIGINT') host.process.kill(way)
  else host.process.stdin.end()
  await host.exited
}

describe.each(ways)('calls that are cut off by %s', (way) => {
  it('have their lines like any others, and no answer', async () => {
    await using folder = await createTestFolder()
    const path = join(folder.path, 'audit.jsonl')
    const { host, release } = await askSlowly(path)
    await endBy(way, host)
    await release()
    expect(objectsIn(await readFile(path, 'utf8'))).toMatchObject([
      { name: 'get_patient_observations', code: 'CUT_OFF', patients: [patients.ana], rows: 0 },
      { name: 'summarize_observations', code: 'CUT_OFF', studies: [studies.pressure], rows: 0 },
    ])
    expect(await verifyTrail(path)).toMatchObject({ lines: 2, breach: null })
    expect(host.lines.join()).not.toContain('structuredContent')
    expect(host.stderr()).toBe('')
  })

  it('are counted on stderr when no line can be written, whatever the log level', async () => {
    await using folder = await createTestFolder()
    await writeFile(join(folder.path, 'file'), '')
    const { host, release } = await askSlowly(join(folder.path, 'file', 'audit.jsonl'))
    await endBy(way, host)
    await release()
    expect(host.stderr()).toContain('audit trail could not be written and are lost. lost=2')
  })

  it('are counted on stderr when another process holds the trail', async () => {
    await using folder = await createTestFolder()
    const path = join(folder.path, 'audit.jsonl')
    const holder = { pid: process.pid, hostname: hostname(), nonce: 'of another' }
    await writeFile(`${path}.lock`, JSON.stringify({ ...holder, expires_at: Date.now() + 50_000 }))
    const { host, release } = await askSlowly(path)
    await endBy(way, host)
    await release()
    expect(host.stderr()).toContain('audit trail could not be written and are lost. lost=2')
  })
})
