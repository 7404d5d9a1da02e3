import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import type { AuditEntry } from '../../../src/audit/event.js'
import { toFhirAuditEvent } from '../../../src/audit/fhir.js'
import { listOwnStudies } from '../../../src/calls/completions.js'
import { createBrakeFile, type BrakeFile } from '../../../src/guard/brake/brake-file.js'
import { lifted } from '../../../src/guard/brake/brake-text.js'
import { createFileStore } from '../../../src/guard/brake/file-store.js'
import { createMemoryStore } from '../../../src/guard/brake/memory-store.js'
import { hourMs } from '../../../src/guard/brake/reading.js'
import type { BrakeStore } from '../../../src/guard/brake/store.js'
import { createGuard, type Guard, type GuardOptions } from '../../../src/guard/guard.js'
import { instructionNotice } from '../../../src/guard/notice/notice.js'
import { createQueryExecutor, type QueryExecutor } from '../../../src/query/query-executor.js'
import { callAs } from '../../support/clients/app.js'
import { connectTo } from '../../support/clients/tool-caller.js'
import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import {
  errorOf,
  identityOf,
  openProcess,
  rowsOf,
  type Process,
  type Question,
} from '../../support/guard/guarded-process.js'
import { plantedTexts } from '../../support/guard/planted-texts.js'
import { patients, studies } from '../../support/worlds/jhe/ids.js'
import { people } from '../../support/worlds/jhe/people.js'
import { testMachine } from '../../support/worlds/stores.js'

const start = Date.parse('2026-11-21T12:00:00Z')

let database: TestDatabase
let executor: QueryExecutor
let dir: string
let at = start
const now = (): Date => new Date(at)
const lines: AuditEntry[] = []

beforeAll(async () => {
  database = await createDatabase('jhe_0045')
  executor = createQueryExecutor(connectTo(database.url), {
    requireSafeRole: false,
    warn: () => undefined,
  })
})
afterAll(async () => {
  await executor.close()
  await database.drop()
})
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'jhe-guard-'))
  lines.length = 0
  at = start
})
afterEach(async () => {
  await rm(dir, { recursive: true })
})

const fileOf = (folder: string): BrakeFile =>
  createBrakeFile({ dir: folder, machine: testMachine, now, warn: () => undefined })

const limits = { patientsPerHour: 2, patientsPerDay: 3, rowsPerHour: 1_500 }
const guardWith = (change: Partial<GuardOptions> = {}): Guard =>
  createGuard({ store: createFileStore(fileOf(dir)), limits, canaries: [], now, ...change })

const open = (guard: Guard, subject: number = people.coordinator.userId): Process =>
  openProcess({ database: executor, now, guard, record: (line) => lines.push(line) }, subject)

