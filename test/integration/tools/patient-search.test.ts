import { describe, expect } from 'vitest'
import { z } from 'zod'

import { it } from '../../support/fixtures.js'
import type { TestDatabase } from '../../support/database/database.js'
import type { ToolCaller } from '../../support/clients/tool-caller.js'
import { patients, studies } from '../../support/worlds/jhe/ids.js'
import { people, type PersonName } from '../../support/worlds/jhe/people.js'

/** More people of the study Pressure at Home: id, given and family name. */
const named = [
  [41_001, 'José María', 'García-López'],
  [41_002, 'Zoe\u0308', 'O’Brien'],
  [41_003, 'Håkan', 'Ö_s%t'],
  [41_004, 'Back\\slash', "Robert'); drop table core_patient; --"],
  [41_005, '', 'Jose'],
  [41_006, 'Søren-Æsa', 'Łukasz Groß‐Đinh'],
  // the same twice: a name of ASCII is compared in another way
  [41_007, 'Mary-Ann St.\tJohn', "O'Neil"],
  [41_008, 'Máry-Ann St.\tJohn', "O'Neil"],
  // the locale of the database of the tests knows no capitals beyond ASCII
  [41_009, 'Нина', 'ЩУКИНА'],
  [41_010, 'Ελένη', 'ΠΑΠΑΔΟΠΟΥΛΟΣ'],
  [41_011, 'Արամ', 'Əliyev'],
] as const
const crowd = Array.from({ length: 23 }, (_, i) => 42_001 + i)

const answer = z.object({
  patients: z.array(z.object({ id: z.int(), given_name: z.string().nullable() })),
  total: z.int(),
  truncated: z.boolean(),
  next_cursor: z.string().nullable(),
  notice: z.string().optional(),
})

