import fc from 'fast-check'
import { describe, expect } from 'vitest'
import type { z } from 'zod'

import { tools } from '../../../src/tools/registry.js'
import type { Tool } from '../../../src/tools/tool.js'
import { it } from '../../support/fixtures.js'
import type { ToolCaller } from '../../support/clients/tool-caller.js'
import { isThere } from '../../support/tools/newer-jhe.js'
import { hostileTexts } from '../../support/worlds/jhe/hostile-texts.js'
import { patients, studies } from '../../support/worlds/jhe/ids.js'
import { permissionRows, shortCalls } from '../../tools/registry.js'
import { people, type PersonName } from '../../support/worlds/jhe/people.js'

const run = (first: number, last: number): readonly number[] =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i)

const inHarbor = [
  ...[30001, 30002, 40001, 40002, 40003, 40004],
  ...[...run(60001, 60005), 60012, 60031],
]

/** Every study, patient and observation that a person may ever be shown, by hand. */
const reach: Readonly<Partial<Record<PersonName, readonly number[]>>> = {
  coordinator: [...inHarbor, 30003, 40009, 60008, 60041, 60042, 60091, 60092],
  member: inHarbor,
  director: [30005],
  ana: [30001, 30002, 30003, 40001, ...run(60001, 60012)],
  ben: [30001, 40002, 60021, 60022, 60023],
  oddball: [30006, 40008, ...run(62001, 62010)],
  analyst: [30004, 40006, 40007, ...run(61001, 61028), ...run(70001, 71200)],
  loner: [],
  superuser: [],
  inactivePractitioner: [],
  stranger: [],
}
/** Tools that answer from somebody's reach. */
const guarded = tools.filter(({ access }) => access !== 'anyone')
const askers = Object.keys(people).filter((name): name is PersonName => name in reach)

/** Ids of the world; data sources share a range with observations and are no one's secret. */
const isWorldId = (n: number): boolean =>
  (n >= 30001 && n <= 30006) ||
  (n >= 40001 && n <= 40009) ||
  (n >= 60001 && n <= 62010) ||
  (n >= 70001 && n <= 71200)

const idsIn = (value: unknown): number[] => {
  if (Array.isArray(value)) return value.flatMap(idsIn)
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, part]) =>
      key === 'data_sources' ? [] : idsIn(part),
    )
  }
  const number = typeof value === 'string' ? Number(/^\d+$/.exec(value)?.[0]) : value
  return typeof number === 'number' && isWorldId(number) ? [number] : []
}

/** What is not seen but may change or hide what is. */
const unseen = /[\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/u

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom(...Object.values(hostileTexts)),
)
const anything = fc.oneof(
  anyText,
  fc.double(),
  fc.maxSafeInteger(),
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(null, true, Number.NaN, Number.MAX_SAFE_INTEGER, -0, '3e4', [30001]),
)
const moments = fc.oneof(
  fc
    .date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-12-31') })
    .chain((date) => fc.constantFrom(date.toISOString(), date.toISOString().slice(0, 10))),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.constantFrom('2026-03-01', '2026-02-02T05:00', '0001-01-01', '9999-12-31T23:59:59-15:59'),
)
const rarely = (usual: fc.Arbitrary<unknown>, odd: fc.Arbitrary<unknown>) =>
  fc.oneof({ arbitrary: usual, weight: 40 }, { arbitrary: odd, weight: 1 })

const texts = {
  data_type: fc.oneof(
    fc.constantFrom(
      'heart-rate',
      'omh:blood-pressure:4.0',
      'mood',
      'blood-glucose',
      'omh',
      ':',
      '%',
    ),
    fc.constantFrom('heart-rate', 'blood-glucose'),
    anyText,
  ),
  name: rarely(fc.constantFrom('ana', 'Ba', 'ana al', 'script'), anyText),
  birth_date: rarely(fc.constantFrom('1980-11-21', '1999-09-09', '2026-01-01'), anyText),
  identifier: rarely(fc.constantFrom('HH-1', 'https://harbor.example/mrn|HH-1'), anyText),
  order: fc.constantFrom('newest', 'oldest', 'last_seen', 'days', 'mean', 'share'),
  format: fc.constantFrom('slim', 'fhir'),
  bucket: fc.constantFrom('hour', 'day', 'week', 'month'),
  time_zone: fc.constantFrom('UTC', 'Europe/Berlin', 'Pacific/Kiritimati', 'America/St_Johns'),
}

const idsFor = (who: PersonName, all: readonly number[]): fc.Arbitrary<number> => {
  const own = all.filter((id) => reach[who]?.includes(id) === true)
  const any = fc.constantFrom(...all, 1, Number.MAX_SAFE_INTEGER)
  return own.length === 0
    ? any
    : fc.oneof({ arbitrary: fc.constantFrom(...own), weight: 3 }, { arbitrary: any, weight: 1 })
}

const statistics = ['mean', 'min', 'max', 'last', 'count', 'days', 'share'] as const
const numbers = fc.oneof(fc.integer({ min: -10, max: 300 }), fc.double({ noNaN: true }))

