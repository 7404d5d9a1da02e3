import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { createBrakeFile } from '../../../src/guard/brake/brake-file.js'
import { read } from '../../../src/guard/brake/reading.js'
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
const ask = async (patient: number, when: 'before' | 'after' | 'never') => {
  const person = String(people.coordinator.userId)
  const args = [worker, dir, database.url, person, String(patient), when]
  const { child, stdout } = watch(spawn('node', args, { stdio: ['pipe', 'pipe', 'pipe'] }))
  await once(child, 'close')
  const { exitCode: code, signalCode: signal } = child
  return { code, signal, told: /^told \d+$/m.test(stdout()) }
}

const counted = async (): Promise<number> => {
  const options = { dir, machine: testMachine, now, warn: () => undefined }
  const { state } = await createBrakeFile(options).read()
  const figures = Object.values(state.people).map((reading) => read(reading, now().getTime()))
  return figures.reduce((sum, { patientsHour }) => sum + patientsHour, 0)
}

describe('a process that is killed (-9)', () => {
  it('A44: between the count and the answer has counted what nobody was told', async () => {
    const killed = { code: null, signal: 'SIGKILL', told: false }
    expect(await ask(patients.ana, 'before')).toEqual(killed)
    expect(await counted()).toBe(0)
    expect(await ask(patients.ana, 'after')).toEqual(killed)
    expect(await counted()).toBe(1)
    expect(await ask(patients.ben, 'after')).toEqual(killed)
    expect(await counted()).toBe(2)
    // two of two: a third is not told, and who was counted is
    expect(await ask(patients.ivy, 'never')).toMatchObject({ signal: null, told: false })
    expect(await ask(patients.ana, 'never')).toEqual({ code: 0, signal: null, told: true })
    expect(await counted()).toBe(2)
  })
})
