import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { choosing, withForms } from '../support/clients/form-host.js'
import { connectHost, eras, type CallResult } from '../support/clients/mcp-clients.js'
import { createDatabase, type TestDatabase } from '../support/database/database.js'
import { linesOf } from '../support/delegation/trail-lines.js'
import { patients, studies } from '../support/worlds/jhe/ids.js'
import { people } from '../support/worlds/jhe/people.js'
import { signInAs, type SignedIn } from '../support/worlds/signed-in.js'

const tool = 'get_patient_observations'
const named = { patient_id: 'almeida', limit: 1 }
const both = [
  { value: String(patients.ana), label: 'Ana Almeida, 1980-11-21' },
  { value: String(patients.ben), label: 'Ben Almeida, 1975-02-28' },
]

describe.each(eras)('a patient who is named instead of an id, for a client of %s', (era) => {
  let database: TestDatabase
  let signedIn: SignedIn

  beforeAll(async () => {
    database = await createDatabase('jhe_0045')
    await database.sql(
      `update core_patient set name_family = 'Almeida' where id in (${patients.ben}, ${patients.fay})`,
    )
    signedIn = await signInAs(people.coordinator.userId, database.url)
  })
  afterAll(async () => {
    signedIn.remove()
    await database.drop()
  })

  /** How each of several calls of one host fails. */
  const failing = async (
    calls: readonly Readonly<Record<string, unknown>>[],
    env: Readonly<Record<string, string>> = {},
  ) => {
    const host = await connectHost(era, { env: { ...signedIn.env, ...env } })
    try {
      const errors: CallResult['error'][] = []
      for (const args of calls) {
        const { error, value } = await host.call(tool, { ...args })
        expect(value).toBeUndefined()
        errors.push(error)
      }
      return errors
    } finally {
      await host.close()
    }
  }

  const lastLine = async () => {
    const lines = await linesOf(signedIn)
    return { text: JSON.stringify(lines), line: lines.at(-1) }
  }

  it('is told as NEEDS_INPUT with whoever is visible and has the name, and audited', async () => {
    const [error] = await failing([named])
    expect(error).toMatchObject({
      code: 'NEEDS_INPUT',
      needs: { argument: 'patient_id', options: both },
    })
    expect(error?.hint).toContain(`send patient_id: one of ${patients.ana}, ${patients.ben}.`)
    const { line, text } = await lastLine()
    expect(line).toMatchObject({
      name: tool,
      code: 'NEEDS_INPUT',
      patients: [patients.ana, patients.ben],
      rows: 2,
    })
    expect(text).not.toMatch(/almeida/i)
    const [one] = await failing([{ ...named, patient_id: 'Ben Alm' }])
    expect(one?.needs?.options).toEqual([both[1]])
  })

  it('is asked of the person, whose answer is the argument', async () => {
    const { env } = signedIn
    await withForms(era, { env, answers: [choosing(patients.ana)] }, async (host, forms) => {
      expect((await host.call(tool, named)).isError).toBe(false)
      expect(forms.map(({ requestedSchema }) => requestedSchema.properties.choice)).toMatchObject([
        { title: 'Patient', enum: both.map(({ value }) => value) },
      ])
    })
    expect((await lastLine()).line).toMatchObject({ code: 'OK', patients: [patients.ana] })
  })

  it('A40: is nobody outside of the reach or of what the session is held to', async () => {
    const others = ['Fontaine', 'Fay', '  ', `almeida ${'x'.repeat(100)}`]
    const odd = [...others.map((patient_id) => ({ ...named, patient_id })), { ...named, limit: 0 }]
    for (const [calls, env] of [
      [odd, {}],
      [[named], { JHE_STUDY: String(studies.clocks) }],
      // who may not search finds nobody by name
      [[named], { JHE_SCOPE: 'user/Observation.rs' }],
      [[named], { JHE_TOOLS: '-search_patients' }],
    ] as const) {
      const errors = await failing(calls, env)
      expect([env, errors.map((error) => error?.code)]).toEqual([
        env,
        calls.map(() => 'INPUT_INVALID'),
      ])
      expect(JSON.stringify(errors)).not.toMatch(/Almeida|Ana|Ben|4000\d/)
    }
  })

  it('A44, A47: counts as an answer does, before anybody is told', async () => {
    const own = await signInAs(people.coordinator.userId, database.url)
    try {
      const braked = { ...own.env, JHE_BRAKE_PATIENTS_PER_HOUR: '1' }
      const host = await connectHost(era, { env: braked })
      const { error } = await host.call(tool, named)
      expect(error?.code).toBe('BRAKED')
      expect(JSON.stringify(error)).not.toMatch(/Almeida|4000\d/)
      await host.close()
      const watched = { ...own.env, JHE_CANARIES: String(patients.ben) }
      const other = await connectHost(era, { env: watched })
      expect((await other.call(tool, named)).error?.code).toBe('BRAKED')
      expect((await other.call('list_studies')).error?.code).toBe('BRAKED')
      await other.close()
    } finally {
      own.remove()
    }
  })
})
