import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { createBrakeFile } from '../../../src/guard/brake/brake-file.js'
import { nothingRead, read, type Figures } from '../../../src/guard/brake/reading.js'
import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { buildWorker } from '../../support/processes/build-worker.js'
import { watch } from '../../support/processes/watch-process.js'
import { patients } from '../../support/worlds/jhe/ids.js'
import { people } from '../../support/worlds/jhe/people.js'
import { testMachine } from '../../support/worlds/stores.js'

const now = (): Date => new Date('2026-11-21T12:00:00Z')

let worker: string
let database: TestDatabase
let dir: string
beforeAll(async () => {
  worker = await buildWorker('brake-worker')
  database = await createDatabase('jhe_0045')
  dir = await mkdtemp(join(tmpdir(), 'jhe-killed-'))
})
afterAll(async () => {
  await rm(dirname(worker), { recursive: true })
  await rm(dir, { recursive: true })
  await database.drop()
})

/** A process that asks for rows of a patient. @param when it is killed, around the count */
const ask = async (patient: number, when: 'before' | 'after' | 'never' | 'counted', times = 1) => {
  const person = String(people.coordinator.userId)
  const args = [worker, dir, database.url, person, String(patient), when, String(times)]
  const { child, stdout } = watch(spawn('node', args, { stdio: ['pipe', 'pipe', 'pipe'] }))
  await once(child, 'close')
  const { exitCode: code, signalCode: signal } = child
  return { code, signal, told: /^told \d+$/m.test(stdout()), answers: stdout().match(/^told/gm) }
}

const figures = async (): Promise<Figures> => {
  const options = { dir, machine: testMachine, now, warn: () => undefined }
  const { state } = await createBrakeFile(options).read()
  const [reading = nothingRead] = Object.values(state.people)
  return read(reading, now().getTime())
}

const counted = async (): Promise<number> => (await figures()).patientsHour

describe('a process that is killed (-9)', () => {
  it('A44: between the count and the answer has counted what nobody was told', async () => {
    const killed = { code: null, signal: 'SIGKILL', told: false }
    expect(await ask(patients.ana, 'before')).toMatchObject(killed)
    expect(await counted()).toBe(0)
    expect(await ask(patients.ana, 'after')).toMatchObject(killed)
    expect(await counted()).toBe(1)
    expect(await ask(patients.ben, 'after')).toMatchObject(killed)
    expect(await counted()).toBe(2)
    // two of two: a third is not told, and who was counted is
    expect(await ask(patients.ivy, 'never')).toMatchObject({ signal: null, told: false })
    expect(await ask(patients.ana, 'never')).toMatchObject({ code: 0, signal: null, told: true })
    expect(await counted()).toBe(2)
  })

  it('A44: that counted ahead has counted what it told, and gives nothing back', async () => {
    const { rowsHour: before } = await figures()
    const { signal, answers } = await ask(patients.ana, 'counted', 6)
    expect([signal, answers]).toEqual(['SIGKILL', Array(5).fill('told')])
    const { rowsHour, patientsHour } = await figures()
    // of six answers, the last of which nobody was told; and a block that nobody can use any more
    expect(rowsHour - before).toBeGreaterThanOrEqual(6)
    expect(patientsHour).toBe(2)
    expect(await ask(patients.ivy, 'never')).toMatchObject({ told: false })
  })
})
