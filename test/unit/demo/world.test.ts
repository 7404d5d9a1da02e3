import { describe, expect, it } from 'vitest'

import { createWorld } from '../../../src/demo/world/create-world.js'

const world = createWorld('2026-03-15')
const { core_fhirauxresource: records, ...numbered } = world
const tables: Readonly<Record<string, readonly { readonly id: number }[]>> = numbered

const isStrictlyRising = (ids: readonly number[]): boolean =>
  ids.every((id, index) => id > (ids[index - 1] ?? 0))

describe('the demo world', () => {
  it('is the same for the same day', () => {
    expect(createWorld('2026-03-15')).toEqual(world)
  })

  it('has the same people on another day, and other times', () => {
    const { core_patient, core_observation } = createWorld('2026-03-16')
    const namesOf = (patients: typeof core_patient) =>
      patients.map(({ id, name_given, name_family }) => [id, name_given, name_family])
    expect(namesOf(core_patient)).toEqual(namesOf(world.core_patient))
    expect(core_observation[0]?.last_updated).not.toBe(world.core_observation[0]?.last_updated)
  })

  it.each(['2024-02-29', '2026-03-09', '2026-11-02', '2027-01-01'])(
    'is full on %s too, and nothing has arrived after its last midnight',
    (today) => {
      const { core_observation } = createWorld(today)
      const arrivals = core_observation.map(({ last_updated }) => last_updated)
      expect(core_observation.length).toBeGreaterThan(15_000)
      expect(core_observation.length).toBeLessThan(25_000)
      expect(Date.parse(arrivals.at(-1) ?? '')).toBeLessThan(Date.parse(today))
      expect(arrivals).toEqual(arrivals.toSorted())
    },
  )

  it('has three organizations of different types, one a part of another', () => {
    const { core_organization: organizations } = world
    expect(new Set(organizations.map(({ type }) => type)).size).toBe(3)
    expect(organizations.map(({ part_of_id }) => part_of_id)).toEqual([null, 20001, null])
  })

  it('has five studies that ask for different things', () => {
    const asked = world.core_study.map(({ id }) =>
      world.core_studyscoperequest
        .filter(({ study_id }) => study_id === id)
        .map(({ scope_code_id }) => scope_code_id)
        .join(),
    )
    expect(new Set(asked).size).toBe(5)
  })

  it('has 42 patients from youth to old age, one of unknown age', () => {
    const births = world.core_patient.flatMap(({ birth_date }) => birth_date ?? [])
    expect(world.core_patient).toHaveLength(42)
    expect(births).toHaveLength(41)
    expect(births.filter((date) => date < '1950').length).toBeGreaterThan(3)
    expect(births.filter((date) => date > '1995').length).toBeGreaterThan(3)
  })

  it.each([
    ['core_jheuser', 10001],
    ['core_organization', 20001],
    ['core_study', 30001],
    ['core_patient', 40001],
    ['core_codeableconcept', 50001],
    ['core_observation', 60001],
    ['core_datasource', 70001],
    ['core_practitioner', 80001],
  ])("numbers the rows of %s from JHE's %i on", (table, first) => {
    expect(tables[table]?.[0]?.id).toBe(first)
  })

  it.each(Object.entries(tables))('gives every row of %s an id of its own', (_, rows) => {
    expect(rows.length).toBeGreaterThan(0)
    expect(isStrictlyRising(rows.map(({ id }) => id))).toBe(true)
  })

  it('gives every clinical record a uuid of its own', () => {
    const ids = records.map(({ id }) => id)
    expect(ids.length).toBeGreaterThan(50)
    expect(new Set(ids).size).toBe(ids.length)
    const form = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/
    expect(ids.filter((id) => !form.test(id))).toEqual([])
  })

  it('gives no two people the same account, name, address or phone', () => {
    const { core_jheuser: users, core_patient: patients } = world
    const accounts = [
      ...patients.flatMap(({ jhe_user_id }) => jhe_user_id ?? []),
      ...world.core_practitioner.map(({ jhe_user_id }) => jhe_user_id),
    ]
    const phones = patients.flatMap(({ telecom_phone }) => telecom_phone ?? [])
    const names = [
      ...patients.map((row) => `${row.name_given} ${row.name_family}`),
      ...world.core_practitioner.map((row) => `${row.name_given} ${row.name_family}`),
    ]
    const addresses = users.map(({ email }) => email)
    for (const values of [accounts.map(String), phones, names, addresses]) {
      expect(new Set(values).size).toBe(values.length)
    }
  })

  it('has only addresses, phones and identifier systems that belong to nobody', () => {
    expect(
      world.core_jheuser.filter(({ email }) => !/^[a-z]+\.[a-z-]+@example\.org$/.test(email)),
    ).toEqual([])
    const phones = world.core_patient.flatMap(({ telecom_phone }) => telecom_phone ?? [])
    expect(phones.filter((phone) => !/^\+1-415-555-01\d\d$/.test(phone))).toEqual([])
    const systems = new Set(world.core_patientidentifier.map(({ system }) => system))
    expect([...systems].toSorted()).toEqual([
      'https://fogbank.example.org/mrn',
      'https://lantern.example.org/participant',
      'urn:oid:2.999.4711',
    ])
  })

  it('has accounts that nobody can sign in to with a password', () => {
    expect(world.core_jheuser.every(({ password }) => password === '!')).toBe(true)
  })

  it('has patients without a phone, without an account and without an identifier', () => {
    const { core_patient: patients, core_patientidentifier: identifiers } = world
    expect(patients.filter(({ telecom_phone }) => telecom_phone === null)).toHaveLength(4)
    expect(patients.filter(({ jhe_user_id }) => jhe_user_id === null)).toHaveLength(3)
    const known = new Set(identifiers.map(({ patient_id }) => patient_id))
    expect(patients.filter(({ id }) => !known.has(id)).length).toBeGreaterThan(2)
    expect(identifiers.filter(({ patient_id }) => patient_id === 40003)).toHaveLength(2)
  })
})
