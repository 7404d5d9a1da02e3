import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import {
  everything,
  fixedIdsOf,
  grantOf,
  meet,
  meetAll,
  narrowedTo,
  type Grant,
} from '../../../src/permissions/grant.js'
import {
  boundTypes,
  joinTypes,
  mayName,
  meetTypes,
  type TypeSet,
} from '../../../src/permissions/type-set.js'

const omh = 'https://w3id.org/openmhealth'
const entries = [
  'Observation',
  'Condition',
  'QuestionnaireResponse',
  'omh:heart-rate:2.0',
  'omh:heart-rate:1.0',
  `${omh}|omh:heart-rate:2.0`,
  'https://site.example|omh:heart-rate:2.0',
  'local:mood:1.0',
  `${omh}|local:mood:1.0`,
]

const limit = <Value>(values: readonly Value[]) =>
  fc.option(fc.subarray([...values]), { nil: null, freq: 3 })
const types = limit(entries)

const grants: fc.Arbitrary<Grant> = fc
  .record({
    studies: limit([30_001, 30_002, 30_003]),
    patient: limit([40_001, 40_002]),
    read: types,
    search: types,
    tools: limit(['list_studies', 'search_patients', 'describe_schema']),
    rows: fc.option(fc.nat(3), { nil: null }),
    bytes: fc.option(fc.nat(3), { nil: null }),
    until: fc.option(fc.nat(3), { nil: null }),
    actors: limit(['one', 'two']),
  })
  .map(({ read, search, rows, bytes, ...rest }) =>
    grantOf({ ...rest, types: { read, search }, limits: { rows, bytes } }),
  )

/** Every code and system that a set may speak of: a type of a JHE. */
const stored = [omh, 'https://site.example', 'http://hl7.org/fhir/resource-types'].flatMap(
  (system) =>
    ['omh:heart-rate:2.0', 'omh:heart-rate:1.0', 'local:mood:1.0', 'Condition', 'Observation'].map(
      (code) => ({ system, code }),
    ),
)

/** What a statement makes of the bound texts (`isGrantedType`). */
const allows = (set: TypeSet, { system, code }: (typeof stored)[number]): boolean => {
  const bound = boundTypes(set)
  if (bound === null || bound.includes(`${system}|${code}`)) return true
  const isFhir = system.startsWith('http://hl7.org/fhir/')
  return (bound.includes(code) || bound.includes('Observation')) && !isFhir
}

const isWithin = (narrow: Grant, wide: Grant): boolean =>
  JSON.stringify(meet(narrow, wide)) === JSON.stringify(narrow)

describe('a grant', () => {
  it('A41: meet is commutative, associative, idempotent and monotone', () => {
    fc.assert(
      fc.property(grants, grants, grants, (a, b, c) => {
        expect(meet(a, b)).toEqual(meet(b, a))
        expect(meet(meet(a, b), c)).toEqual(meet(a, meet(b, c)))
        expect(meet(a, a)).toEqual(a)
        expect(isWithin(meet(a, b), a) && isWithin(meet(a, b), b)).toBe(true)
        // whoever is narrower before is narrower after
        expect(isWithin(meet(meet(a, b), c), meet(a, c))).toBe(true)
      }),
      { numRuns: Number(process.env['JHE_TEST_GRANT_TRIPLES'] ?? 10_000) },
    )
  })

  it('A41: types that meet are those that both allow, and that join those that one allows', () => {
    fc.assert(
      fc.property(types, types, (a, b) => {
        for (const type of stored) {
          expect(allows(meetTypes(a, b), type)).toBe(allows(a, type) && allows(b, type))
          expect(allows(joinTypes(a, b), type)).toBe(allows(a, type) || allows(b, type))
        }
      }),
      { numRuns: 2_000 },
    )
  })

  it('A41: the order of the sources does not matter, and none of them widens', () => {
    fc.assert(
      fc.property(fc.array(grants, { maxLength: 4 }), (sources) => {
        expect(meetAll(sources.toReversed())).toEqual(meetAll(sources))
        expect(sources.every((source) => isWithin(meetAll(sources), source))).toBe(true)
      }),
      { numRuns: 1_000 },
    )
  })

  it('is frozen, to its lists', () => {
    const grant = grantOf({
      studies: [1],
      patient: [2],
      types: { read: ['Condition'], search: [] },
    })
    for (const part of [grant, grant.studies, grant.patient, grant.types, grant.types.read]) {
      expect(Object.isFrozen(part)).toBe(true)
    }
  })

  it('says what it narrows without an id', () => {
    expect(narrowedTo(everything)).toEqual([])
    const grant = grantOf({
      studies: [30_001, 30_002],
      patient: [40_001],
      types: { read: null, search: ['local:mood:1.0'] },
    })
    expect(narrowedTo(grant)).toEqual(['some studies', 'one patient', 'some data types'])
    expect(narrowedTo(grantOf({ studies: [30_001] }))).toEqual(['one study'])
  })

  it('fixes an id where it leaves only one', () => {
    expect(fixedIdsOf(grantOf({ studies: [1], patient: [2] }))).toEqual({
      study_id: 1,
      patient_id: 2,
    })
    expect(fixedIdsOf(grantOf({ studies: [1, 2], patient: [] }))).toEqual({})
    expect(fixedIdsOf(everything)).toEqual({})
  })

  it.each([
    [null, 'anything', true],
    [['Observation'], 'heart-rate', true],
    [['Observation'], 'local:mood:1.0', true],
    [['Observation'], 'QuestionnaireResponse', false],
    [['QuestionnaireResponse'], 'QuestionnaireResponse', true],
    [['QuestionnaireResponse'], 'heart-rate', false],
    [[`${omh}|omh:heart-rate:2.0`], 'heart-rate', true],
    [['omh:heart-rate:2.0'], 'omh:heart-rate', true],
    [['omh:heart-rate:2.0'], 'heart-rate:2.0', true],
    [['omh:heart-rate:2.0'], 'heart-rate:3.0', false],
    [['omh:heart-rate:2.0'], 'omh', false],
    [[], 'heart-rate', false],
  ] as const)('of the types %j, %s may be asked for: %s', (set, asked, may) => {
    expect(mayName(set, asked)).toBe(may)
  })
})
