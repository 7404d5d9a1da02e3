import fc from 'fast-check'
import { describe, expect } from 'vitest'

import { it } from '../../support/fixtures.js'
import type { ToolCaller } from '../../support/clients/tool-caller.js'
import { listToolsOf, readPage, walk, type ListCall } from '../../support/walk.js'
import { shortCalls } from '../../tools/registry.js'
import { patients, studies } from '../../support/worlds/jhe/ids.js'
import { longHistory } from '../../support/worlds/jhe/observations.js'
import { people } from '../../support/worlds/jhe/people.js'

const settings = { maxBytes: 20_000_000 }
const observations = 'get_patient_observations'
const minute = 60_000
const day = Date.UTC(2026, 1, 2)

/** An end of a window, and the instants that it stands for as a start and as an end. */
interface Edge {
  readonly text: string
  readonly first: number
  readonly last: number
}

const dateEdge = (date: string): Edge => {
  const first = Date.parse(`${date}T00:00:00Z`)
  return { text: date, first, last: first + 24 * 60 * minute - 1 }
}

/** The same instant, written in several ways. */
const instantEdges = (at: number): readonly Edge[] => {
  const utc = new Date(at).toISOString()
  const ahead = new Date(at + 5.5 * 60 * minute).toISOString()
  return [
    utc,
    utc.slice(0, 16),
    utc.replace('T', ' ').slice(0, 19),
    `${ahead.slice(0, 19)}+05:30`,
  ].map((text) => ({ text, first: at, last: at }))
}

const edges: fc.Arbitrary<Edge> = fc.oneof(
  fc.constantFrom('2026-02-01', '2026-02-02', '2026-02-03').map(dateEdge),
  fc
    .record({ minutes: fc.integer({ min: -30, max: 25 * 60 }), whole: fc.boolean() })
    .chain(({ minutes, whole }) =>
      fc.constantFrom(...instantEdges(day + (whole ? minutes - (minutes % 60) : minutes) * minute)),
    ),
)

const windows = fc
  .record({ start: edges, end: edges }, { requiredKeys: [] })
  .filter(({ start, end }) => start === undefined || end === undefined || start.first <= end.last)

/** Gus's rows within a window, in order. */
const expectedIds = (order: string, { start, end }: { start?: Edge; end?: Edge }): number[] => {
  const rows = Array.from({ length: longHistory.rows }, (_, i) => ({
    id: longHistory.firstId + i,
    at: i % longHistory.perInstant === 7 ? null : day + Math.floor(i / 50) * 60 * minute,
  }))
  const timed = rows.filter(
    ({ at }) => at !== null && at >= (start?.first ?? at) && at <= (end?.last ?? at),
  )
  const untimed =
    start === undefined && end === undefined ? rows.filter(({ at }) => at === null) : []
  const inOrder = (list: typeof rows) => (order === 'newest' ? list.toReversed() : list)
  return [...inOrder(timed), ...inOrder(untimed)].map(({ id }) => id)
}

