import { describe, expect, it } from 'vitest'
import { z } from 'zod'

import { columnsOf, schemaProfiles } from '../../../src/db/profile.js'
import { JheError } from '../../../src/errors.js'
import { knownTypes } from '../../../src/omh/types/data-types.js'
import { describeSchema, typeNames } from '../../../src/tools/server/describe-schema.js'
import { tableMeanings } from '../../../src/tools/server/data-dictionary.js'
import { allTools } from '../../../src/tools/toolset.js'
import { rejected } from '../../support/caught.js'

const signedOut = new JheError('SIGN_IN_REQUIRED', 'Nobody is signed in.', 'Sign in.')

const ask = async (name?: string) => {
  const { value } = await describeSchema.run(name === undefined ? {} : { name }, {
    offer: { ...allTools, fixed: {} },
    now: () => new Date(),
    limits: { rows: 1000, bytes: 60_000 },
    status: async () => await Promise.reject(new Error('not asked')),
    asViewer: async () => await Promise.reject(signedOut),
  })
  return value.entries
}

const described = z.array(
  z.looseObject({
    name: z.string(),
    kind: z.enum(['data_type', 'table']),
    meaning: z.string().min(10),
  }),
)

describe('table meanings', () => {
  it('speak of exactly the columns that the product may read, on any schema', () => {
    const told = Object.entries(tableMeanings).flatMap(([table, { columns }]) =>
      Object.keys(columns).map((column) => `${table}.${column}`),
    )
    expect(told.toSorted()).toEqual([...new Set(schemaProfiles.flatMap(columnsOf))].toSorted())
  })

  it('say what a row is in a sentence, and something of each column', () => {
    for (const { meaning, columns } of Object.values(tableMeanings)) {
      expect(meaning).toMatch(/^[A-Z].*\.$/)
      for (const holds of Object.values(columns)) expect(holds.length).toBeGreaterThan(4)
    }
  })
})

describe('describe_schema', () => {
  it('lists every data type and table with one line each when no name is given', async () => {
    const entries = described.parse(await ask())
    expect(entries.map(({ name }) => name)).toEqual([...typeNames, ...Object.keys(tableMeanings)])
    for (const { meaning } of entries) expect(meaning).not.toContain('\n')
  })

  it('describes a data type by short name and by code', async () => {
    const [byName] = await ask('blood-pressure')
    expect(byName).toMatchObject({
      kind: 'data_type',
      code: 'omh:blood-pressure:4.0',
      values: [
        { name: 'systolic', units: ['mmHg'], required: true },
        { name: 'diastolic', units: ['mmHg'], required: true },
      ],
      time: ['date_time', 'start and end', 'start and duration', 'end and duration'],
      time_required: true,
    })
    expect(byName?.['context']).toContainEqual({
      name: 'body_posture',
      allowed: ['sitting', 'lying down', 'standing', 'semi-recumbent'],
    })
    expect(await ask('omh:blood-pressure:4.0')).toEqual([byName])
  })

  it.each([
    ['ieee:total-sleep-time', ['ieee:total-sleep-time:1.0']],
    ['total-sleep-time', ['ieee:total-sleep-time:1.0', 'omh:total-sleep-time:1.0']],
    ['sleep-episode', ['omh:sleep-episode:1.1', 'ieee:sleep-episode:1.0']],
    ['ieee:physical-activity', ['ieee:physical-activity:1.0']],
    ['ieee:time-in-bed', ['ieee:time-in-bed:1.0']],
    ['omh:body-height', ['omh:body-height:2.0']],
    ['geoposition', ['omh:geoposition:1.0']],
    ['blood-pressure:3.0', ['omh:blood-pressure:3.0']],
    ['survey', ['ieee:survey:1.0']],
  ])('D15: describes %s', async (name, codes) => {
    expect((await ask(name)).map((entry) => entry['code'])).toEqual(codes)
  })

  it('D15: a type names its other versions, and describes each of them', async () => {
    const [pressure] = await ask('blood-pressure')
    expect(pressure?.['other_versions']).toEqual(
      ['3.1', '3.0', '2.0', '1.0'].map((version) => `omh:blood-pressure:${version}`),
    )
    for (const { code } of knownTypes) expect(await ask(code)).toMatchObject([{ code }])
  })

  it('says which types are about a stretch of time, and which may lack a time', async () => {
    const [steps] = await ask('step-count')
    expect(steps?.['time']).toEqual([
      'start and end',
      'start and duration',
      'end and duration',
      'date and part of day',
    ])
    const [interval] = await ask('rr-interval')
    expect(interval?.['time_required']).toBe(false)
  })

  it('describes a table column by column', async () => {
    const [entry] = await ask('core_studypatient')
    expect(entry).toEqual({
      name: 'core_studypatient',
      kind: 'table',
      meaning: 'A patient takes part in a study.',
      columns: [
        { name: 'id', holds: 'enrolment id' },
        { name: 'patient_id', holds: 'the patient' },
        { name: 'study_id', holds: 'the study' },
      ],
    })
  })

  it.each([
    'core_jhesetting',
    'oauth2_provider_accesstoken',
    'Blood-Pressure',
    '__proto__',
    'constructor',
    'mood',
  ])('answers %s with the names there are', async (name) => {
    const error = await rejected(ask(name))
    expect(error.code).toBe('INPUT_INVALID')
    expect(error.hint).toContain('core_observation')
  })

  it('D15: says that names of this JHE were not looked up for who is signed out', async () => {
    const error = await rejected(ask('local:mood:1.0'))
    expect(error.code).toBe('INPUT_INVALID')
    expect(error.hint).toContain('SIGN_IN_REQUIRED')
  })
})