/** Arguments about a cohort. */
const ofCohorts = (who: PersonName) => ({
  // a name of a value that is made up is refused at once
  value: rarely(fc.constant(undefined), anyText),
  stat: fc.constantFrom(...statistics),
  low: numbers,
  high: numbers,
  group_by: fc.constantFrom('age_band', 'month', 'consent'),
  part_of_day: fc.constantFrom('day', 'night'),
  where: fc.array(
    fc.record({
      data_type: fc.constantFrom('heart-rate', 'blood-glucose'),
      stat: fc.constantFrom('mean', 'count', 'days'),
      op: fc.constantFrom('>', '<='),
      number: fc.integer({ min: 0, max: 200 }),
    }),
    { maxLength: 4 },
  ),
  compare: fc.record({ study_id: idsFor(who, Object.values(studies)) }, { requiredKeys: [] }),
})

/** Mostly values that a field takes, so that the calls get far; sometimes any. */
const likelyFor = (who: PersonName): Readonly<Record<string, fc.Arbitrary<unknown>>> => ({
  study_id: idsFor(who, Object.values(studies)),
  patient_id: idsFor(who, Object.values(patients)),
  limit: fc.integer({ min: 1, max: 1000 }),
  start: moments,
  end: moments,
  cursor: fc.oneof(fc.base64String({ maxLength: 100 }), anyText),
  ...texts,
  ...ofCohorts(who),
})

const argsFor = (who: PersonName, { input }: Tool): fc.Arbitrary<Record<string, unknown>> => {
  const shape: Readonly<Record<string, z.ZodType>> = input.shape
  const fields = Object.keys(shape)
  const likely = likelyFor(who)
  const usual = Object.fromEntries(
    fields.map((name) => {
      const field = likely[name] ?? anything
      // a cursor that is made up is refused at once
      return [
        name,
        name === 'cursor' ? rarely(fc.constant(undefined), field) : rarely(field, anything),
      ]
    }),
  )
  const needed = fields.filter((name) => shape[name]?.safeParse(undefined).success !== true)
  const ids = fields.filter((name) => name.endsWith('_id')).slice(0, 1)
  const required = [...new Set([...needed, ...ids])]
  const names = fc.oneof(fc.constantFrom(...fields, 'x'), anyText)
  return fc.oneof(
    { arbitrary: fc.record(usual, { requiredKeys: required }), weight: 12 },
    { arbitrary: fc.dictionary(names, anything), weight: 1 },
  )
}

const callsOf = (tool: Tool) =>
  fc.constantFrom(...askers).chain((who) =>
    fc.record({
      who: fc.constant(who),
      args: argsFor(who, tool),
      settings: fc.record(
        {
          maxRows: fc.integer({ min: 1, max: 1000 }),
          maxBytes: fc.integer({ min: 10_000, max: 200_000 }),
          claim: fc.option(fc.subarray(Object.values(studies)), { freq: 4 }),
        },
        { requiredKeys: [] },
      ),
    }),
  )

const withoutUndefined = (args: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined))

describe.each(['0011', '0045'] as const)('any arguments at any tool on core.%s', (version) => {
  let caller: ToolCaller

  it.beforeAll(async ({ open }) => {
    ;({ caller } = await open(`jhe_${version}`))
  })

  it.each(guarded.map((tool) => [tool.name, tool] as const))(
    'T-D13: %s answers from the reach of who asks, in the promised shape, or refuses by a code',
    async (_name, tool) => {
      const kinds = new Set<string>()
      await fc.assert(
        fc.asyncProperty(callsOf(tool), async ({ who, args, settings }) => {
          const { userId } = people[who]
          // the caller throws what is INTERNAL
          const outcome = await caller.call(userId, tool.name, withoutUndefined(args), settings)
          kinds.add(outcome.code ?? 'answered')
          if (outcome.code !== undefined) {
            expect(`${outcome.message}${outcome.hint}`).not.toMatch(unseen)
            return
          }
          const { value, text } = outcome
          expect(tool.output.parse(JSON.parse(JSON.stringify(value)))).toEqual(value)
          const foreign = idsIn(value).filter((id) => reach[who]?.includes(id) !== true)
          expect(foreign).toEqual([])
          expect(text.replaceAll('\n', '')).not.toMatch(unseen)
          expect(JSON.stringify(value)).not.toMatch(unseen)
          expect(JSON.stringify(value)).not.toMatch(/\\u|\\[bfnrt]/)
        }),
        {
          numRuns: 400,
          // one that is answered, wherever the tool is there
          examples: [[{ who: 'coordinator', args: { ...shortCalls[tool.name] }, settings: {} }]],
        },
      )
      // the arguments got far enough, and not all of them
      expect(kinds).toContain(isThere(tool.name, version) ? 'answered' : 'SCHEMA_UNSUPPORTED')
      expect(kinds).toContain('INPUT_INVALID')
      // the few runs of somebody who is switched off may all have had wrong arguments
      const args = permissionRows.find((row) => row.tool === tool.name)?.args ?? {}
      const { code } = await caller.call(people.inactivePractitioner.userId, tool.name, args)
      expect(code).toBe('ACCOUNT_INACTIVE')
    },
  )
})