describe.each(['0011', '0045'] as const)('search_patients on core.%s', (version) => {
  let database: TestDatabase
  let caller: ToolCaller

  const search = async (who: PersonName, args: object, settings: object = {}) => {
    const outcome = await caller.call(people[who].userId, 'search_patients', args, settings)
    if (outcome.code !== undefined) throw new Error(`${outcome.code}: ${outcome.message}`)
    return answer.parse(outcome.value)
  }

  const found = async (who: PersonName, args: object, settings: object = {}) =>
    (await search(who, args, settings)).patients.map(({ id }) => id)

  it.beforeAll(async ({ open }) => {
    ;({ database, caller } = await open(`jhe_${version}`))
    const rows = [...named, ...crowd.map((id) => [id, 'Crowd', `Nr ${id}`] as const)]
    for (const [id, given, family] of rows) {
      await database.sql(
        `insert into core_patient (id, name_given, name_family, birth_date, last_updated)
         values ($1, $2, $3, '1960-06-06', now())`,
        [id, given, family],
      )
      await database.sql('insert into core_studypatient (study_id, patient_id) values ($1, $2)', [
        studies.pressure,
        id,
      ])
    }
  })

  it.each([
    ['jose', [41_001, 41_005]],
    ['JOSÉ', [41_001, 41_005]],
    ['Jose\u0301', [41_001, 41_005]],
    ['garcia', [41_001]],
    ['lopez maria', [41_001]],
    ['López-García', [41_001]],
    ["o'brien", [41_002]],
    ['o’bri zoe', [41_002]],
    ['hakan os', []],
    ['HAKAN ö_s', [41_003]],
    ['obrien', [41_002]],
    ['OBri Zoe', [41_002]],
    ['garcialopez jose', [41_001]],
    ['García‑López', [41_001]],
    ['soren', [41_006]],
    ['SØREN aesa', [41_006]],
    ['sorenaesa', [41_006]],
    ['lukasz gross', [41_006]],
    ['groß dinh', [41_006]],
    ['GROSSĐINH', [41_006]],
    ['mary ann', [41_007, 41_008]],
    ['maryann', [41_007, 41_008]],
    ['MARY-ANN oneil', [41_007, 41_008]],
    ["ann o'n", [41_007, 41_008]],
    ['neil john st', [41_007, 41_008]],
    ['нина щукина', [41_009]],
    ['ЩУК НИН', [41_009]],
    ['ελενη παπαδόπουλος', [41_010]],
    ['ΕΛΈΝΗ Παπαδοπουλοσ', [41_010]],
    ['ԱՐԱՄ ƏLIYEV', [41_011]],
    ['արամ əliyev', [41_011]],
    ['Ana Almeida', [patients.ana]],
    ['alm, an', [patients.ana]],
  ])(
    'finds by the starts of words, whatever their case, accents and order: %s',
    async (name, ids) => {
      expect(await found('coordinator', { name })).toEqual(ids)
    },
  )

  it.each([
    'lmeida',
    'na',
    'Ana Baptiste',
    'Almeida Ana Maria',
    'arcia',
    'anaalmeida',
    'stjohn',
    'ohn',
  ])('does not find by other parts of a name, or by words of two people: %s', async (name) => {
    expect(await found('coordinator', { name })).toEqual([])
  })

  it.each(['%', '_', 'A%', '%na', 'An_', '.*', '[a-z]', 'a|b', '^', '\\', '\\%', '%%%', 'An\\a'])(
    'reads no wildcard in %s',
    async (name) => {
      expect(await found('coordinator', { name })).toEqual([])
    },
  )

  it('finds the characters of wildcards where a name really has them', async () => {
    expect(await found('coordinator', { name: 'Ö_s%' })).toEqual([41_003])
    expect(await found('coordinator', { name: 'back\\s' })).toEqual([41_004])
  })

  it.each([
    "' or 1=1 --",
    "'; drop table core_patient; --",
    '" or ""="',
    '$1',
    "x') union select 1",
  ])('takes SQL as text: %s', async (text) => {
    expect(await found('coordinator', { name: text })).toEqual([])
    expect(await found('coordinator', { identifier: text })).toEqual([])
  })

  it('finds a name that looks like SQL by its words, and leaves the table alone', async () => {
    expect(await found('coordinator', { name: "robert'); drop table core_patient;" })).toEqual([
      41_004,
    ])
    const [{ count } = { count: 0 }] = await database.sql<{ count: number }>(
      'select count(*)::int as count from core_patient',
    )
    expect(count).toBeGreaterThan(30)
  })

  it('finds a name with unseen characters by what is shown of it', async () => {
    expect(await found('oddball', { name: 'mallory' })).toEqual([patients.mallory])
    expect(await found('oddball', { name: 'Mal\u200blory' })).toEqual([patients.mallory])
  })

  it('finds an identifier whole, with or without its system', async () => {
    expect(await found('coordinator', { identifier: 'HH-1' })).toEqual([patients.ana])
    const withSystem = version === '0011' ? '|HH-1' : 'https://harbor.example/mrn|HH-1'
    expect(await found('coordinator', { identifier: withSystem })).toEqual([patients.ana])
    for (const identifier of ['hh-1', 'HH', 'HH-', 'HH-%', 'elsewhere|HH-1', '|', 'mrn|HH-1']) {
      expect(await found('coordinator', { identifier })).toEqual([])
    }
  })

  it('finds who fits everything asked', async () => {
    const args = { name: 'jose', birth_date: '1960-06-06', study_id: studies.pressure }
    expect(await found('coordinator', args)).toEqual([41_001, 41_005])
    expect(await found('coordinator', { ...args, birth_date: '1960-06-07' })).toEqual([])
    expect(await found('coordinator', { ...args, study_id: studies.devices })).toEqual([])
    expect(await found('coordinator', { ...args, identifier: 'HH-1' })).toEqual([])
  })

  it('says how it compared when nobody fits, and only then', async () => {
    const notice = async (args: object): Promise<unknown> => {
      const outcome = await caller.call(people.coordinator.userId, 'search_patients', args)
      return outcome.code ?? outcome.value['notice']
    }
    const name = 'lmeida'
    expect(await notice({ name })).toMatch(/^Nobody you can see fits: each word of name must begin/)
    expect(await notice({ name })).not.toMatch(/birth_date|identifier/)
    expect(await notice({ identifier: 'HH' })).toMatch(/fits: identifier must be the whole value/)
    expect(await notice({ name, birth_date: '1980-01-01', identifier: 'HH' })).toMatch(
      /name.*; birth_date .*; identifier /,
    )
    expect(await notice({ name: 'almeida' })).toBeUndefined()
    expect(await notice({ name: 'crowd', limit: 1 })).toBeUndefined()
    // nothing was compared
    const empty = { study_id: studies.registry }
    const outcome = await caller.call(people.director.userId, 'search_patients', empty)
    expect(outcome).toMatchObject({ value: { patients: [], total: 0 } })
    expect(outcome).not.toHaveProperty('value.notice')
  })

  it('finds nobody outside the reach, by nothing that is known of them', async () => {
    const ofFay = [{ name: 'Fay Fontaine' }, { birth_date: '1985-05-05' }]
    const ofEve = [{ name: 'Eve' }, { birth_date: '2000-02-29' }]
    for (const args of [...ofFay, ...ofEve]) expect(await found('coordinator', args)).toEqual([])
    expect(await found('coordinator', { name: 'Mallory' })).toEqual([])
    expect(await found('ana', { name: 'Jose' })).toEqual([])
    expect(await found('superuser', { name: 'Ana' })).toEqual([])
    expect(await found('coordinator', { name: 'jose' }, { claim: [studies.devices] })).toEqual([])
  })

  it('finds a patient who takes part in no study for themself alone', async () => {
    await database.sql('update core_patient set jhe_user_id = null where id = $1', [patients.ben])
    await database.sql('update core_patient set jhe_user_id = $1 where id = $2', [
      people.ben.userId,
      patients.eve,
    ])
    expect(await found('ben', { name: 'eve' })).toEqual([patients.eve])
    expect(await found('ben', { name: 'ben' })).toEqual([])
    expect(await found('coordinator', { name: 'eve' })).toEqual([])
  })

  it('pages through all candidates, each once, and counts them', async () => {
    const seen: number[] = []
    let cursor: string | null = null
    do {
      const args = { name: 'crowd', limit: 5, ...(cursor === null ? {} : { cursor }) }
      const page: z.output<typeof answer> = await search('coordinator', args)
      expect(page.total).toBe(crowd.length)
      expect(page.truncated).toBe(page.next_cursor !== null)
      seen.push(...page.patients.map(({ id }) => id))
      cursor = page.next_cursor
    } while (cursor !== null)
    expect(seen).toEqual(crowd)
  })

  it('says that there are more when the answer must be cut for its size', async () => {
    const page = await search('coordinator', { name: 'crowd' }, { maxBytes: 2500 })
    expect(page.patients.length).toBeLessThan(crowd.length)
    expect(page).toMatchObject({ total: crowd.length, truncated: true })
  })
})
