import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { grantOf, fixedIdsOf, type Grant } from '../../../src/permissions/grant.js'
import { mayName } from '../../../src/permissions/type-set.js'
import { withFixedIds } from '../../../src/tools/fixed-ids.js'
import { tools } from '../../../src/tools/registry.js'
import { isRecord } from '../../../src/record.js'
import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import {
  connectTo,
  createToolCaller,
  type CallSettings,
  type Outcome,
  type ToolCaller,
} from '../../support/clients/tool-caller.js'
import { personNames } from '../../support/tools/permission-row.js'
import { patients, studies } from '../../support/worlds/jhe/ids.js'
import { people, type PersonName } from '../../support/worlds/jhe/people.js'
import { reduceTo } from '../../support/worlds/jhe/reduce.js'
import { permissionRows } from '../../tools/registry.js'

const omh = 'https://w3id.org/openmhealth'
/** Calls in all; 10,000 where it is asked for. */
const callCount = Number(process.env['JHE_TEST_GRANT_CALLS'] ?? 480)
const grantCount = Math.max(4, Math.round(callCount / 60))

/** Numbers that are the same in every run (mulberry32). */
const createRandom = (seed: number) => {
  let state = seed
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (n: number): number => Math.floor(next() * n)
  return {
    pick: <Value>(values: readonly Value[]): Value => {
      const found = values[below(values.length)]
      if (found === undefined) throw new Error('nothing to pick')
      return found
    },
    some: <Value>(values: readonly Value[]): readonly Value[] => values.filter(() => next() < 0.4),
    is: (share: number): boolean => next() < share,
  }
}
type Random = ReturnType<typeof createRandom>

const types = [
  'Observation',
  'QuestionnaireResponse',
  'omh:heart-rate:2.0',
  'omh:blood-pressure:4.0',
  'omh:blood-glucose:4.0',
  `${omh}|omh:oxygen-saturation:2.0`,
  `${omh}|local:mood:1.0`,
  'https://other.example|omh:heart-rate:2.0',
]

const anyGrant = (random: Random): Grant => {
  const set = random.is(0.5) ? random.some(types) : null
  return grantOf({
    studies: random.is(0.6) ? random.some(Object.values(studies)) : null,
    patient: random.is(0.4) ? [random.pick(Object.values(patients))] : null,
    types: { read: set, search: set },
  })
}

const moments = ['2026-03-01', '2026-03-02T07:05:00Z', '1969-01-01', '2027-01-01']

/** Arguments of any call; not all of them are right. */
const anyArgs = (random: Random, shape: Readonly<Record<string, unknown>>) => {
  const values: Readonly<Record<string, () => unknown>> = {
    study_id: () => random.pick(Object.values(studies)),
    patient_id: () => random.pick(Object.values(patients)),
    data_type: () =>
      random.pick([
        ...['heart-rate', 'blood-pressure', 'omh:blood-glucose:4.0', 'blood-glucose:4.0', 'mood'],
        ...['local:mood', 'QuestionnaireResponse', 'body-fat-percentage', 'nonsense', 'step-count'],
      ]),
    name: () => random.pick(['ana', 'b', 'mal', 'heart-rate', 'mood', 'core_study']),
    birth_date: () => random.pick(['1980-11-21', '1975-02-28']),
    identifier: () => random.pick(['HH-1', 'https://second.example|HH-1', 'none']),
    bucket: () => random.pick(['hour', 'day', 'week', 'month']),
    order: () => random.pick(['newest', 'oldest']),
    format: () => random.pick(['slim', 'fhir']),
    limit: () => random.pick([1, 2, 3, 1000]),
    start: () => random.pick(moments),
    end: () => random.pick(moments),
    time_zone: () => random.pick(['UTC', 'Europe/Berlin']),
  }
  const often = ['patient_id', 'study_id', 'bucket']
  return Object.fromEntries(
    Object.keys(shape).flatMap((name) => {
      const value = values[name]
      const isGiven = value !== undefined && random.is(often.includes(name) ? 0.75 : 0.3)
      return isGiven ? [[name, value()] as const] : []
    }),
  )
}