describe('the brake', () => {
  it('A44: counts whoever is named and whom a question is about, and figures of studies never', async () => {
    const { code } = open(guardWith())
    const ofStudies: readonly Question[] = [
      ['get_study_count'],
      ['list_studies'],
      ['get_study_metadata', { study_id: studies.pressure }],
      ['summarize_observations', { study_id: studies.pressure }],
      [
        'get_observation_trend',
        { study_id: studies.pressure, data_type: 'blood-pressure', bucket: 'day' },
      ],
      ['count_clinical_records', { study_id: studies.pressure }],
      ['list_organizations'],
      ['list_practitioners'],
      ['describe_schema'],
      ['get_server_status'],
    ]
    for (const [name, args] of ofStudies)
      expect([name, await code(name, args)]).toEqual([name, 'OK'])
    expect(await code(...rowsOf(patients.ana))).toBe('OK')
    expect(await code('summarize_observations', { patient_id: patients.ben })).toBe('OK')
    const third: readonly Question[] = [
      rowsOf(patients.ivy),
      ['get_clinical_records', { patient_id: patients.ivy }],
      ['get_clinical_records', { patient_id: patients.ivy, format: 'fhir' }],
      ['count_clinical_records', { patient_id: patients.ivy }],
      ['summarize_observations', { patient_id: patients.ivy }],
      [
        'get_observation_trend',
        { patient_id: patients.ivy, data_type: 'blood-glucose', bucket: 'day' },
      ],
      ['get_patient_demographics', { study_id: studies.sugar }],
      ['get_patient_demographics', { study_id: studies.sugar, format: 'fhir' }],
      ['search_patients', { study_id: studies.sugar }],
    ]
    for (const [name, args] of third)
      expect([name, await code(name, args)]).toEqual([name, 'BRAKED'])
    const braked = lines.filter((line) => line.code === 'BRAKED')
    expect(braked.map(({ rows, bytes }) => rows + bytes)).toEqual(third.map(() => 0))
    // who does not exist is not told apart, and does not count
    expect(await code(...rowsOf(patients.missing))).toBe('NOT_VISIBLE')
    expect(await code(...rowsOf(patients.ana, 5))).toBe('OK')
  })

  it('A44: counts the rows of all answers', async () => {
    const guard = guardWith({ limits: { ...limits, rowsPerHour: 5 } })
    const { code } = open(guard, people.ana.userId)
    expect(await code(...rowsOf(patients.ana, 2))).toBe('OK')
    expect(await code(...rowsOf(patients.ana, 2))).toBe('OK')
    expect(await code(...rowsOf(patients.ana, 2))).toBe('BRAKED')
    expect(await code(...rowsOf(patients.ana, 1))).toBe('OK')
  })

  it('A44: holds for each person alone, and slides', async () => {
    const guard = guardWith()
    const [one, other] = [open(guard), open(guard, people.member.userId)]
    expect(await one.code(...rowsOf(patients.ana))).toBe('OK')
    expect(await one.code(...rowsOf(patients.ben))).toBe('OK')
    expect(await one.code(...rowsOf(patients.ivy))).toBe('BRAKED')
    expect(await other.code(...rowsOf(patients.ana))).toBe('OK')
    at = start + hourMs
    expect(await one.code(...rowsOf(patients.ivy))).toBe('OK')
    // the day goes on
    expect(await one.code(...rowsOf(patients.cora))).toBe('BRAKED')
    at = start + 25 * hourMs
    expect(await one.code(...rowsOf(patients.cora))).toBe('OK')
  })

  it('A44: has counted before the answer, for another process that finds nothing but the file', async () => {
    const { code } = open(guardWith())
    expect(await code(...rowsOf(patients.ana))).toBe('OK')
    expect(await code(...rowsOf(patients.ben))).toBe('OK')
    expect(await open(guardWith()).code(...rowsOf(patients.ivy))).toBe('BRAKED')
  })

  it('A44: answers nothing of patients where its file was removed, and says what to do', async () => {
    const running = open(guardWith())
    expect(await running.code(...rowsOf(patients.ana))).toBe('OK')
    await rm(join(dir, 'brake.json'))
    for (const { answer } of [running, open(guardWith())])
      expect(await errorOf(answer('list_studies'))).toMatch(
        /BRAKED.*was removed.*`jhe-mcp brake --lift`/,
      )
    await fileOf(dir).renew((state) => lifted(state, at + hourMs))
    expect(await running.code('list_studies')).toBe('OK')
  })
})

describe('canaries', () => {
  const canaries = [patients.ben]

  it.each<readonly [string, object]>([
    ['get_patient_demographics', { study_id: studies.pressure }],
    ['get_patient_demographics', { study_id: studies.pressure, format: 'fhir' }],
    ['get_patient_demographics', { study_id: studies.pressure, patient_id: patients.ben }],
    ['search_patients', { study_id: studies.pressure }],
    rowsOf(patients.ben),
    ['get_clinical_records', { patient_id: patients.ben }],
    ['count_clinical_records', { patient_id: patients.ben }],
    ['summarize_observations', { patient_id: patients.ben }],
    ['get_observation_trend', { patient_id: patients.ben, data_type: 'heart-rate', bucket: 'day' }],
  ])('A47: %s of one stops the person everywhere, and the trail says ALARM', async (name, args) => {
    const [host, other] = [open(guardWith({ canaries })), open(guardWith({ canaries }))]
    expect(await other.code('list_studies')).toBe('OK')
    expect(await host.code(name, args)).toBe('BRAKED')
    const told = lines.slice(1)
    expect(told.map(({ event, code }) => [event, code])).toEqual([
      ['alarm', 'ALARM'],
      ['tool', 'BRAKED'],
    ])
    const [alarm] = told
    if (alarm === undefined) throw new Error('no line')
    expect(alarm).toMatchObject({ patients: [patients.ben], subject: people.coordinator.userId })
    const { entity = [] } = toFhirAuditEvent({
      ...alarm,
      agent: { version: '1', pid: 1, host: 'here' },
    })
    expect(JSON.stringify(entity)).toContain(`"Patient/${patients.ben}"`)
    for (const process of [host, other, open(guardWith({ canaries }))]) {
      expect(await process.code('list_studies')).toBe('BRAKED')
      expect(await listOwnStudies(process.app, process.caller)).toEqual([])
      // what tells of nobody goes on
      expect(await process.code('describe_schema')).toBe('OK')
    }
    // somebody else is not stopped, nor does the person's own word go beyond a stop
    const member = open(guardWith({ canaries }), people.member.userId)
    expect(await member.code('list_studies')).toBe('OK')
    const guard = guardWith({ canaries })
    const person = identityOf(people.coordinator.userId)
    await guard.ask(person)
    await guard.lift(person)
    expect(await host.code('list_studies')).toBe('BRAKED')
    await fileOf(dir).renew((state) => lifted(state, at + hourMs))
    expect(await host.code('list_studies')).toBe('OK')
    // lifted or not, a canary is never told
    expect(await host.code(name, args)).toBe('BRAKED')
    expect(await other.code('list_studies')).toBe('BRAKED')
  })

  it('A47: figures of a study, and who cannot see one, raise nothing', async () => {
    const { code } = open(guardWith({ canaries: [patients.ben, patients.fay] }))
    expect(await code('summarize_observations', { study_id: studies.pressure })).toBe('OK')
    expect(await code(...rowsOf(patients.fay))).toBe('NOT_VISIBLE')
    expect(lines.map((line) => line.code)).toEqual(['OK', 'NOT_VISIBLE'])
  })

  it('A47: stops at least this process where the stop cannot be kept', async () => {
    const store: BrakeStore = {
      ...createMemoryStore(),
      change: async () => await Promise.reject(new Error('a full disk')),
    }
    const { code } = open(guardWith({ canaries, store }))
    expect(await code(...rowsOf(patients.ben))).toBe('INTERNAL')
    expect(lines.map((line) => line.code)).toEqual(['ALARM', 'INTERNAL'])
    expect(await code('list_studies')).toBe('BRAKED')
  })
})