describe.each(['0011', '0045'] as const)('on the schema core.%s', (version) => {
  let caller: ToolCaller

  it.beforeAll(async ({ open }) => {
    ;({ caller } = await open(`jhe_${version}`))
  })

  const ofGus = (args: object): ListCall => ({
    subject: people.analyst.userId,
    tool: observations,
    args: { patient_id: patients.gus, ...args },
    settings,
  })

  it('pages of any size visit every row of a long history once, in order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 90, max: 1000 }), { minLength: 1, maxLength: 4 }),
        fc.constantFrom('newest', 'oldest'),
        fc.constantFrom(undefined, 'heart-rate', 'omh:heart-rate:2.0', 'blood-pressure'),
        windows,
        fc.constantFrom('slim', 'fhir'),
        async (limits, order, data_type, window, format) => {
          const { start, end } = window
          const args = {
            order,
            format,
            ...(data_type === undefined ? {} : { data_type }),
            ...(start === undefined ? {} : { start: start.text }),
            ...(end === undefined ? {} : { end: end.text }),
          }
          const pages = await walk(caller, ofGus(args), limits)
          expect(pages.flatMap(({ ids }) => ids)).toEqual(
            data_type === 'blood-pressure' ? [] : expectedIds(order, window),
          )
          pages.slice(0, -1).forEach((page, i) => {
            expect(page.ids).toHaveLength(limits[i % limits.length] ?? 0)
            expect(page.truncated).toBe(true)
          })
        },
      ),
      { numRuns: 30 },
    )
  })

  const lists: readonly (ListCall & { readonly name: string })[] = [
    ...listToolsOf(version).map((tool) => ({
      name: `${tool} in short`,
      subject: people.coordinator.userId,
      tool,
      args: shortCalls[tool] ?? {},
    })),
    ...(['coordinator', 'member', 'ana', 'loner', 'superuser'] as const).map((name) => ({
      name: `studies of ${name}`,
      subject: people[name].userId,
      tool: 'list_studies',
      args: {},
    })),
    ...(['coordinator', 'ben'] as const).flatMap((name) =>
      (['slim', 'fhir'] as const).map((format) => ({
        name: `patients of a study for ${name}, ${format}`,
        subject: people[name].userId,
        tool: 'get_patient_demographics',
        args: { study_id: studies.pressure, format },
      })),
    ),
    ...(
      [
        ['analyst', 'fay'],
        ['coordinator', 'ana'],
        ['ana', 'ana'],
        ['coordinator', 'ben'],
        ['oddball', 'mallory'],
      ] as const
    ).flatMap(([name, patient]) =>
      (['slim', 'fhir'] as const).map((format) => ({
        name: `observations of ${patient} for ${name}, ${format}`,
        subject: people[name].userId,
        tool: observations,
        args: { patient_id: patients[patient], format },
      })),
    ),
  ]

  it.each(lists)('$name: pages of any size are the same rows as one page', async (list) => {
    const whole = await readPage(caller, { ...list, args: { ...list.args, limit: 1000 }, settings })
    expect(whole).toMatchObject({ truncated: false, cursor: null })
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 3 }),
        async (limits) => {
          const pages = await walk(caller, { ...list, settings }, limits)
          expect(pages.flatMap(({ rows }) => rows)).toEqual(whole.rows)
          for (const { constant } of pages) expect(constant).toEqual(whole.constant)
        },
      ),
      { numRuns: 5 },
    )
  })

  it.each(lists)(
    'T-D5: $name: says that there is more when there is, and only then',
    async (list) => {
      const ask = async (limit: number) =>
        await readPage(caller, { ...list, args: { ...list.args, limit }, settings })
      const { length } = (await ask(1000)).ids
      for (const limit of [length - 1, length, length + 1].filter((n) => n > 0)) {
        const page = await ask(limit)
        expect(page.ids).toHaveLength(Math.min(limit, length))
        expect(page.truncated).toBe(limit < length)
        expect(page.cursor === null).toBe(limit >= length)
      }
    },
  )

  it.each([49, 50, 51])(
    'T-D5: is honest at a limit of %i where 49 rows are within the window',
    async (limit) => {
      const window = { start: '2026-02-02T03:00', end: '2026-02-02T03:59' }
      const page = await readPage(caller, ofGus({ ...window, limit }))
      expect(page).toMatchObject({ truncated: false, cursor: null })
      expect(page.ids).toHaveLength(49)
      const less = await readPage(caller, ofGus({ ...window, limit: 48 }))
      expect(less.truncated).toBe(true)
      expect(less.ids).toHaveLength(48)
    },
  )

  it.each(['newest', 'oldest'] as const)('puts unknown times last with %s first', async (order) => {
    const args = { patient_id: patients.fay, order }
    const call = { subject: people.analyst.userId, tool: observations, args, settings }
    const pages = await walk(caller, call, [3, 1, 7])
    const isKnown = pages.flatMap(({ rows }) => rows).map((row) => row['effective'] !== null)
    expect(isKnown.indexOf(false)).toBe(isKnown.filter(Boolean).length)
    expect(isKnown.indexOf(false)).toBeGreaterThan(0)
  })
})