const toolNamed = (name: string) => {
  const tool = tools.find((known) => known.name === name)
  if (tool === undefined) throw new Error(`no tool ${name}`)
  return tool
}

const withoutPeople = (value: unknown): unknown =>
  isRecord(value)
    ? Object.fromEntries(
        Object.entries(value).map(([key, inner]) => [
          key,
          key === 'patient_count' || key.startsWith('patients_')
            ? null
            : Array.isArray(inner)
              ? inner.map(withoutPeople)
              : inner,
        ]),
      )
    : value

/** What is compared: the whole answer, or the whole error without the names of arguments that are filled in. */
const told = (outcome: Outcome): unknown =>
  outcome.code === undefined
    ? outcome.value
    : { ...outcome, hint: outcome.hint.replace(/\b(?:study|patient)_id, /g, '') }

interface Question {
  readonly person: PersonName
  readonly tool: string
  readonly args: object
  readonly settings: CallSettings
}

/** A database as it is, and one that holds nothing but what a grant allows. */
interface Pair {
  readonly grant: Grant
  readonly full: ToolCaller
  readonly rest: ToolCaller
}

const patientOf: Partial<Record<PersonName, number>> = {
  ana: patients.ana,
  ben: patients.ben,
  cora: patients.cora,
}
const studiesOf: Readonly<Record<number, readonly number[]>> = {
  [patients.ana]: [studies.pressure, studies.devices, studies.sugar],
  [patients.ben]: [studies.pressure],
  [patients.cora]: [studies.devices],
}

/** Whether the grant leaves a patient nothing: not themself, or none of their studies. */
const isShutOut = (person: PersonName, { studies: left, patient }: Grant): boolean => {
  const id = patientOf[person]
  if (id === undefined) return false
  const isOther = patient !== null && !patient.includes(id)
  return isOther || (left !== null && !(studiesOf[id] ?? []).some((study) => left.includes(study)))
}

const withoutCursor = (args: object): object =>
  Object.fromEntries(Object.entries(args).filter(([name]) => name !== 'cursor'))

/** What must be answered under the grant. */
const expected = async ({ grant, rest }: Pair, question: Question): Promise<unknown> => {
  const { person, tool, settings } = question
  const filled = withFixedIds(toolNamed(tool), question.args, fixedIdsOf(grant))
  const args = isRecord(filled) ? filled : {}
  // a patient of whom nothing is left sees what a patient without any data does, who has no next page
  const isOut = isShutOut(person, grant) && person !== 'cora'
  const { userId } = people[isOut ? 'typeOnlyPatient' : person]
  const outcome = await rest.call(userId, tool, isOut ? withoutCursor(args) : args, settings)
  const value = told(outcome)
  const isCounted = tool === 'get_study_metadata' && grant.patient !== null
  return isCounted ? withoutPeople(value) : value
}

const asksOther = ({ args }: Question, { types: { read } }: Grant): boolean => {
  const asked: unknown = Reflect.get(args, 'data_type')
  return typeof asked === 'string' && !mayName(read, asked)
}

const check = async (pair: Pair, question: Question): Promise<void> => {
  const { grant, full } = pair
  const { person, tool, args, settings } = question
  const why = JSON.stringify({ ...question, grant })
  const outcome = await full.call(people[person].userId, tool, args, { ...settings, grant })
  if (asksOther(question, grant)) {
    expect(['NOT_VISIBLE', 'INPUT_INVALID', 'ACCOUNT_INACTIVE'], why).toContain(outcome.code)
    return
  }
  expect(told(outcome), why).toEqual(await expected(pair, question))
}

/** A page of the whole reach, from where a narrower session may try to go on. */
const withForeignCursor = async ({ grant, full }: Pair, question: Question): Promise<Question> => {
  const { person, tool, settings } = question
  const args = withFixedIds(toolNamed(tool), question.args, fixedIdsOf(grant))
  const page = await full.call(people[person].userId, tool, isRecord(args) ? args : {}, settings)
  const cursor = page.code === undefined ? page.value['next_cursor'] : undefined
  return typeof cursor === 'string' ? { ...question, args: { ...question.args, cursor } } : question
}