describe('a guard that fails', () => {
  const fault = new Error('a fault')
  const fails = async (): Promise<never> => await Promise.reject(fault)

  it.each<readonly [string, (guard: Guard) => Guard]>([
    ['when it admits the person', (guard) => ({ ...guard, admit: fails })],
    ['when it counts', (guard) => ({ ...guard, release: fails })],
    [
      'when it looks at texts',
      (guard) => ({
        ...guard,
        noticeOf: () => {
          throw fault
        },
      }),
    ],
  ])('A46: %s lets nothing out: INTERNAL, audited', async (_, broken) => {
    const { answer } = open(broken(guardWith()))
    await expect(answer(...rowsOf(patients.ana))).rejects.toBe(fault)
    expect(lines).toMatchObject([{ code: 'INTERNAL', rows: 0, bytes: 0 }])
  })

  it('A46: when it cannot be opened lets nothing out', async () => {
    const { app, caller } = open(guardWith())
    const broken = { ...app, guard: fails }
    const [name, args] = rowsOf(patients.ana)
    await expect(callAs(broken, caller, { name, args })).rejects.toBe(fault)
    expect(lines).toMatchObject([{ code: 'INTERNAL' }])
    expect(await listOwnStudies(broken, caller)).toEqual([])
  })

  it('A46: where its folder is none lets nothing out, and says what to do', async () => {
    await writeFile(join(dir, 'file'), '')
    const store = createFileStore(fileOf(join(dir, 'file')))
    const { answer } = open(guardWith({ store }))
    expect(await errorOf(answer(...rowsOf(patients.ana)))).toMatch(/INTERNAL.*JHE_TOKEN_DIR/)
    expect(lines).toMatchObject([{ code: 'INTERNAL' }])
  })
})

describe('texts that look like instructions', () => {
  it('A45: raise a notice in an answer of each kind, and nothing is taken out', async () => {
    const text = plantedTexts['en']?.[0] ?? ''
    await database.sql('update core_study set name = $1 where id = $2', [text, studies.sugar])
    await database.sql('update core_patient set name_given = $1 where id = $2', [
      text,
      patients.ivy,
    ])
    const { answer } = open(guardWith({ limits: { ...limits, patientsPerHour: 9 } }))
    const study = { study_id: studies.sugar }
    const asked: readonly Question[] = [
      ['list_studies'],
      ['get_study_metadata', study],
      ['get_patient_demographics', study],
      ['get_patient_demographics', { ...study, format: 'fhir' }],
      ['search_patients', study],
    ]
    for (const [name, args] of asked) {
      const { value, text: shown } = await answer(name, args)
      expect([name, value['notice']]).toEqual([name, expect.stringContaining(instructionNotice)])
      expect(shown).toContain(text)
    }
    const { value } = await answer('summarize_observations', { study_id: studies.pressure })
    expect(JSON.stringify(value)).not.toContain(instructionNotice)
  })
})
