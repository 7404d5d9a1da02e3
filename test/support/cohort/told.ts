import type { z } from 'zod'

import { summarizeCohort } from '../../../src/tools/cohort/summarize-cohort.js'
import { near } from '../answers/near.js'
import { toMicroseconds } from '../answers/time-frame.js'
import type { FoldedCohort } from './fold-cohort.js'

export type CohortAnswer = z.output<typeof summarizeCohort.output>
export type CohortSide = Pick<CohortAnswer, 'groups' | 'where' | 'window' | 'withheld' | 'excluded'>

export const cohortAnswer = (value: unknown): CohortAnswer => summarizeCohort.output.parse(value)

/** Percentages are told to a hundredth. */
const percent = (value: number): unknown => ({
  asymmetricMatch: (other: unknown) =>
    typeof other === 'number' && Math.abs(other - value) <= 0.005 + 1e-7,
})

const sorted = <T>(list: readonly T[], key: (one: T) => unknown): readonly T[] =>
  list.toSorted((a, b) => (JSON.stringify(key(a)) < JSON.stringify(key(b)) ? -1 : 1))

const byGroup = <T extends { group: string; code: unknown; unit: unknown; kind: unknown }>(
  groups: readonly T[],
): readonly T[] => sorted(groups, ({ group, code, unit, kind }) => [group, code, unit, kind])

const byType = <T extends { data_type: unknown; reason: unknown }>(list: readonly T[]) =>
  sorted(list, ({ data_type, reason }) => [data_type, reason])

/** An answer without what depends on nothing but words. */
export const toldCohort = ({ groups, where = [], window, withheld, excluded }: CohortSide) => ({
  window: { from: toMicroseconds(window.start), to: toMicroseconds(window.end) },
  groups: byGroup(
    groups.map(({ group, data_type, kind, bands, ...rest }) => {
      const { gmi, gmi_patients, cv, percent_active, percentiles, ...own } = rest
      return {
        ...{ ...own, group, code: data_type ?? null, kind: kind ?? null },
        percentiles: percentiles === null ? null : Object.values(percentiles),
        bands: bands?.map(({ patients, share }) => ({ patients, share })) ?? null,
        glucose: Object.fromEntries(
          Object.entries({ gmi, gmi_patients, cv, percent_active }).filter(
            ([, value]) => value !== undefined,
          ),
        ),
      }
    }),
  ),
  where: where.map(({ kind, ...rest }) => ({ ...rest, kind: kind ?? null })),
  withheld: byType(withheld),
  excluded: excluded ?? { unknown_time: 0, future_time: 0 },
})

const nearList = (list: readonly number[] | null): unknown =>
  list === null ? null : list.map((value) => near(value))

/** The same of what was worked out, its numbers as near as they are told. */
export const expectedCohort = (folded: FoldedCohort, isByGroup: boolean) => {
  const { window, groups, where, withheld, excluded } = folded
  const severalTypes = new Set(groups.map(({ code }) => code)).size > 1
  const told = groups.map(({ code, bands, glucose, ...rest }) => ({
    ...Object.fromEntries(Object.entries(rest).filter(([name]) => name !== 'numbers')),
    group: rest.group,
    unit: rest.unit,
    kind: rest.kind,
    code: severalTypes ? (code ?? null) : null,
    mean: near(rest.mean),
    sd: rest.sd === null ? null : spread(rest.sd, rest.mean ?? 0),
    percentiles: nearList(rest.percentiles),
    bands: bands?.map(({ patients, share }) => ({ patients, share: percent(share) })) ?? null,
    glucose: Object.fromEntries(
      Object.entries(glucose).map(([name, value]) => [
        name,
        name === 'gmi_patients' ? value : percent(value),
      ]),
    ),
  }))
  const nobody = {
    ...{ group: 'all', code: null, kind: null, unit: anything(), patients: 0, with_data: 0 },
    ...{ mean: null, sd: null, percentiles: null, bands: null, glucose: {} },
  }
  return {
    window: { from: window.from, to: window.to },
    groups: told.length === 0 && !isByGroup ? [nobody] : byGroup(told),
    where,
    withheld: byType(withheld),
    excluded,
  }
}

const anything = (): unknown => ({ asymmetricMatch: () => true })

/** A deviation that is nothing beside its mean is one of rounding. */
const spread = (sd: number, mean: number): unknown => ({
  asymmetricMatch: (other: unknown) =>
    typeof other === 'number' &&
    Math.abs(other - sd) <= 1e-7 * Math.max(sd, 1e-3) + 1e-12 * Math.abs(mean),
})