const uncounted = {
  patients_consented: null,
  patients_pending: null,
  patients_declined: null,
}

const roomy = { maxBytes: 20_000_000 }
/** As JHE asks for what it keeps apart from observations. */
const questionnaire = `
insert into core_codeableconcept (id, coding_system, coding_code, text)
  values (50101, 'http://hl7.org/fhir/resource-types', 'QuestionnaireResponse', 'Surveys');
insert into core_studyscoperequest (id, study_id, scope_code_id, scope_actions)
  select 900, ${studies.pressure}, 50101, 'rs';`

describe.each(['0011', '0045'] as const)('under a grant on the schema core.%s', (version) => {
  let database: TestDatabase
  let full: ToolCaller

  beforeAll(async () => {
    database = await createDatabase(`jhe_${version}`)
    await database.sql(questionnaire)
    full = createToolCaller(connectTo(database.url))
  })
  afterAll(async () => {
    await full.close()
    await database.drop()
  })

  /** Asks with what the grant leaves beside it. */
  const withRest = async (grant: Grant, ask: (pair: Pair) => Promise<void>): Promise<void> => {
    const other = await createDatabase(`jhe_${version}`)
    await other.sql(questionnaire)
    await reduceTo(other, grant)
    const rest = createToolCaller(connectTo(other.url))
    try {
      await ask({ grant, full, rest })
    } finally {
      await rest.close()
      await other.drop()
    }
  }

  it('A39: any call is answered as if there were nothing but what the grant allows', async () => {
    const random = createRandom(version === '0011' ? 11 : 45)
    const ofEach = Math.ceil(callCount / 2 / grantCount)
    for (let n = 0; n < grantCount; n += 1) {
      await withRest(anyGrant(random), async (pair) => {
        for (let call = 0; call < ofEach; call += 1) {
          const tool = random.pick(tools.filter(({ name }) => name !== 'get_server_status'))
          const asked = {
            person: random.pick(
              random.is(0.7) ? (['coordinator', 'member', 'ana', 'ben'] as const) : personNames,
            ),
            tool: tool.name,
            args: anyArgs(random, tool.input.shape),
            settings: {
              ...roomy,
              consent: random.is(0.3) ? ('off' as const) : ('enforce' as const),
              claim: random.is(0.2) ? random.some(Object.values(studies)) : null,
            },
          }
          await check(pair, random.is(0.3) ? await withForeignCursor(pair, asked) : asked)
        }
      })
    }
  }, 900_000)

  it.each([
    ['locked study', grantOf({ studies: [studies.pressure] })],
    ['locked patient', grantOf({ patient: [patients.ana] })],
    [
      'locked type',
      grantOf({ types: { read: ['omh:heart-rate:2.0'], search: ['omh:heart-rate:2.0'] } }),
    ],
  ] as const)(
    'every row of the permission matrix has its column "%s"',
    async (_what, grant) => {
      await withRest(grant, async (pair) => {
        for (const { tool, args } of permissionRows.filter(
          (row) => row.tool !== 'get_server_status',
        )) {
          for (const person of personNames) {
            await check(pair, { person, tool, args, settings: roomy })
          }
        }
      })
    },
    300_000,
  )

  const see = async (person: PersonName, tool: string, args: object, grant: Grant) => {
    const outcome = await full.call(people[person].userId, tool, args, { ...roomy, grant })
    return outcome.code === undefined ? outcome.value : { code: outcome.code }
  }

  it('A42: a session held to a patient counts nobody else, whoever asks', async () => {
    const ofAna = grantOf({ patient: [patients.ana] })
    const own = {
      patient_count: null,
      data_types: [{ code: 'QuestionnaireResponse', ...uncounted }, {}, {}],
    }
    for (const person of ['coordinator', 'member', 'ana'] as const) {
      const metadata = await see(
        person,
        'get_study_metadata',
        { study_id: studies.pressure },
        ofAna,
      )
      expect(metadata).toMatchObject(own)
      const summary = await see(
        person,
        'summarize_observations',
        { study_id: studies.pressure },
        ofAna,
      )
      expect(summary).toMatchObject({ types: [{ patients: 1 }, { patients: 1 }] })
      const found = await see(person, 'search_patients', { study_id: studies.pressure }, ofAna)
      expect(found).toMatchObject({ total: 1, patients: [{ id: patients.ana }] })
    }
    for (const tool of ['get_patient_observations', 'summarize_observations']) {
      expect(await see('coordinator', tool, { patient_id: patients.dan }, ofAna)).toEqual({
        code: 'NOT_VISIBLE',
      })
    }
  })

  it('A42: a patient whose session is held to another patient sees neither', async () => {
    const ofBen = grantOf({ patient: [patients.ben] })
    expect(await see('ana', 'get_study_count', {}, ofBen)).toEqual({ count: 0 })
    for (const patient_id of [patients.ana, patients.ben]) {
      expect(await see('ana', 'get_patient_observations', { patient_id }, ofBen)).toEqual({
        code: 'NOT_VISIBLE',
      })
    }
  })

  it('A42: a patient is held to a study although no claim holds them', async () => {
    const pressure = grantOf({ studies: [studies.pressure] })
    expect(await see('ana', 'list_studies', {}, pressure)).toMatchObject({
      total: 1,
      studies: [{ id: studies.pressure }],
    })
    const rows = await see(
      'ana',
      'get_patient_observations',
      { limit: 1000, patient_id: patients.ana },
      pressure,
    )
    const found =
      'observations' in rows && Array.isArray(rows['observations']) ? rows['observations'] : []
    const kinds = found.map((row: unknown) => (isRecord(row) ? row['data_type'] : null))
    expect(new Set(kinds)).toEqual(new Set(['omh:blood-pressure:4.0', 'omh:heart-rate:2.0']))
  })

  it('A39: rows and figures are limited apart', async () => {
    const grant = grantOf({ types: { read: [], search: ['omh:heart-rate:2.0'] } })
    const ofAna = { patient_id: patients.ana }
    expect(await see('coordinator', 'get_patient_observations', ofAna, grant)).toMatchObject({
      observations: [],
      withheld: [],
    })
    expect(await see('coordinator', 'summarize_observations', ofAna, grant)).toMatchObject({
      types: [{ data_type: 'omh:heart-rate:2.0' }],
    })
    const asked = { ...ofAna, data_type: 'heart-rate' }
    expect(await see('coordinator', 'get_patient_observations', asked, grant)).toEqual({
      code: 'NOT_VISIBLE',
    })
  })

  it('A40: what is outside is answered byte for byte as what does not exist', async () => {
    const grant = grantOf({
      studies: [studies.pressure],
      types: { read: ['omh:heart-rate:2.0'], search: ['omh:heart-rate:2.0'] },
    })
    const pairs: readonly (readonly [string, object, object])[] = [
      ['get_study_metadata', { study_id: studies.devices }, { study_id: studies.missing }],
      ['get_patient_demographics', { study_id: studies.sugar }, { study_id: studies.missing }],
      ['get_patient_observations', { patient_id: patients.cora }, { patient_id: patients.missing }],
      ['summarize_observations', { study_id: studies.devices }, { study_id: studies.missing }],
      ['search_patients', { study_id: studies.sugar }, { study_id: studies.missing }],
      [
        'get_patient_observations',
        { patient_id: patients.ana, data_type: 'blood-pressure' },
        { patient_id: patients.ana, data_type: 'nonsense' },
      ],
      [
        'get_observation_trend',
        { patient_id: patients.ana, data_type: 'blood-glucose', bucket: 'day' },
        { patient_id: patients.missing, data_type: 'nonsense', bucket: 'day' },
      ],
    ]
    for (const person of ['coordinator', 'member', 'ana', 'ben'] as const) {
      for (const [tool, outside, missing] of pairs) {
        const ask = async (args: object) =>
          JSON.stringify(await full.call(people[person].userId, tool, args, { grant }))
        const answer = await ask(outside)
        expect(answer).toBe(await ask(missing))
        expect(answer).toContain('NOT_VISIBLE')
      }
    }
  })
})
